// Webhooks, against receivers that verify, refuse, hang, redirect and talk nonsense; and the receiver that
// docs/webhooks.md prints.
import assert from 'node:assert/strict';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { longestWait } from '../dist/outbox/backoff.js';
import { sign, webhookReceiver } from '../dist/outbox/webhook.js';
import { httpReceiver } from './support/outbox.mjs';

const DOC = new URL('../../docs/webhooks.md', import.meta.url);
const FOLDER = new URL('../../test/output/webhook-example/', import.meta.url);
const key = Buffer.from('a key of thirty-two random bytes');
const secret = `whsec_${key.toString('base64')}`;
const message = {
  id: 'msg_1',
  callbackId: 'n1',
  body: JSON.stringify({ type: 'callback.requested', data: { id: 'n1', name: 'Zoë 🦊' } }),
  created: Date.UTC(2026, 5, 1, 12),
  attempts: 1,
};
const never = new AbortController().signal;

/** A receiver's own check, written from the specification. */
function isGenuine({ headers, body }, keys = key) {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const expected = createHmac('sha256', keys).update(signed).digest();
  return headers['webhook-signature'].split(' ').some((one) => {
    const [version, value] = one.split(',');
    const given = Buffer.from(value, 'base64');
    return version === 'v1' && given.length === 32 && timingSafeEqual(given, expected);
  });
}

async function receive(t, answer) {
  const receiver = await httpReceiver(answer);
  t.after(() => receiver.close());
  return receiver;
}

const accept = (_, response) => response.writeHead(204).end();

test('posts what happened, signed, with the time of the attempt', async (t) => {
  const receiver = await receive(t, accept);
  const now = Date.UTC(2026, 5, 2, 9);
  const { deliver } = webhookReceiver({ url: receiver.url, secret }, { clock: () => now });
  await deliver(message, never);
  const [request] = receiver.got;
  assert.deepEqual([request.method, request.path], ['POST', '/hook']);
  assert.equal(request.headers['content-type'], 'application/json');
  assert.equal(request.headers['webhook-id'], 'msg_1');
  assert.equal(request.headers['webhook-timestamp'], String(now / 1000));
  assert.ok(isGenuine(request));
  assert.ok(!isGenuine({ ...request, body: request.body.replace('n1', 'n2') }));
  const elsewhen = { ...request.headers, 'webhook-timestamp': String(now / 1000 + 1) };
  assert.ok(!isGenuine({ ...request, headers: elsewhen }));
  assert.deepEqual(JSON.parse(request.body), {
    type: 'callback.requested',
    timestamp: '2026-06-01T12:00:00.000Z',
    data: { id: 'n1', name: 'Zoë 🦊' },
  });
});

