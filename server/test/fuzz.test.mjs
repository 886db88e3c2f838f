// Every route of the relay's own OpenAPI with what its schemas allow, and with what they do not.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { randomToken } from 'callback-elements/callback.js';
import fc from 'fast-check';
import { allowed, nearly } from './support/arbitrary.mjs';
import { startGuarded, token } from './support/guarded.mjs';

/** How often each route is tried. */
const numRuns = Number(process.env.RELAY_FUZZ_RUNS ?? 60);

const marker = 'Wilhelmina Marker';
const beginning = '+3906777';
let serial = 0;
const number = () => beginning + String(serial++).padStart(5, '0');
const secrets = { visitor: randomToken(32), agent: '' };

let relay;
let openapi;
/** Of requests that are there, the first claimed: nobody hits upon those. */
let ids = [];
let claimToken = '';

/** The contract's own word for an agent who finishes before the end was reported: `unavailable`. */
const tooEarly = 'The end of the call was not reported.';

const known = {
  e164: fc.nat(9999).map((n) => `+39061234${String(n).padStart(4, '0')}`),
  raw: fc.constantFrom('333 1234567', '06 / 1234 5678', '+39 333 1234567'),
  region: fc.constantFrom('IT', 'US', 'XX'),
  token: fc.constant(0).map(() => claimToken),
  seq: fc.nat(1000),
  name: fc.constant(marker),
  notes: fc.constant(marker),
  notBefore: fc.constant(Date.now() + 3_600_000),
};

describe('a fuzzed relay', () => {
  before(async () => {
    relay = await startGuarded({ limits: { number: { max: 1e6, window: 60_000 } } });
    openapi = (await relay.call('GET', '//openapi.json')).body;
    secrets.agent = await token('ann');
  });
  after(() => relay.close());

  test('tells its routes', () => {
    const told = Object.values(openapi.paths).flatMap((methods) => Object.keys(methods));
    assert.ok(told.length >= 16, `Only ${told.length} routes.`);
  });

  test('answers none of them with a failure of its own, and tells nothing', async () => {
    const schemas = openapi.components.schemas;
    const statuses = new Map();
    for (const [path, methods] of Object.entries(openapi.paths)) {
      for (const [method, route] of Object.entries(methods)) {
        const seen = new Map();
        await askAnew();
        await fc.assert(
          fc.asyncProperty(requests(path, method, route, schemas), async (sent) => {
            const answer = await send(sent);
            seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
            const isFailure = answer.status >= 500 && !answer.text.includes(tooEarly);
            assert.equal(isFailure, false, `${answer.status} ${answer.text}`);
            // Words of the machine, not of the wire.
            assert.doesNotMatch(answer.text, /\bat .*\.js|SQLITE|SELECT |node_modules|TypeBox/);
          }),
          { numRuns, interruptAfterTimeLimit: 20_000 },
        );
        statuses.set(`${method} ${path}`, seen);
      }
    }
    const answered = [...statuses.values()].reduce(
      (sum, seen) => sum + [...seen.values()].reduce((a, b) => a + b),
      0,
    );
    // A fuzz that never gets to the desk finds nothing.
    const isInside = (status) => status < 300 || status === 409 || status === 422;
    const shut = [...statuses].filter(([, seen]) => ![...seen.keys()].some(isInside));
    assert.ok(answered >= numRuns * statuses.size * 0.9, `${answered} answers.`);
    assert.deepEqual(
      shut.map(([route, seen]) => `${route}: ${[...seen]}`),
      [],
    );
    if (process.env.RELAY_FUZZ_RUNS) for (const [route, seen] of statuses) console.log(route, seen);
  });

  test('logs what it did, and no name, number, secret or token', () => {
    const log = relay.log.join('');
    assert.ok(relay.log.length > numRuns);
    for (const secret of [marker, beginning.slice(1), secrets.visitor, secrets.agent]) {
      assert.equal(log.includes(secret), false, `The log has ${secret}.`);
    }
    for (const line of log.split('\n').filter(Boolean)) JSON.parse(line);
    const failures = relay.log.filter((line) => /"level":(50|60)/.test(line));
    assert.deepEqual(
      failures.filter((line) => !line.includes(tooEarly)),
      [],
    );
  });

  test('works as before', async () => {
    const { id } = await relay.ask('+390612340000');
    assert.ok(id);
    const metrics = (await relay.call('GET', '//metrics')).body;
    assert.doesNotMatch(metrics, new RegExp(`${marker}|${beginning.slice(1)}`));
  });
});

