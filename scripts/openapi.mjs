// Writes server/openapi.json anew from the schemas of the relay's routes (`build:server` comes before).
//   node scripts/openapi.mjs
//   node scripts/openapi.mjs --check    fails if the file is not what would be written
import { readFile, writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { startRelay } from '../server/test/support/relay.mjs';

const file = new URL('../server/openapi.json', import.meta.url);

const relay = await startRelay();
const text = await format(JSON.stringify(relay.app.swagger()), { parser: 'json', printWidth: 100 });
await relay.close();

if (!process.argv.includes('--check')) {
  await writeFile(file, text);
} else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
  console.error('server/openapi.json is not current: npm run openapi');
  process.exitCode = 1;
}
