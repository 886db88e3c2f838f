// Who gets in with which token: each way of forging one is refused, and a provider that is away is not
// mistaken for a refusal.
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { before, test } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { signToken, verifier } from '../dist/auth.js';

const secret = 'a shared secret of more than 32 bytes';
const ada = { id: 'ada', name: 'Ada Lovelace' };
const hour = 3_600;
const now = () => Math.floor(Date.now() / 1_000);

const good = () => signToken(secret, { agent: ada, sites: ['shop'], lifetime: hour });
const forbidden = { code: 'forbidden' };

/** A token with any contents: what is undefined is left out. */
function tokenOf(
  claims,
  { key = new TextEncoder().encode(secret), alg = 'HS256', ...header } = {},
) {
  const all = { sub: 'ada', name: 'Ada', sites: '*', exp: now() + hour, ...claims };
  return new SignJWT(JSON.parse(JSON.stringify(all)))
    .setProtectedHeader({ alg, ...header })
    .sign(key);
}

/** A token that no library would sign. */
function byHand(header, key) {
  const claims = { sub: 'eve', name: 'Eve', sites: '*', exp: now() + hour };
  const head = `${base64(header)}.${base64(claims)}`;
  return `${head}.${createHmac('sha256', key).update(head).digest('base64url')}`;
}

test('what is signed by hand with the secret is taken', async () => {
  assert.equal((await verifier({ secret })(byHand({ alg: 'HS256' }, secret))).agent.id, 'eve');
});

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a token of the shared secret says who is there, where, and until when', async () => {
  const before = now();
  const signedIn = await verifier({ secret })(await good());
  assert.deepEqual(signedIn.agent, ada);
  assert.deepEqual(signedIn.sites, ['shop']);
  const left = signedIn.expiresAt / 1_000 - before;
  assert.ok(left >= hour && left < hour + 60, `${left} s`);
});

test('a token is good until the moment it says, and no longer', async () => {
  const token = await good();
  const { expiresAt } = await verifier({ secret })(token);
  await verifier({ secret }, () => expiresAt - 1_000)(token);
  await assert.rejects(verifier({ secret }, () => expiresAt)(token), {
    code: 'forbidden',
    message: 'The token has expired.',
  });
});

const refused = {
  'no token at all': () => '',
  'three dots': () => '...',
  'another secret': () =>
    signToken('another secret, of more than 32 bytes', { agent: ada, sites: '*', lifetime: hour }),
  'contents that were changed': async () => {
    const [header, , signature] = (await good()).split('.');
    const claims = { sub: 'eve', name: 'Eve', sites: '*', exp: now() + hour };
    return `${header}.${base64(claims)}.${signature}`;
  },
  'no algorithm, no signature': () =>
    `${base64({ alg: 'none' })}.${base64({ sub: 'ada', name: 'Ada', sites: '*', exp: now() + hour })}.`,
  'another algorithm of the same secret': () => tokenOf({}, { alg: 'HS512' }),
  'a critical header that nobody understands': () =>
    byHand({ alg: 'HS256', crit: ['x'], x: 1 }, secret),
  'an expiry long past': () => tokenOf({ exp: now() - hour }),
  'no expiry': () => tokenOf({ exp: undefined }),
  'an expiry that is no number': () => tokenOf({ exp: 'tomorrow' }),
  'a time that has not come': () => tokenOf({ nbf: now() + hour }),
  'no agent': () => tokenOf({ sub: undefined }),
  'an empty agent': () => tokenOf({ sub: ' ' }),
  'an agent of 201 characters': () => tokenOf({ sub: 'a'.repeat(201) }),
  'no name': () => tokenOf({ name: undefined }),
  'a name that is no text': () => tokenOf({ name: { toString: 'Ada' } }),
  'an agent with a NUL': () => tokenOf({ sub: 'a\0da' }),
  'a name of two lines': () => tokenOf({ name: 'Ada\nLovelace' }),
  'a site with an escape': () => tokenOf({ sites: ['shop\u001b'] }),
  'no sites': () => tokenOf({ sites: undefined }),
  'a site that is not in a list': () => tokenOf({ sites: 'shop' }),
  'sites that are no names': () => tokenOf({ sites: ['shop', 7] }),
  'more than 8 kB': () => tokenOf({ padding: 'x'.repeat(8_192) }),
};
for (const [what, make] of Object.entries(refused)) {
  test(`refused: ${what}`, async () => {
    await assert.rejects(verifier({ secret })(await make()), forbidden);
  });
}

