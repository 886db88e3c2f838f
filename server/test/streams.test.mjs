// Event streams: what they tell, how they resume, and how they end.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { randomToken } from 'callback-elements/callback.js';
import { Desk } from 'callback-elements/desk.js';
import { systemClock } from 'callback-elements/transport/clock.js';
import { hashedSecrets } from '../dist/secrets.js';
import { Hub } from '../dist/streams/hub.js';
import { numbers, site, startRelay } from './support/relay.mjs';
import { stores } from './support/stores.mjs';

const quick = { heartbeat: 100, session: 300, grace: 200, buffer: 256 * 1024, perAddress: 1_000 };

/** Runs a test on a relay of its own. */
function on(options, work) {
  return async () => {
    const relay = await startRelay(options);
    try {
      await work(relay);
    } finally {
      await relay.close();
    }
  };
}

const state = (name, relay) =>
  relay.store.site('default').read(function* (reader) {
    return yield reader.agent(`id-of-${name}`);
  });

/** The default site's desk, as another relay on the same database has it. */
const elsewhere = ({ store }) =>
  new Desk(store.site('default'), { now: () => Date.now(), secrets: hashedSecrets });

for (const { name, skip, open } of stores) {
  describe(`the stream of an agent's desk on ${name}`, { skip }, () => {
    it(
      'goes on after the last event that was read: nothing is missing, nothing comes twice',
      on({ open }, async (relay) => {
        const first = await relay.desk('ann', { session: 's' });
        await first.next('snapshot');
        const a = await relay.ask(numbers[0]);
        await first.next('waiting');
        first.close();
        const b = await relay.ask(numbers[1]);
        await relay.claim(a.id, 'ann');
        const again = await relay.desk('ann', { session: 's', lastEventId: first.lastEventId });
        const c = await relay.ask(numbers[2]);
        await again.until((one) => one.all('waiting').length === 2);
        assert.deepEqual(
          again.events.map(({ type, data }) => [
            type,
            data.callback?.id ?? data.id ?? data.claim?.claim.id,
          ]),
          [
            ['waiting', b.id],
            ['left', a.id],
            ['claim', a.id],
            ['presence', undefined],
            ['waiting', c.id],
          ],
        );
        again.close();
      }),
    );

    it(
      'begins with a snapshot after an id of another epoch, of the future, or of an event that is gone',
      on({ open }, async (relay) => {
        const { epoch, sql } = relay.store;
        await relay.ask();
        await relay.ask(numbers[1]);
        const { newest } = await relay.store.site('default').range();
        for (const lastEventId of [
          `other.${newest}`,
          `${epoch}.${newest + 1_000}`,
          'nonsense',
          `${epoch}.-1`,
        ]) {
          const desk = await relay.desk('ann', { lastEventId });
          assert.equal((await desk.next()).type, 'snapshot', lastEventId);
          desk.close();
        }
        await sql.all('DELETE FROM events WHERE number < ?', newest);
        const session = 's';
        const near = await relay.desk('ann', { session, lastEventId: `${epoch}.${newest - 1}` });
        assert.equal((await near.next()).type, 'waiting');
        const far = await relay.desk('ann', { lastEventId: `${epoch}.${newest - 2}` });
        assert.equal((await far.next()).type, 'snapshot');
        await sql.all('DELETE FROM events');
        const last = (await relay.store.site('default').range()).newest;
        // Of a session that is known no event comes by itself.
        const late = await relay.desk('ann', { session, lastEventId: `${epoch}.${last - 1}` });
        assert.equal((await late.next()).type, 'snapshot');
        const now = await relay.desk('ann', { lastEventId: `${epoch}.${last}` });
        assert.equal((await now.next()).type, 'presence');
        for (const one of [near, far, now, late]) one.close();
      }),
    );

    it(
      'begins with a snapshot when the events that it goes on with are removed as it looks',
      on({ open }, async (relay) => {
        const { epoch, sql } = relay.store;
        const first = await relay.desk('ann', { session: 's' });
        await relay.ask();
        await first.next('waiting');
        const store = relay.store.site('default');
        const { newest } = await store.range();
        const events = store.events.bind(store);
        store.events = async (...which) => {
          await sql.all('DELETE FROM events');
          return events(...which);
        };
        const lastEventId = `${epoch}.${newest - 1}`;
        const again = await relay.desk('ann', { session: 's', lastEventId });
        assert.equal((await again.next()).type, 'snapshot');
        for (const one of [first, again]) one.close();
      }),
    );

    it(
      'tells after the snapshot what has happened while that was read',
      on({ open }, async (relay) => {
        const other = await relay.desk('bob');
        await other.next('snapshot');
        const store = relay.store.site('default');
        const look = store.look.bind(store);
        let receipt;
        store.look = async (work) => {
          const looked = await look(work);
          if (!receipt) {
            receipt = await relay.ask();
            await other.next('waiting');
          }
          return looked;
        };
        const desk = await relay.desk('ann');
        assert.deepEqual((await desk.next()).data.waiting, []);
        assert.equal((await desk.next('waiting')).data.callback.id, receipt.id);
        desk.close();
        other.close();
      }),
    );

    it(
      'tells each agent what a snapshot would, through a storm of claims, releases and calls',
      on({ open }, async (relay) => {
        const names = ['ann', 'bob', 'cid'];
        const desks = await Promise.all(names.map((one) => relay.desk(one)));
        const receipts = [];
        for (let n = 0; n < 12; n++) {
          receipts.push(await relay.ask(`+39061234${5600 + n}`));
        }
        await Promise.all(
          receipts.map(async ({ id, secret }, n) => {
            if (n % 4 === 3)
              return relay.call('POST', `/callbacks/${id}/cancel`, { bearer: secret });
            const who = names[n % 3];
            const claim = await relay.claim(id, who);
            if (n % 4 === 0) {
              const body = { token: claim.token, reason: 'declined' };
              return relay.call('POST', `/callbacks/${id}/release`, { bearer: who, body });
            }
            return relay.report(
              claim,
              { seq: 1, state: n % 4 === 1 ? 'accepted' : 'connected' },
              who,
            );
          }),
        );
        for (const [at, name] of names.entries()) {
          const fresh = await relay.desk(name);
          const { data } = await fresh.next('snapshot');
          const wanted = [data.waiting, data.claims, data.presence];
          await desks[at].until(({ events }) => same(seen(events), wanted));
          fresh.close();
          desks[at].close();
        }
      }),
    );
  });
}

