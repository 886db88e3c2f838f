// When the loopback's streams look at the desk, and in which order they tell of it.
import { expect } from '@open-wc/testing';
import { Desk } from '../../src/desk/index.js';
import type { Backend } from '../../src/transport/loopback/backend.js';
import { Bell } from '../../src/transport/loopback/bell.js';
import { systemClock } from '../../src/transport/clock.js';
import { follow } from '../../src/transport/loopback/reader.js';
import { IdbStore } from '../../src/transport/loopback/store.js';
import { freshDesk } from './loopback-kit.js';

function openBackend(): Backend {
  const name = freshDesk();
  const store = new IdbStore(name);
  const desk = new Desk(store, { now: () => systemClock.now() });
  const closing = new AbortController().signal;
  return { name, clock: systemClock, bell: new Bell(name), store, desk, closing };
}

describe('a stream of the loopback', () => {
  it('begins with a snapshot after a drop, whatever it was reading just then', async () => {
    const backend = openBackend();
    let onSecondLook = () => {};
    const secondLook = new Promise<void>((resolve) => (onSecondLook = resolve));
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    let looks = 0;
    const updates = follow<string>(backend, undefined, () => ({
      read: async (isFresh) => {
        looks += 1;
        if (looks === 1) return { updates: tooMany, again: Infinity };
        if (looks === 2) {
          onSecondLook();
          await held;
        }
        return { updates: [isFresh ? 'snapshot' : 'change'], again: Infinity };
      },
    }))[Symbol.asyncIterator]();
    await updates.next();
    backend.bell.ring();
    await secondLook;
    const next = updates.next();
    goOn();
    expect((await next).value).to.equal('snapshot');
    await updates.return?.();
    indexedDB.deleteDatabase(`callback-elements/loopback/${backend.name}`);
  });
});

/** The first of these is read, and the others are more than may wait. */
const tooMany = Array.from({ length: 1_002 }, () => 'early');