test('issuer and audience are checked where they are configured', async () => {
  const check = verifier({ secret, issuer: 'https://id.example', audience: 'relay' });
  await check(await tokenOf({ iss: 'https://id.example', aud: 'relay' }));
  await check(
    await signToken(secret, {
      agent: ada,
      sites: '*',
      lifetime: hour,
      issuer: 'https://id.example',
      audience: 'relay',
    }),
  );
  for (const claims of [
    {},
    { iss: 'https://id.example' },
    { iss: 'https://id.example', aud: 'else' },
    { iss: 'https://evil.example', aud: 'relay' },
  ]) {
    await assert.rejects(check(await tokenOf(claims)), forbidden, JSON.stringify(claims));
  }
});

// Keys behind a URL.
const pairs = {};
before(async () => {
  for (const alg of ['ES256', 'RS256', 'EdDSA', 'ES384']) {
    pairs[alg] = await generateKeyPair(alg, { extractable: true });
  }
});
const jwk = async (alg) => ({ ...(await exportJWK(pairs[alg].publicKey)), kid: alg, alg });
const signed = (alg, claims) => tokenOf(claims, { key: pairs[alg].privateKey, alg, kid: alg });

/** A provider on a port of its own, as long as the test lasts. */
async function provider(t, answer) {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    void answer(request, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { jwks: `http://127.0.0.1:${server.address().port}/jwks.json`, asked: () => asked };
}

const allKeys = async (_request, response) =>
  response.end(JSON.stringify({ keys: await Promise.all(Object.keys(pairs).map(jwk)) }));

test('tokens of keys behind a URL, which is asked once', async (t) => {
  const { jwks, asked } = await provider(t, allKeys);
  const check = verifier({ jwks });
  for (const alg of ['ES256', 'RS256', 'EdDSA']) {
    assert.equal((await check(await signed(alg))).agent.id, 'ada', alg);
  }
  assert.equal(asked(), 1);
});

test('a key of the provider does not make another algorithm good', async (t) => {
  const { jwks } = await provider(t, allKeys);
  await assert.rejects(verifier({ jwks })(await signed('ES384')), forbidden);
});

test('a token signed with the public key for a secret is refused', async (t) => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'rsa', alg: 'RS256' };
  const { jwks } = await provider(t, (_request, response) =>
    response.end(JSON.stringify({ keys: [key] })),
  );
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const token = byHand({ alg: 'HS256', kid: 'rsa' }, pem);
  await assert.rejects(verifier({ jwks })(token), forbidden);
});

test('a key that the provider does not have is refused', async (t) => {
  const { jwks } = await provider(t, (_request, response) => response.end('{"keys":[]}'));
  await assert.rejects(verifier({ jwks })(await signed('ES256')), forbidden);
});

test('a provider that fails is no refusal, and is not asked again at once', async (t) => {
  const { jwks, asked } = await provider(t, (_request, response) => response.writeHead(500).end());
  const check = verifier({ jwks });
  const token = await signed('ES256');
  for (let time = 0; time < 5; time++) await assert.rejects(check(token), { code: 'unavailable' });
  assert.equal(asked(), 1);
});

test('nor is a provider that answers nonsense, or is not there', async (t) => {
  const token = await signed('ES256');
  const { jwks } = await provider(t, (_request, response) => response.end('<html>'));
  await assert.rejects(verifier({ jwks })(token), { code: 'unavailable', retryable: true });
  const gone = createServer();
  await new Promise((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const { port } = gone.address();
  await new Promise((resolve) => gone.close(resolve));
  await assert.rejects(verifier({ jwks: `http://127.0.0.1:${port}/` })(token), {
    code: 'unavailable',
  });
});