/** The desk as a reader puts it together. */
function seen(events) {
  const rows = new Map();
  const claims = new Map();
  let presence;
  for (const { data } of events) {
    if (data.type === 'snapshot') {
      for (const row of data.waiting) rows.set(row.id, row);
      for (const claim of data.claims) claims.set(claim.claim.token, claim);
      presence = data.presence;
    } else if (data.type === 'waiting') rows.set(data.callback.id, data.callback);
    else if (data.type === 'left') rows.delete(data.id);
    else if (data.type === 'claim') claims.set(data.claim.claim.token, data.claim);
    else if (data.type === 'claim-lost') claims.delete(data.token);
    else if (data.type === 'presence') presence = data.presence;
  }
  return [[...rows.values()], [...claims.values()], presence];
}

/** The same desk, whatever the order; leases are renewed untold. */
function same(a, b) {
  const text = ([rows, claims, presence]) =>
    JSON.stringify([
      rows.map((row) => JSON.stringify(row)).sort(),
      claims
        .map(({ claim: { leaseUntil: _, ...claim }, ...mine }) =>
          JSON.stringify({ ...mine, claim }),
        )
        .sort(),
      presence,
    ]);
  return text(a) === text(b);
}

describe('an open stream of an agent', () => {
  it(
    'signs the agent in, and keeps it so; after a break for a while; after a good-bye no longer',
    on({ settings: { streams: quick } }, async (relay) => {
      const watcher = await relay.open('/availability/stream');
      assert.equal((await watcher.next()).data.state, 'unstaffed');
      const desk = await relay.desk('ann', { session: 's' });
      assert.equal((await watcher.next()).data.state, 'ready');
      const first = (await state('ann', relay)).sessions[0].until;
      // Renewed, twice.
      await desk.until(({ text }) => text.split('\n:\n').length > 2);
      await eventually(async () => (await state('ann', relay)).sessions[0].until > first + 100);
      desk.close();
      // Nothing says good-bye: the session is lost when its time is over.
      assert.equal((await watcher.next()).data.state, 'unstaffed');

      const again = await relay.desk('ann', { session: 't' });
      assert.equal((await watcher.next()).data.state, 'ready');
      const bye = await relay.call('DELETE', '/desk/sessions/t', { bearer: 'ann' });
      assert.equal(bye.status, 204);
      again.close();
      assert.equal((await watcher.next()).data.state, 'unstaffed');
      assert.deepEqual((await state('ann', relay)).sessions, []);
      watcher.close();
    }),
  );

  it(
    'ends with a good-bye for good: its closing says nothing else',
    on({}, async (relay) => {
      const desk = await relay.desk('ann', { session: 's' });
      await desk.next('snapshot');
      await relay.call('DELETE', '/desk/sessions/s', { bearer: 'ann' });
      // At once: a page that has opened it again meanwhile is to open it once more.
      await desk.next('bye');
      await eventually(async () => (await openStreams(relay)).every((count) => count === '0'));
      // Whatever the closing had written would stand before this.
      await relay.ask();
      assert.deepEqual((await state('ann', relay)).sessions, []);
    }),
  );

  it(
    'ends with its session, which no renewal brings back after a good-bye to another relay',
    on({ settings: { streams: quick } }, async (relay) => {
      const desk = await relay.desk('ann', { session: 's' });
      await desk.next('snapshot');
      await elsewhere(relay).lose('id-of-ann', 's');
      assert.deepEqual((await desk.next('bye')).data, { reason: 'shutdown' });
      await desk.closed;
      assert.deepEqual((await state('ann', relay)).sessions, []);
    }),
  );

  it(
    'opens again when its session was lost by mistake, and the call in it goes on',
    on({ settings: { streams: quick } }, async (relay) => {
      const desk = await relay.desk('ann', { session: 's' });
      await desk.next('snapshot');
      const receipt = await relay.ask();
      const claim = await relay.claim(receipt.id);
      await relay.report(claim, { seq: 1, state: 'connected', session: 's' });
      await desk.until((one) => one.all('claim').length === 2);
      const watch = await relay.watch(receipt);
      assert.equal((await watch.next('status')).data.state, 'connected');
      await elsewhere(relay).lose('id-of-ann', 's');
      assert.equal((await watch.next('status')).data.state, 'reconnecting');
      await desk.next('bye');
      const { lastEventId } = desk;
      const again = await relay.desk('ann', { session: 's', lastEventId });
      assert.equal((await watch.next('status')).data.state, 'connected');
      for (const one of [again, watch]) one.close();
    }),
  );

  it(
    'is one of several of the same session: the page goes on when an old one closes late',
    on({}, async (relay) => {
      const old = await relay.desk('ann', { session: 's' });
      await old.next('snapshot');
      const young = await relay.desk('ann', { session: 's' });
      await young.next('snapshot');
      const before = (await state('ann', relay)).sessions;
      old.close();
      await relay.ask();
      await young.next('waiting');
      assert.deepEqual((await state('ann', relay)).sessions, before);
      young.close();
    }),
  );

  it(
    'ends when its token expires, and says so',
    on({}, async (relay) => {
      const desk = await relay.desk(`ann~${Date.now() + 300}`);
      assert.deepEqual((await desk.next('bye')).data, { reason: 'token-expired' });
      await desk.closed;
    }),
  );

  it(
    'ends for a reader that takes nothing, and no more than its share is kept for it',
    on(
      { settings: { streams: { ...quick, heartbeat: 15_000, session: 45_000, buffer: 20_000 } } },
      async (relay) => {
        const { hostname, port } = new URL(relay.address);
        const socket = connect({ host: hostname, port });
        socket.write(
          `GET /v1/sites/default/desk/stream?session=s HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ann\r\n\r\n`,
        );
        await new Promise((done) => socket.once('readable', done));
        const other = await relay.desk('bob');
        // Longer than what the kernel keeps for a socket.
        const context = Object.fromEntries(
          Array.from({ length: 20 }, (_, at) => [`f${at}`, 'x'.repeat(1_000)]),
        );
        const byes = async () =>
          /stream_byes_total\{reason="slow"\} (\d+)/.exec(
            (await relay.call('GET', '//metrics')).body,
          )?.[1];
        for (let n = 0; n < 600 && (await byes()) !== '1'; n++) {
          await relay.ask(`+3906123${String(10_000 + n)}`, { context });
        }
        assert.equal(await byes(), '1');
        // Who reads has heard all.
        const { data } = await (await relay.desk('cid')).next('snapshot');
        await other.until((one) => one.all('waiting').length === data.waiting.length);
        assert.equal(other.all('bye').length, 0);
        socket.destroy();
      },
    ),
  );
});

