// Writes server/openapi.json anew from the schemas of the relay's routes (`build:server` comes before).
// server/test/openapi.test.mjs says when that is due.
import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { startRelay } from '../server/test/support/relay.mjs';

const relay = await startRelay();
const text = await format(JSON.stringify(relay.app.swagger()), { parser: 'json', printWidth: 100 });
await relay.close();
await writeFile(new URL('../server/openapi.json', import.meta.url), text);
