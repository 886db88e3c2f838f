// What one stream of a visitor is told when its callback cannot be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TransportError } from 'callback-elements/transport/transport.js';
import { VisitorReader } from '../dist/streams/visitor-reader.js';

for (const [code, told, errors, retries] of [
  ['not-found', ['status', 'over'], [], 0],
  ['forbidden', ['status', 'over'], [], 0],
  ['unavailable', ['status'], ['unavailable'], 1],
]) {
  test(`after ${code}: ${retries > 0 ? 'it tries again' : 'it is over'}`, async () => {
    const bench = await begun();
    bench.refuse(new TransportError(code));
    bench.reader.reset();
    await bench.settled();
    assert.deepEqual([bench.told, bench.errors, bench.timers.length], [told, errors, retries]);
    bench.reader.stop();
  });
}

/** A stream that was told a status; its timers never fire. */
async function begun() {
  let refusal;
  const [told, errors, timers] = [[], [], []];
  const note = (text) => told.push(/^event: (.*)$/m.exec(text)[1]);
  const reader = new VisitorReader('callback', {
    epoch: 'epoch',
    clock: {
      now: () => 0,
      at(time) {
        timers.push(time);
        return () => {};
      },
    },
    read: async () => {
      if (refusal) throw refusal;
      return { statuses: [{ version: 1, state: 'waiting', final: false }] };
    },
    onError: ({ code }) => errors.push(code),
  });
  const begin = await reader.prepare(undefined);
  begin((text) => {
    note(text);
    return { write: note, end: note };
  });
  return {
    reader,
    told,
    errors,
    timers,
    refuse: (error) => (refusal = error),
    /** Once all that follows from the reading has happened: it waits for nothing but promises. */
    settled: () => new Promise((done) => setImmediate(done)),
  };
}