test('signs as other implementations of the specification do', () => {
  // The test vector that the specification’s own libraries share.
  const body = '{"test": 2432232314}';
  const theirs = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  assert.equal(
    sign(theirs, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, body),
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

test('signs with both secrets while receivers change over, and with a plain word', async (t) => {
  const receiver = await receive(t, accept);
  const both = { url: receiver.url, secret: `${secret} plain-word` };
  await webhookReceiver(both).deliver(message, never);
  const [request] = receiver.got;
  assert.ok(isGenuine(request));
  assert.ok(isGenuine(request, Buffer.from('plain-word')));
  assert.ok(!isGenuine(request, Buffer.from('another')));
});

test('name and password of the address go into a header', async (t) => {
  const receiver = await receive(t, accept);
  const url = receiver.url.replace('//', '//ada:p%40ss@');
  await webhookReceiver({ url, secret }).deliver(message, never);
  assert.equal(
    receiver.got[0].headers.authorization,
    `Basic ${Buffer.from('ada:p@ss').toString('base64')}`,
  );
});

test('each answer but 2xx is a failure, and no redirect is followed', async (t) => {
  const status = { next: 200, headers: {} };
  const receiver = await receive(t, (_, response) =>
    response.writeHead(status.next, status.headers).end('Ada’s number is …'),
  );
  const now = Date.UTC(2026, 5, 2, 9);
  const { deliver } = webhookReceiver({ url: receiver.url, secret }, { clock: () => now });
  const outcome = async (next, headers = {}) => {
    Object.assign(status, { next, headers });
    const error = await deliver(message, never).then(
      () => undefined,
      (reason) => reason,
    );
    return error && [error.message, error.isFinal, error.retryAfter];
  };
  const paced = (text) => ({ 'retry-after': text });
  for (const [answer, expected] of [
    [[200], undefined],
    [[202], undefined],
    [
      [301, { location: '/elsewhere' }],
      ['status 301', false, undefined],
    ],
    [
      [307, { location: '/elsewhere' }],
      ['status 307', false, undefined],
    ],
    [[400], ['status 400', false, undefined]],
    [[404], ['status 404', false, undefined]],
    [[410], ['status 410', true, undefined]],
    [[500], ['status 500', false, undefined]],
    [
      [500, paced('60')],
      ['status 500', false, undefined],
    ],
    [
      [429, paced('60')],
      ['status 429', false, 60_000],
    ],
    [
      [503, paced('Tue, 02 Jun 2026 09:05:00 GMT')],
      ['status 503', false, 300_000],
    ],
    [
      [503, paced('Tue, 02 Jun 2020 09:05:00 GMT')],
      ['status 503', false, undefined],
    ],
    [
      [503, paced('99999999999')],
      ['status 503', false, longestWait],
    ],
    [
      [503, paced('soon')],
      ['status 503', false, undefined],
    ],
  ]) {
    assert.deepEqual(await outcome(...answer), expected, String(answer[0]));
  }
  assert.ok(receiver.got.every(({ path }) => path === '/hook'));
});

test('a receiver that does not answer, hangs up or is not there is a failure', async (t) => {
  const silent = await receive(t, () => {});
  const rude = await receive(t, (request) => request.socket.destroy());
  const reason = (url, signal = never) =>
    webhookReceiver({ url, secret }, { timeout: 200 })
      .deliver(message, signal)
      .then(
        () => 'delivered',
        (error) => error.message,
      );
  assert.equal(await reason(silent.url), 'no answer in time');
  assert.equal(await reason(rude.url), 'UND_ERR_SOCKET');
  const gone = await httpReceiver(accept);
  await gone.close();
  assert.equal(await reason(gone.url), 'ECONNREFUSED');
  assert.equal(await reason(silent.url, AbortSignal.abort()), 'AbortError');
});

test('nonsense for an answer is a failure', async (t) => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.end('SMTP ready\r\n\0\xff\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}/`;
  await assert.rejects(
    webhookReceiver({ url, secret }).deliver(message, never),
    /^NotDelivered: HPE_/,
  );
});

test('an endless body after a 200 is not read', async (t) => {
  let ended;
  const closed = new Promise((resolve) => (ended = resolve));
  const receiver = await receive(t, (_, response) => {
    response.writeHead(200);
    response.on('close', ended);
    const fill = () => {
      while (response.writable && response.write('x'.repeat(65_536)));
      if (response.writable) response.once('drain', fill);
    };
    fill();
  });
  const patient = { timeout: 3_600_000 };
  await webhookReceiver({ url: receiver.url, secret }, patient).deliver(message, never);
  await closed;
});

test('a certificate that nobody vouches for is refused', async (t) => {
  // Any TLS server will do, and this one brings a certificate of its own.
  let connections = 0;
  const server = new SMTPServer({
    secure: true,
    onConnect(_, done) {
      connections++;
      done();
    },
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  t.after(() => server.close());
  const url = `https://localhost:${server.server.address().port}/`;
  await assert.rejects(webhookReceiver({ url, secret }).deliver(message, never), {
    message: /^(DEPTH_ZERO_SELF_SIGNED_CERT|CERT_HAS_EXPIRED)$/,
  });
  assert.equal(connections, 0);
});

test('the receiver of docs/webhooks.md takes each message once, and no replay', async (t) => {
  const block = [...readFileSync(DOC, 'utf8').matchAll(/^```js\n(.*?)^```$/gms)]
    .map(([, code]) => code)
    .find((code) => code.includes('// receiver.js'));
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(new URL('receiver.js', FOLDER), block);
  const { receiver } = await import(new URL('receiver.js', FOLDER));
  const events = [];
  const server = receiver(secret, (event) => events.push(event));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${server.address().port}/`;
  const now = Date.now();
  const send = (options = {}, to = { url, secret }) =>
    webhookReceiver(to, options)
      .deliver(options.message ?? message, never)
      .then(
        () => 'taken',
        (error) => error.message,
      );
  assert.equal(await send(), 'taken');
  assert.equal(await send({ clock: () => now + 60_000 }), 'taken', 'another attempt');
  assert.deepEqual(events, [
    {
      type: 'callback.requested',
      timestamp: '2026-06-01T12:00:00.000Z',
      data: { id: 'n1', name: 'Zoë 🦊' },
    },
  ]);
  const fresh = { ...message, id: 'msg_2' };
  assert.equal(await send({ message: fresh, clock: () => now - 360_000 }), 'status 400');
  assert.equal(await send({ message: fresh, clock: () => now + 360_000 }), 'status 400');
  assert.equal(await send({ message: fresh }, { url, secret: 'whsec_Z3Vlc3NlZA==' }), 'status 400');
  const bare = await fetch(url, { method: 'POST', body: '{}' });
  assert.equal(bare.status, 400);
  assert.equal(events.length, 1);
  assert.equal(await send({ message: fresh }), 'taken');
  assert.equal(events.length, 2);
});
