// The program as it is started, told what to do, and stopped.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Desk } from 'callback-elements/desk.js';
import { verifier } from '../dist/auth.js';
import { openStore } from '../dist/store/open.js';
import { deskStream } from './support/agents.mjs';
import { SECRET, startProcess } from './support/process.mjs';
import { openSqlite } from './support/stores.mjs';
import { end, spawnTied } from './support/tied.mjs';
import { lookUp, submit, visitor } from './support/visitors.mjs';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const WEBHOOK_SECRET = 'a-secret-that-only-tests-know';

/** Runs a command to its end, with these variables and none of the relay's own. */
async function run(args, env = {}) {
  const child = spawnTied(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (said.err += text));
  const [code] = await once(child, 'close');
  return { code, ...said };
}

/** A database of the test's own. @returns its path */
async function databaseOf(t) {
  const { database, dispose } = await openSqlite();
  t.after(dispose);
  return database;
}

async function relayOf(t, database, options) {
  const relay = await startProcess(database, options);
  t.after(() => relay.close());
  return relay;
}

test('help is asked for in three ways', async () => {
  for (const args of [['--help'], ['-h'], ['help']]) {
    const { code, out, err } = await run(args);
    assert.equal(code, 0);
    assert.match(out, /RELAY_REGIONS/);
    assert.equal(err, '');
  }
});

test('mistakes are told at once, a line each, and nothing is started', async () => {
  const { code, out, err } = await run(['--prot', '1'], { RELAY_LOG_LEVEL: 'loud' });
  assert.equal(code, 2);
  assert.equal(out, '');
  const lines = err.trim().split('\n');
  assert.equal(lines.length, 4, err);
  for (const line of lines) assert.match(line, /^[^\n]+\.$/);
});

test('a token is printed alone, and opens what it says', async () => {
  const env = { RELAY_AGENT_SECRET: SECRET, RELAY_JWT_ISSUER: 'us', RELAY_JWT_AUDIENCE: 'relay' };
  const args = [
    '--agent',
    'ada',
    '--name',
    'Ada Lovelace',
    '--site',
    'shop,club',
    '--hours',
    '0.5',
  ];
  const { code, out, err } = await run(['token', ...args], env);
  assert.deepEqual([code, err], [0, '']);
  const check = verifier({ secret: SECRET, issuer: 'us', audience: 'relay' });
  const { agent, sites, expiresAt } = await check(out.trim());
  assert.deepEqual(agent, { id: 'ada', name: 'Ada Lovelace' });
  assert.deepEqual(sites, ['shop', 'club']);
  assert.ok(expiresAt < Date.now() + 3_600_000);
  const everywhere = await run(['token', '--agent', 'ada'], { RELAY_AGENT_SECRET: SECRET });
  assert.equal((await verifier({ secret: SECRET })(everywhere.out.trim())).sites, '*');
});

/** Veronica asks at a desk in this file. @returns her number */
async function askAt(database) {
  const store = await openStore(database);
  const desk = new Desk(store.site('default'), { now: Date.now });
  const number = '+390612345678';
  const keys = { requestKey: 'k', secret: 's' };
  await desk.request({ name: 'Veronica', number: { e164: number } }, keys);
  await store.close();
  return number;
}

test('a number is erased to the last byte of the file, and only counts are told', async (t) => {
  const database = await databaseOf(t);
  const number = await askAt(database);
  const env = { RELAY_REGIONS: 'IT', RELAY_ORIGINS: 'https://shop.example' };
  const all = { ...env, RELAY_AGENT_SECRET: SECRET, DATABASE_URL: database };
  const holds = (trace) =>
    [database, `${database}-wal`]
      .filter((path) => existsSync(path))
      .some((path) => readFileSync(path, 'latin1').includes(trace));
  assert.ok(holds('Veronica') && holds(number));
  const { code, out, err } = await run(['erase', '+39 06 1234 5678'], all);
  assert.deepEqual([code, out, err], [0, '', 'Erased. Requests: 1, events: 2, messages: 0.\n']);
  assert.ok(!holds('Veronica') && !holds(number));
  const again = await run(['erase', number], all);
  assert.equal(again.err, 'Erased. Requests: 0, events: 0, messages: 0.\n');
});

