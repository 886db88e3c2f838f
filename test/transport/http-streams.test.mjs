// Streams from a relay: what their readers see of gaps, and what the relay sees of its readers.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { httpTransport } from '../../dist/transport/http/index.js';
import { defaultTimes, Relay } from '../../dist/transport/http/send.js';
import { problem, reading, ScriptedRelay, tokenFor } from './http-kit.mjs';

const receipt = { id: '1', secret: 'secret', expiresAt: 9e12 };
const agent = { id: 'ann', name: 'Ann' };
const status = (version, state = 'waiting', more = {}) => ({
  state,
  version,
  attempts: 0,
  ...more,
});
const row = (id, requestedAt = 0, more = {}) => ({
  id,
  state: 'waiting',
  name: 'Ada',
  number: { e164: '+12015550123' },
  requestedAt,
  attempts: 0,
  asked: 1,
  ...more,
});
const mine = (token, state = 'claimed', id = '1') => ({
  claim: { id, token, seq: 0, callback: row(id) },
  state,
});
const snapshot = (waiting = [], claims = []) => ({
  type: 'snapshot',
  waiting,
  claims,
  now: 1_000,
  presence: { state: 'ready' },
});
const ready = { type: 'presence', presence: { state: 'ready' } };
const lost = { type: 'connection', connection: 'lost' };
const live = { type: 'connection', connection: 'live' };

