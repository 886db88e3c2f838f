// No acknowledgement leaves before its batch is on disk: looked at where it cannot be otherwise, in the calls
// that the process makes of the system.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startProcess } from './support/process.mjs';
import { openSqlite } from './support/stores.mjs';
import { isComplete, readTrace, skip, traced } from './support/trace.mjs';
import { submit, visitor } from './support/visitors.mjs';

const REQUESTS = 60;
const AT_ONCE = 6;

test('SQLite: each acknowledgement is written after the sync of its batch', { skip }, async (t) => {
  const { acknowledgements, early, syncs } = await trace(t, 'FULL');
  t.diagnostic(`${acknowledgements} acknowledgements, ${syncs} syncs, ${early} without one`);
  assert.equal(acknowledgements, REQUESTS);
  assert.equal(early, 0);
});

test('and with synchronous = NORMAL this would be seen', { skip }, async (t) => {
  const { acknowledgements, early } = await trace(t, 'NORMAL');
  t.diagnostic(`${acknowledgements} acknowledgements, ${early} without a sync`);
  assert.equal(acknowledgements, REQUESTS);
  assert.ok(early > REQUESTS / 2);
});

/** Counts acknowledgements, and those of them that no sync of what was written for them came before. */
async function trace(t, synchronous) {
  const { database, dispose } = await openSqlite();
  t.after(dispose);
  const file = `${database}.trace`;
  const relay = await startProcess(database, {
    command: traced(file),
    program: fileURLToPath(new URL('./support/synchronous.mjs', import.meta.url)),
    env: { SYNCHRONOUS: synchronous },
  });
  t.after(() => relay.close());
  const visitors = Array.from({ length: REQUESTS }, visitor);
  const left = [...visitors];
  const work = async () => {
    for (let one = left.pop(); one; one = left.pop()) {
      const response = await submit(relay.url, one);
      assert.equal(response.status, 201, await response.text());
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await relay.close();
  while (!isComplete(file, relay.process.pid)) await pause(20);

  const calls = readTrace(file);
  const log = `${database}-wal`;
  const inLog = (kind) => calls.filter((call) => call.kind === kind && call.path === log);
  const [writes, syncs] = [inLog('file'), inLog('sync')];
  const waits = visitors.map(({ number }) => {
    const asked = calls.find(({ kind, text }) => kind === 'read' && text.includes(number));
    const answered = calls.find(
      ({ kind, descriptor, begun, text }) =>
        kind === 'send' &&
        descriptor === asked.descriptor &&
        begun > asked.done &&
        text.includes('HTTP/1.1 201 '),
    );
    const written = writes.find(({ text }) => text.includes(number));
    assert.ok(answered && written, 'the trace has each request, its write and its answer');
    return syncs.some((sync) => sync.begun > written.done && sync.done < answered.begun);
  });
  return {
    acknowledgements: waits.length,
    early: waits.filter((waited) => !waited).length,
    syncs: syncs.length,
  };
}
