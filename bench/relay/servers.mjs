// The servers that are measured, each a process of its own: `node servers.mjs KIND DATABASE`.
//   relay   the relay itself, without limits that one address would run into
//   bare    node:http with one insert and one commit for each request on the same store, and a fan-out
//           that writes each message as it is to every open response: what cannot be done in less
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import Database from 'libsql';
import pg from 'pg';
import { defaultTimes } from 'callback-elements/desk.js';
import { startRelay } from '../../server/dist/index.js';

const [kind, database] = process.argv.slice(2);
const { port, close } = await { relay, bare }[kind]();

process.on('message', (message) => {
  if (message === 'memory') {
    globalThis.gc?.();
    process.send({ memory: process.memoryUsage() });
  } else if (message === 'close') {
    void close().then(() => process.disconnect());
  }
});
// Whoever measures has been ended.
process.on('disconnect', () => process.exit(0));
process.send({ port });

async function relay() {
  const all = { max: 1e6, window: 60_000 };
  const site = {
    name: 'default',
    origins: ['*'],
    regions: '*',
    refuseTypes: [],
    refusePrefixes: [],
    doNotCall: new Set(),
    policy: { times: { ...defaultTimes } },
  };
  const { url, close } = await startRelay({
    port: 0,
    host: '127.0.0.1',
    database,
    sites: new Map([['default', site]]),
    agents: { secret: process.env.BENCH_SECRET },
    trustedProxies: 0,
    streams: {
      heartbeat: 15_000,
      session: 45_000,
      grace: 20_000,
      buffer: 1_000_000,
      perAddress: 1e6,
    },
    limits: { body: 65_536, requests: all, submissions: all, number: all },
    keepEvents: 3_600_000,
    logLevel: 'silent',
    demo: true,
  });
  return { port: Number(new URL(url).port), close };
}

async function bare() {
  const store = /^postgres/.test(database) ? await barePostgres() : bareSqlite();
  const readers = new Set();
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      readers.add(response);
      response.on('close', () => readers.delete(response));
      return;
    }
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text) => (body += text));
    request.on('end', () => {
      void store.insert(request.headers['idempotency-key'], body).then(() => {
        const message = Buffer.from(`event: waiting\ndata: ${body}\n\n`);
        for (const reader of readers) reader.write(message);
        response.writeHead(201, { 'content-type': 'application/json' });
        response.end('{"ok":true}');
      });
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: server.address().port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await store.close();
    },
  };
}

function bareSqlite() {
  const file = new Database(resolve(database));
  file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  file.exec('CREATE TABLE IF NOT EXISTS bare (key TEXT PRIMARY KEY, body TEXT NOT NULL)');
  const insert = file.prepare('INSERT INTO bare (key, body) VALUES (?, ?)');
  return { insert: async (key, body) => insert.run(key, body), close: async () => file.close() };
}

async function barePostgres() {
  const pool = new pg.Pool({ connectionString: database, max: 10 });
  await pool.query('CREATE TABLE IF NOT EXISTS bare (key TEXT PRIMARY KEY, body TEXT NOT NULL)');
  const statement = { name: 'insert', text: 'INSERT INTO bare (key, body) VALUES ($1, $2)' };
  return {
    insert: (key, body) => pool.query({ ...statement, values: [key, body] }),
    close: () => pool.end(),
  };
}