test('a receiver hears that what was erased has ended', async (t) => {
  const database = await databaseOf(t);
  const number = await askAt(database);
  const { code } = await run(['erase', number], {
    RELAY_REGIONS: 'IT',
    RELAY_ORIGINS: 'https://shop.example',
    RELAY_AGENT_SECRET: SECRET,
    RELAY_WEBHOOK_URL: 'http://127.0.0.1:9/',
    RELAY_WEBHOOK_SECRET: WEBHOOK_SECRET,
    DATABASE_URL: database,
  });
  assert.equal(code, 0);
  const after = await openStore(database);
  t.after(() => after.close());
  const left = await after.sql.all('SELECT body FROM outbox');
  assert.deepEqual(
    left.map(({ body }) => JSON.parse(body).type),
    ['callback.ended'],
  );
});

test('a token needs an agent and a secret', async () => {
  const { code, out, err } = await run(['token']);
  assert.deepEqual([code, out], [2, '']);
  assert.equal(
    err,
    'token needs --agent ID.\nRELAY_AGENT_SECRET is not set: it is what tokens are signed with.\n',
  );
});

test('check says what it would run with, and shows no secret', async () => {
  const { code, out } = await run(['check', '--regions', 'IT FR'], {
    RELAY_ORIGINS: 'https://shop.example',
    DATABASE_URL: 'postgres://relay:hunter2@db.example/relay',
    RELAY_AGENT_SECRET: SECRET,
    RELAY_WEBHOOK_URL: 'https://hook:hunter2@shop.example/hook?key=hunter2',
    RELAY_WEBHOOK_SECRET: 'hunter2-hunter2-hunter2',
  });
  assert.equal(code, 0);
  assert.match(out, /calls +IT FR/);
  assert.match(out, /postgres:\/\/relay:\*\*\*@db\.example\/relay/);
  assert.match(out, /webhook +https:\/\/shop\.example\n/);
  for (const secret of [SECRET, 'hunter2']) assert.ok(!out.includes(secret));
});

