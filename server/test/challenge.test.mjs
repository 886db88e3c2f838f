// Challenges on each store: what a proof opens, once, and what is none.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { solveAltcha } from 'callback-elements/challenge.js';
import { challenges } from '../dist/challenge.js';
import { RelayKey } from '../dist/key.js';
import { openStore } from '../dist/store/open.js';
import { stores } from './support/stores.mjs';

const { signal } = new AbortController();
const site = { name: 'shop', challenge: { cost: 2000 } };
const refused = { code: 'challenge-failed', retryable: false };

const decode = (proof) => JSON.parse(Buffer.from(proof, 'base64').toString());
const encode = (payload) => Buffer.from(JSON.stringify(payload)).toString('base64');

for (const { name, skip, open } of stores) {
  describe(`challenges on ${name}`, { skip }, () => {
    let place, store, key, shop;
    let now = Date.now();
    const clock = () => now;

    before(async () => {
      place = await open();
      store = await openStore(place.database);
      key = await RelayKey.of(store.sql);
      shop = challenges(site, store.sql, key, clock);
    });
    after(async () => {
      await store.close();
      await place.dispose();
    });

    const proof = async () => solveAltcha(await shop.create(), { signal });

    test('a proof lets one request in, and its repeats', async () => {
      const one = await proof();
      await shop.verify(one, 'key');
      await shop.verify(one, 'key');
      await assert.rejects(shop.verify(one, 'another'), refused);
      await shop.verify(one, 'key');
    });

    test('a proof that is dressed up differently is the same proof', async () => {
      const one = await proof();
      await shop.verify(one, 'key');
      const payload = decode(one);
      const dressed = { ...payload, solution: { ...payload.solution, time: 9 }, more: 1 };
      await assert.rejects(shop.verify(encode(dressed), 'another'), refused);
      await assert.rejects(shop.verify(` ${one}\n`, 'another'), refused);
    });

    test('of requests that use one proof at once, on two nodes, one gets in', async () => {
      const one = await proof();
      const nodes = [shop, challenges(site, store.sql, key, clock)];
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) => nodes[i % 2].verify(one, `key-${i}`)),
      );
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    });

    test('a proof is good until its time, and not after', async () => {
      const { validFor } = await shop.create();
      const [early, late] = [await proof(), await proof()];
      now += validFor - 1000;
      await shop.verify(early, 'early');
      now += 2000;
      await assert.rejects(shop.verify(late, 'late'), refused);
      now = Date.now();
    });

    test('a proof of another site, or of another relay, is none', async () => {
      const other = challenges({ ...site, name: 'other' }, store.sql, key, clock);
      await assert.rejects(other.verify(await proof(), 'key'), refused);
      const foreign = await RelayKey.of({ all: async () => [{ value: 'another' }] });
      const elsewhere = challenges(site, store.sql, foreign, clock);
      await assert.rejects(elsewhere.verify(await proof(), 'key'), refused);
    });

    test('a challenge that was made easier is none', async () => {
      const puzzle = structuredClone((await shop.create()).puzzle);
      puzzle.parameters.keyPrefix = '00';
      const easy = await solveAltcha({ kind: 'altcha', puzzle, validFor: 1 }, { signal });
      await assert.rejects(shop.verify(easy, 'key'), refused);
      const longer = decode(await proof());
      longer.challenge.parameters.expiresAt += 1e6;
      await assert.rejects(shop.verify(encode(longer), 'key'), refused);
    });

    test('what is no proof at all is refused, and nothing is kept of it', async () => {
      const { challenge, solution } = decode(await proof());
      const none = [
        undefined,
        '',
        'x',
        '💥',
        'A'.repeat(4096),
        encode(null),
        encode([]),
        encode({}),
        encode({ challenge }),
        encode({ challenge, solution: null }),
        encode({ challenge: { parameters: challenge.parameters }, solution }),
        encode({ challenge: { ...challenge, parameters: null }, solution }),
        encode({ challenge: { ...challenge, parameters: {} }, solution }),
        encode({ challenge: { ...challenge, signature: '' }, solution }),
        encode({ challenge: { ...challenge, signature: { length: 64 } }, solution }),
        encode({ challenge, solution: { ...solution, derivedKey: '00' } }),
        encode({ challenge, solution: { ...solution, derivedKey: 'zz' } }),
        encode({ challenge, solution: { ...solution, counter: -1 } }),
        encode({ challenge, solution: { ...solution, counter: '1' } }),
      ];
      for (const one of none) await assert.rejects(shop.verify(one, 'nothing'), refused, `${one}`);
      const used = await store.sql.all(
        'SELECT proof FROM proofs WHERE proof = ?',
        challenge.signature,
      );
      assert.deepEqual(used, []);
    });

    test('a site that asks for none gives none, and takes anything', async () => {
      const open_ = challenges({ name: 'open' }, store.sql, key, clock);
      assert.equal(await open_.create(), undefined);
      await open_.verify(undefined, 'key');
      await open_.verify('x', 'key');
    });
  });
}

