// The clock of adapters and of the relay.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../dist/transport/clock.js';

const day = 86_400_000;

/** `setTimeout` can wait for 24.8 days. */
for (const days of [1, 24, 25, 60]) {
  test(`calls back after ${days} days, not earlier, and only once`, (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    let calls = 0;
    systemClock.at(Date.now() + days * day, () => calls++);
    for (let past = 1; past < days; past++) t.mock.timers.tick(day);
    t.mock.timers.tick(day - 1);
    assert.equal(calls, 0);
    t.mock.timers.tick(1);
    assert.equal(calls, 1);
    t.mock.timers.tick(60 * day);
    assert.equal(calls, 1);
  });
}

test('takes back what is far away, at any time before', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  let calls = 0;
  const cancel = systemClock.at(Date.now() + 60 * day, () => calls++);
  for (let past = 0; past < 40; past++) t.mock.timers.tick(day);
  cancel();
  for (let past = 0; past < 40; past++) t.mock.timers.tick(day);
  assert.equal(calls, 0);
});
