// What the relay has acknowledged is there, whatever was killed meanwhile. Each test prints its counts.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { agentToken, deskStream } from './support/agents.mjs';
import { isHere, MISSING, startCluster } from './support/postgres.mjs';
import { startProcess } from './support/process.mjs';
import { stores } from './support/stores.mjs';
import { missing, startLoad } from './support/visitors.mjs';

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
});

/** What was acknowledged is known, and nothing is there twice, however often it was sent. */
async function assertAllThereOnce(url, load, t) {
  const { acknowledged, broken, refused } = load;
  const gone = await missing(url, acknowledged);
  const desk = await deskStream(url, await agentToken('ada'));
  const { data } = await desk.next('snapshot');
  desk.close();
  const answers = [...refused].map(([status, count]) => `, ${count} answers ${status}`);
  t.diagnostic(
    `${acknowledged.length} acknowledged, ${acknowledged.length - gone.length} there, ` +
      `${data.waiting.length} in the list; ${broken.size} sent again after a broken connection` +
      answers.join(''),
  );
  assert.deepEqual(gone, []);
  const ids = (list) => list.map(({ id }) => id).sort();
  assert.deepEqual(ids(data.waiting), ids(acknowledged));
}