describe('the stream of a visitor', () => {
  it(
    'goes on after the version that was read, and tells the present one after any other id',
    on({}, async (relay) => {
      const receipt = await relay.ask();
      const first = await relay.watch(receipt);
      const { id } = await first.next('status');
      first.close();
      const claim = await relay.claim(receipt.id);
      await relay.report(claim, { seq: 1, state: 'accepted' });
      await relay.report(claim, { seq: 2, state: 'dialing' });
      const again = await relay.watch(receipt, { lastEventId: id });
      assert.equal((await again.next()).data.state, 'accepted');
      assert.equal((await again.next()).data.state, 'dialing');
      for (const lastEventId of ['other.1', `${relay.store.epoch}.99`]) {
        const other = await relay.watch(receipt, { lastEventId });
        assert.equal((await other.next()).data.state, 'dialing', lastEventId);
        other.close();
      }
      const upToDate = await relay.watch(receipt, { lastEventId: again.lastEventId });
      await relay.report(claim, { seq: 3, state: 'ringing' });
      assert.equal((await upToDate.next()).data.state, 'ringing');
      upToDate.close();
      again.close();
    }),
  );

  it(
    'tells the place in the list whenever it changes, and of twins the same one',
    on({}, async (relay) => {
      const [one, two] = [await relay.ask(numbers[0]), await relay.ask(numbers[1])];
      const twin = await relay.ask(numbers[1]);
      const streams = await Promise.all([two, twin].map((receipt) => relay.watch(receipt)));
      for (const stream of streams) {
        assert.deepEqual((await stream.next('queue')).data, { position: 2 });
      }
      await relay.call('POST', `/callbacks/${one.id}/cancel`, { bearer: one.secret });
      for (const stream of streams) {
        assert.deepEqual((await stream.next('queue')).data, { position: 1 });
        stream.close();
      }
    }),
  );

  it(
    'is over when it is resumed after the end was read',
    on({}, async (relay) => {
      const receipt = await relay.ask();
      await relay.call('POST', `/callbacks/${receipt.id}/cancel`, { bearer: receipt.secret });
      const first = await relay.watch(receipt);
      assert.equal((await first.next()).data.final, true);
      assert.equal((await first.next()).type, 'over');
      const again = await relay.watch(receipt, { lastEventId: first.lastEventId });
      assert.equal((await again.next()).type, 'over');
      await again.closed;
    }),
  );

  it(
    'opens for nobody without the secret',
    on({}, async (relay) => {
      const receipt = await relay.ask();
      const wrong = await relay.watch({ ...receipt, secret: randomToken(32) });
      assert.deepEqual([wrong.status, wrong.body.code], [403, 'forbidden']);
      const none = await relay.open(`/callbacks/${receipt.id}/stream`);
      assert.deepEqual([none.status, none.body.code], [401, 'forbidden']);
      const unknown = await relay.watch({ ...receipt, id: randomToken() });
      assert.deepEqual([unknown.status, unknown.body.code], [404, 'not-found']);
    }),
  );
});

