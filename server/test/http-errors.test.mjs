// What the relay refuses, and how.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { randomToken } from 'callback-elements/callback.js';
import { solveAltcha } from 'callback-elements/challenge.js';
import { numbers, site, startRelay } from './support/relay.mjs';

const problem = /^application\/problem\+json/;

const shop = {
  ...site,
  name: 'shop',
  origins: ['https://other.example'],
  challenge: { cost: 500 },
};

describe('a relay', () => {
  let relay;
  before(async () => (relay = await startRelay({ sites: [site, shop] })));
  after(() => relay.close());

  const submit = (body, more = {}) =>
    relay.call('POST', '/callbacks', {
      bearer: randomToken(32),
      key: randomToken(),
      body,
      ...more,
    });
  const wish = (more) => ({ request: { name: 'Vera', number: { e164: numbers[0] }, ...more } });

  for (const [what, method, path, status] of [
    ['no such route', 'GET', '//nothing', 404],
    ['no such route of a site', 'GET', '/nothing', 404],
    ['no such site', 'GET', '//v1/sites/none/availability', 404],
    ['an id that can be none', 'GET', `/callbacks/${'x'.repeat(65)}`, 404],
    ['an id with a NUL', 'GET', '/callbacks/a%00b', 404],
    ['a path that cannot be decoded', 'GET', '/callbacks/%E0%A4', 400],
    ['a HEAD of a stream', 'HEAD', '/availability/stream', 404],
    ['slots without a range', 'GET', '/slots', 400],
    ['slots of no number', 'GET', '/slots?from=a&to=b', 400],
  ]) {
    it(`answers ${what} with ${status} and a problem`, async () => {
      const answer = await relay.call(method, path, { bearer: randomToken(32) });
      assert.equal(answer.status, status);
      assert.match(answer.headers.get('content-type'), problem);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      if (method === 'HEAD') return;
      assert.deepEqual([answer.body.status, answer.body.type], [status, 'about:blank']);
    });
  }

  for (const [what, body, status, code] of [
    ['a name that is too long', wish({ name: 'x'.repeat(101) }), 422, 'name-too-long'],
    ['a number that is none', wish({ number: { e164: '+3' } }), 422, 'number-invalid'],
    ['a time that is none', wish({ notBefore: 1.5 }), 422, 'time-invalid'],
    ['a field of its own', wish({ admin: true }), 400, undefined],
    [
      'a number of two kinds',
      wish({ number: { e164: '+39', raw: '1', region: 'IT' } }),
      400,
      undefined,
    ],
    ['no number', { request: { name: 'Vera' } }, 400, undefined],
    ['no object', '7', 400, undefined],
    ['no JSON', '{"request":', 400, undefined],
    ['a body that is too long', JSON.stringify(wish({ name: 'x'.repeat(70_000) })), 413, undefined],
  ]) {
    it(`refuses ${what} with ${status} ${code ?? ''}`, async () => {
      const answer = await submit(body);
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
      assert.equal(answer.body.retryable, false);
    });
  }

  it('wants a content type that it reads', async () => {
    const headers = { 'content-type': 'text/plain' };
    assert.equal((await submit('x', { headers })).status, 415);
  });

  it('wants a key, and a secret that nobody can guess', async () => {
    assert.equal((await submit(wish(), { key: undefined })).status, 400);
    const short = await submit(wish(), { bearer: 'short' });
    assert.deepEqual([short.status, short.body.code], [401, 'forbidden']);
    assert.equal(short.headers.get('www-authenticate'), 'Bearer');
  });

  it('gives a repeat the same receipt, and refuses the key for anything else', async () => {
    const [bearer, key] = [randomToken(32), randomToken()];
    const [one, two] = await Promise.all([
      submit(wish(), { bearer, key }),
      submit(wish(), { bearer, key }),
    ]);
    assert.deepEqual([one.status, two.status], [201, 201]);
    assert.deepEqual(one.body, two.body);
    assert.deepEqual(Object.keys(one.body).sort(), ['expiresAt', 'id']);
    for (const [body, more] of [
      [wish({ name: 'Vito' }), { bearer, key }],
      [wish(), { key }],
    ]) {
      const reused = await submit(body, more);
      assert.deepEqual([reused.status, reused.body.code], [422, 'key-reused']);
    }
  });

  it('asks for a proof where the site wants one, but not for a repeat', async () => {
    const challenge = await relay.call('GET', '/challenge', { site: 'shop' });
    assert.equal(challenge.body.kind, 'altcha');
    const refused = await submit(wish(), { site: 'shop' });
    assert.deepEqual(
      [refused.status, refused.body.code, refused.body.retryable],
      [422, 'challenge-failed', false],
    );
    const more = { site: 'shop', bearer: randomToken(32), key: randomToken() };
    const proof = await solveAltcha(challenge.body, { signal: new AbortController().signal });
    const first = await submit({ ...wish(), proof }, more);
    assert.equal(first.status, 201);
    assert.deepEqual((await submit(wish(), more)).body, first.body);
    assert.equal((await relay.call('GET', '/challenge')).status, 204);
  });

  it('logs no failure of its own when the desk says "not yet"', async () => {
    const { body: receipt } = await submit(wish({ number: { e164: numbers[1] } }));
    const claim = await relay.claim(receipt.id);
    const before = relay.log.length;
    const answer = await relay.call('POST', `/callbacks/${claim.id}/finish`, {
      bearer: 'ann',
      body: { token: claim.token, finishKey: 'f' },
    });
    assert.deepEqual([answer.status, answer.body.code], [503, 'unavailable']);
    assert.doesNotMatch(relay.log.slice(before).join(''), /request failed/);
  });

  it('says once that a proxy is in front of it which it was not told of', async () => {
    const said = () => relay.log.join('').split('RELAY_TRUST_PROXY').length - 1;
    assert.equal(said(), 0);
    for (let time = 0; time < 2; time++) {
      await fetch(`${relay.address}/healthz`, { headers: { 'x-forwarded-for': '192.0.2.1' } });
    }
    assert.equal(said(), 1);
  });

  it('lets agents in with a token for the site, and nobody else', async () => {
    for (const [bearer, status] of [
      [undefined, 401],
      ['NOT-GOOD', 401],
      ['ann.shop', 403],
      ['ann.default', 204],
    ]) {
      const answer = await relay.call('PUT', '/presence', { bearer, body: { state: 'ready' } });
      assert.equal(answer.status, status, bearer);
    }
  });

  it('answers only pages of the site’s own origins', async () => {
    const ask = (origin, more) =>
      relay.call('GET', '/availability', { headers: { origin }, ...more });
    const good = await ask('https://shop.example');
    assert.equal(good.headers.get('access-control-allow-origin'), 'https://shop.example');
    assert.match(good.headers.get('vary'), /Origin/);
    for (const origin of ['https://evil.example', 'null', 'https://shop.example.evil.example']) {
      const bad = await ask(origin);
      assert.deepEqual([bad.status, bad.body.code], [403, 'forbidden'], origin);
      assert.equal(bad.headers.get('access-control-allow-origin'), null);
    }
    assert.equal((await ask('https://shop.example', { site: 'shop' })).status, 403);
    assert.equal((await ask(relay.address)).status, 200);

    // A name of theirs that resolves to the relay.
    const { port } = new URL(relay.address);
    for (const [name, status] of [
      ['rebound.evil.example', 403],
      ['192.168.0.7', 403],
      ['localhost', 200],
    ]) {
      const host = `${name}:${port}`;
      const headers = { host, origin: `http://${host}` };
      const [response] = await once(get(relay.url('/availability'), { headers }), 'response');
      response.resume();
      assert.equal(response.statusCode, status, name);
    }

    const preflight = (origin) =>
      relay.call('OPTIONS', '/callbacks', {
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = await preflight('https://shop.example');
    assert.equal(allowed.status, 204);
    assert.match(
      allowed.headers.get('access-control-allow-headers'),
      /authorization.*idempotency-key/,
    );
    assert.equal(
      (await preflight('https://evil.example')).headers.get('access-control-allow-origin'),
      null,
    );
  });

  it('serves the library to all pages, and nothing else', async () => {
    const embed = await relay.call('GET', '//embed.js');
    assert.equal(embed.status, 200);
    assert.match(embed.headers.get('content-type'), /javascript/);
    assert.equal(embed.headers.get('cross-origin-resource-policy'), 'cross-origin');
    assert.equal(embed.headers.get('access-control-allow-origin'), '*');
    assert.equal((await relay.call('GET', '//cdn/widget.js')).status, 200);
    for (const path of ['//cdn/../index.js', '//cdn/..%2findex.js', '//cdn/', '//cdn/none.js']) {
      const answer = await relay.call('GET', path);
      assert.match(answer.headers.get('content-type'), problem, path);
      assert.ok([400, 403, 404].includes(answer.status), `${path}: ${answer.status}`);
    }
  });

  it('tells operators how it is', async () => {
    assert.equal((await relay.call('GET', '//healthz')).status, 200);
    assert.equal((await relay.call('GET', '//readyz')).status, 200);
    assert.match(
      (await relay.call('GET', '//metrics')).body,
      /callback_relay_request_seconds_count/,
    );
    assert.equal((await relay.call('GET', '//openapi.json')).body.openapi, '3.1.0');
  });

  it('answers what is no HTTP, and heads that are too long', async () => {
    const { hostname, port } = new URL(relay.address);
    for (const [text, status] of [
      ['NONSENSE\r\n\r\n', 400],
      [`GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    ]) {
      const socket = connect({ host: hostname, port });
      socket.end(text);
      let answer = '';
      socket.setEncoding('utf8').on('data', (piece) => (answer += piece));
      socket.on('error', () => {});
      await once(socket, 'close');
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
    }
  });
});

describe('a relay that lets a number be asked for once', () => {
  it('counts changes of several requests one by one, also under one key', async () => {
    const hour = 3_600_000;
    const few = { max: 10_000, window: hour };
    const limits = {
      body: 65_536,
      requests: few,
      submissions: few,
      number: { max: 1, window: hour },
    };
    const relay = await startRelay({ settings: { limits } });
    try {
      const change = ({ id, secret: bearer }) =>
        relay.call('PATCH', `/callbacks/${id}`, {
          bearer,
          key: 'always-the-same',
          body: { number: { e164: numbers[0] } },
        });
      const [first, second] = [await relay.ask(numbers[1]), await relay.ask(numbers[2])];
      assert.equal((await change(first)).status, 200);
      assert.equal((await change(first)).status, 200, 'a repeat');
      const refused = await change(second);
      assert.deepEqual([refused.status, refused.body.code], [429, 'rate-limited']);
    } finally {
      await relay.close();
    }
  });
});

describe('a relay whose database is away', () => {
  it('says so, and when to try again; and nothing else', async () => {
    const relay = await startRelay();
    const broken = new Error('connect ECONNREFUSED 10.0.0.1:5432 "Vera" +390612345678');
    const store = relay.store.site('default');
    store.read =
      store.transact =
      store.look =
        async () => {
          throw Object.assign(broken, { code: 'ECONNREFUSED' });
        };
    relay.store.ping = store.read;
    try {
      for (const [method, path] of [
        ['GET', '//readyz'],
        ['GET', '/availability'],
        ['GET', '/availability/stream'],
        ['GET', `/callbacks/${randomToken()}`],
      ]) {
        const answer = await relay.call(method, path, { bearer: randomToken(32) });
        assert.deepEqual(
          [answer.status, answer.body.code, answer.body.retryable],
          [503, 'unavailable', true],
          path,
        );
        assert.ok(Number(answer.headers.get('retry-after')) > 0);
        assert.doesNotMatch(JSON.stringify(answer.body), /ECONN|10\.0|Vera/);
      }
      assert.equal((await relay.call('GET', '//healthz')).status, 200);
      const lines = relay.log.join('');
      assert.match(lines, /request failed/);
      assert.doesNotMatch(lines, /Vera|390612345678/);
    } finally {
      await relay.close();
    }
  });
});

describe('the log', () => {
  it('holds no name, number, secret, token or key of a whole day', async () => {
    const relay = await startRelay({ settings: { logLevel: 'trace' } });
    const [secret, key, name] = [randomToken(32), randomToken(), 'Vera Wanda Xenia'];
    const ask = (body, more) =>
      relay.call('POST', '/callbacks', { bearer: secret, key, body, ...more });
    try {
      const desk = await relay.desk('annatoken', { session: 'sessionname' });
      const { body } = await ask({ request: { name, number: { e164: numbers[0] } } });
      await ask({ request: { name, number: { e164: '+39' }, [name]: name } });
      await ask(`{"request": "${name} ${numbers[0]}`);
      await relay.call('GET', `/${encodeURIComponent(`${name} ${numbers[0]}`)}`);
      await relay.call('GET', `/callbacks/${numbers[0]}?secret=${secret}`, { bearer: secret });
      const claim = await relay.claim(body.id, 'annatoken');
      await relay.report(claim, { seq: 1, state: 'accepted' }, 'annatoken');
      await relay.report(claim, { seq: 1, state: 'none' }, 'annatoken');
      desk.close();
      const lines = relay.log.join('');
      assert.ok(relay.log.length >= 8);
      for (const word of [
        secret,
        key,
        'Wanda',
        numbers[0].slice(1),
        'annatoken',
        claim.token,
        'sessionname',
        '127.0.0.1"',
      ]) {
        assert.ok(
          !lines.includes(word),
          `${word} in ${lines.split('\n').find((line) => line.includes(word))}`,
        );
      }
    } finally {
      await relay.close();
    }
  });
});
