// Limits by address and by number, on each store, and shared between nodes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { randomToken } from 'callback-elements/callback.js';
import Fastify from 'fastify';
import rateLimit from '@fastify/rate-limit';
import { RelayKey } from '../dist/key.js';
import { limits } from '../dist/limits.js';
import { SharedCounts } from '../dist/shared-counts.js';
import { StreamLimits } from '../dist/stream-limits.js';
import { openStore } from '../dist/store/open.js';
import { stores } from './support/stores.mjs';

const minute = 60_000;
const settings = {
  requests: { max: 5, window: minute },
  submissions: { max: 3, window: minute },
  number: { max: 2, window: 60 * minute },
};

function limited(error) {
  assert.equal(error.code, 'rate-limited');
  assert.equal(error.retryable, true);
  assert.ok(error.retryAfter >= 1, `Retry after ${error.retryAfter} s.`);
  return true;
}

for (const { name, skip, open } of stores) {
  describe(`limits on ${name}`, { skip }, () => {
    let place, store, key;
    let now = Date.now();
    const clock = () => now;
    const node = () => limits(store.sql, key, settings, clock);

    before(async () => {
      place = await open();
      store = await openStore(place.database);
      key = await RelayKey.of(store.sql);
    });
    after(async () => {
      await store.close();
      await place.dispose();
    });

    test('a number is asked for so often, then not until its window is over', async () => {
      const one = node();
      await one.number('site', '+390612345601', 'a');
      await one.number('site', '+390612345601', 'b');
      await assert.rejects(one.number('site', '+390612345601', 'c'), limited);
      await one.number('site', '+390612345602', 'd');
      await one.number('another', '+390612345601', 'e');
      now += 60 * minute;
      await one.number('site', '+390612345601', 'f');
    });

    test('what was let in under a key is let in again under it, and counts once', async () => {
      const one = node();
      for (let i = 0; i < 5; i++) await one.number('site', '+390612345603', 'a');
      await one.number('site', '+390612345603', 'b');
      await assert.rejects(one.number('site', '+390612345603', 'c'), limited);
      await one.number('site', '+390612345603', 'a');
      await assert.rejects(one.number('site', '+390612345603', 'c'), limited);
    });

    test('of a flood on all nodes at once no more get in than may', async () => {
      const nodes = [node(), node(), node()];
      const asked = Array.from({ length: 60 }, (_, i) =>
        nodes[i % 3].number('site', '+390612345604', `key-${i}`),
      );
      const outcomes = await Promise.allSettled(asked);
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 2);
    });

    test('neither a number nor an address can be read in the database', async () => {
      const counts = new SharedCounts(store.sql, clock);
      counts.count(key.mark('submissions', '192.0.2.77'), minute);
      await counts.flush();
      await node().number('site', '+390612345605', 'secret-key');
      const rows = [
        ...(await store.sql.all('SELECT * FROM counts')),
        ...(await store.sql.all('SELECT * FROM numbers_asked')),
      ];
      assert.ok(rows.length >= 2);
      assert.doesNotMatch(JSON.stringify(rows), /390612345605|192\.0\.2|secret-key/);
      counts.close();
    });

    test('nodes count together, and what is over is removed', async () => {
      const subject = randomToken();
      const [one, other] = [new SharedCounts(store.sql, clock), new SharedCounts(store.sql, clock)];
      for (let i = 0; i < 3; i++) one.count(subject, minute);
      await one.flush();
      other.count(subject, minute);
      await other.flush();
      assert.equal(other.count(subject, minute).hits, 5);
      assert.equal(one.count(subject, minute).hits, 4);
      await one.flush();
      assert.equal(one.count(subject, minute).hits, 6);
      now += 2 * 60 * minute;
      assert.equal(one.count(subject, minute).hits, 1);
      await one.flush();
      const rows = await store.sql.all('SELECT subject, hits FROM counts');
      assert.deepEqual(
        rows.map(({ subject: text, hits }) => [text, hits]),
        [[subject, 1]],
      );
      assert.deepEqual(await store.sql.all('SELECT 1 FROM numbers_asked'), []);
      one.close();
      other.close();
    });

    test('all nodes have one key', async () => {
      assert.equal((await RelayKey.of(store.sql)).mark('a', 'b'), key.mark('a', 'b'));
      assert.notEqual(key.mark('a', 'c'), key.mark('b', 'c'));
    });
  });
}

