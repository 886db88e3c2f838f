// What attacks get. The table in docs/security.md is this one.
import assert from 'node:assert/strict';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { randomToken } from 'callback-elements/callback.js';
import { solveAltcha } from 'callback-elements/challenge.js';
import { SignJWT, UnsecuredJWT } from 'jose';
import { sign } from '../dist/outbox/webhook.js';
import { secret, startGuarded, token } from './support/guarded.mjs';

const { signal } = new AbortController();
let relay;
let serial = 0;

/** A number that nobody else asks for. */
const number = () => `+39061234${String(++serial).padStart(4, '0')}`;

const got = ({ status, body }) => `${status} ${body?.code ?? ''}`.trim();
const all = async (answers) => [...new Set((await Promise.all(answers)).map(got))].join(', ');

function submit(over = {}, { key = randomToken(), bearer = randomToken(32), ...more } = {}) {
  const { proof, ...wish } = over;
  return relay.call('POST', '/callbacks', {
    key,
    bearer,
    body: {
      request: { name: 'Vera', number: { e164: number() }, ...wish },
      ...(proof === undefined ? {} : { proof }),
    },
    ...more,
  });
}

const claims = { name: 'Eve', sites: '*', sub: 'eve' };
const key = new TextEncoder().encode(secret);
const desk = (bearer, more) =>
  relay.call('PUT', '/presence', { bearer, body: { state: 'ready' }, ...more });

/** Bytes as no client would send them; what comes back, as far as its first line. */
function raw(...pieces) {
  const { port } = new URL(relay.address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (piece) => (text += piece));
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
    socket.on('connect', () => pieces.forEach((piece) => socket.write(piece)));
  });
}
const statusOf = (text) => /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 'closed';

/** From another address of this machine. */
function from(localAddress, path, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(relay.url(path), { localAddress, headers, agent: false }, (response) =>
      resolve(Object.assign(response, { end: () => sent.destroy() })),
    );
    sent.on('error', reject).end();
  });
}

