// The one reader of a site's events, on a store and a desk that fail when a test says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AgentReader } from '../dist/streams/agent-reader.js';
import { Hub } from '../dist/streams/hub.js';

test('a reading that fails forgets no agent: all are told, once it can be read again', async () => {
  const bench = hubOn({ failures: 1 });
  const readers = ['ann', 'bob', 'cid'].map((id) => bench.agent(id));
  await bench.hub.ready();
  bench.stir('ann', 'bob', 'cid');
  await bench.until(() => readers.every(({ told }) => told.length > 0));
  assert.deepEqual(
    readers.map(({ told }) => told),
    [['presence'], ['presence'], ['presence']],
  );
  assert.deepEqual(bench.errors, ['The database is away.']);
  bench.hub.stop();
});

test('a reader that fails begins anew, and the others are told', async () => {
  const bench = hubOn();
  const fails = () => {
    throw new Error('This one cannot be written to.');
  };
  const broken = bench.agent('ann', { write: fails });
  const whole = bench.agent('bob');
  await bench.hub.ready();
  bench.comes('callback');
  await bench.until(() => whole.told.length > 0);
  assert.deepEqual([broken.told, whole.told], [['bye'], ['waiting']]);
  assert.deepEqual(bench.errors, ['This one cannot be written to.']);
  bench.hub.stop();
});

/** A hub whose time passes as fast as anybody waits for it. */
function hubOn({ failures = 0 } = {}) {
  let now = 0;
  const errors = [];
  const hub = new Hub({
    store: {
      range: async () => ({ oldest: 1, newest: 0 }),
      events: async (after) => events.filter(({ number }) => number > after),
    },
    desk: {
      presence: async () => {
        if (failures-- > 0) throw new Error('The database is away.');
        return { view: { state: 'away' } };
      },
      availability: async () => ({ view: { state: 'ready' }, nextDue: Infinity }),
      nextDue: async () => Infinity,
    },
    epoch: 'epoch',
    clock: {
      now: () => now,
      at(time, callback) {
        if (time === Infinity) return () => {};
        const handle = setImmediate(() => {
          now = Math.max(now, time);
          callback();
        });
        return () => clearImmediate(handle);
      },
    },
    onError: ({ message }) => errors.push(message),
  });
  const events = [];
  return {
    hub,
    errors,
    /** These agents may have another presence. */
    stir(...agents) {
      for (const id of agents) events.push({ number: events.length + 1, kind: 'agent', id });
      hub.wake();
    },
    /** Somebody asks to be called. */
    comes(id) {
      const after = { id, row: { id }, claims: [], status: { version: 1 } };
      events.push({ number: events.length + 1, kind: 'callback', id, after });
      hub.wake();
    },
    /** A stream that has begun; `told` are the types of what it was sent. */
    agent(id, stream = {}) {
      const told = [];
      const reader = new AgentReader(id, 'epoch');
      const note = (text) => told.push(/^event: (.*)$/m.exec(text)[1]);
      reader.begin({ write: note, bye: () => told.push('bye'), ...stream }, 0, { state: 'ready' });
      hub.addAgent(reader);
      return { reader, told };
    },
    async until(holds) {
      for (let turns = 0; !holds(); turns++) {
        assert.ok(turns < 1_000, `In vain: ${holds}`);
        await new Promise((done) => setImmediate(done));
      }
    },
  };
}