/** A database that is away. */
const away = {
  all: () => Promise.reject(Object.assign(new Error('away'), { code: 'unavailable' })),
};
const key = await RelayKey.of({ all: async () => [{ value: 'key of a test' }] });

test('without the database an address is limited by what its node has seen', async () => {
  const one = limits(away, key, settings);
  for (let i = 0; i < 3; i++) one.submission('192.0.2.1');
  assert.throws(() => one.submission('192.0.2.1'), limited);
  one.submission('192.0.2.2');
  one.close();
});

test('what the database did not hear of is told once it is back', async () => {
  let told = 0;
  let isAway = true;
  const sql = {
    all: async (statement, _subject, hits, ends) => {
      if (isAway) throw new Error('away');
      if (/^\s*INSERT/.test(statement)) told += hits;
      return [{ hits: told, ends }];
    },
  };
  const counts = new SharedCounts(sql, () => 1);
  counts.count('a', minute);
  counts.count('a', minute);
  await counts.flush();
  isAway = false;
  counts.count('a', minute);
  await counts.flush();
  assert.equal(told, 3);
  assert.equal(counts.count('a', minute).hits, 4);
  counts.close();
});

test('what is counted while it is shared is shared next, and once', async () => {
  let total = 0;
  let answer = () => {};
  const sql = {
    all: async (statement, _subject, hits, ends) => {
      if (!/^\s*INSERT/.test(statement)) return [];
      total += hits;
      const row = { hits: total, ends };
      await new Promise((resolve) => (answer = resolve));
      return [row];
    },
  };
  const counts = new SharedCounts(sql, () => 1);
  counts.count('a', minute);
  const first = counts.flush();
  counts.count('a', minute);
  answer();
  await first;
  assert.equal(counts.count('a', minute).hits, 3);
  const second = counts.flush();
  answer();
  await second;
  assert.equal(total, 3);
  counts.close();
});

test('of a flood from everywhere only so much is kept and told', async () => {
  let told = 0;
  const sql = { all: async () => ((told += 1), []) };
  const counts = new SharedCounts(sql, () => 1);
  for (let i = 0; i < 150_000; i++) counts.count(`address-${i}`, minute);
  await counts.flush();
  assert.ok(told <= 510, `It told of ${told}.`);
  assert.equal(counts.count('address-149999', minute).hits, 2);
  assert.equal(counts.count('address-0', minute).hits, 1);
  counts.close();
});

test('an IPv6 customer is one address, and so is IPv4 in IPv6 clothes', () => {
  const one = limits(away, key, settings);
  one.submission('2001:db8:1:2:3:4:5:6');
  one.submission('2001:db8:1:2::9');
  one.submission('2001:0DB8:1:2:ffff::1');
  assert.throws(() => one.submission('2001:db8:1:2::1'), limited);
  one.submission('2001:db8:1:3::1');
  for (let i = 0; i < 3; i++) one.submission('::ffff:192.0.2.9');
  assert.throws(() => one.submission('192.0.2.9'), limited);
  one.close();
});

test('the plugin refuses with the contract’s error', async () => {
  const one = limits(away, key, settings);
  const app = Fastify();
  await app.register(rateLimit, one.plugin);
  app.setErrorHandler((error, _request, reply) => {
    limited(error);
    return reply.code(429).send({ code: error.code });
  });
  app.get('/', () => 'yes');
  app.get('/own', { config: { rateLimit: { max: 2 } } }, () => 'yes');
  const codes = [];
  for (let i = 0; i < 7; i++) codes.push((await app.inject('/')).statusCode);
  assert.deepEqual(codes, [200, 200, 200, 200, 200, 429, 429]);
  assert.equal((await app.inject('/own')).statusCode, 429, 'A route counts with all others.');
  await app.close();
  one.close();
});

test('an address has so many streams open, and others after it closed some', () => {
  const streams = new StreamLimits(2);
  const close = streams.open('2001:db8::1');
  streams.open('2001:db8::2');
  assert.throws(() => streams.open('2001:db8::3'), limited);
  streams.open('2001:db8:0:1::1')();
  close();
  close();
  const again = streams.open('2001:db8::1');
  assert.throws(() => streams.open('2001:db8::1'), limited);
  again();
  assert.equal(streams.size, 1);
});