test('the work is about what the site asks for, and never much more', async () => {
  const key = await RelayKey.of({ all: async () => [{ value: 'key of a test' }] });
  const shop = challenges({ name: 'shop', challenge: { cost: 2000 } }, {}, key);
  const digests = [];
  for (let i = 0; i < 20; i++) {
    const { puzzle, ...challenge } = await shop.create();
    const proof = await solveAltcha({ puzzle, ...challenge }, { signal });
    digests.push((decode(proof).solution.counter + 1) * puzzle.parameters.cost);
  }
  assert.ok(Math.min(...digests) > 900, `The least: ${Math.min(...digests)}.`);
  assert.ok(Math.max(...digests) <= 3100, `The most: ${Math.max(...digests)}.`);
});

test('whoever solves lets others have their turn after a few milliseconds', async (t) => {
  const key = await RelayKey.of({ all: async () => [{ value: 'key of a test' }] });
  const shop = challenges({ name: 'shop', challenge: { cost: 2000 } }, {}, key);
  const challenge = await shop.create();
  // A machine that takes a millisecond for a digest, and so 50 for a try.
  let [now, begun, longest, isSolving] = [0, 0, 0, true];
  t.mock.method(performance, 'now', () => {
    longest = Math.max(longest, now - begun);
    return (now += 1);
  });
  const turn = () => {
    begun = now;
    if (isSolving) setImmediate(turn);
  };
  setImmediate(turn);
  await solveAltcha(challenge, { signal });
  isSolving = false;
  assert.ok(now > 1000, 'It was work.');
  assert.ok(longest < 50, `The longest slice: ${longest} ms.`);
});

test('solving stops when it is called off', async () => {
  const key = await RelayKey.of({ all: async () => [{ value: 'key of a test' }] });
  const shop = challenges({ name: 'shop', challenge: { cost: 100_000_000 } }, {}, key);
  const life = new AbortController();
  const solving = solveAltcha(await shop.create(), { signal: life.signal });
  const reason = new Error('gone');
  setImmediate(() => life.abort(reason));
  await assert.rejects(solving, reason);
  await assert.rejects(solveAltcha(await shop.create(), { signal: life.signal }), reason);
});

test('what cannot be solved here is refused by the contract’s word', async () => {
  const key = await RelayKey.of({ all: async () => [{ value: 'key of a test' }] });
  const { puzzle } = await challenges(site, {}, key).create();
  const other = { ...puzzle, parameters: { ...puzzle.parameters, algorithm: 'ARGON2ID' } };
  for (const challenge of [
    { kind: 'picture', puzzle, validFor: 1 },
    { kind: 'altcha', puzzle: other, validFor: 1 },
    { kind: 'altcha', puzzle: null, validFor: 1 },
  ]) {
    await assert.rejects(solveAltcha(challenge, { signal }), refused);
  }
});
