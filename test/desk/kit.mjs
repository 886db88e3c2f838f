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

/** A desk with short ways to what most tests begin with. */
export class Bench {
  #keys = 0;

  constructor(options) {
    Object.assign(this, deskKit(options));
  }

  ask(number = numbers[0], more = {}, keys = {}) {
    const n = ++this.#keys;
    const all = { requestKey: `ask-${n}`, secret: `secret-${n}`, ...keys };
    return this.desk.request(requestFor(number, more), all);
  }

  claim(id, agent = agents[0], key = `claim-${++this.#keys}`) {
    return this.desk.claim(id, agent, key);
  }

  /** Claimed, and reported up to this state; or with this end. */
  reach(id, state, agent = agents[0]) {
    const claim = this.claim(id, agent);
    if (state !== 'claimed') this.report(claim, state, 1, agent);
    return claim;
  }

  report(claim, what, seq, agent = agents[0], session = undefined) {
    const report = states.includes(what)
      ? { seq, state: what }
      : { seq, state: 'ended', end: { reason: what, by: 'visitor' } };
    return this.desk.report(agent, claim, report, session);
  }

  finish(claim, how = {}, agent = agents[0]) {
    return this.desk.finish(agent, claim, { finishKey: 'finish', ...how });
  }

  /** Over, and put back by its agent. */
  retry(id, retryAt = 0) {
    const claim = this.reach(id, 'busy');
    this.finish(claim, { retryAt });
    return claim;
  }

  change(receipt, wish, key = `change-${++this.#keys}`) {
    return this.desk.change(receipt, wish, key);
  }

  wait(ms) {
    this.clock.now += ms;
  }

  status(receipt) {
    return this.desk.visitor(receipt).view.statuses.at(-1);
  }

  /** The Waiting list, as an agent without claims sees it: id and `asked`. */
  rows() {
    return this.desk.agent('nobody').view.waiting.map(({ id, asked }) => [id, asked]);
  }

  claims(agent = agents[0]) {
    return this.desk.agent(agent.id).view.claims;
  }

  /** As the store has it, whether anybody could see it or not. */
  record(id) {
    return this.store.all.find((record) => record.id === id);
  }
}

const states = ['accepted', 'dialing', 'ringing', 'connected', 'held', 'reconnecting'];
