// What changes of callbacks put into the outbox, and how it is emptied: on each store, with receivers that fail,
// hang and die.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { deadLetters, retryDeadLetters } from '../dist/outbox/dead-letters.js';
import { longestWait, maxAttempts, waitAfter } from '../dist/outbox/backoff.js';
import { outboxEntries } from '../dist/outbox/entries.js';
import { putOff, take } from '../dist/outbox/queue.js';
import { OutboxWorker } from '../dist/outbox/worker.js';
import {
  ann,
  ask,
  failure,
  gate,
  httpReceiver,
  openOutbox,
  recorder,
  siteOf,
  start,
  withMail,
  withWebhook,
} from './support/outbox.mjs';
import { stores } from './support/stores.mjs';

const hour = 3_600_000;
const day = 24 * hour;
const webhook = { site: 'shop', kind: 'webhook' };

test('waits grow from seconds to hours, and never quite alike', () => {
  const waits = Array.from({ length: maxAttempts - 1 }, (_, n) => [
    waitAfter(n + 1, 0),
    waitAfter(n + 1, 1),
  ]);
  assert.deepEqual(waits[0], [2500, 5000]);
  assert.deepEqual(waits.at(-1), [longestWait / 2, longestWait]);
  for (const [at, [least, most]] of waits.entries()) {
    assert.equal(least * 2, most);
    if (at > 0) assert.ok(most >= waits[at - 1][1]);
  }
  const total = waits.reduce((sum, [least]) => sum + least, 0);
  assert.ok(total > 12 * hour && total < 2 * day, `${total / hour} h`);
});

test('a request with impossible times is told, with none', () => {
  const record = {
    id: 'n1',
    request: {
      name: 'Ada',
      number: { e164: '+390612345678' },
      consent: { text: 'Yes', at: 1e300 },
    },
    requestedAt: start,
    expiresAt: Infinity,
    notBefore: NaN,
    statuses: [{}],
    past: [],
    changes: [],
  };
  const [entry] = outboxEntries(siteOf('shop', withWebhook), undefined, record);
  const { consent, expiresAt, notBefore } = JSON.parse(entry.body).data;
  assert.deepEqual([consent.at, expiresAt, notBefore], [null, null, null]);
});

