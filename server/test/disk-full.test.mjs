// No room: a clear error, nothing acknowledged, and all is well again when there is room.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { agentToken, deskStream } from './support/agents.mjs';
import { mayMount, smallDisk } from './support/disks.mjs';
import { isHere, MISSING, startCluster } from './support/postgres.mjs';
import { startProcess } from './support/process.mjs';
import { openSqlite } from './support/stores.mjs';
import { missing, submit, visitor } from './support/visitors.mjs';

const noMount = mayMount ? false : 'this process may not mount a small disk';
const noPostgres = isHere || process.env.CI ? false : MISSING;

test('SQLite, on a full disk', { skip: noMount }, async (t) => {
  const disk = smallDisk(8);
  t.after(() => disk.dispose());
  const relay = await startProcess(join(disk.folder, 'relay.db'));
  t.after(() => relay.close());
  await fullAndRoomAgain(t, relay.url, { full: () => disk.fill(), room: () => disk.empty() });
});

test('SQLite, at the limit of a file', async (t) => {
  const { database, dispose } = await openSqlite();
  t.after(dispose);
  const relay = await startProcess(database);
  t.after(() => relay.close());
  // The soft limit, which a process may raise again.
  const limit = (bytes) => {
    const args = [`--fsize=${bytes}:`, '--pid', `${relay.process.pid}`];
    assert.equal(spawnSync('prlimit', args, { stdio: 'inherit' }).status, 0);
  };
  await fullAndRoomAgain(t, relay.url, {
    full: () => limit(600_000),
    room: () => limit('unlimited'),
  });
});

test('PostgreSQL, on a full disk', { skip: noMount || noPostgres }, async (t) => {
  const disk = smallDisk(120);
  t.after(() => disk.dispose());
  const cluster = await startCluster({ folder: disk.folder });
  t.after(() => cluster.dispose());
  const { database } = await cluster.createDatabase();
  const relay = await startProcess(database);
  t.after(() => relay.close());
  await fullAndRoomAgain(t, relay.url, { full: () => disk.fill(), room: () => disk.empty() });
});

async function fullAndRoomAgain(t, url, { full, room }) {
  const acknowledged = [];
  for (let n = 0; n < 5; n++) acknowledged.push(await promised(url, visitor()));
  await full();
  const refused = [];
  // What the database has set aside is used up first.
  while (refused.length < 20) {
    assert.ok(acknowledged.length < 20_000, 'the disk is not full');
    const sent = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const one = visitor();
        return { one, response: await submit(url, one) };
      }),
    );
    for (const { one, response } of sent) {
      const body = await response.json();
      if (response.status === 201) acknowledged.push({ ...one, id: body.id });
      else {
        assert.equal(response.status, 503, JSON.stringify(body));
        assert.equal(body.code, 'unavailable');
        assert.equal(body.retryable, true);
        assert.ok(response.headers.has('retry-after'));
        refused.push(one);
      }
    }
  }
  // Who only reads is served.
  assert.deepEqual(await missing(url, acknowledged), []);
  await room();
  const all = [...acknowledged];
  for (const one of refused) all.push(await promised(url, one));
  assert.deepEqual(await waiting(url), all.map(({ id }) => id).sort());
  t.diagnostic(
    `${acknowledged.length} acknowledged and there, ${refused.length} refused, none of them there, ` +
      `and each taken once there was room`,
  );
}

async function promised(url, one) {
  const response = await submit(url, one);
  const body = await response.json();
  assert.equal(response.status, 201, JSON.stringify(body));
  return { ...one, id: body.id };
}

async function waiting(url) {
  const desk = await deskStream(url, await agentToken('ada'));
  const { data } = await desk.next('snapshot');
  desk.close();
  return data.waiting.map(({ id }) => id).sort();
}