describe('time', () => {
  it(
    'ends what waits too long, though nobody looks',
    on(
      {
        sites: [
          {
            ...site,
            policy: {
              times: {
                lease: 90_000,
                receipt: 300,
                forget: 3_600_000,
                remove: 3_600_000,
                resumeWindow: 600_000,
              },
            },
          },
        ],
      },
      async (relay) => {
        const { id } = await relay.ask();
        const record = () =>
          relay.store.site('default').read(function* (reader) {
            return yield reader.get(id);
          });
        await eventually(async () => (await record()).state === 'ended');
        assert.deepEqual((await record()).end, { reason: 'expired', by: 'system' });
      },
    ),
  );
});

describe('a relay', () => {
  it(
    'begins at one event, however many streams come at once, and looks again after a failure',
    on({}, async ({ store }) => {
      let looks = 0;
      // A second look would see later events, and those before it would be nobody's.
      const range = async () => {
        if (++looks === 1) throw new Error('The database is away.');
        return store.site('default').range();
      };
      const hub = new Hub({ store: { range }, clock: systemClock });
      const together = await Promise.allSettled([hub.ready(), hub.ready()]);
      assert.deepEqual(
        together.map(({ status }) => status),
        ['rejected', 'rejected'],
      );
      await Promise.all([hub.ready(), hub.ready()]);
      await hub.ready();
      assert.equal(looks, 2);
      hub.stop();
    }),
  );

  it('says good-bye to all streams when it stops', async () => {
    const relay = await startRelay();
    const receipt = await relay.ask();
    const streams = [
      await relay.desk('ann'),
      await relay.watch(receipt),
      await relay.open('/availability/stream'),
    ];
    await relay.close();
    for (const stream of streams) {
      assert.deepEqual((await stream.next('bye')).data, { reason: 'shutdown' });
      await stream.closed;
    }
  });

  it(
    'keeps nothing of 200 streams that were closed at any moment',
    on({ settings: { streams: { ...quick, perAddress: 250 } } }, async (relay) => {
      const receipt = await relay.ask();
      const paths = [
        (n) => relay.desk('ann', { session: `s${n % 7}` }),
        () => relay.watch(receipt),
        () => relay.open('/availability/stream'),
      ];
      const timers = () =>
        process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
      const before = timers();
      await Promise.all(
        Array.from({ length: 200 }, async (_, n) => {
          if (n % 2 === 0) return (await paths[n % 3](n)).close();
          // Before it has an answer.
          const { hostname, port } = new URL(relay.address);
          const socket = connect({ host: hostname, port });
          socket.on('error', () => {});
          const [path, bearer] = [
            [`/desk/stream?session=x${n % 5}`, 'ann'],
            [`/callbacks/${receipt.id}/stream`, receipt.secret],
            ['/availability/stream', ''],
          ][n % 3];
          socket.write(
            `GET /v1/sites/default${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${bearer}\r\n\r\n`,
            () => socket.destroy(),
          );
          await new Promise((done) => socket.once('close', done));
        }),
      );
      await eventually(async () => (await openStreams(relay)).every((count) => count === '0'));
      await eventually(() => timers() <= before + 2);
      // Nor are they counted any more, or their agents signed in.
      await eventually(async () => (await state('ann', relay)).sessions.length === 0);
      const more = await Promise.all(Array.from({ length: 200 }, paths[2]));
      assert.deepEqual([...new Set(more.map(({ status }) => status))], [200]);
      for (const stream of more) stream.close();
      assert.equal(relay.log.filter((line) => /"level":[56]0/.test(line)).length, 0);
    }),
  );
});

/** How many streams of each kind the relay has. */
async function openStreams(relay) {
  const { body } = await relay.call('GET', '//metrics');
  return [...body.matchAll(/^callback_relay_streams\{.*\} (\d+)$/gm)].map((one) => one[1]);
}

/** Asks again until it holds. */
async function eventually(holds) {
  for (const start = performance.now(); performance.now() - start < 10_000;) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  assert.fail(`In vain: ${holds}`);
}