describe('streams from a relay', () => {
  /** @type {ScriptedRelay} */
  let relay;
  const open = [];
  beforeEach(async () => (relay = await ScriptedRelay.start()));
  afterEach(async () => {
    for (const transport of open.splice(0)) transport.dispose();
    await relay.stop();
  });

  function transport(options = {}) {
    const made = httpTransport({ endpoint: relay.url, times: { reconnect: 20 }, ...options });
    open.push(made);
    return made;
  }
  const asAgent = (token = async () => 'jwt', options = {}) =>
    transport({ agent, token, ...options });

  describe('of a visitor’s callback', () => {
    it('tell what comes, opened by the secret, and end with the end', async () => {
      const watch = reading(transport().visitor.watch(receipt));
      const next = watch.next();
      const stream = await relay.stream();
      assert.equal(stream.path, '/v1/sites/default/callbacks/1/stream');
      assert.equal(stream.headers.authorization, 'Bearer secret');
      assert.equal(stream.headers['last-event-id'], undefined);
      stream.send('status', status(1), 'e.1');
      stream.send('queue', { position: 2 });
      stream.write(': a heartbeat\n\n');
      stream.send('news', { from: 'a later version' });
      assert.deepEqual(await next, { type: 'status', status: status(1) });
      assert.deepEqual(await watch.next(), { type: 'queue', queue: { position: 2 } });
      const end = status(2, 'ended', { final: true });
      stream.send('status', end, 'e.2');
      assert.deepEqual(await watch.next(), { type: 'status', status: end });
      assert.equal(await watch.next(), 'over');
      await stream.closed;
    });

    it('are lost, then live with the present status, and resume where they were', async () => {
      const watch = reading(transport().visitor.watch(receipt));
      const first = watch.next();
      const stream = await relay.stream();
      stream.send('status', status(1), 'e.1');
      await first;
      stream.break();
      assert.deepEqual(await watch.next(), lost);
      const again = await relay.stream();
      assert.equal(again.headers['last-event-id'], 'e.1');
      assert.deepEqual(await watch.next(), live);
      assert.deepEqual(await watch.next(), { type: 'status', status: status(1) });
      // A relay that tells the present one again changes nothing.
      again.send('status', status(1), 'e.1');
      again.send('status', status(2, 'dialing'), 'e.2');
      assert.deepEqual(await watch.next(), { type: 'status', status: status(2, 'dialing') });
      await watch.stop();
      await again.closed;
    });

    it('are lost at once when nobody is there, and live when somebody is', async () => {
      await relay.down();
      const watch = reading(transport().visitor.watch(receipt));
      assert.deepEqual(await watch.next(), lost);
      await relay.up();
      const stream = await relay.stream();
      stream.send('status', status(1), 'e.1');
      assert.deepEqual(await watch.next(), live);
      assert.deepEqual(await watch.next(), { type: 'status', status: status(1) });
    });

    it('fail when they are refused for good', async () => {
      relay.streamAnswers = [problem(404, 'not-found')];
      const watch = reading(transport().visitor.watch(receipt));
      await assert.rejects(watch.next(), { code: 'not-found' });
      assert.equal(relay.asked.length, 1);
    });

    it('go on when they are refused for now, or by a proxy whose relay is away', async () => {
      relay.streamAnswers = [
        problem(503, 'unavailable', { retryAfter: 0.01 }),
        { text: '<h1>Sign in</h1>' },
        { status: 404, text: '<h1>Not found</h1>' },
        { status: 204, headers: { 'content-type': 'text/event-stream' } },
        'break',
      ];
      const watch = reading(transport().visitor.watch(receipt));
      assert.deepEqual(await watch.next(), lost);
      const stream = await relay.stream();
      stream.send('status', status(1), 'e.1');
      assert.deepEqual(await watch.next(), live);
      assert.equal(relay.asked.length, 6);
    });

    it('are lost when nothing was heard for too long', async () => {
      const times = { reconnect: 20, silence: 100 };
      const watch = reading(transport({ times }).visitor.watch(receipt));
      const next = watch.next();
      const stream = await relay.stream();
      assert.deepEqual(await next, lost);
      await stream.closed;
      await relay.stream();
      assert.deepEqual(await watch.next(), live);
    });

    it('take a lower version from a relay that was restored', async () => {
      const watch = reading(transport().visitor.watch(receipt));
      const next = watch.next();
      const stream = await relay.stream();
      stream.send('status', status(7), 'e.7');
      assert.deepEqual(await next, { type: 'status', status: status(7) });
      stream.send('status', status(6, 'dialing'), 'e.8');
      stream.send('status', status(3), 'f.1');
      assert.deepEqual(await watch.next(), { type: 'status', status: status(3) });
      stream.send('status', status(2, 'dialing'), 'f.2');
      stream.send('status', status(4), 'f.3');
      assert.deepEqual(await watch.next(), { type: 'status', status: status(4) });
    });

    it('read on after an event that is none of the relay’s', async () => {
      const watch = reading(transport().visitor.watch(receipt));
      const next = watch.next();
      const stream = await relay.stream();
      stream.write('event: status\nid: e.1\ndata: {broken\n\n');
      assert.deepEqual(await next, lost);
      await stream.closed;
      (await relay.stream()).send('status', status(2), 'e.2');
      assert.deepEqual(await watch.next(), live);
      assert.deepEqual(await watch.next(), { type: 'status', status: status(2) });
    });

    it('end quietly when the transport is disposed of', async () => {
      const one = transport();
      const watch = reading(one.visitor.watch(receipt));
      const next = watch.next();
      const stream = await relay.stream();
      one.dispose();
      assert.equal(await next, 'over');
      await stream.closed;
    });
  });

  describe('that fail again and again', () => {
    /** How often a visitor has tried, on a clock that the test moves. */
    async function trying(t, { times, answer }) {
      t.mock.timers.enable({ apis: ['setTimeout'] });
      t.mock.method(Math, 'random', () => 1);
      let tries = 0;
      const fetch = async () => {
        tries += 1;
        return answer();
      };
      const watch = reading(transport({ fetch, times }).visitor.watch(receipt));
      const settled = () => new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(await watch.next(), lost);
      await settled();
      return async (milliseconds) => {
        t.mock.timers.tick(milliseconds);
        await settled();
        return tries;
      };
    }
    const saying = (text) => () =>
      new Response(text, { headers: { 'content-type': 'text/event-stream' } });

    it('wait as long as the relay says', async (t) => {
      const times = { reconnect: 60_000 };
      const after = await trying(t, { times, answer: saying('retry: 20000\n\n') });
      assert.equal(await after(19_999), 1);
      assert.equal(await after(1), 2);
    });

    it('but never make a loop of it', async (t) => {
      const after = await trying(t, { answer: saying('retry: 0\n\n') });
      assert.equal(await after(99), 1);
      assert.equal(await after(1), 2);
    });

    it('and no longer than ten minutes', async (t) => {
      const headers = { 'retry-after': '99999999999' };
      const after = await trying(t, { answer: () => new Response('', { status: 503, headers }) });
      assert.equal(await after(600_000), 1);
      assert.equal(await after(1_000), 2);
    });

    it('wait longer each time, though each try takes its time', async (t) => {
      let now = 0;
      t.mock.method(performance, 'now', () => now);
      const answer = () => {
        now += 10_000;
        throw new TypeError('Nobody is there.');
      };
      const after = await trying(t, { times: { reconnect: 60_000 }, answer });
      assert.equal(await after(1_000), 2);
      assert.equal(await after(1_999), 2);
      assert.equal(await after(1), 3);
    });
  });

  it('have a body to read, or the answer is not the relay’s', async () => {
    const headers = { 'content-type': 'text/event-stream' };
    const fetch = async () => new Response(null, { status: 204, headers });
    const one = new Relay(relay.url, defaultTimes, fetch);
    await assert.rejects(one.open({ method: 'GET', path: '/' }), { code: 'unavailable' });
  });

  it('of the availability are live with the present one', async () => {
    const watch = reading(transport().visitor.watchAvailability());
    const next = watch.next();
    const stream = await relay.stream();
    assert.equal(stream.path, '/v1/sites/default/availability/stream');
    stream.send('availability', { state: 'ready' });
    const availability = { type: 'availability', availability: { state: 'ready' } };
    assert.deepEqual(await next, availability);
    stream.end();
    assert.deepEqual(await watch.next(), lost);
    (await relay.stream()).send('availability', { state: 'ready' });
    assert.deepEqual(await watch.next(), live);
    assert.deepEqual(await watch.next(), availability);
    await watch.stop();
  });

  describe('of a desk', () => {
    /** A reader who has had the snapshot, and the stream that it came by. */
    async function opened(one, first = snapshot()) {
      const desk = reading(one.agent.desk());
      const next = desk.next();
      const stream = await relay.stream();
      stream.update(first, 'e.1');
      assert.deepEqual(await next, first);
      return { desk, stream };
    }

    it('tell what was missed after a snapshot of what was known', async () => {
      const { desk, stream } = await opened(asAgent(), snapshot([row('1', 10), row('2', 20)]));
      assert.match(stream.path, /^\/v1\/sites\/default\/desk\/stream\?session=[\w-]+$/);
      assert.equal(stream.headers.authorization, 'Bearer jwt');
      stream.update({ type: 'waiting', callback: row('0', 5) }, 'e.2');
      stream.update({ type: 'left', id: '2' }, 'e.3');
      stream.update({ type: 'claim', claim: mine('a') });
      stream.update({ type: 'claim', claim: mine('b') }, 'e.4');
      stream.update({ type: 'claim-lost', id: '1', token: 'a' }, 'e.5');
      stream.update({ type: 'presence', presence: { state: 'busy' } });
      for (let n = 0; n < 6; n++) await desk.next();
      stream.break();
      assert.deepEqual(await desk.next(), lost);
      const again = await relay.stream();
      assert.equal(again.path, stream.path);
      assert.equal(again.headers['last-event-id'], 'e.5');
      again.update({ type: 'left', id: '1' }, 'e.6');
      again.update(ready);
      assert.deepEqual(await desk.next(), live);
      const { now, ...known } = await desk.next();
      assert.ok(now >= 1_000 && now < 100_000);
      assert.deepEqual(known, {
        type: 'snapshot',
        waiting: [row('0', 5), row('1', 10)],
        claims: [mine('b')],
        presence: { state: 'busy' },
      });
      assert.deepEqual(await desk.next(), { type: 'left', id: '1' });
      assert.deepEqual(await desk.next(), ready);
    });

    it('begin anew when the gap is too old', async () => {
      const { desk, stream } = await opened(asAgent(), snapshot([row('1')]));
      stream.break();
      assert.deepEqual(await desk.next(), lost);
      (await relay.stream()).update(snapshot([row('2')]), 'f.1');
      assert.deepEqual(await desk.next(), live);
      assert.deepEqual(await desk.next(), snapshot([row('2')]));
    });

    it('are one for all readers of a page, and say good-bye after the last', async () => {
      const one = asAgent();
      const { desk, stream } = await opened(one, snapshot([row('1')]));
      const late = reading(one.agent.desk());
      assert.deepEqual((await late.next()).waiting, [row('1')]);
      stream.update({ type: 'left', id: '1' }, 'e.2');
      const left = { type: 'left', id: '1' };
      assert.deepEqual([await desk.next(), await late.next()], [left, left]);
      await desk.stop();
      stream.update(ready);
      assert.deepEqual(await late.next(), ready);
      await late.stop();
      await stream.closed;
      await relay.until(() => relay.asked.at(-1).method === 'DELETE');
      const session = new URL(stream.path, relay.url).searchParams.get('session');
      assert.deepEqual(
        relay.asked.map(({ method, path }) => [method, path.replace(/\?.*/, '')]),
        [
          ['GET', '/v1/sites/default/desk/stream'],
          ['DELETE', `/v1/sites/default/desk/sessions/${session}`],
        ],
      );
      const { stream: anew } = await opened(one);
      assert.notEqual(anew.path, stream.path);
      assert.equal(anew.headers['last-event-id'], undefined);
    });

    it('are told by their session in every report', async () => {
      const one = asAgent();
      const { stream } = await opened(one);
      relay.answer({ status: 204 });
      await one.agent.report(mine('a').claim, { seq: 1, state: 'accepted' });
      assert.match(stream.path, new RegExp(`session=${relay.asked.at(-1).body.session}$`));
    });

    it('leave a call that goes on to whoever looks next', async () => {
      const one = asAgent();
      const { desk, stream } = await opened(one);
      relay.answer({ status: 204 });
      await one.agent.report(mine('a').claim, { seq: 1, state: 'dialing' });
      await desk.stop();
      await stream.closed;
      const { stream: next } = await opened(one);
      assert.equal(next.path, stream.path);
      one.dispose();
      await relay.until(() => relay.asked.at(-1).method === 'DELETE');
    });

    it('say good-bye without a call that the relay has declared over', async () => {
      for (const [code, act] of [
        ['claim-lost', (one) => one.report(mine('a').claim, { seq: 2, state: 'connected' })],
        ['callback-ended', (one) => one.release(mine('a').claim, 'declined')],
        ['claim-lost', (one) => one.finish(mine('a').claim, { finishKey: 'f' })],
      ]) {
        const one = asAgent();
        const { desk } = await opened(one);
        relay.answer({ status: 204 });
        await one.agent.report(mine('a').claim, { seq: 1, state: 'dialing' });
        relay.answer(problem(409, code), { status: 204 });
        await assert.rejects(act(one.agent), { code });
        await desk.stop();
        await relay.until(() => relay.asked.at(-1).method === 'DELETE');
      }
    });

    it('say good-bye with the token that there is: a page that goes away cannot ask', async () => {
      let asked = 0;
      const exp = Math.floor(Date.now() / 1000);
      const one = asAgent(async () => tokenFor({ sub: 'ann', exp, nr: ++asked }));
      await opened(one);
      one.dispose();
      await relay.until(() => relay.asked.at(-1).method === 'DELETE');
      const [opening, goodbye] = relay.asked.map(({ headers }) => headers.authorization);
      assert.equal(goodbye, opening);
    });

    it('are given up by a page that goes away with a call, looked at or not', async () => {
      const one = asAgent();
      relay.answer({ status: 204 });
      await one.agent.report(mine('a').claim, { seq: 1, state: 'dialing' });
      const { session } = relay.asked.at(-1).body;
      one.dispose();
      await relay.until(() => relay.asked.at(-1).method === 'DELETE');
      assert.ok(relay.asked.at(-1).path.endsWith(`/desk/sessions/${session}`));
    });

    it('ask for a token at each connection, and at once when it has run out', async () => {
      let asked = 0;
      const { desk, stream } = await opened(asAgent(async () => `jwt-${++asked}`));
      stream.send('bye', { reason: 'token-expired' });
      const again = await relay.stream();
      assert.equal(again.headers.authorization, 'Bearer jwt-2');
      assert.equal(again.headers['last-event-id'], 'e.1');
      again.update(ready);
      // Nobody had to be told.
      assert.deepEqual(await desk.next(), ready);
    });

    it('do not turn in circles with tokens that run out at once', async () => {
      const { desk, stream } = await opened(asAgent());
      stream.send('bye', { reason: 'token-expired' });
      const again = await relay.stream();
      again.send('bye', { reason: 'token-expired' });
      assert.deepEqual(await desk.next(), lost);
    });

    it('connect again after any other good-bye', async () => {
      const { desk, stream } = await opened(asAgent());
      stream.send('bye', { reason: 'shutdown' });
      assert.deepEqual(await desk.next(), lost);
      await stream.closed;
      const again = await relay.stream();
      again.update(ready);
      assert.deepEqual(await desk.next(), live);
    });

    it('fail for all readers when the token is refused', async () => {
      const one = asAgent();
      relay.streamAnswers = [problem(401, 'forbidden')];
      relay.answer(problem(401, 'forbidden'));
      const [desk, other] = [reading(one.agent.desk()), reading(one.agent.desk())];
      const failures = await Promise.allSettled([desk.next(), other.next()]);
      assert.deepEqual(
        failures.map(({ reason }) => reason?.code),
        ['forbidden', 'forbidden'],
      );
    });

    it('forget what is done, an hour later', async (t) => {
      t.mock.timers.enable({ apis: ['Date'], now: 0 });
      const one = asAgent();
      const { stream, desk } = await opened(one, snapshot([], [mine('a', 'done'), mine('b')]));
      stream.update(ready);
      await desk.next();
      t.mock.timers.setTime(59 * 60_000);
      const claims = async () => (await reading(one.agent.desk()).next()).claims;
      assert.equal((await claims()).length, 2);
      t.mock.timers.setTime(61 * 60_000);
      assert.deepEqual(await claims(), [mine('b')]);
    });
  });
});