for (const { name, skip, open } of stores) {
  describe(name, { skip }, () => {
    const endings = [];
    after(async () => {
      for (const end of endings.reverse()) await end();
    });

    /** An outbox with one site, `shop`, unless others are given. */
    async function newOutbox(sites = [siteOf('shop', withWebhook)]) {
      const opened = await open();
      endings.push(opened.dispose);
      const outbox = await openOutbox(opened, sites);
      endings.push(() => outbox.store.close());
      return { ...outbox, database: opened.database };
    }

    function newWorker({ store, settings, now }, receivers, options = {}) {
      const worker = new OutboxWorker(store, settings, {
        clock: now,
        receiver: ({ name: site }, kind) => receivers[`${site} ${kind}`] ?? receivers[kind],
        onError: (error) => assert.fail(error),
        ...options,
      });
      endings.push(() => worker.stop());
      return worker;
    }

    const rows = ({ store }) =>
      store.sql.all('SELECT id, due, attempts, last_error, dead_at FROM outbox ORDER BY place');

    test('tells the life of a callback in order, and each step what it is about', async () => {
      const outbox = await newOutbox();
      const desk = outbox.desk('shop');
      const receiver = recorder();
      const worker = newWorker(outbox, { webhook: receiver });
      const receipt = await ask(desk, {
        number: '+390612345678',
        language: 'it',
        page: { url: 'https://shop.example/', title: 'Shop' },
        consent: { text: 'Call me', at: start },
        context: { order: '17' },
      });
      await desk.change(receipt, { number: { e164: '+390687654321' }, region: 'IT' }, 'c1');
      const first = await desk.claim(receipt.id, ann, 'k1');
      await desk.report(ann, first, { seq: 1, state: 'dialing' });
      const busy = { reason: 'busy', by: 'visitor', detail: { protocol: 'SIP', cause: 486 } };
      await desk.report(ann, first, { seq: 2, state: 'ended', end: busy });
      outbox.clock.now += 1000;
      await desk.finish(ann, first, { finishKey: 'f1', retryAt: start + hour, notes: 'Later' });
      outbox.clock.now += hour;
      const second = await desk.claim(receipt.id, ann, 'k2');
      await desk.report(ann, second, { seq: 1, state: 'connected' });
      const over = { reason: 'completed', by: 'agent' };
      await desk.report(ann, second, { seq: 2, state: 'ended', end: over });
      await desk.finish(ann, second, { finishKey: 'f2', disposition: 'sold' });
      await worker.runOnce();

      const told = receiver.got.map(({ body }) => JSON.parse(body));
      const expiresAt = new Date(start + day).toISOString();
      const data = { id: receipt.id, site: 'shop' };
      assert.deepEqual(told, [
        {
          type: 'callback.requested',
          data: {
            ...data,
            name: 'Ada',
            number: { e164: '+390612345678' },
            language: 'it',
            page: { url: 'https://shop.example/', title: 'Shop' },
            context: { order: '17' },
            consent: { text: 'Call me', at: '2026-06-01T12:00:00.000Z' },
            requestedAt: '2026-06-01T12:00:00.000Z',
            notBefore: null,
            expiresAt,
          },
        },
        {
          type: 'callback.changed',
          data: {
            ...data,
            number: { e164: '+390687654321' },
            region: 'IT',
            notBefore: null,
            expiresAt,
          },
        },
        {
          type: 'callback.finished',
          data: {
            ...data,
            agent: 'ann',
            end: { reason: 'busy', by: 'visitor' },
            notes: 'Later',
            retryAt: '2026-06-01T13:00:00.000Z',
          },
        },
        {
          type: 'callback.ended',
          data: { ...data, end: { reason: 'completed', by: 'agent' }, attempts: 1 },
        },
        {
          type: 'callback.finished',
          data: {
            ...data,
            agent: 'ann',
            end: { reason: 'completed', by: 'agent' },
            disposition: 'sold',
          },
        },
      ]);
      assert.equal(new Set(receiver.got.map(({ id }) => id)).size, 5);
      assert.deepEqual(await rows(outbox), [], 'what has arrived is gone');
    });

    test('tells a request and its cancel that share one batch', async () => {
      const outbox = await newOutbox([siteOf('shop', { ...withWebhook, ...withMail })]);
      const desk = outbox.desk('shop');
      const [hook, mail] = [recorder(), recorder()];
      const worker = newWorker(outbox, { webhook: hook, mail });
      await Promise.all([
        desk.request(
          { name: 'Ada', number: { e164: '+390612345678' } },
          { requestKey: 'one-batch', secret: 's' },
        ),
        desk.cancel({ id: 'n1', secret: 's', expiresAt: 0 }),
      ]);
      await worker.runOnce();
      assert.deepEqual(hook.types(), ['callback.requested', 'callback.canceled']);
      assert.deepEqual(mail.types(), [], 'nobody has to call');
    });

    test('tells the end of what ended while the relay slept', async () => {
      const outbox = await newOutbox();
      const desk = outbox.desk('shop');
      const receiver = recorder();
      const worker = newWorker(outbox, { webhook: receiver });
      await ask(desk);
      await ask(desk, { notBefore: start + 3 * day });
      outbox.clock.now += day + hour;
      await desk.expire(); // forgotten
      outbox.clock.now += 7 * day;
      await desk.expire(); // gone
      await worker.runOnce();
      const ends = receiver.got
        .map(({ body }) => JSON.parse(body))
        .filter(({ type }) => type === 'callback.ended');
      assert.deepEqual(
        ends.map(({ data }) => data.end),
        [
          { reason: 'expired', by: 'system' },
          { reason: 'expired', by: 'system' },
        ],
      );
    });

    test('mails what there is to do: one call for one number', async () => {
      const outbox = await newOutbox([siteOf('shop', withMail)]);
      const desk = outbox.desk('shop');
      const receiver = recorder();
      const worker = newWorker(outbox, { mail: receiver });
      const number = '+390612345678';
      const steps = async (work) => {
        const before = receiver.got.length;
        await work();
        await worker.runOnce();
        return receiver.got.slice(before).map(({ callbackId, body }) => {
          const { type, request } = JSON.parse(body);
          return [type, callbackId, request.number.e164];
        });
      };
      let [first, second] = [];
      assert.deepEqual(await steps(async () => (first = await ask(desk, { number }))), [
        ['requested', 'n1', number],
      ]);
      assert.deepEqual(await steps(async () => (second = await ask(desk, { number }))), []);
      assert.deepEqual(
        await steps(() => desk.cancel(first)),
        [
          ['canceled', 'n1', number],
          ['requested', 'n2', number],
        ],
        'the other visitor still waits',
      );
      const other = '+390687654321';
      const change = { number: { e164: other } };
      assert.deepEqual(await steps(() => desk.change(second, change, 'c1')), [
        ['changed', 'n2', other],
      ]);
      assert.deepEqual(await steps(() => desk.change(second, change, 'c1')), [], 'a repeat');
      assert.deepEqual(await steps(() => desk.claim(second.id, ann, 'k1')), []);
    });

    test('a request reaches a real receiver and a real mailbox, which were down at first', async () => {
      const mailed = gate();
      const mailServer = new SMTPServer({
        authOptional: true,
        disabledCommands: ['STARTTLS'],
        async onData(stream, _session, done) {
          for await (const chunk of stream) void chunk;
          done();
          mailed.open();
        },
      });
      mailServer.listen(0, '127.0.0.1');
      await once(mailServer.server, 'listening');
      endings.push(() => new Promise((resolve) => mailServer.close(resolve)));
      const hooked = gate();
      const hook = await httpReceiver((_request, response, count) => {
        response.writeHead(count === 1 ? 503 : 204).end();
        if (count > 1) hooked.open();
      });
      endings.push(() => hook.close());
      const { port } = mailServer.server.address();
      const outbox = await newOutbox([
        siteOf('shop', {
          webhook: { ...withWebhook.webhook, url: hook.url },
          mail: { ...withMail.mail, smtp: `smtp://127.0.0.1:${port}` },
        }),
      ]);
      const worker = new OutboxWorker(outbox.store, outbox.settings, { clock: outbox.now });
      endings.push(() => worker.stop());
      worker.start();
      await ask(outbox.desk('shop'));
      await mailed.opened;
      await until(async () => (await rows(outbox)).length === 1);
      await until(async () => (await rows(outbox))[0].last_error === 'status 503');
      outbox.clock.now += 5000;
      await outbox.desk('shop').choosePresence(ann, { state: 'ready' }); // something happens
      await hooked.opened;
      await until(async () => (await rows(outbox)).length === 0);
      const [first, second] = hook.got.map(({ headers }) => headers['webhook-id']);
      assert.equal(first, second);
    });

    test('a move that is refused puts nothing into the outbox', async () => {
      const outbox = await newOutbox();
      const desk = outbox.desk('shop');
      await assert.rejects(ask(desk, { name: '' }), { code: 'name-missing' });
      const receipt = await ask(desk);
      await assert.rejects(desk.cancel({ ...receipt, secret: 'guessed' }), { code: 'forbidden' });
      assert.equal((await rows(outbox)).length, 1);
    });

    test('what waits for a message that failed is put off with it', async () => {
      const outbox = await newOutbox();
      const { sql } = outbox.store;
      const desk = outbox.desk('shop');
      const receipt = await ask(desk);
      await ask(desk);
      await desk.change(receipt, { number: { e164: '+390687654321' } }, 'c1');
      await desk.cancel(receipt);
      const [message] = await take(sql, webhook, { limit: 1, now: start, lease: 60_000 });
      const later = { due: start + hour, error: 'down' };
      await putOff(
        sql,
        { ...message, attempts: 7 },
        { due: start + day, error: 'of another node' },
      );
      await putOff(sql, message, later);
      assert.deepEqual(
        (await rows(outbox)).map((row) => [row.due, row.last_error, row.attempts]),
        [
          [start + hour, 'down', 1],
          [start, null, 0],
          [start + hour, null, 0],
          [start + hour, null, 0],
        ],
      );
      outbox.clock.now += hour;
      const receiver = recorder();
      await newWorker(outbox, { webhook: receiver }).runOnce();
      assert.deepEqual(
        receiver.got
          .filter(({ callbackId }) => callbackId === receipt.id)
          .map(({ body }) => JSON.parse(body).type),
        ['callback.requested', 'callback.changed', 'callback.canceled'],
      );
    });

    test('nodes share the work: each message is delivered once', async () => {
      const outbox = await newOutbox();
      const desk = outbox.desk('shop');
      await Promise.all(Array.from({ length: 60 }, () => ask(desk)));
      const receiver = recorder();
      const nodes = [outbox];
      for (let n = 1; n < 3; n++) {
        // One process has the file to itself.
        nodes.push(name === 'sqlite' ? outbox : await openAgain(outbox));
      }
      await Promise.all(nodes.map((node) => newWorker(node, { webhook: receiver }).runOnce()));
      assert.equal(receiver.got.length, 60);
      assert.equal(new Set(receiver.got.map(({ id }) => id)).size, 60);
      assert.deepEqual(await rows(outbox), []);
    });

    async function openAgain({ database, settings }) {
      const again = await openOutbox({ database }, [...settings.values()]);
      endings.push(() => again.store.close());
      return again;
    }

    test('what a dead node had is delivered by another, under the same id', async () => {
      const outbox = await newOutbox();
      await ask(outbox.desk('shop'));
      const lease = 60_000;
      const { opened: taken, open: tell } = gate();
      const { opened: never, open: fail } = gate();
      const dead = recorder(() => {
        tell();
        return never.then(() => {
          throw failure('status 500');
        });
      });
      const broken = newWorker(outbox, { webhook: dead }, { lease }).runOnce();
      await taken;
      const receiver = recorder();
      const worker = newWorker(outbox, { webhook: receiver }, { lease });
      await worker.runOnce();
      assert.equal(receiver.got.length, 0, 'it is the other node’s');
      outbox.clock.now += lease;
      // It comes back to life just then, and its failure is nobody’s business any more.
      receiver.deliver = async (message) => {
        receiver.got.push(message);
        fail();
        await broken;
        assert.equal((await rows(outbox))[0].last_error, null);
      };
      await worker.runOnce();
      assert.deepEqual(
        receiver.got.map(({ id }) => id),
        dead.got.map(({ id }) => id),
      );
      assert.equal(receiver.got[0].attempts, 2);
      assert.deepEqual(await rows(outbox), []);
    });

    test('what follows waits for what comes before it, of the same callback only', async () => {
      const outbox = await newOutbox();
      const desk = outbox.desk('shop');
      const receipt = await ask(desk);
      await desk.cancel(receipt);
      await ask(desk);
      const receiver = recorder(({ callbackId }, _, count) => {
        if (callbackId === receipt.id && count < 3) throw failure('status 500');
      });
      const worker = newWorker(outbox, { webhook: receiver });
      await worker.runOnce();
      assert.deepEqual(
        receiver.got.map(({ callbackId }) => callbackId).sort(),
        [receipt.id, 'n2'].sort(),
      );
      outbox.clock.now += 5000;
      await worker.runOnce();
      assert.deepEqual(receiver.types().slice(2), ['callback.requested', 'callback.canceled']);
    });

    test('a receiver that hangs holds up no other', async () => {
      const outbox = await newOutbox([siteOf('slow', withWebhook), siteOf('shop', withWebhook)]);
      for (let n = 0; n < 20; n++) await ask(outbox.desk('slow'));
      const { opened: full, open: isFull } = gate();
      const hung = recorder((_message, signal, count) => {
        if (count === 4) isFull();
        return ended(signal);
      });
      const { opened: arrived, open: tell } = gate();
      const receiver = recorder(() => tell());
      const worker = newWorker(
        outbox,
        { 'slow webhook': hung, 'shop webhook': receiver },
        { poll: hour, grace: 0 },
      );
      worker.start();
      await full;
      await ask(outbox.desk('shop'));
      await arrived;
      await worker.stop();
      assert.equal(hung.got.length, 4, 'no more than four at once');
      assert.deepEqual([hung.closed, receiver.closed], [1, 1]);
      const left = await rows(outbox);
      assert.equal(left.length, 20);
      for (const { due, attempts } of left) {
        assert.ok(due <= outbox.clock.now && attempts === 0, 'given back as if never taken');
      }
    });

    test('a running worker hears of what is new, and wakes for what is due', async () => {
      const outbox = await newOutbox();
      // Its own timers run on this machine's time.
      outbox.clock.now = Date.now();
      const desk = outbox.desk('shop');
      await ask(desk);
      const options = { limit: 1, now: Date.now(), lease: 1000 };
      const [message] = await take(outbox.store.sql, webhook, options);
      await putOff(outbox.store.sql, message, { due: Date.now() + 300, error: 'status 500' });
      let expected = gate();
      const receiver = recorder(() => expected.open());
      let looks = 0;
      const sql = {
        all: (...args) => {
          looks++;
          return outbox.store.sql.all(...args);
        },
      };
      const store = { sql, onEvents: (listener) => outbox.store.onEvents(listener) };
      const worker = newWorker(
        { ...outbox, store },
        { webhook: receiver },
        { poll: hour, clock: Date.now },
      );
      worker.start();
      await expected.opened;
      assert.equal(receiver.got[0].attempts, 2);
      assert.ok(looks < 10, `${looks} statements while it slept`);
      expected = gate();
      await ask(desk);
      await expected.opened;
      assert.equal(receiver.got.length, 2);
      await worker.stop();
      assert.deepEqual(await rows(outbox), []);
    });

    test('a worker outlives a database that does not answer', async () => {
      const outbox = await newOutbox();
      await ask(outbox.desk('shop'));
      const errors = [];
      const { opened: arrived, open: tell } = gate();
      let calls = 0;
      const sql = {
        all: (...args) =>
          ++calls === 1 ? Promise.reject(new Error('away')) : outbox.store.sql.all(...args),
      };
      const worker = newWorker(
        { ...outbox, store: { sql, onEvents: () => () => {} } },
        { webhook: recorder(tell) },
        { onError: (error) => errors.push(error.message) },
      );
      worker.start();
      await arrived;
      await worker.stop();
      assert.deepEqual(errors, ['away']);
    });

    test('what fails is tried again later each time, and is dead in the end', async () => {
      const outbox = await newOutbox();
      const desk = outbox.desk('shop');
      const receipt = await ask(desk);
      const receiver = recorder(() => {
        throw failure('status 500');
      });
      const worker = newWorker(outbox, { webhook: receiver });
      for (let attempt = 1; attempt < maxAttempts; attempt++) {
        await worker.runOnce();
        const [row] = await rows(outbox);
        const wait = row.due - outbox.clock.now;
        assert.ok(wait >= waitAfter(attempt, 0) && wait <= waitAfter(attempt, 1), `${wait} ms`);
        assert.equal(row.last_error, 'status 500');
        outbox.clock.now = row.due - 1;
        await worker.runOnce();
        assert.equal(receiver.got.length, attempt, 'not before its time');
        outbox.clock.now = row.due;
      }
      await worker.runOnce();
      outbox.clock.now += day;
      await worker.runOnce();
      assert.equal(receiver.got.length, maxAttempts);
      assert.equal(new Set(receiver.got.map(({ id }) => id)).size, 1);

      const [letter, ...others] = await deadLetters(outbox.store.sql);
      assert.equal(others.length, 0);
      const { id, deadAt, ...rest } = letter;
      assert.equal(id, receiver.got[0].id);
      assert.ok(deadAt < outbox.clock.now);
      assert.deepEqual(rest, {
        site: 'shop',
        kind: 'webhook',
        callbackId: receipt.id,
        attempts: maxAttempts,
        error: 'status 500',
        created: start,
      });
      assert.equal((await deadLetters(outbox.store.sql, { site: 'other' })).length, 0);

      const { sql } = outbox.store;
      assert.equal(await retryDeadLetters(sql, { id: 'unknown' }, outbox.clock.now), 0);
      assert.equal(await retryDeadLetters(sql, { id }, outbox.clock.now), 1);
      const good = recorder();
      await newWorker(outbox, { webhook: good }).runOnce();
      assert.deepEqual([good.got[0].id, good.got[0].attempts], [id, 1]);
      assert.deepEqual(await rows(outbox), []);
    });

    test('a receiver is left alone for as long as it says, and for ever if it says so', async () => {
      const outbox = await newOutbox();
      const desk = outbox.desk('shop');
      await ask(desk);
      const receiver = recorder((_message, _signal, count) => {
        throw count === 1
          ? failure('status 429', { retryAfter: hour })
          : failure('status 410', { isFinal: true });
      });
      const worker = newWorker(outbox, { webhook: receiver });
      await worker.runOnce();
      assert.equal((await rows(outbox))[0].due, outbox.clock.now + hour);
      outbox.clock.now += hour;
      await worker.runOnce();
      const [{ error, attempts }] = await deadLetters(outbox.store.sql);
      assert.deepEqual([error, attempts], ['status 410', 2]);
    });

    test('a message that nobody lived to report of is given up as well', async () => {
      const outbox = await newOutbox();
      await ask(outbox.desk('shop'));
      for (let n = 0; n < maxAttempts; n++) {
        const options = { limit: 1, now: outbox.clock.now, lease: 1000 };
        assert.equal((await take(outbox.store.sql, webhook, options)).length, 1);
        outbox.clock.now += 1000;
      }
      const receiver = recorder();
      await newWorker(outbox, { webhook: receiver }).runOnce();
      assert.equal(receiver.got.length, 0);
      assert.equal((await deadLetters(outbox.store.sql))[0].error, 'attempts broken off');
    });
  });
}

/** Asks again, a turn later, until it is so. */
async function until(isSo) {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

function ended(signal) {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}
