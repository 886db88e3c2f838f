// Calls to a relay: what is sent, what failures become, and what is tried again.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { agentOf, httpTransport, signedIn } from '../../dist/transport/http/index.js';
import { wishOf } from '../../dist/transport/http/problem.js';
import { defaultTimes } from '../../dist/transport/http/send.js';
import { TransportError } from '../../dist/transport/transport.js';
import { codeOf, problem, ScriptedRelay, tokenFor } from './http-kit.mjs';

const request = { name: 'Ada', number: { e164: '+12015550123' } };
const keys = { requestKey: 'key', secret: 'secret' };
const agent = { id: 'ann', name: 'Ann' };
const claim = { id: 'a/b', token: 'token', seq: 0, callback: {} };

describe('calls to a relay', () => {
  /** @type {ScriptedRelay} */
  let relay;
  const open = [];
  beforeEach(async () => (relay = await ScriptedRelay.start()));
  afterEach(async () => {
    for (const transport of open.splice(0)) transport.dispose();
    await relay.stop();
  });

  function transport(options = {}) {
    const made = httpTransport({ endpoint: relay.url, ...options });
    open.push(made);
    return made;
  }
  const asAgent = (token = () => Promise.resolve('jwt'), options = {}) =>
    transport({ agent, token, ...options }).agent;

  describe('on the wire', () => {
    it('send a request under its key, opened by its secret, which no answer brings back', async () => {
      relay.answer({ status: 201, json: { id: '1', expiresAt: 2 } });
      const receipt = await transport().visitor.request(request, keys);
      assert.deepEqual(receipt, { id: '1', secret: 'secret', expiresAt: 2 });
      const [{ method, path, headers, body }] = relay.asked;
      assert.deepEqual([method, path], ['POST', '/v1/sites/default/callbacks']);
      assert.equal(headers['idempotency-key'], 'key');
      assert.equal(headers.authorization, 'Bearer secret');
      assert.deepEqual(body, { request });
    });

    it('ask for a challenge, which a site may not have, and send its proof', async () => {
      const challenge = { kind: 'altcha', puzzle: {}, validFor: 1_000 };
      relay.answer({ json: challenge }, { status: 204 }, { json: { id: '1' } });
      const { visitor } = transport();
      assert.deepEqual(await visitor.challenge(), challenge);
      assert.equal(await visitor.challenge(), undefined);
      await visitor.request(request, { ...keys, proof: 'proof' });
      assert.deepEqual(relay.asked.at(-1).body, { request, proof: 'proof' });
    });

    it('find the site in the path of the endpoint, or in the option', async () => {
      relay.answer({ json: { state: 'ready' } });
      const paths = {
        '': '/v1/sites/default',
        '/': '/v1/sites/default',
        '/shop': '/v1/sites/shop',
        '/relay/caf%C3%A9/': '/relay/v1/sites/caf%C3%A9',
      };
      for (const [path, expected] of Object.entries(paths)) {
        await transport({ endpoint: relay.url + path }).visitor.availability();
        assert.equal(relay.asked.pop().path, `${expected}/availability`);
      }
      await transport({ endpoint: `${relay.url}/relay`, site: 'a b' }).visitor.availability();
      assert.equal(relay.asked.pop().path, '/relay/v1/sites/a%20b/availability');
    });

    it('send what an agent does, with the session of the page in each report', async () => {
      const one = asAgent();
      relay.answer({ json: claim });
      assert.deepEqual(await one.claim(claim.id, { claimKey: 'mine' }), claim);
      relay.answer({ status: 204 });
      await one.report(claim, { seq: 1, state: 'accepted' });
      await one.report(claim, { seq: 2, state: 'dialing' });
      await one.release(claim, 'declined');
      await one.finish(claim, { finishKey: 'done', retryAt: 5 });
      await one.presence({ state: 'paused', reason: 'lunch' });
      const { session } = relay.asked[1].body;
      assert.match(session, /^[\w-]{16,}$/);
      assert.deepEqual(
        relay.asked.map(({ method, path, body }) => [method, path.slice(17), body]),
        [
          ['POST', '/callbacks/a%2Fb/claim', ''],
          [
            'POST',
            '/callbacks/a%2Fb/report',
            { token: 'token', seq: 1, state: 'accepted', session },
          ],
          [
            'POST',
            '/callbacks/a%2Fb/report',
            { token: 'token', seq: 2, state: 'dialing', session },
          ],
          ['POST', '/callbacks/a%2Fb/release', { token: 'token', reason: 'declined' }],
          ['POST', '/callbacks/a%2Fb/finish', { token: 'token', finishKey: 'done', retryAt: 5 }],
          ['PUT', '/presence', { state: 'paused', reason: 'lunch' }],
        ],
      );
      assert.equal(relay.asked[0].headers['idempotency-key'], 'mine');
    });

    it('speak to http addresses only', () => {
      for (const endpoint of ['ftp://relay.example', 'relay.example', 'https://', '']) {
        assert.throws(() => httpTransport({ endpoint }), { code: 'no-transport' });
      }
    });
  });

  describe('that fail', () => {
    const once = { times: { retry: 0 } };
    const failure = (answer, times) => {
      relay.answer(answer);
      return codeOf(transport({ times: { retry: 0, ...times } }).visitor.availability());
    };

    it('have the code of the problem', async () => {
      assert.equal(await failure(problem(409, 'too-late')), 'too-late');
      assert.equal(await failure(problem(422, 'number-invalid')), 'number-invalid');
    });

    it('have the code of the status where a proxy answers, or an unknown code came', async () => {
      const codes = { 401: 'forbidden', 413: 'refused', 429: 'rate-limited' };
      Object.assign(codes, { 502: 'unavailable', 503: 'unavailable', 504: 'timeout' });
      // Of these a proxy without a relay knows nothing.
      const relays = { 403: 'forbidden', 404: 'not-found', 410: 'not-found' };
      for (const [status, code] of Object.entries({ ...codes, ...relays })) {
        const html = { status: Number(status), text: '<h1>Sorry</h1>' };
        assert.equal(await failure(html), codes[status] ?? 'unavailable');
        assert.equal(await failure(problem(Number(status), 'toString')), code);
      }
    });

    it('are unavailable when somebody else has answered', async () => {
      assert.equal(await failure({ status: 200, text: '<h1>Sign in</h1>' }), 'unavailable');
      for (const answer of [{ status: 204 }, { json: null }, { json: {} }, { json: { id: 1 } }]) {
        relay.answer(answer);
        assert.equal(await codeOf(transport(once).visitor.request(request, keys)), 'unavailable');
      }
    });

    it('ask nobody to wait for longer than ten minutes', async () => {
      const far = 'Fri, 31 Dec 9999 23:59:59 GMT';
      for (const wish of ['99999999999', '9'.repeat(400), far]) {
        relay.answer(problem(503, 'unavailable', {}, { 'retry-after': wish }));
        await assert.rejects(transport(once).visitor.availability(), { retryAfter: 600 });
      }
      relay.answer(problem(503, 'unavailable', { retryAfter: 1e300 }));
      await assert.rejects(transport(once).visitor.availability(), { retryAfter: 600 });
      const past = 'Sat, 01 Jan 2000 00:00:00 GMT';
      relay.answer(problem(503, 'unavailable', {}, { 'retry-after': past }));
      await assert.rejects(transport(once).visitor.availability(), { retryAfter: 0 });
      // What a site's own `token` throws has been read by nobody.
      for (const [retryAfter, wish] of [
        [Infinity, 600_000],
        [NaN, 0],
        [-1, 0],
      ]) {
        assert.equal(wishOf(new TransportError('rate-limited', '', { retryAfter })), wish);
      }
    });

    it('send no time that is none: as JSON it would mean something else', async () => {
      const { visitor } = transport();
      const change = visitor.change(
        { id: '1', secret: 's', expiresAt: 0 },
        { notBefore: NaN },
        { changeKey: 'key' },
      );
      assert.equal(await codeOf(change), 'time-invalid');
      assert.equal(relay.asked.length, 0);
    });

    it('time out when nobody answers, and are offline when nobody is there', async () => {
      assert.equal(await failure('hang', { answer: 50 }), 'timeout');
      assert.equal(await failure('break'), 'offline');
      await relay.down();
      assert.equal(await codeOf(transport(once).visitor.availability()), 'offline');
    });

    it('reject with the reason of the signal, also while they are tried again', async () => {
      relay.answer(problem(503, 'unavailable'));
      const closing = new AbortController();
      const asked = transport().visitor.availability({ signal: closing.signal });
      await relay.until(() => relay.asked.length === 2);
      const reason = new Error('The page goes away.');
      closing.abort(reason);
      await assert.rejects(asked, reason);
    });
  });

  describe('are tried again', () => {
    it('under the same key, until they work', async () => {
      relay.answer('break', problem(503, 'unavailable'), { json: { id: '1', expiresAt: 2 } });
      const receipt = await transport().visitor.request(request, keys);
      assert.equal(receipt.id, '1');
      assert.deepEqual(
        relay.asked.map(({ headers, body }) => [headers['idempotency-key'], body.request.name]),
        Array(3).fill(['key', 'Ada']),
      );
    });

    it('not before the relay wants it, nor when that is too late', async () => {
      relay.answer(problem(429, 'rate-limited', { retryAfter: 0.2 }), { json: {} });
      const begun = performance.now();
      await transport().visitor.availability();
      assert.ok(performance.now() - begun >= 200);
      relay.answer(problem(503, 'unavailable', {}, { 'retry-after': '60' }));
      assert.equal(await codeOf(transport().visitor.availability()), 'unavailable');
      assert.equal(relay.asked.length, 3);
    });

    it('when nobody answers, within the time that is given by default', async () => {
      assert.ok(defaultTimes.answer + 1_000 < defaultTimes.retry);
      relay.answer('hang', { json: { state: 'ready' } });
      const times = { answer: 100 };
      assert.deepEqual(await transport({ times }).visitor.availability(), { state: 'ready' });
    });

    it('not for longer than the time that was given', async () => {
      relay.answer('break');
      const { visitor } = transport({ times: { retry: 300 } });
      assert.equal(await codeOf(visitor.request(request, keys)), 'offline');
    });

    it('but not what was refused, nor a report, which the call repeats', async () => {
      relay.answer(problem(403, 'refused'));
      assert.equal(await codeOf(transport().visitor.request(request, keys)), 'refused');
      relay.answer(problem(503, 'unavailable'));
      const report = asAgent().report(claim, { seq: 1, state: 'accepted' });
      assert.equal(await codeOf(report), 'unavailable');
      assert.equal(relay.asked.length, 2);
    });
  });

  describe('of an agent', () => {
    const inAnHour = Math.floor(Date.now() / 1000) + 3600;

    it('use a token for as long as it holds', async () => {
      let asked = 0;
      let exp = inAnHour;
      const one = asAgent(async () => tokenFor({ sub: 'ann', exp, nr: ++asked }));
      relay.answer({ status: 204 });
      await one.presence({ state: 'ready' });
      await one.presence({ state: 'ready' });
      assert.equal(asked, 1);
      exp = Math.floor(Date.now() / 1000);
      const other = asAgent(async () => tokenFor({ sub: 'ann', exp, nr: ++asked }));
      await other.presence({ state: 'ready' });
      await other.presence({ state: 'ready' });
      assert.equal(asked, 3);
    });

    it('choose the presence that was chosen last, whatever becomes of those before', async () => {
      const one = asAgent();
      relay.answer(problem(503, 'unavailable', { retryAfter: 0.1 }), { status: 204 });
      const first = one.presence({ state: 'paused' });
      const settled = assert.rejects(first, { name: 'AbortError' });
      await relay.until(() => relay.asked.length === 1);
      await one.presence({ state: 'ready' });
      await settled;
      assert.deepEqual(
        relay.asked.map(({ body }) => body.state),
        ['paused', 'ready'],
      );
    });

    it('wait for another token when one never comes', async () => {
      let asked = 0;
      const token = () => (++asked === 1 ? new Promise(() => {}) : Promise.resolve('jwt'));
      const one = asAgent(token, { times: { answer: 50 } });
      relay.answer({ status: 204 });
      await one.presence({ state: 'ready' });
      assert.equal(asked, 2);
    });

    it('ask once for another one when it was refused', async () => {
      let asked = 0;
      const one = asAgent(async () => `jwt-${++asked}`);
      relay.answer(problem(401, 'forbidden'), { status: 204 });
      await one.presence({ state: 'ready' });
      assert.deepEqual(
        relay.asked.map(({ headers }) => headers.authorization),
        ['Bearer jwt-1', 'Bearer jwt-2'],
      );
      relay.answer(problem(401, 'forbidden'));
      assert.equal(await codeOf(one.presence({ state: 'ready' })), 'forbidden');
      assert.equal(relay.asked.length, 4);
    });

    it('do not repeat a token that was refused', async () => {
      relay.answer(problem(401, 'forbidden'));
      assert.equal(await codeOf(asAgent().presence({ state: 'ready' })), 'forbidden');
      assert.equal(relay.asked.length, 1);
    });

    it('are unavailable while there is no token, and forbidden when there will be none', async () => {
      const times = { times: { retry: 0 } };
      const broken = asAgent(() => Promise.reject(new Error('The shop is down.')), times);
      assert.equal(await codeOf(broken.presence({ state: 'ready' })), 'unavailable');
      const out = asAgent(() => Promise.reject(new TransportError('forbidden')), times);
      assert.equal(await codeOf(out.presence({ state: 'ready' })), 'forbidden');
      const slow = asAgent(() => new Promise(() => {}), { times: { retry: 0, answer: 50 } });
      assert.equal(await codeOf(slow.presence({ state: 'ready' })), 'timeout');
      assert.equal(relay.asked.length, 0);
    });

    it('know who it is from the token, unless they were told', async () => {
      const token = async () => tokenFor({ sub: 'zoë-1', name: 'Zoë' });
      const endpoint = relay.url;
      assert.deepEqual((await signedIn({ endpoint, token })).agent.agent, {
        id: 'zoë-1',
        name: 'Zoë',
      });
      assert.deepEqual((await signedIn({ endpoint, token, agent })).agent.agent, agent);
      assert.deepEqual(agentOf(tokenFor({ sub: 'x' })), { id: 'x', name: 'x' });
      for (const bad of ['', 'jwt', 'a.b.c', tokenFor(null), tokenFor({ name: 'x' })]) {
        assert.throws(() => agentOf(bad), { code: 'forbidden' });
      }
      assert.throws(() => httpTransport({ endpoint, token }), TypeError);
    });

    it('wait for who it is no longer than for an answer', async () => {
      const token = () => new Promise(() => {});
      const asked = signedIn({ endpoint: relay.url, token, times: { answer: 50 } });
      assert.equal(await codeOf(asked), 'timeout');
    });

    it('begin with the token that told who it is', async () => {
      let asked = 0;
      const token = async () => tokenFor({ sub: 'ann', nr: ++asked });
      const one = await signedIn({ endpoint: relay.url, token });
      open.push(one);
      const desk = one.agent.desk()[Symbol.asyncIterator]();
      void desk.next();
      const first = await relay.stream();
      assert.equal(asked, 1);
      first.send('bye', { reason: 'token-expired' });
      await relay.stream();
      assert.equal(asked, 2);
    });
  });
});
