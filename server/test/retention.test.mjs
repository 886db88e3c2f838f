// What is erased: by time, and a number by request. On each store; what is left is looked for in every table.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { eraseNumber } from '../dist/erase.js';
import { Retention } from '../dist/retention.js';
import { purge } from '../dist/store/purge.js';
import { ann, ask, gate, openOutbox, siteOf, withMail, withWebhook } from './support/outbox.mjs';
import { openSqlite, stores } from './support/stores.mjs';

const hour = 3_600_000;
const day = 24 * hour;
const number = '+390612345678';
const tables = ['callbacks', 'events', 'outbox', 'holders', 'sites', 'meta'];

test('after a purge no byte of an SQLite file is left of what was erased', async (t) => {
  const opened = await openSqlite();
  t.after(() => opened.dispose());
  const outbox = await openOutbox(opened, [siteOf('shop', withWebhook)]);
  // Long enough for pages of its own.
  const context = Object.fromEntries(
    'abcdefgh'.split('').map((key) => [key, 'Veronica '.repeat(99)]),
  );
  for (let n = 0; n < 30; n++) await ask(outbox.desk('shop'), n === 15 ? { number, context } : {});
  const bytes = () =>
    ['', '-wal']
      .map((end) => `${opened.database}${end}`)
      .filter(existsSync)
      .map((path) => readFileSync(path, 'latin1'))
      .join('');
  assert.match(bytes(), /Veronica/);
  await eraseNumber(outbox.store, number, { clock: outbox.now });
  await outbox.store.close();
  purge(opened.database);
  assert.doesNotMatch(bytes(), /Veronica/);
  assert.ok(!bytes().includes(number));
  assert.ok(bytes().includes('+3906'), 'the others are there');
});

test('to find what is old no more than that is read', async (t) => {
  // SQLite’s plan: what PostgreSQL chooses depends on how much is there.
  const opened = await openSqlite();
  t.after(() => opened.dispose());
  const { store, desk, now } = await openOutbox(opened, [siteOf('shop')]);
  t.after(() => store.close());
  await ask(desk('shop'));
  const asked = [];
  const all = (...question) => {
    if (/^SELECT.* FROM events/s.test(question[0])) asked.push(question);
    return store.sql.all(...question);
  };
  const watched = { sql: { all }, site: (site) => store.site(site) };
  await new Retention(watched, { keepEvents: hour, clock: now }).runOnce();
  assert.equal(asked.length, 1);
  const [[statement, ...values]] = asked;
  const plan = await store.sql.all(`EXPLAIN QUERY PLAN ${statement}`, ...values);
  assert.match(plan.map(({ detail }) => detail).join(), /^SEARCH.*\(site=\? AND at<\?\)$/);
});

