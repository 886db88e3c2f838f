// `npm run test:journey`: the journeys, two files at a time, in one browser on one demo.
//   npm run test:journey -- test/journey/race.test.mjs     these files alone
//   npm run test:journey -- --relay                        against a relay, not in the browser
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { endProcess } from '../test/journey/support/ending.mjs';
import { openHouse } from '../test/journey/support/house.mjs';

const FOLDER = fileURLToPath(new URL('../test/journey/', import.meta.url));
const all = () =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => FOLDER + name);
const given = process.argv.slice(2).filter((word) => !word.startsWith('--'));

const house = await openHouse({ relay: process.argv.includes('--relay') });
const args = ['--test', '--test-concurrency=2', '--test-reporter=spec'];
const tests = spawn(process.execPath, [...args, ...(given.length > 0 ? given : all())], {
  stdio: 'inherit',
  env: { ...process.env, ...house.env },
});
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => void endProcess(tests));
const code = await new Promise((resolve) => {
  tests.once('error', () => resolve(1));
  tests.once('close', resolve);
});
await house.close();
process.exitCode = code ?? 1;
