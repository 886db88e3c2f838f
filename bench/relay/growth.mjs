// How the steps of a callback's life grow with what waits and with what is past.
import { openStore } from '../../server/dist/store/open.js';
import { quantile, send } from './load.mjs';

const api = '/v1/sites/default';
const steps = ['request', 'claim', 'report', 'finish', 'snapshot'];

/** Prints the median of each step, and how it compares with the first row. */
export async function grow({ name, open, start, past, submission, token }) {
  let first;
  for (const [waiting, history] of [
    [100, 0],
    [1_000, 0],
    [10_000, 0],
    [100, past],
  ]) {
    const { database, dispose } = await open();
    await fill(database, waiting, history);
    const server = await start('relay', database);
    const times = await live({ port: server.port, submission, token });
    first ??= times;
    const cells = steps.map((step) => {
      const ratio = (times[step] / first[step]).toFixed(2);
      return `${step} ${times[step].toFixed(2)} ms (${ratio})`;
    });
    console.log(`${name} growth, ${waiting} waiting, ${history} past: ${cells.join(', ')}`);
    await server.close();
    await dispose();
  }
}

/** One callback after another, from request to outcome. */
async function live({ port, submission, token }) {
  const times = Object.fromEntries(steps.map((step) => [step, []]));
  const timed = async (step, message) => {
    const begin = performance.now();
    const answer = await send({ port, ...message });
    times[step].push(performance.now() - begin);
    return answer;
  };
  const headers = { authorization: `Bearer ${token}` };
  for (let round = 0; round < 40; round++) {
    const { id } = await timed('request', submission());
    const path = `${api}/callbacks/${id}`;
    const claim = await timed('claim', {
      path: `${path}/claim`,
      headers: { ...headers, 'idempotency-key': `claim-${id}` },
    });
    const report = (seq, more) => ({
      path: `${path}/report`,
      headers,
      body: { token: claim.token, seq, ...more },
    });
    await timed('report', report(1, { state: 'accepted' }));
    await timed('report', report(2, { state: 'dialing' }));
    await timed('report', report(3, { state: 'ended', end: { reason: 'completed', by: 'agent' } }));
    const finish = { token: claim.token, finishKey: `finish-${id}`, disposition: 'done' };
    await timed('finish', { path: `${path}/finish`, headers, body: finish });
  }
  for (let round = 0; round < 10; round++) await snapshot({ port, headers, times });
  return Object.fromEntries(
    steps.map((step) => [
      step,
      quantile(
        times[step].sort((a, b) => a - b),
        0.5,
      ),
    ]),
  );
}

async function snapshot({ port, headers, times }) {
  const begin = performance.now();
  const life = new AbortController();
  const { signal } = life;
  const url = `http://127.0.0.1:${port}${api}/desk/stream?session=growth`;
  const { body } = await fetch(url, { headers, signal });
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of body) {
    text += decoder.decode(part, { stream: true });
    if (/event: snapshot[^]*\n\n/.test(text)) break;
  }
  times.snapshot.push(performance.now() - begin);
  life.abort();
}

/** Writes rows as they are after such days: past ones forgotten, waiting ones waiting. */
async function fill(database, waiting, history) {
  const store = await openStore(database);
  const at = Date.now();
  const record = (more) =>
    JSON.stringify({
      id: 'ID',
      requestKey: 'ID',
      secret: '',
      place: 0,
      requestedAt: at,
      expiresAt: at + 86_400_000,
      changedAt: at,
      attempts: 0,
      asked: 1,
      past: [],
      lostClaims: [],
      changes: [],
      statuses: [{ state: 'waiting', attempts: 0, version: 1 }],
      ...more,
    });
  const number = `{"e164":"+4420NUMBER"}`;
  const rows = async (prefix, count, from, text, open) => {
    for (let n = 0; n < count; n += 50_000) {
      const batch = Array.from({ length: Math.min(50_000, count - n) }, (_, k) => from + n + k);
      const each =
        store.kind === 'sqlite' ? 'json_each(?)' : 'json_array_elements(CAST(? AS json))';
      await store.sql.all(
        `INSERT INTO callbacks (site, id, place, request_key, open_number, waiting_place, due, record)
         SELECT 'default', value->>'id', CAST(value->>'place' AS BIGINT), value->>'id',
           value->>'open', CAST(value->>'waiting' AS BIGINT), CAST(value->>'due' AS BIGINT),
           value->>'record'
         FROM ${each}`,
        JSON.stringify(
          batch.map((place) => ({
            id: `${prefix}-${place}`,
            place,
            ...(open && { open: number.replace('NUMBER', 70_000_000 + place), waiting: place }),
            due: at + 86_400_000,
            record: text
              .replaceAll('ID', `${prefix}-${place}`)
              .replace('"place":0', `"place":${place}`)
              .replace('NUMBER', 70_000_000 + place),
          })),
        ),
      );
    }
  };
  const over = { state: 'done', end: { reason: 'completed', by: 'agent' } };
  await rows('past', history, 1, record(over), false);
  const request = { name: 'Vera', number: { e164: '+4420NUMBER' }, region: 'GB' };
  await rows('open', waiting, history + 1, record({ state: 'waiting', request }), true);
  const upsert = `INSERT INTO sites (site, place, number) VALUES ('default', ?, 0)
    ON CONFLICT (site) DO UPDATE SET place = excluded.place`;
  await store.sql.all(upsert, history + waiting + 1);
  if (store.kind === 'postgres') await store.sql.all('ANALYZE callbacks');
  await store.close();
}