test('without keys of agents it starts on loopback, with a token that is told once', async (t) => {
  const database = await databaseOf(t);
  const child = spawnTied(
    process.execPath,
    [CLI, '--port', '0', '--origins', 'https://shop.example', '--regions', 'IT'],
    { env: { PATH: process.env.PATH, DATABASE_URL: database }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  t.after(() => end(child));
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  while (!/^ey.*\n/m.test(err)) await once(child.stderr, 'data');
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(err);
  const [token, ...more] = err.match(/^ey\S+$/gm);
  assert.deepEqual(more, []);
  assert.match(err, /Whoever has this one sees every request/);
  const desk = await deskStream(url, token);
  assert.equal((await desk.next()).type, 'snapshot');
  desk.close();
  await end(child);
  assert.ok(!out.includes(token), 'the log does not have it');
});

test('elsewhere than on loopback it does not start without keys', async () => {
  const { code, err } = await run(['--host', '0.0.0.0', '--port', '0', '--regions', 'IT'], {
    RELAY_ORIGINS: 'https://shop.example',
  });
  assert.equal(code, 2);
  assert.match(err, /^Agents have no keys: [^\n]+\.\n$/);
});

test('SIGTERM and SIGINT stop it in good order, and what was acknowledged is there again', async (t) => {
  const database = await databaseOf(t);
  const asked = [];
  for (const signal of ['SIGTERM', 'SIGINT']) {
    const relay = await relayOf(t, database);
    const one = visitor();
    const response = await submit(relay.url, one);
    assert.equal(response.status, 201);
    asked.push({ ...one, id: (await response.json()).id });
    for (const known of asked) assert.equal((await lookUp(relay.url, known)).status, 200);
    const exit = once(relay.process, 'exit');
    relay.process.kill(signal);
    assert.deepEqual(await exit, [0, null]);
  }
});

test('streams are told to come back, and what is under way is finished', async (t) => {
  const relay = await relayOf(t, await databaseOf(t));
  const desk = await deskStream(
    relay.url,
    await run(['token', '--agent', 'ada'], { RELAY_AGENT_SECRET: SECRET }).then(({ out }) =>
      out.trim(),
    ),
  );
  await desk.next('snapshot');
  const slow = await halfARequest(relay.url);
  const exit = once(relay.process, 'exit');
  relay.process.kill('SIGTERM');
  const { data } = await desk.next('bye');
  assert.equal(data.reason, 'shutdown');
  assert.match(await slow.finish(), /^HTTP\/1\.1 (201|503)/);
  assert.deepEqual(await exit, [0, null]);
});

test('a connection that nobody has used yet holds nothing up', async (t) => {
  const relay = await relayOf(t, await databaseOf(t));
  const { hostname, port } = new URL(relay.url);
  const unused = connect(Number(port), hostname);
  const gone = once(unused, 'close');
  await once(unused, 'connect');
  const slow = await halfARequest(relay.url);
  relay.process.kill('SIGTERM');
  await gone;
  // What is under way has not been cut off with it.
  assert.match(await slow.finish(), /^HTTP\/1\.1 (201|503)/);
});

test('a second signal ends it at once', async (t) => {
  const relay = await relayOf(t, await databaseOf(t));
  const slow = await halfARequest(relay.url);
  const exit = once(relay.process, 'exit');
  relay.process.kill('SIGTERM');
  await untilRefused(relay.url);
  relay.process.kill('SIGTERM');
  assert.deepEqual(await exit, [1, null]);
  slow.socket.destroy();
});

test('a port that is taken is a sentence, and the database is let go', async (t) => {
  const taken = createServer();
  await once(taken.listen(0, '127.0.0.1'), 'listening');
  t.after(() => taken.close());
  const { port } = taken.address();
  const DATABASE_URL = await databaseOf(t);
  const { code, err } = await run(['--demo', '--port', `${port}`], { DATABASE_URL });
  assert.equal(code, 1);
  assert.equal(
    err,
    `Port ${port} of 127.0.0.1 is taken: stop who listens there, or set RELAY_PORT.\n`,
  );
  await relayOf(t, DATABASE_URL);
});

test('an address that is none of this machine is a sentence', async (t) => {
  const { code, err } = await run(['--host', '192.0.2.1', '--port', '0'], {
    DATABASE_URL: await databaseOf(t),
    RELAY_ORIGINS: 'https://shop.example',
    RELAY_REGIONS: 'IT',
    RELAY_AGENT_SECRET: SECRET,
  });
  assert.deepEqual([code, err], [1, '192.0.2.1 is no address of this machine: set RELAY_HOST.\n']);
});

test('a database that another relay has, or that cannot be had, is a sentence', async (t) => {
  const database = await databaseOf(t);
  await relayOf(t, database);
  const second = await run(['--demo', '--port', '0'], { DATABASE_URL: database });
  assert.equal(second.code, 1);
  assert.match(second.err, /^[^\n]*Another relay is running on [^\n]+\.\n$/);
  const renewed = await run(['renew-epoch'], { DATABASE_URL: database });
  assert.equal(renewed.code, 1);
  assert.match(renewed.err, /Another relay is running/);

  const nowhere = await run(['--demo', '--port', '0'], { DATABASE_URL: '/nowhere/relay.db' });
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.err, /^The database cannot be opened: [^\n]+\.\n$/);

  const gone = createServer();
  await once(gone.listen(0, '127.0.0.1'), 'listening');
  const { port } = gone.address();
  await new Promise((resolve) => gone.close(resolve));
  const refused = await run(['--demo', '--port', '0'], {
    DATABASE_URL: `postgres://relay:hunter2@127.0.0.1:${port}/relay`,
  });
  assert.equal(refused.code, 1);
  assert.match(refused.err, /^The database cannot be opened: [^\n]*ECONNREFUSED[^\n]+\.\n$/);
  assert.ok(!refused.err.includes('hunter2'));
});

test('a backup is a database of its own, for nobody else to read', async (t) => {
  const database = await databaseOf(t);
  const relay = await relayOf(t, database);
  const copy = `${database}.copy`;
  assert.deepEqual(await run(['backup', copy], { DATABASE_URL: database }), {
    code: 0,
    out: `${copy}\n`,
    err: '',
  });
  assert.equal(statSync(copy).mode & 0o077, 0);
  await relay.close();
  const epochs = [];
  for (const path of [database, copy]) {
    const store = await openStore(path);
    epochs.push(store.epoch);
    await store.close();
  }
  assert.notEqual(epochs[0], epochs[1]);
});

test('a backup overwrites nothing, and makes nothing of nothing', async (t) => {
  const database = await databaseOf(t);
  const copy = `${database}.copy`;
  const missing = await run(['backup', copy], { DATABASE_URL: database });
  assert.deepEqual([missing.code, missing.err], [1, `There is no database ${database}.\n`]);
  assert.ok(!existsSync(database) && !existsSync(copy));
  await openStore(database).then((store) => store.close());
  writeFileSync(copy, 'precious');
  const there = await run(['backup', copy], { DATABASE_URL: database });
  assert.deepEqual([there.code, there.err], [1, `${copy} is there already.\n`]);
  const nowhere = await run(['backup', join(database, 'copy')], { DATABASE_URL: database });
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.err, /^The backup failed: [^\n]+\.\n$/);
  const postgres = await run(['backup', copy], { DATABASE_URL: 'postgres://127.0.0.1/relay' });
  assert.match(postgres.err, /^PostgreSQL is backed up with pg_dump/);
});

