// `npm run bench:relay`: the relay beside the least that could do it, on each store, in the same run.
//   submissions  per second, p50 and p99, beside node:http with one insert and commit for each request
//   fan-out      from a submission until 1,000 and 2,000 agents' streams have it, beside raw responses
//   memory       of 1,000 open agents' streams
//   growth       of each step of a callback's life with 100, 1,000 and 10,000 waiting, and 1,000,000 past
// Needs dist/ and server/dist/ (npm run build), and PostgreSQL for its half. `STORES=sqlite` leaves it out.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { signToken } from '../server/dist/auth.js';
import { stores } from '../server/test/support/stores.mjs';
import { grow } from './relay/growth.mjs';
import { load, quantile, send } from './relay/load.mjs';

const SECRET = randomBytes(32).toString('hex');
const file = (name) => fileURLToPath(new URL(`./relay/${name}`, import.meta.url));
const api = '/v1/sites/default';
const wanted = (process.env.STORES ?? 'sqlite,postgres').split(',');
const count = Number(process.env.COUNT ?? 4_000);
const rounds = Number(process.env.ROUNDS ?? 3);
const readers = (process.env.READERS ?? '1000,2000').split(',').map(Number);
const past = Number(process.env.PAST ?? 1_000_000);

let asked = 0;

function submission() {
  const n = ++asked;
  return {
    path: `${api}/callbacks`,
    headers: {
      'idempotency-key': `bench-${n}-${randomBytes(8).toString('hex')}`,
      authorization: `Bearer ${secretOf(n)}`,
    },
    body: {
      request: { name: `bench-${n}.`, number: { e164: `+3906${10_000_000 + n}` }, region: 'IT' },
    },
  };
}

function secretOf(n) {
  return Buffer.from(String(n).padStart(32, '0')).toString('base64url');
}

function tokenOf(id) {
  return signToken(SECRET, { agent: { id, name: id }, sites: '*', lifetime: 3_600_000 });
}

async function start(kind, database) {
  const child = fork(file('servers.mjs'), [kind, database], {
    env: { ...process.env, BENCH_SECRET: SECRET },
    execArgv: ['--expose-gc'],
  });
  const { port } = await said(child, 'port');
  return {
    port,
    memory: async () => {
      const answer = said(child, 'memory');
      child.send('memory');
      return (await answer).memory.rss / 1e6;
    },
    close: () =>
      new Promise((done) => {
        child.once('exit', done);
        child.send('close');
      }),
  };
}

function said(child, what) {
  return new Promise((done, fail) => {
    const settle = (outcome) => {
      child.off('message', listen).off('exit', ended);
      outcome();
    };
    const listen = (message) => {
      if (what in message) settle(() => done(message));
    };
    const ended = (code) => settle(() => fail(new Error(`the process ended: ${code}`)));
    child.on('message', listen).on('exit', ended);
  });
}

async function submissions(open, name) {
  const found = {};
  const disposals = [];
  for (const kind of ['bare', 'relay']) {
    // A file has one writer.
    const { database, dispose } = await open();
    disposals.push(dispose);
    const server = await start(kind, database);
    // The first ones compile.
    await load({ port: server.port, count: 300, connections: 64, make: submission });
    found[kind] = { server };
  }
  const results = { bare: [], relay: [] };
  for (let round = 0; round < rounds; round++) {
    for (const kind of ['bare', 'relay']) {
      const { port } = found[kind].server;
      results[kind].push(await load({ port, count, connections: 64, make: submission }));
    }
  }
  const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
  const rates = {};
  for (const kind of ['bare', 'relay']) {
    rates[kind] = median(results[kind].map(({ perSecond }) => perSecond));
    const p50 = median(results[kind].map(({ times }) => quantile(times, 0.5)));
    const p99 = median(results[kind].map(({ times }) => quantile(times, 0.99)));
    console.log(
      `${name} submissions ${kind}: ${rates[kind].toFixed(0)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    );
    await found[kind].server.close();
  }
  console.log(`${name} submissions relay/bare: ${(rates.relay / rates.bare).toFixed(2)}`);
  for (const dispose of disposals) await dispose();
}

async function fanOut(database, name, streams) {
  const all = {};
  for (const kind of ['bare', 'relay']) {
    const server = await start(kind, database);
    const before = await server.memory();
    const child = fork(
      file('readers.mjs'),
      [server.port, `${api}/desk/stream?session=SESSION`, streams],
      { env: { ...process.env, BENCH_TOKEN: await tokenOf('ann') } },
    );
    await said(child, 'open');
    if (kind === 'relay') {
      const grown = ((await server.memory()) - before) / (streams / 1000);
      console.log(`${name} memory of 1,000 open streams: ${grown.toFixed(1)} MB`);
    }
    const times = [];
    for (let round = 0; round < 15; round++) {
      const message = submission();
      const heard = said(child, 'times');
      child.send({ mark: message.body.request.name, at: String(process.hrtime.bigint()) });
      await send({ port: server.port, ...message });
      const { times: these } = await heard;
      // The first ones compile.
      if (round >= 3) times.push(...these);
    }
    times.sort((a, b) => a - b);
    all[kind] = [quantile(times, 0.5), quantile(times, 0.99)];
    console.log(
      `${name} fan-out to ${streams} ${kind}: p50 ${all[kind][0].toFixed(1)} ms, p99 ${all[kind][1].toFixed(1)} ms`,
    );
    child.disconnect();
    await server.close();
  }
  const [p50, p99] = all.relay.map((time, at) => (time / all.bare[at]).toFixed(2));
  console.log(`${name} fan-out to ${streams} relay/bare: p50 ${p50}, p99 ${p99}`);
}

for (const { name, skip, open } of stores) {
  if (!wanted.includes(name)) continue;
  if (skip) {
    console.log(skip);
    continue;
  }
  const fresh = async (use) => {
    const { database, dispose } = await open();
    await use(database);
    await dispose();
  };
  await submissions(open, name);
  for (const streams of readers) await fresh((database) => fanOut(database, name, streams));
  await grow({ name, open, start, past, submission, token: await tokenOf('ann') });
}
// The cluster goes with this process.
process.exit(0);
