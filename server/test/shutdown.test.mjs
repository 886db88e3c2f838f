// In which order a relay stops, and that it stops whatever fails.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { randomToken } from 'callback-elements/callback.js';
import { closeAll } from '../dist/close-all.js';
import { readConfig } from '../dist/config.js';
import { startRelay } from '../dist/relay.js';
import { openSqlite } from './support/stores.mjs';

test('what was opened last goes first, and one that fails holds up no other', async () => {
  const closed = [];
  const closers = (failing) =>
    ['store', 'worker', 'app'].map((name) => async () => {
      closed.push(name);
      if (failing.includes(name)) throw new Error(name);
    });
  await closeAll(closers([]));
  await assert.rejects(closeAll(closers(['app'])), { message: 'app' });
  await assert.rejects(closeAll(closers(['app', 'worker'])), ({ errors }) => errors.length === 2);
  assert.deepEqual(closed.join(), 'app,worker,store,app,worker,store,app,worker,store');
});

test('nobody is let in any more while a receiver keeps the outbox waiting', async (t) => {
  const { database, dispose } = await openSqlite();
  t.after(dispose);
  const receiver = createServer();
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  t.after(() => receiver.close());
  const { settings } = readConfig(['--demo', '--port', '0'], {
    DATABASE_URL: database,
    RELAY_LOG_LEVEL: 'silent',
    RELAY_WEBHOOK_URL: `http://127.0.0.1:${receiver.address().port}/`,
    RELAY_WEBHOOK_SECRET: 'a-secret-that-only-tests-know',
  });
  const relay = await startRelay(settings);
  t.after(() => relay.close());
  const delivery = once(receiver, 'request');
  const response = await fetch(`${relay.url}/v1/sites/default/callbacks`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${randomToken(32)}`,
      'content-type': 'application/json',
      'idempotency-key': randomToken(),
    },
    body: JSON.stringify({ request: { name: 'Vera', number: { e164: '+390612345678' } } }),
  });
  assert.equal(response.status, 201);
  await response.text();
  const [, held] = await delivery;
  const closing = relay.close();
  while (await takesConnections(relay.url));
  assert.equal(held.destroyed, false, 'the outbox still waits');
  held.writeHead(204).end();
  await closing;
  await assert.rejects(relay.store.ping());
});

async function takesConnections(url) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
