// Several relays on one PostgreSQL, and their work by plain HTTP.
import { openStore } from '../../dist/store/open.js';
import { startProcess } from './process.mjs';
import { startRelay } from './relay.mjs';
import { openPostgres } from './stores.mjs';

/**
 * Starts relays, each a process of its own, on one new database; they end with the test.
 * @returns {Promise<{ nodes: Awaited<ReturnType<typeof startProcess>>[], database: string }>}
 */
export async function startNodes(t, count, open = openPostgres) {
  const { database, dispose } = await open();
  t.after(dispose);
  const nodes = await Promise.all(Array.from({ length: count }, () => startProcess(database)));
  for (const node of nodes) t.after(() => node.close());
  return { nodes, database };
}

/** Looks into a database that relays have: its default site. */
export async function storeOf(t, database) {
  const store = await openStore(database);
  t.after(() => store.close());
  return store.site('default');
}

/** All events of a site. */
export function eventsOf(site) {
  return site.events(0, Number.MAX_SAFE_INTEGER);
}

/**
 * Starts relays in this process on one new database, with what `startRelay` takes; they end with the test.
 * @returns {Promise<Awaited<ReturnType<typeof startRelay>>[]>}
 */
export async function startRelays(t, count, { open, ...options }) {
  const { database, dispose } = await open();
  t.after(dispose);
  const relays = [];
  for (let node = 0; node < count; node++) {
    const relay = await startRelay({ ...options, open: () => ({ database, dispose: () => {} }) });
    t.after(() => relay.close());
    relays.push(relay);
  }
  return relays;
}

/** What an agent does with a callback. @returns its answer, undefined where it has none */
export async function act(url, token, id, what, { key, ...body } = {}) {
  const response = await fetch(`${url}/v1/sites/default/callbacks/${id}/${what}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(key ? { 'idempotency-key': key } : { 'content-type': 'application/json' }),
    },
    ...(!key && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${what}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** How many streams a relay has open. */
export async function openStreams(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts = [...text.matchAll(/^callback_relay_streams\{.*\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}