test('erase needs a whole number, and a file that no relay has', async (t) => {
  const DATABASE_URL = await databaseOf(t);
  const none = await run(['erase', 'Ada', '--demo'], { DATABASE_URL });
  assert.equal(none.code, 1);
  assert.match(none.err, /^erase needs a number with its country/);
  await relayOf(t, DATABASE_URL);
  const running = await run(['erase', '+390612345678', '--demo'], { DATABASE_URL });
  assert.deepEqual([running.code, running.out], [1, '']);
  assert.match(running.err, /Another relay is running/);
});

test('dead letters are listed and tried again while the relay runs', async (t) => {
  const receiver = createHttpServer((_request, response) => response.writeHead(410).end());
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  t.after(() => receiver.close());
  const database = await databaseOf(t);
  const relay = await relayOf(t, database, {
    env: {
      RELAY_WEBHOOK_URL: `http://127.0.0.1:${receiver.address().port}/hook`,
      RELAY_WEBHOOK_SECRET: WEBHOOK_SECRET,
    },
  });
  const called = once(receiver, 'request');
  const one = visitor();
  const { id } = await (await submit(relay.url, one)).json();
  await called;
  const list = () => run(['dead-letters'], { DATABASE_URL: database });
  let listed = await list();
  while (listed.out === '') listed = await list();
  assert.deepEqual([listed.code, listed.err], [0, '']);
  const [since, site, kind, callback] = listed.out.split('\t');
  assert.ok(Date.parse(since) <= Date.now());
  assert.deepEqual([site, kind, callback], ['default', 'webhook', id]);
  assert.ok(!listed.out.includes(one.number));
  const retried = await run(['dead-letters', '--retry'], { DATABASE_URL: database });
  assert.deepEqual([retried.code, retried.err], [0, '1 to be tried again.\n']);
});

test('renew-epoch makes event numbers of before mean nothing', async (t) => {
  const database = await databaseOf(t);
  const epochOf = async () => {
    const store = await openStore(database);
    await store.close();
    return store.epoch;
  };
  const before = await epochOf();
  assert.equal((await run(['renew-epoch'], { DATABASE_URL: database })).code, 0);
  assert.notEqual(await epochOf(), before);
});

/** A submission whose body has not come yet. */
async function halfARequest(url) {
  const { hostname, port } = new URL(url);
  const { secret, key, number } = visitor();
  const body = JSON.stringify({ request: { name: 'Ada', number: { e164: number } } });
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    [
      'POST /v1/sites/default/callbacks HTTP/1.1',
      'Host: relay',
      `Authorization: Bearer ${secret}`,
      `Idempotency-Key: ${key}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Expect: 100-continue',
      '',
      '',
    ].join('\r\n'),
  );
  // The relay has read the head: from now on the request is under way.
  const [go] = await once(socket, 'data');
  assert.match(String(go), /^HTTP\/1\.1 100/);
  return {
    socket,
    async finish() {
      let answer = '';
      socket.on('data', (piece) => (answer += piece));
      socket.write(body);
      await once(socket, 'close');
      return answer;
    },
  };
}

async function untilRefused(url) {
  const { hostname, port } = new URL(url);
  for (;;) {
    const socket = connect(Number(port), hostname);
    const refused = await new Promise((resolve) => {
      socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
    });
    socket.destroy();
    if (refused) return;
  }
}