for (const { name, skip, open } of stores) {
  describe(name, { skip }, () => {
    const endings = [];
    after(async () => {
      for (const end of endings.reverse()) await end();
    });

    async function newOutbox(sites = [siteOf('shop', { ...withWebhook, ...withMail })]) {
      const opened = await open();
      endings.push(opened.dispose);
      const outbox = await openOutbox(opened, sites);
      endings.push(() => outbox.store.close());
      const retention = (options) =>
        new Retention(outbox.store, {
          keepEvents: hour,
          clock: outbox.now,
          onError: (error) => assert.fail(error),
          ...options,
        });
      const erase = (one = number, site) =>
        eraseNumber(outbox.store, one, { site, clock: outbox.now });
      return { ...outbox, retention, erase };
    }

    /** All that the database holds, as one text. */
    async function dump({ store }) {
      const all = await Promise.all(tables.map((table) => store.sql.all(`SELECT * FROM ${table}`)));
      return JSON.stringify(all);
    }

    const count = async ({ store }, table) =>
      Number((await store.sql.all(`SELECT COUNT(*) AS n FROM ${table}`))[0].n);

    /** What a visitor is known by. */
    const details = {
      number,
      name: 'Veronica',
      page: { url: 'https://shop.example/secret-page', title: 'Secret' },
      context: { note: 'Third floor' },
      consent: { text: 'Call my number', at: 1 },
    };
    const traces = [number, '… 78', 'Veronica', 'secret-page', 'Third floor', 'Call my number'];

    const assertNoTrace = async (outbox) => {
      const all = await dump(outbox);
      for (const trace of traces) assert.ok(!all.includes(trace), `${trace} is left`);
    };

    test('after the time that is set nothing of a visitor is left', async () => {
      const outbox = await newOutbox();
      const desk = outbox.desk('shop');
      const receipt = await ask(desk, details);
      const claim = await desk.claim(receipt.id, ann, 'k1');
      await desk.report(ann, claim, { seq: 1, state: 'connected' });
      const end = { reason: 'completed', by: 'agent' };
      await desk.report(ann, claim, { seq: 2, state: 'ended', end });
      await desk.finish(ann, claim, { finishKey: 'f', notes: 'Veronica wants two' });
      for (const trace of traces) {
        assert.ok((await dump(outbox)).includes(trace), `${trace} is there to begin with`);
      }
      const retention = outbox.retention({ keepMessages: 2 * hour });
      await retention.runOnce();
      assert.ok((await dump(outbox)).includes(number), 'not before its time');
      outbox.clock.now += hour;
      await retention.runOnce();
      outbox.clock.now += hour + 1;
      await retention.runOnce();
      await assertNoTrace(outbox);
      assert.equal(await count(outbox, 'callbacks'), 1, 'what recognises a repeat');
      assert.equal(await count(outbox, 'outbox'), 0);
      outbox.clock.now += 3 * day;
      await retention.runOnce();
      assert.equal(await count(outbox, 'callbacks'), 0);
    });

    test('sites that are not served any more forget as well', async () => {
      const outbox = await newOutbox();
      await ask(outbox.desk('shop'), details);
      const { store } = outbox;
      outbox.clock.now += 3 * day;
      const retention = new Retention(store, { keepEvents: hour, clock: outbox.now });
      await retention.runOnce();
      assert.equal(await count(outbox, 'callbacks'), 0);
    });

    test('events go from the oldest on, without a hole, also thousands at once', async () => {
      const outbox = await newOutbox([siteOf('shop')]);
      const desk = outbox.desk('shop');
      const site = outbox.store.site('shop');
      for (let n = 0; n < 2500; n += 250) {
        await Promise.all(Array.from({ length: 250 }, () => ask(desk)));
      }
      outbox.clock.now += hour;
      await ask(desk);
      // The clock of another node was slow.
      outbox.clock.now -= hour;
      await ask(desk);
      outbox.clock.now += hour;
      await ask(desk);
      assert.deepEqual(await site.range(), { oldest: 1, newest: 2503 });
      outbox.clock.now += 1;
      await outbox.retention().runOnce();
      assert.deepEqual(await site.range(), { oldest: 2503, newest: 2503 });
      assert.deepEqual(
        (await site.events(0, 10)).map((event) => event.number),
        [2503],
      );
    });

    test('it runs by itself, survives a failure, and stops', async () => {
      const outbox = await newOutbox();
      await ask(outbox.desk('shop'), details);
      outbox.clock.now += 3 * day;
      let failures = 0;
      const { opened: done, open: tell } = gate();
      const sql = {
        all: async (statement, ...values) => {
          if (failures === 0) throw new Error('away');
          const rows = await outbox.store.sql.all(statement, ...values);
          if (statement.includes('outbox')) tell();
          return rows;
        },
      };
      const retention = new Retention(
        { sql, site: (site) => outbox.store.site(site) },
        {
          keepEvents: hour,
          interval: 1,
          clock: outbox.now,
          onError: () => failures++,
        },
      );
      retention.start();
      await done;
      await retention.stop();
      assert.equal(failures, 1);
      assert.equal(await count(outbox, 'callbacks'), 0);
    });

    test('a number is erased at once: open, scheduled, done, corrected, asked for twice', async () => {
      const outbox = await newOutbox();
      const desk = outbox.desk('shop');
      const receipts = {
        open: await ask(desk, details),
        twin: await ask(desk, { ...details, name: 'Veronica at work' }),
        later: await ask(desk, { ...details, notBefore: outbox.clock.now + hour }),
        corrected: await ask(desk, { ...details, notBefore: outbox.clock.now + 2 * hour }),
      };
      const other = { number: { e164: '+390687654321' } };
      await desk.change(receipts.corrected, other, 'c1');
      const gone = await ask(desk, { ...details, number: '+390611111111' });
      await desk.change(gone, { number: { e164: number } }, 'c2');
      await desk.cancel(gone);
      // Others, whose number is longer, or who only speak of it.
      const longer = await ask(desk, { number: `${number}9`, name: 'Longer' });
      const friend = await ask(desk, { name: 'Friend', context: { instead: number } });

      const erased = await outbox.erase();
      assert.equal(erased.callbacks, 5);
      assert.ok(erased.events > 5 && erased.messages > 5, JSON.stringify(erased));
      for (const [what, receipt] of Object.entries(receipts)) {
        const status = (await desk.visitor(receipt)).view.statuses.at(-1);
        assert.deepEqual(
          [status.end, status.number],
          [{ reason: 'refused', by: 'system' }, undefined],
          what,
        );
      }
      const { view } = await desk.agent(ann.id);
      assert.deepEqual(
        view.waiting.map(({ name }) => name),
        ['Longer', 'Friend'],
      );
      await desk.cancel(longer);
      await desk.cancel(friend);
      outbox.clock.now += hour;
      await desk.expire();
      await outbox.store.sql.all(
        'DELETE FROM events WHERE subject IN (?, ?)',
        longer.id,
        friend.id,
      );
      await outbox.store.sql.all(
        'DELETE FROM outbox WHERE callback_id IN (?, ?)',
        ...[longer.id, friend.id],
      );
      await assertNoTrace(outbox);
      assert.ok(!(await dump(outbox)).includes('+390611111111'), 'its first number is gone, too');
      assert.deepEqual(await outbox.erase(), { callbacks: 0, events: 0, messages: 0 });
    });

    test('a number that came as it was typed is erased, also when it was corrected since', async () => {
      const outbox = await newOutbox();
      const desk = outbox.desk('shop');
      const raw = { raw: '06 1234 5678', region: 'IT' };
      const typed = (key, judged) =>
        desk.request(
          { name: 'Veronica', number: raw },
          { requestKey: key, secret: 's' },
          judged && { name: 'Veronica', number: { e164: judged } },
        );
      const receipt = await typed('typed', number);
      await desk.change(receipt, { number: { e164: '+390687654321' } }, 'c1');
      await typed('typed-unjudged');
      const second = await ask(desk, { number: '+390611111111', name: 'Veronica' });
      const elsewhere = { e164: '+390699999999' };
      await desk.change(second, { number: raw }, 'c2', { number: { e164: number } });
      await desk.change(second, { number: elsewhere }, 'c3');
      const abroad = { raw: '06 1234 5678', region: 'DE' };
      const keys = { requestKey: 'abroad', secret: 's' };
      await desk.request({ name: 'Friend', number: abroad }, keys);
      await outbox.store.sql.all('DELETE FROM events');
      assert.equal((await outbox.erase()).callbacks, 3);
      const { view } = await desk.agent(ann.id);
      assert.deepEqual(
        view.waiting.map(({ name }) => name),
        ['Friend'],
      );
      const records = await outbox.store.sql.all('SELECT record FROM callbacks');
      assert.doesNotMatch(JSON.stringify(records), /Veronica/);
    });

    test('a request that was corrected too often to remember is known by its events', async () => {
      const outbox = await newOutbox([siteOf('shop')]);
      const desk = outbox.desk('shop');
      const receipt = await ask(desk, { name: 'Veronica' });
      const change = (e164, key) => desk.change(receipt, { number: { e164 } }, key);
      await change(number, 'first');
      for (let n = 0; n < 65; n++) await change(`+39068000${1000 + n}`, `later-${n}`);
      const [{ record }] = await outbox.store.sql.all('SELECT record FROM callbacks');
      assert.ok(!record.includes(number), 'its record does not know it any more');
      assert.equal((await outbox.erase()).callbacks, 1);
      assert.equal((await desk.agent(ann.id)).view.waiting.length, 0);
      await assertNoTrace(outbox);
    });

    test('a receiver hears no more than that it is over, and nobody is mailed', async () => {
      const outbox = await newOutbox();
      const desk = outbox.desk('shop');
      await ask(desk, details);
      await ask(desk, details);
      await outbox.erase();
      const left = await outbox.store.sql.all('SELECT kind, body FROM outbox ORDER BY place');
      assert.deepEqual(
        left.map(({ kind, body }) => [
          kind,
          JSON.parse(body).type,
          JSON.parse(body).data.end.reason,
        ]),
        [
          ['webhook', 'callback.ended', 'refused'],
          ['webhook', 'callback.ended', 'refused'],
        ],
      );
    });

    test('streams that resume still hear that it has gone', async () => {
      const outbox = await newOutbox();
      const desk = outbox.desk('shop');
      const site = outbox.store.site('shop');
      await ask(desk, details);
      await ask(desk, details);
      const { newest } = await site.range();
      await outbox.erase();
      const all = await site.events(0, 100);
      assert.deepEqual(
        all.map((event) => event.number),
        [...all.keys()].map((at) => at + 1),
      );
      const [event] = await site.events(newest, 100);
      assert.equal(event.after.status.end.reason, 'refused');
      const told = await site.events(newest, 100);
      const [lead] = told.filter(({ before }) => before.row);
      assert.deepEqual([lead.before.row.id, lead.before.row.name], [lead.id, '']);
      assert.deepEqual(lead.before.row.number, { e164: '' });
      assert.ok(
        told.every(({ after }) => !after.row),
        'nobody takes the place of who goes',
      );
    });

    test('events and messages of what was forgotten before are erased as well', async () => {
      const outbox = await newOutbox();
      const desk = outbox.desk('shop');
      const receipt = await ask(desk, details);
      await desk.cancel(receipt);
      outbox.clock.now += hour;
      await desk.expire();
      assert.ok((await dump(outbox)).includes(number));
      const { callbacks, events, messages } = await outbox.erase();
      assert.equal(callbacks, 0);
      // Requested, canceled, forgotten; by webhook, by mail and by mail.
      assert.deepEqual([events, messages], [3, 3]);
      await assertNoTrace(outbox);
    });

    test('one site’s erasure is no other’s', async () => {
      const outbox = await newOutbox([siteOf('shop', withWebhook), siteOf('school', withWebhook)]);
      await ask(outbox.desk('shop'), details);
      await ask(outbox.desk('school'), details);
      assert.equal((await outbox.erase(number, 'school')).callbacks, 1);
      assert.equal((await outbox.desk('school').agent(ann.id)).view.waiting.length, 0);
      assert.equal((await outbox.desk('shop').agent(ann.id)).view.waiting.length, 1);
      assert.equal((await outbox.erase()).callbacks, 1);
      await assertNoTrace(outbox);
    });

    test('erasing while others move: what was there is gone, and what comes later is new', async () => {
      const outbox = await newOutbox();
      const desk = outbox.desk('shop');
      const receipt = await ask(desk, details);
      const others = Array.from({ length: 50 }, () => ask(desk));
      const claimed = desk.claim(receipt.id, ann, 'k1').then(
        (claim) => desk.report(ann, claim, { seq: 1, state: 'accepted' }),
        (error) => error,
      );
      const [first, second] = await Promise.all([
        outbox.erase(),
        outbox.erase(),
        claimed.catch(() => {}),
        ...others,
      ]);
      assert.ok(first.callbacks + second.callbacks >= 1);
      await assertNoTrace(outbox);
      const again = await ask(desk, details);
      assert.notEqual(again.id, receipt.id);
      const { view } = await desk.agent(ann.id);
      assert.equal(view.waiting.length, 51);
    });

    test('what is not a number is refused', async () => {
      const outbox = await newOutbox();
      for (const wrong of ['', '%', '+39%', '0612345678', '+39 06']) {
        await assert.rejects(outbox.erase(wrong), RangeError);
      }
    });
  });
}
