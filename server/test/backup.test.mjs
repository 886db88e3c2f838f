// A backup that was never restored is none. Both ways of docs/operations.md, while the relay runs and is used.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findPostgres } from '../../scripts/tools.mjs';
import { agentToken, deskStream } from './support/agents.mjs';
import { startProcess } from './support/process.mjs';
import { stores } from './support/stores.mjs';
import { lookUp, submit, visitor } from './support/visitors.mjs';

const run = promisify(execFile);
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const relayCommand = (database, ...words) =>
  run(process.execPath, [cli, ...words], { env: { ...process.env, DATABASE_URL: database } });
const postgresCommand = (program, ...words) => run(join(findPostgres(), program), words);

/** What docs/operations.md tells people to do. */
const ways = {
  sqlite: {
    backup: ({ database }) => relayCommand(database, 'backup', `${database}.backup`),
    async restore({ database }) {
      await Promise.all(['-wal', '-shm'].map((end) => rm(database + end, { force: true })));
      await copyFile(`${database}.backup`, database);
      return { database, dispose: async () => {} };
    },
  },
  postgres: {
    async backup({ database, folder }) {
      await postgresCommand('pg_dump', '--format=custom', `--file=${folder}/relay.dump`, database);
    },
    async restore({ folder, empty }) {
      const { database, dispose } = await empty();
      await postgresCommand(
        'pg_restore',
        '--no-owner',
        `--dbname=${database}`,
        `${folder}/relay.dump`,
      );
      await relayCommand(database, 'renew-epoch');
      return { database, dispose };
    },
  },
};

for (const { name, skip, open } of stores) {
  describe(`backup and restore, ${name}`, { skip }, () => {
    test('what was there at the backup is there again, and no reader waits for what is not', async (t) => {
      const original = await open();
      t.after(() => original.dispose());
      const folder = await makeFolder(t);
      const where = { database: original.database, folder, empty: open };

      const relay = await startProcess(original.database);
      t.after(() => relay.close());
      const kept = await promised(relay.url);
      await ways[name].backup(where);
      const lost = [await promised(relay.url), await promised(relay.url)];
      const token = await agentToken('ada');
      const desk = await deskStream(relay.url, token);
      const { id: future } = await desk.next('snapshot');
      assert.ok(future, 'the snapshot says where its reader is');
      desk.close();
      await relay.close();

      const restored = await ways[name].restore(where);
      t.after(() => restored.dispose());
      const again = await startProcess(restored.database);
      t.after(() => again.close());
      assert.equal((await lookUp(again.url, kept)).status, 200);
      for (const one of lost) assert.equal((await lookUp(again.url, one)).status, 404);

      // Once with fewer events than the reader has seen, and once with as many, which are others.
      for (const more of [0, 3]) {
        const later = [];
        for (let n = 0; n < more; n++) later.push((await promised(again.url)).id);
        const reader = await deskStream(again.url, token, { lastEventId: future });
        const first = await reader.next();
        assert.equal(first.type, 'snapshot');
        const ids = first.data.waiting.map(({ id }) => id);
        assert.deepEqual(ids, [kept.id, ...later]);
        assert.notEqual(first.id.split('.')[0], future.split('.')[0]);
        reader.close();
      }
    });
  });
}

/** A request that the relay has acknowledged. */
async function promised(url) {
  const one = visitor();
  const response = await submit(url, one);
  assert.equal(response.status, 201);
  return { ...one, id: (await response.json()).id };
}

async function makeFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), 'relay-backup-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