const attacks = [
  {
    attack: 'No token at the desk',
    got: '401 forbidden',
    run: () => all([desk(), relay.call('GET', '/desk/stream?session=s')]),
  },
  {
    attack: 'A visitor’s secret as an agent’s token',
    got: '401 forbidden',
    run: async () => got(await desk(randomToken(32))),
  },
  {
    attack: 'A token that has expired',
    got: '401 forbidden',
    run: async () => got(await desk(await token('ann', { lifetime: -60 }))),
  },
  {
    attack: 'A token of another site',
    got: '403 forbidden',
    run: async () => got(await desk(await token('ann', { sites: ['other'] }))),
  },
  {
    attack: 'A token without a signature (`alg: none`)',
    got: '401 forbidden',
    run: async () => got(await desk(new UnsecuredJWT(claims).setExpirationTime('1h').encode())),
  },
  {
    attack: 'A token of another algorithm, signed with the right secret',
    got: '401 forbidden',
    run: async () => {
      const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'HS512' }).setExpirationTime('1h');
      return got(await desk(await jwt.sign(Buffer.concat([key, key]))));
    },
  },
  {
    attack: 'A token signed with another secret',
    got: '401 forbidden',
    run: async () => {
      const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1h');
      return got(await desk(await jwt.sign(new TextEncoder().encode('x'.repeat(32)))));
    },
  },
  {
    attack: 'A report and an end by an agent who has not claimed, with the claim’s own token',
    got: '409 claim-lost',
    run: async () => {
      const { body } = await submit();
      const [ann, eve] = [await token('ann'), await token('eve')];
      const claim = await relay.call('POST', `/callbacks/${body.id}/claim`, {
        bearer: ann,
        key: 'k',
      });
      const end = { reason: 'completed', by: 'agent' };
      const report = { token: claim.body.token, seq: 1, state: 'ended', end };
      const finish = { token: claim.body.token, finishKey: 'f' };
      return all([
        relay.call('POST', `/callbacks/${body.id}/report`, { bearer: eve, body: report }),
        relay.call('POST', `/callbacks/${body.id}/finish`, { bearer: eve, body: finish }),
      ]);
    },
  },
  {
    attack: 'A forged receipt: the id of a request, with a secret of one’s own',
    got: '403 forbidden',
    run: async () => {
      const { body } = await submit();
      const bearer = randomToken(32);
      return all([
        relay.call('GET', `/callbacks/${body.id}`, { bearer }),
        relay.call('GET', `/callbacks/${body.id}/stream`, { bearer }),
        relay.call('POST', `/callbacks/${body.id}/cancel`, { bearer }),
        relay.call('PATCH', `/callbacks/${body.id}`, {
          bearer,
          key: 'k',
          body: { notBefore: null },
        }),
      ]);
    },
  },
  {
    attack: 'A receipt of another site, of a request that never was, of no form at all',
    got: '404 not-found',
    run: async () => {
      const bearer = randomToken(32);
      const { body } = await submit({}, { bearer });
      return all([
        relay.call('GET', `/callbacks/${body.id}`, { bearer, site: 'other' }),
        relay.call('GET', `/callbacks/${randomToken()}`, { bearer }),
        relay.call('GET', `/callbacks/${encodeURIComponent(`' OR 1=1 --`)}`, { bearer }),
      ]);
    },
  },
  {
    attack: 'A page of another origin',
    got: '403 forbidden; not shown',
    run: async () => {
      const headers = { origin: 'https://evil.example' };
      const asked = await submit({}, { headers });
      const preflight = await relay.call('OPTIONS', '/callbacks', {
        headers: { ...headers, 'access-control-request-method': 'POST' },
      });
      const shown = [asked, preflight].some((one) =>
        one.headers.has('access-control-allow-origin'),
      );
      return `${got(asked)}; ${shown ? 'shown' : 'not shown'}`;
    },
  },
  {
    attack: 'A body that is too large',
    got: '413',
    run: async () => got(await submit({ context: { a: 'x'.repeat(40_000) } })),
  },
  {
    attack: 'Headers that are too large',
    got: '431',
    run: async () =>
      statusOf(await raw(`GET /healthz HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)),
  },
  {
    attack:
      'A body that is no JSON, is nested a thousand deep, is of another type, or has strange fields',
    got: '400, 415',
    run: () =>
      all([
        submit({}, { body: '{' }),
        submit({}, { body: `${'['.repeat(1000)}${']'.repeat(1000)}` }),
        submit({}, { body: '{"request":{"__proto__":{"name":"x"}}}' }),
        submit({}, { body: '{"request":{"name":"x","number":{"e164":"+39"},"constructor":1}}' }),
        submit({}, { body: 'a=1', headers: { 'content-type': 'text/plain' } }),
      ]),
  },
  {
    attack: 'SQL where a name, a key or an id belongs',
    got: '201; kept as text',
    run: async () => {
      const name = `Robert'); DROP TABLE callbacks; --`;
      const asked = await submit({ name }, { key: `k';DELETE/**/FROM/**/events;--` });
      const bearer = await token('ann');
      const stream = await relay.desk(bearer);
      const { waiting } = (await stream.next('snapshot')).data;
      stream.close();
      const row = waiting.find(({ id }) => id === asked.body.id);
      return `${got(asked)}; ${row?.name === name ? 'kept as text' : 'lost'}`;
    },
  },
  {
    attack: 'Lines of a log where a name, a page or a header belongs',
    got: '201; no such line',
    run: async () => {
      const line = '\n{"level":50,"msg":"forged"}\n';
      const page = { url: `https://shop.example/${line}`, title: line };
      const headers = { 'user-agent': 'x{"msg":"forged"}' };
      const asked = await submit({ name: `Eve${line}`, page }, { headers });
      const lines = relay.log.flatMap((text) => text.split('\n')).filter(Boolean);
      const forged = lines.some((text) => JSON.parse(text).msg === 'forged' || /forged/.test(text));
      return `${got(asked)}; ${forged ? 'forged' : 'no such line'}`;
    },
  },
  {
    attack: 'Headers where a key, an id or a site belongs',
    got: '400, 404; none set',
    run: async () => {
      const post = 'POST /v1/sites/default/callbacks HTTP/1.1\r\nhost: a\r\nconnection: close\r\n';
      const answers = [
        await raw(`${post}idempotency-key: a\rset-cookie: x=1\r\ncontent-length: 0\r\n\r\n`),
        await raw(
          'GET /v1/sites/%0d%0aset-cookie:%20x=1/availability HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
        ),
        await raw(
          'GET /v1/sites/default/callbacks/a%0d%0aset-cookie:x HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
        ),
      ];
      const set = answers.some((text) => /^set-cookie/im.test(text.split('\r\n\r\n')[0]));
      const statuses = [...new Set(answers.map(statusOf))].sort().join(', ');
      return `${statuses}; ${set ? 'set' : 'none set'}`;
    },
  },
  {
    attack: 'Two requests in one (`Content-Length` beside `Transfer-Encoding`)',
    got: '400',
    run: async () =>
      statusOf(
        await raw(
          'POST /v1/sites/default/callbacks HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n' +
            'transfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\nhost: a\r\n\r\n',
        ),
      ),
  },
  {
    attack: 'A path out of the folder that is served',
    got: '403',
    run: async () => {
      const paths = [
        '/cdn/../../package.json',
        '/cdn/..%2f..%2fpackage.json',
        '/cdn/%2e%2e/index.js',
      ];
      const answers = await Promise.all(
        paths.map((path) => raw(`GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`)),
      );
      return [...new Set(answers.map(statusOf))].join(', ');
    },
  },
  {
    attack: 'A premium number, a satellite, a country that is not called, sent as judged',
    got: '403 refused',
    run: () =>
      all(
        ['+39892123', '+881612345678', '+4930901820'].map((e164) =>
          submit({ number: { e164 }, region: 'IT' }),
        ),
      ),
  },
  {
    attack: 'The same by a change of an honest request',
    got: '403 refused',
    run: async () => {
      const bearer = randomToken(32);
      const { body } = await submit({}, { bearer });
      const change = { number: { e164: '+39892123' } };
      return got(
        await relay.call('PATCH', `/callbacks/${body.id}`, { bearer, key: 'c', body: change }),
      );
    },
  },
  {
    attack: 'A flood of requests for one number, from everywhere',
    got: '3 × 201, then 429 rate-limited',
    run: async () => {
      const e164 = number();
      const counts = {};
      const flood = Array.from({ length: 30 }, () => submit({ number: { e164 } }));
      for (const answer of await Promise.all(flood)) {
        counts[got(answer)] = (counts[got(answer)] ?? 0) + 1;
      }
      const [first, ...rest] = Object.keys(counts).sort();
      return `${counts[first]} × ${first}, then ${rest.join(', ')}`;
    },
  },
  {
    attack: 'The key of a request with another body, or with another secret',
    got: '422 key-reused',
    run: async () => {
      const [reused, bearer, wish] = [
        randomToken(),
        randomToken(32),
        { number: { e164: number() } },
      ];
      await submit(wish, { key: reused, bearer });
      return all([
        submit({ ...wish, name: 'Eve' }, { key: reused, bearer }),
        submit(wish, { key: reused }),
      ]);
    },
  },
  {
    attack: 'No proof, a made-up one, one of another site where a challenge is set',
    got: '422 challenge-failed',
    run: () =>
      all(
        [undefined, 'x', Buffer.from('{"challenge":{},"solution":{}}').toString('base64')].map(
          (proof) => submit({ proof }, { site: 'guarded' }),
        ),
      ),
  },
  {
    attack: 'A challenge that is solved once and used twice',
    got: '201, then 422 challenge-failed',
    run: async () => {
      const { body } = await relay.call('GET', '/challenge', { site: 'guarded' });
      const proof = await solveAltcha(body, { signal });
      const first = await submit({ proof }, { site: 'guarded' });
      const second = await submit({ proof }, { site: 'guarded' });
      return `${got(first)}, then ${got(second)}`;
    },
  },
  {
    attack: 'A webhook that is sent again, later or at once, or with another body',
    got: 'refused by what its receiver is told to check',
    run: () => {
      const receive = receiver('whsec_c2VjcmV0IG9mIGEgdGVzdA==');
      const [now, body] = [Math.floor(Date.now() / 1000), '{"type":"callback.requested"}'];
      const signed = (id, time) => sign('whsec_c2VjcmV0IG9mIGEgdGVzdA==', id, time, body);
      assert.equal(receive('a', now, signed('a', now), body), true);
      const taken = [
        receive('a', now, signed('a', now), body),
        receive('b', now - 3600, signed('b', now - 3600), body),
        receive('c', now, signed('b', now - 3600), body),
        receive('d', now, signed('d', now), `${body} `),
      ];
      return taken.includes(true) ? 'taken' : 'refused by what its receiver is told to check';
    },
  },
];

/** As docs/security.md tells whoever receives webhooks. */
function receiver(shared) {
  const seen = new Set();
  return (id, time, signatures, body) => {
    const keyed = Buffer.from(shared.replace('whsec_', ''), 'base64');
    const right = createHmac('sha256', keyed).update(`${id}.${time}.${body}`).digest();
    const isRight = signatures.split(' ').some((one) => {
      const given = Buffer.from(one.replace('v1,', ''), 'base64');
      return given.length === right.length && timingSafeEqual(given, right);
    });
    if (!isRight || Math.abs(Date.now() / 1000 - time) > 300 || seen.has(id)) return false;
    seen.add(id);
    return true;
  };
}

/** Those that need a relay, or time, of their own. */
const alone = [
  {
    attack: 'A flood of requests from one address',
    got: '5 let in, then 429 rate-limited',
    run: () =>
      withRelay({ limits: { submissions: { max: 5, window: 60_000 } } }, async () => {
        const answers = [];
        for (let i = 0; i < 8; i++) answers.push(got(await submit()));
        const last = [...new Set(answers.slice(5))].join(', ');
        return `${answers.filter((one) => one === '201').length} let in, then ${last}`;
      }),
  },
  {
    attack: 'The same, each with another `X-Forwarded-For`',
    got: '5 let in, then 429 rate-limited',
    run: () =>
      withRelay({ limits: { requests: { max: 5, window: 60_000 } } }, async () => {
        const answers = [];
        for (let i = 0; i < 8; i++) {
          const headers = { 'x-forwarded-for': `192.0.2.${i}`, forwarded: `for=192.0.2.${i}` };
          answers.push(got(await relay.call('GET', '/availability', { headers })));
        }
        const last = [...new Set(answers.slice(5))].join(', ');
        return `${answers.filter((one) => one === '200').length} let in, then ${last}`;
      }),
  },
  {
    attack: '2,000 streams from one address',
    got: '200 open, 1800 × 429; another address gets its own',
    run: () =>
      withRelay({ limits: {} }, async () => {
        const streams = [];
        for (let batch = 0; batch < 20; batch++) {
          const more = Array.from({ length: 100 }, () => from('127.0.0.1', '/availability/stream'));
          streams.push(...(await Promise.all(more)));
        }
        const other = await from('127.0.0.2', '/availability/stream');
        const count = (status) => streams.filter(({ statusCode }) => statusCode === status).length;
        for (const stream of [...streams, other]) stream.end();
        const fair =
          other.statusCode === 200 ? 'another address gets its own' : 'nobody else gets in';
        return `${count(200)} open, ${count(429)} × 429; ${fair}`;
      }),
  },
  {
    attack: 'Headers, or a body, a byte at a time',
    got: '408',
    run: () =>
      withRelay({}, async () => {
        const head =
          'POST /v1/sites/default/callbacks HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ' +
          `${randomToken(32)}\r\nidempotency-key: slow\r\ncontent-type: application/json\r\n`;
        const [headers, body] = await Promise.all([
          raw('GET /healthz HTTP/1.1\r\nx'),
          raw(`${head}content-length: 100\r\n\r\n{`),
        ]);
        return [...new Set([headers, body].map(statusOf))].join(', ');
      }),
  },
];

async function withRelay(options, work) {
  const own = await startGuarded({
    ...options,
    streams: { heartbeat: 15_000, session: 45_000, grace: 20_000, buffer: 65_536, perAddress: 200 },
  });
  const usual = relay;
  relay = own;
  try {
    return await work();
  } finally {
    relay = usual;
    await own.close();
  }
}

describe('an attack', () => {
  before(async () => {
    relay = await startGuarded();
  });
  after(() => relay.close());

  for (const { attack, got: expected, run } of [...attacks, ...alone]) {
    test(`${attack}: ${expected}`, async () => assert.equal(await run(), expected));
  }

  test('leaves nothing of a visitor in the log', () => {
    const log = relay.log.join('');
    assert.ok(relay.log.length > 20);
    assert.doesNotMatch(log, /Vera|Eve|Robert|\+39061234|DROP|Bearer|eyJ/);
  });

  test('leaves the relay well: an honest request is carried all the same', async () => {
    assert.equal(got(await submit()), '201');
  });

  test('is in the table of docs/security.md with what it gets', () => {
    const doc = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
    const [, table] = /<!-- attacks -->\n+([^]*?)\n+<!-- \/attacks -->/.exec(doc) ?? [];
    const cells = (line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
    const rows = (table ?? '').split('\n').slice(2).map(cells);
    const expected = [...attacks, ...alone].map((one) => [one.attack, one.got]);
    assert.deepEqual(rows, expected);
  });
});
