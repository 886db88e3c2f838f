// The two stores that a relay can have, so that a test can be run on each:
//   for (const { name, skip, open } of stores) describe(name, { skip }, () => …);
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, isHere, MISSING, startCluster } from './postgres.mjs';

/** Where PostgreSQL is missing its tests are left out and say so; in CI they run, and fail. */
const skip = isHere || process.env.CI ? false : MISSING;

/** `RELAY_TEST_STORES=sqlite`: the other is another command's matter. */
const wanted = process.env.RELAY_TEST_STORES?.split(',');
const unwanted = (name) => ((wanted?.includes(name) ?? true) ? false : 'npm run test:relay');

/**
 * `open` gives what a relay's `database` setting takes, empty; `dispose` takes it away, once the relay is closed.
 * @type {readonly { name: 'sqlite' | 'postgres', skip: string | false,
 *   open: () => Promise<{ database: string, dispose: () => Promise<void> }> }[]}
 */
export const stores = [
  { name: 'sqlite', skip: unwanted('sqlite'), open: openSqlite },
  { name: 'postgres', skip: unwanted('postgres') || skip, open: openPostgres },
];

export async function openSqlite() {
  const folder = mkdtempSync(join(tmpdir(), 'relay-sqlite-'));
  return {
    database: join(folder, 'relay.db'),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

/** One cluster for a whole run (scripts/test-relay.mjs), or for this process: it ends with it. */
let cluster;

export async function openPostgres() {
  cluster ??= process.env.RELAY_TEST_POSTGRES ?? startCluster().then((started) => started.url());
  const { database } = await createDatabase(await cluster);
  // It goes with its cluster: to drop it first would take a checkpoint, which takes seconds.
  return { database, dispose: async () => {} };
}
