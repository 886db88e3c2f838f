// What the relay has acknowledged is there, whatever was killed meanwhile. Each test prints its counts.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { httpTransport } from 'callback-elements/transport/http.js';
import { agentToken, deskStream } from './support/agents.mjs';
import { isHere, MISSING, startCluster } from './support/postgres.mjs';
import { startProcess } from './support/process.mjs';
import { stores } from './support/stores.mjs';
import { missing, startLoad, submit, visitor } from './support/visitors.mjs';

const ROUNDS = 10;

for (const { name, skip, open } of stores) {
  test(`the relay is killed ${ROUNDS} times under load, ${name}`, { skip }, async (t) => {
    const { database, dispose } = await open();
    t.after(dispose);
    let relay = await startProcess(database);
    t.after(() => relay.close());
    const load = startLoad(() => relay.url);
    t.after(() => load.stop());
    for (let round = 1; round <= ROUNDS; round++) {
      // Each time somewhere else in a batch.
      await load.reached(load.acknowledged.length + 30 + 7 * round);
      await relay.kill();
      relay = await startProcess(database);
    }
    await load.stop();
    await assertAllThereOnce(relay.url, load, t);
    assert.ok(load.broken.size > 0, 'no kill hit a request under way');
  });
}

describe('PostgreSQL', { skip: isHere || process.env.CI ? false : MISSING }, () => {
  let cluster;
  before(async () => {
    cluster = await startCluster();
  });
  after(() => cluster?.dispose());

  test('stops at once under load, five times', async (t) => {
    const { database } = await cluster.createDatabase();
    const relay = await startProcess(database);
    t.after(() => relay.close());
    const load = startLoad(() => relay.url);
    t.after(() => load.stop());
    for (let round = 1; round <= 5; round++) {
      await load.reached(load.acknowledged.length + 30 + 7 * round);
      await cluster.stopImmediately();
      await cluster.start();
    }
    await load.reached(load.acknowledged.length + 30);
    await load.stop();
    await assertAllThereOnce(relay.url, load, t);
    const statuses = [...load.refused.keys()];
    assert.deepEqual(statuses, [503], 'a database that is away is no other kind of failure');
  });

  test('is away for twenty seconds', async (t) => {
    const { database } = await cluster.createDatabase();
    const relay = await startProcess(database);
    t.after(() => relay.close());
    await cluster.stopImmediately();
    const refusal = await submit(relay.url, visitor());
    const problem = await refusal.json();
    assert.equal(refusal.status, 503);
    assert.ok(refusal.headers.has('retry-after'));
    assert.equal(problem.code, 'unavailable');
    assert.equal(problem.retryable, true);
    const status = async (path) => (await fetch(relay.url + path)).status;
    assert.deepEqual([await status('/healthz'), await status('/readyz')], [200, 503]);

    const { visitor: browser } = httpTransport({ endpoint: relay.url });
    let refused = 0;
    /** The form's: again under the same key whenever the transport has given up, and a retry can help. */
    const insist = async ({ key, secret, number }) => {
      const request = { name: 'Ada', number: { e164: number } };
      for (;;) {
        try {
          return await browser.request(request, { requestKey: key, secret });
        } catch (error) {
          if (!error.retryable) throw error;
          refused++;
        }
      }
    };
    const all = Promise.all(Array.from({ length: 20 }, () => insist(visitor())));
    await pause(20_000);
    await cluster.start();
    const receipts = await all;
    t.diagnostic(`20 visitors, refused ${refused} times, then ${receipts.length} acknowledged`);
    assert.ok(refused >= 20, 'each was told at least once');
    await assertList(relay.url, receipts);
    assert.equal(await status('/readyz'), 200);
  });
});

/** What was acknowledged is known, and nothing is there twice, however often it was sent. */
async function assertAllThereOnce(url, { acknowledged, broken, refused }, t) {
  const gone = await missing(url, acknowledged);
  const answers = [...refused].map(([status, count]) => `, ${count} answers ${status}`);
  t.diagnostic(
    `${acknowledged.length} acknowledged, ${acknowledged.length - gone.length} there; ` +
      `${broken.size} sent again after a broken connection${answers.join('')}`,
  );
  assert.deepEqual(gone, []);
  await assertList(url, acknowledged);
}

/** The Waiting list is these requests, each once. */
async function assertList(url, requests) {
  const desk = await deskStream(url, await agentToken('ada'));
  const { data } = await desk.next('snapshot');
  desk.close();
  const ids = (list) => list.map(({ id }) => id).sort();
  assert.deepEqual(ids(data.waiting), ids(requests));
}
