// The relay with SQLite's `synchronous` as SYNCHRONOUS says, which no setting of the relay can say.
import { once } from 'node:events';
import { Given, configOf } from '../../dist/config.js';
import { startRelay } from '../../dist/relay.js';

const { settings } = configOf(new Given(process.argv.slice(2), process.env));
const relay = await startRelay(settings, { synchronous: process.env.SYNCHRONOUS });
console.log(relay.url);
await once(process, 'SIGTERM');
await relay.close();
