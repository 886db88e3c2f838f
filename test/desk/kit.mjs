// A desk in memory with a clock and ids of the test's own.
import { Desk, MapStore } from 'callback-elements/desk.js';

export const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

/** A Monday, 12:00 UTC. */
export const start = Date.UTC(2026, 5, 1, 12);

export const agents = ['ann', 'bob', 'cid'].map((name) => ({ id: `id-of-${name}`, name }));

export const numbers = ['+390612345678', '+14155552671', '+442079460123'];

export const requestFor = (number, more) => ({ name: 'Vera', number: { e164: number }, ...more });

/**
 * @param {{ policy?: object, around?: (store: MapStore) => object, onChange?: (changed: object) => void, kind?: typeof Desk }} [options]
 *   `around` puts a store of the test's own between the desk and the Map; `kind` is a desk of its own
 */
export function deskKit({ policy, around = (store) => store, kind = Desk, onChange } = {}) {
  const store = new MapStore();
  const clock = { now: start };
  let ids = 0;
  const desk = new kind(around(store), {
    now: () => clock.now,
    newId: () => `n${++ids}`,
    ...(policy && { policy }),
    ...(onChange && { onChange }),
  });
  return { desk, store, clock };
}

/** The code of what is thrown, or undefined; whatever has none is thrown on. */
export function codeOf(work) {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error.name !== 'TransportError') throw error;
    return error.code;
  }
}
