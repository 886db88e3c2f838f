// `npm run test:relay`: the relay's tests on SQLite and on one PostgreSQL that is started for them.
//   npm run test:relay -- server/test/store.test.mjs     these files alone
// `npm run test:wire`, a part of `npm test`: the contract over HTTP and what it stands on, on SQLite alone.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isHere, startCluster } from '../server/test/support/postgres.mjs';
import { endProcess } from '../test/journey/support/ending.mjs';

const FOLDER = fileURLToPath(new URL('../server/test/', import.meta.url));
const all = () =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => FOLDER + name);
const WIRE = ['auth', 'config', 'http', 'judge', 'laws', 'openapi', 'operations'];
const isWire = process.argv[2] === '--wire';
const given = isWire ? WIRE.map((name) => `${FOLDER}${name}.test.mjs`) : process.argv.slice(2);

const cluster = isHere && !isWire ? await startCluster() : undefined;
// A test that hangs fails by name, rather than with the whole run.
const args = ['--test', '--test-timeout=600000', '--test-concurrency=2', '--test-reporter=spec'];
const tests = spawn(process.execPath, [...args, ...(given.length > 0 ? given : all())], {
  stdio: 'inherit',
  env: {
    ...process.env,
    ...(cluster && { RELAY_TEST_POSTGRES: cluster.url() }),
    ...(isWire && { RELAY_TEST_STORES: 'sqlite', NODE_V8_COVERAGE: 'coverage/node' }),
  },
});
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => void endProcess(tests));
const code = await new Promise((resolve) => {
  tests.once('error', () => resolve(1));
  tests.once('close', resolve);
});
await cluster?.dispose();
process.exitCode = code ?? 1;
