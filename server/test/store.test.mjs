// The relay's store on each database: what a desk asks of it, batches, events, and what happens when the
// database fails.
import assert from 'node:assert/strict';
import { stat, symlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { after, describe, test } from 'node:test';
import { Desk } from 'callback-elements/desk.js';
import { openStore } from '../dist/store/open.js';
import { recordStory, replay } from './support/replay.mjs';
import { stores } from './support/stores.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const start = Date.UTC(2026, 5, 1, 12);

for (const { name, skip, open } of stores) {
  describe(name, { skip, timeout: 60_000 }, () => {
    const opened = [];
    after(async () => {
      for (const { store, dispose } of opened) {
        await store.close();
        await dispose();
      }
    });

    /** An empty database, and a desk on it. */
    async function newDesk(options) {
      const { database, dispose } = await open();
      const store = await openStore(database, options);
      opened.push({ store, dispose });
      const clock = { now: start };
      let ids = 0;
      const desk = new Desk(store.site('shop'), {
        now: () => clock.now,
        newId: () => `n${++ids}`,
      });
      return { database, store, site: store.site('shop'), desk, clock };
    }

    const ask = (desk, key, number = '+390612345678') =>
      desk.request(
        { name: 'Vera', number: { e164: number } },
        { requestKey: key, secret: `secret-${key}` },
      );
    const agent = { id: 'ann', name: 'Ann' };

    test('answers as a Map does, in every story', async (t) => {
      const { store } = await newDesk();
      let count = 0;
      for (let story = 0; story < (name === 'sqlite' ? 12 : 3); story++) {
        const recorded = recordStory(seed + story);
        count += recorded.transactions.length;
        await replay(recorded, store.site(`alone-${story}`), false);
        await replay(recorded, store.site(`together-${story}`), true);
      }
      t.diagnostic(`${count} transactions, twice, SEED=${seed}`);
    });

    test('many at once are kept in one order, each once', async () => {
      const { desk, site } = await newDesk();
      const receipts = await Promise.all(
        Array.from({ length: 300 }, (_, n) => ask(desk, `k${n}`, `+3906${10_000_000 + n}`)),
      );
      assert.equal(new Set(receipts.map(({ id }) => id)).size, 300);
      const { waiting } = (await desk.agent('ann')).view;
      assert.equal(waiting.length, 300);
      const repeated = await Promise.all([
        ask(desk, 'k7', '+390610000007'),
        ask(desk, 'k7', '+390610000007'),
      ]);
      assert.deepEqual(
        repeated.map(({ id }) => id),
        [receipts[7].id, receipts[7].id],
      );
      const { newest } = await site.range();
      assert.equal(newest, 300, 'one event each, and none for the repeats');
    });

    test('a hundred claims of one callback have one winner', async () => {
      const { desk } = await newDesk();
      const { id } = await ask(desk, 'k');
      const outcomes = await Promise.allSettled(
        Array.from({ length: 100 }, (_, n) => desk.claim(id, { id: `a${n}`, name: 'A' }, `c${n}`)),
      );
      const lost = outcomes.filter(({ reason }) => reason?.code === 'already-claimed');
      assert.equal(lost.length, 99);
    });

    test('a refused move leaves nothing, and the others of its batch stay', async () => {
      const { desk, site } = await newDesk();
      const first = ask(desk, 'k1');
      const refused = ask(desk, 'k1', '+390612345679');
      const second = ask(desk, 'k2', '+14155552671');
      await assert.rejects(refused, { code: 'key-reused' });
      await Promise.all([first, second]);
      assert.equal((await site.range()).newest, 2);
    });

    test('one that breaks the database does not take the others with it', async () => {
      const { desk, site } = await newDesk();
      const broken = site.transact(function* (transaction) {
        yield transaction.put(
          { id: 'x', place: 1, past: [], statuses: [] },
          { agents: [], due: 1 },
          true,
        );
      });
      const fine = [ask(desk, 'k1'), ask(desk, 'k2', '+14155552671')];
      await assert.rejects(broken);
      assert.equal((await Promise.all(fine)).length, 2);
    });

    test('what is wrong with one job’s own work is its own, and it alone runs once', async () => {
      const { store, desk, site } = await newDesk();
      const broken = site.transact(function* () {
        yield;
        throw new SyntaxError('Unexpected end of JSON input');
      });
      await Promise.all([assert.rejects(broken, SyntaxError), ask(desk, 'k1')]);
      let heard = 0;
      const stop = store.onEvents(() => {
        heard += 1;
        throw new Error('A listener of somebody.');
      });
      await Promise.all([ask(desk, 'k2', '+14155552671'), ask(desk, 'k3', '+14155552672')]);
      stop();
      assert.ok(heard > 0);
      assert.equal((await site.range()).newest, 3);
    });

    test('each visible change is an event, with what was before and after it', async () => {
      const { desk, site } = await newDesk();
      const { id } = await ask(desk, 'k');
      const claim = await desk.claim(id, agent, 'c');
      await desk.arrive(agent, { id: 'page', until: start + 60_000 });
      // Only the lease is longer: nobody sees that.
      await desk.stay(agent, { id: 'page', until: start + 90_000 });
      const events = await site.events(0, 10);
      assert.deepEqual(
        events.map(({ number, kind, id, before, after }) => ({
          number,
          kind,
          id,
          was: before?.row?.state,
          is: after?.row?.state,
        })),
        [
          { number: 1, kind: 'callback', id, was: undefined, is: 'waiting' },
          { number: 2, kind: 'callback', id, was: 'waiting', is: 'claimed' },
          { number: 3, kind: 'agent', id: 'ann', was: undefined, is: undefined },
        ],
      );
      assert.equal(events[1].after.claims[0].mine.claim.token, claim.token);
      assert.deepEqual(await site.events(1, 1), [events[1]]);
      const { value, number } = await site.look(function* (reader) {
        return yield reader.get(id);
      });
      assert.deepEqual([value.state, number], ['claimed', 3]);
    });

    test('sites do not see each other', async () => {
      const { store, desk } = await newDesk();
      const { id, secret, expiresAt } = await ask(desk, 'k');
      const other = new Desk(store.site('other'), { now: () => start });
      await assert.rejects(other.visitor({ id, secret, expiresAt }), { code: 'not-found' });
      await assert.rejects(other.claim(id, agent, 'c'), { code: 'not-found' });
      await ask(other, 'k');
      assert.equal((await other.agent('ann')).view.waiting.length, 1);
      assert.equal((await store.site('other').range()).newest, 1);
    });

    test('listeners hear of the site once its change can be read', async () => {
      const { store, desk, site } = await newDesk();
      const heard = new Promise((resolve) => {
        const stop = store.onEvents(async (name) => {
          stop();
          resolve([name, (await site.range()).newest]);
        });
      });
      await ask(desk, 'k');
      assert.deepEqual(await heard, ['shop', 1]);
    });

    test('what is written beside is written with it, or neither is', async () => {
      let fails = false;
      const { desk, store } = await newDesk({
        beside: (changes) =>
          changes.map(({ site, before, after }) => ({
            statement: fails
              ? 'INSERT INTO nowhere (x) VALUES (?)'
              : `INSERT INTO meta (name, value) VALUES (?, '1')`,
            parameters: [`${site} ${before?.state ?? 'new'} ${after?.state ?? 'gone'}`],
          })),
      });
      const { id } = await ask(desk, 'k');
      fails = true;
      await assert.rejects(desk.claim(id, agent, 'c'), { code: 'unavailable' });
      fails = false;
      await desk.claim(id, agent, 'c');
      const rows = await store.sql.all(
        `SELECT name FROM meta WHERE name LIKE 'shop %' ORDER BY name`,
      );
      assert.deepEqual(
        rows.map((row) => row.name),
        ['shop new waiting', 'shop waiting claimed'],
      );
    });

    test('what was kept is there after a restart, in the same epoch', async () => {
      const { database, dispose } = await open();
      const first = await openStore(database);
      const { epoch } = first;
      await ask(new Desk(first.site('shop'), { now: () => start }), 'k');
      await first.close();
      const second = await openStore(database);
      opened.push({ store: second, dispose });
      assert.equal(second.epoch, epoch);
      const desk = new Desk(second.site('shop'), { now: () => start });
      assert.equal((await desk.agent('ann')).view.waiting.length, 1);
      const next = await ask(desk, 'k2', '+14155552671');
      assert.ok(next);
      assert.equal((await second.site('shop').range()).newest, 2);
    });

    test('what comes when it is closed is refused, one after another', async () => {
      const { database, dispose } = await open();
      const store = await openStore(database);
      const desk = new Desk(store.site('shop'), { now: () => start });
      await ask(desk, 'k');
      await store.close();
      for (const key of ['k1', 'k2']) await assert.rejects(ask(desk, key), { code: 'unavailable' });
      await assert.rejects(store.ping(), { code: 'unavailable' });
      await dispose();
    });

    test('a transaction of the relay’s own takes effect as a whole, or not at all', async () => {
      const { store } = await newDesk();
      const insert = `INSERT INTO meta (name, value) VALUES (?, ?)`;
      await assert.rejects(
        store.sql.transaction(function* (statements) {
          yield statements.all(insert, 'one', '1');
          yield statements.all('INSERT INTO nowhere (x) VALUES (1)');
        }),
      );
      const count = async () =>
        (await store.sql.all(`SELECT name FROM meta WHERE name = 'one'`)).length;
      assert.equal(await count(), 0);
      const answer = await store.sql.transaction(function* (statements) {
        yield statements.all(insert, 'one', '1');
        const rows = yield statements.all(
          `UPDATE meta SET value = '2' WHERE name = ? RETURNING value`,
          'one',
        );
        return rows[0].value;
      });
      assert.equal(answer, '2');
      assert.equal(await count(), 1);
    });
  });
}

describe('sqlite', () => {
  test('nobody else on the machine can read it', async () => {
    const { database, dispose } = await stores[0].open();
    const store = await openStore(database);
    await store.sql.all(`INSERT INTO meta (name, value) VALUES ('one', '1')`);
    for (const file of [database, `${database}-wal`, `${database}-lock`]) {
      assert.equal((await stat(file)).mode & 0o077, 0, file);
    }
    await store.close();
    await dispose();
  });

  test('the same file by another name is the same file', async () => {
    const { database, dispose } = await stores[0].open();
    const store = await openStore(database);
    await symlink(database, `${database}-alias`);
    await assert.rejects(openStore(`${database}-alias`), /Another relay is running on/);
    await assert.rejects(openStore(`${database}/none/relay.db`), /ENOTDIR/);
    await store.close();
    await dispose();
  });

  test('a second process on the same file is refused in a sentence', async () => {
    const { database, dispose } = await stores[0].open();
    const store = await openStore(database);
    await assert.rejects(openStore(database), /Another relay is running on/);
    await store.close();
    await (await openStore(database)).close();
    await dispose();
  });
});

describe('postgres', { skip: stores[1].skip }, () => {
  test('ten relays that start together make one schema and one epoch', async () => {
    const { database, dispose } = await stores[1].open();
    const relays = await Promise.all(
      Array.from({ length: 10 }, () => openStore(database, { connections: 2 })),
    );
    assert.equal(new Set(relays.map(({ epoch }) => epoch)).size, 1);
    await Promise.all(relays.map((relay) => relay.close()));
    await dispose();
  });

  test('a reader misses nothing, whichever of two writers begins first and whichever is last', async () => {
    const { database, dispose } = await stores[1].open();
    const [one, two] = await Promise.all([openStore(database), openStore(database)]);
    for (const [first, second] of [
      [one, two],
      [two, one],
    ]) {
      const before = (await one.site('s').range()).newest;
      let letGo;
      const held = new Promise((resolve) => (letGo = resolve));
      const order = [];
      let begun;
      const hasBegun = new Promise((resolve) => (begun = resolve));
      const putAgent = (id) =>
        function* (transaction) {
          yield transaction.putAgent(
            { id, name: id, presence: { state: 'ready' }, sessions: [] },
            false,
          );
          if (id === 'a') {
            begun();
            yield held;
          }
        };
      const a = first
        .site('s')
        .transact(putAgent('a'))
        .then(() => order.push('a'));
      await hasBegun;
      const b = second
        .site('s')
        .transact(putAgent('b'))
        .then(() => order.push('b'));
      // While the first has not committed, the second has no number: a reader can pass nobody by.
      const { rows } = { rows: await waitForLock(database) };
      assert.equal(rows, 1);
      assert.equal((await one.site('s').range()).newest, before);
      letGo();
      await Promise.all([a, b]);
      assert.deepEqual(order, ['a', 'b']);
      const events = await two.site('s').events(before, 10);
      assert.deepEqual(
        events.map(({ number, id }) => [number, id]),
        [
          [before + 1, 'a'],
          [before + 2, 'b'],
        ],
      );
    }
    await Promise.all([one.close(), two.close()]);
    await dispose();
  });

  test('a network that goes silent is noticed, and what waits is answered', async () => {
    const { database, dispose } = await stores[1].open();
    const network = await SilentNetwork.before(new URL(database));
    const through = new URL(database);
    through.port = network.port;
    const store = await openStore(through.href, { answerTimeout: 300, connections: 2 });
    const desk = new Desk(store.site('s'), { now: Date.now });
    const request = (key) =>
      desk.request(
        { name: 'V', number: { e164: '+390612345678' } },
        { requestKey: key, secret: 's' },
      );
    await request('one');
    network.isSilent = true;
    await assert.rejects(request('two'), { code: 'unavailable' });
    network.isSilent = false;
    await request('two');
    await store.close();
    await network.close();
    await dispose();
  });

  test('other nodes hear of new events, also after the listening connection was broken', async () => {
    const { database, dispose } = await stores[1].open();
    const errors = [];
    const onError = (error) => errors.push(error);
    const [one, two] = await Promise.all([
      openStore(database, { onError }),
      openStore(database, { onError }),
    ]);
    const desk = new Desk(one.site('s'), { now: Date.now });
    let asked = 0;
    const heard = async () => {
      let stop;
      let isHeard = false;
      const done = new Promise((resolve) => {
        stop = two.onEvents((site) => {
          isHeard = true;
          resolve(site);
        });
      });
      // Until the listener listens nothing can be heard: ask again and again.
      while (!isHeard) {
        asked += 1;
        const number = `+3906${10_000_000 + asked}`;
        await desk.request(
          { name: 'V', number: { e164: number } },
          { requestKey: `${asked}`, secret: 's' },
        );
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      stop();
      return done;
    };
    assert.equal(await heard(), 's');
    await terminateListeners(database);
    assert.equal(await heard(), 's');
    await Promise.all([one.close(), two.close()]);
    await dispose();
  });
});

/** A way to a server on which everything may be lost without a word. */
class SilentNetwork {
  isSilent = false;
  #sockets = new Set();
  #server;

  static async before({ hostname, port }) {
    const network = new SilentNetwork();
    network.#server = createServer((client) => {
      const server = connect(Number(port), hostname);
      for (const [from, to] of [
        [client, server],
        [server, client],
      ]) {
        network.#sockets.add(from);
        from.on('data', (data) => network.isSilent || to.write(data));
        from.on('error', () => {});
        from.on('close', () => {
          network.#sockets.delete(from);
          to.destroy();
        });
      }
    });
    await new Promise((resolve) => network.#server.listen(0, '127.0.0.1', resolve));
    return network;
  }

  get port() {
    return this.#server.address().port;
  }

  close() {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}

async function withClient(database, use) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Waits until somebody waits for a lock. */
function waitForLock(database) {
  return withClient(database, async (client) => {
    for (;;) {
      const { rows } = await client.query(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      if (rows[0].waiting > 0) return rows[0].waiting;
    }
  });
}

function terminateListeners(database) {
  return withClient(database, (client) =>
    client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
    ),
  );
}