async function askAnew() {
  const asked = Array.from({ length: 6 }, () =>
    relay.ask(number(), { secret: secrets.visitor, name: marker }),
  );
  ids = (await Promise.all(asked)).map(({ id }) => id);
  const claim = await relay.call('POST', `/callbacks/${ids[0]}/claim`, {
    bearer: secrets.agent,
    key: randomToken(),
  });
  claimToken = claim.body.token;
}

/** What a route is sent: parameters, headers and body, each as it should be or nearly so. */
function requests(path, method, route, schemas) {
  const parameters = route.parameters ?? [];
  const body = route.requestBody?.content?.['application/json']?.schema;
  const isAgents = (route.security ?? []).some((one) => 'agent' in one || 'token' in one);
  const bearer = fc.oneof(
    { weight: 6, arbitrary: fc.constant(isAgents ? 'agent' : 'visitor') },
    { weight: 1, arbitrary: fc.constantFrom('agent', 'visitor', 'none', 'junk') },
  );
  const values = fc.tuple(
    ...parameters.map((one) => {
      const arbitrary =
        one.name === 'site'
          ? fc.oneof(
              { weight: 8, arbitrary: fc.constantFrom('default', 'default', 'default', 'guarded') },
              fc.string(),
            )
          : one.name === 'id'
            ? fc.oneof(
                { weight: 4, arbitrary: fc.nat(9).map((at) => ids[Math.max(0, at - 4)]) },
                fc.string(),
              )
            : fc.oneof(
                { weight: 4, arbitrary: allowed(one.schema, schemas, known) },
                nearly(one.schema, schemas),
              );
      return one.required ? arbitrary : fc.option(arbitrary, { nil: undefined, freq: 2 });
    }),
  );
  const content = body
    ? fc.oneof(
        { weight: 3, arbitrary: allowed(body, schemas, known) },
        { weight: 3, arbitrary: nearly(body, schemas, known) },
      )
    : fc.constant(undefined);
  return fc
    .record({ values, content, bearer, dressed: fc.boolean() })
    .map((one) => ({ path, method, parameters, ...one }));
}

async function send({ path, method, parameters, values, content, bearer, dressed }) {
  const headers = { ...authorization(bearer), ...(dressed && { 'user-agent': marker }) };
  const query = new URLSearchParams();
  let url = path;
  parameters.forEach(({ name, in: place }, at) => {
    if (values[at] === undefined) return;
    const text = typeof values[at] === 'object' ? JSON.stringify(values[at]) : String(values[at]);
    if (place === 'path')
      url = url.replace(`{${name}}`, encodeURIComponent(wellFormed(text)) || '-');
    if (place === 'query') query.set(name, wellFormed(text));
    // What no client can send is not sent.
    if (place === 'header') headers[name] = text.replace(/[^\x20-\x7e]/g, '').trim();
  });
  const life = new AbortController();
  const response = await fetch(`${relay.address}${url}${query.size > 0 ? `?${query}` : ''}`, {
    method: method.toUpperCase(),
    headers: { ...headers, ...(content !== undefined && { 'content-type': 'application/json' }) },
    ...(content !== undefined && { body: JSON.stringify(content) ?? '' }),
    signal: life.signal,
  });
  const isStream = response.headers.get('content-type')?.includes('event-stream');
  const text = isStream ? '' : await response.text();
  if (isStream) life.abort();
  return { status: response.status, text };
}

function authorization(bearer) {
  if (bearer === 'none') return {};
  return { authorization: `Bearer ${secrets[bearer] ?? 'junk'}` };
}

/** `String.prototype.toWellFormed`, as far as an address needs it. */
function wellFormed(text) {
  return text.replace(/[\ud800-\udfff]/g, '');
}
