// An agent's network is lost in mid-call: the call stays this agent's, who takes it up again.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { httpTransport } from 'callback-elements/transport/http.js';
import { startRelays } from './support/nodes.mjs';
import { Proxy } from './support/proxy.mjs';
import { agent } from './support/relay.mjs';
import { stores } from './support/stores.mjs';
import { visitor } from './support/visitors.mjs';

/** A page whose stream broke is gone after `grace`; one that has its stream is not, however slow the machine. */
const streams = {
  heartbeat: 1_000,
  session: 10_000,
  grace: 1_500,
  buffer: 256 * 1024,
  perAddress: 1_000,
};

for (const { name, skip, open } of stores) {
  const count = name === 'postgres' ? 2 : 1;

  describe(`an agent's network is lost in mid-call, ${count} of ${name}`, { skip }, () => {
    test('the same page goes on where it was', async (t) => {
      const bench = await inCall(t, open, count);
      const { page, network, watch } = bench;
      await bench.lose();
      network.restore();
      // Its stream alone, opened again, finds the call.
      assert.equal((await watch.next('status')).data.state, 'connected');
      await bench.goOn(page, 5);
    });

    test('a fresh page takes the call up by its token', async (t) => {
      const bench = await inCall(t, open, count);
      const { network, watch, claim } = bench;
      await bench.lose();
      bench.page.dispose();
      network.restore();
      const fresh = pageOf(t, network);
      const { claims } = await fresh.told('snapshot');
      assert.deepEqual(
        claims.map(({ claim: { id, token } }) => [id, token]),
        [[claim.id, claim.token]],
      );
      await fresh.agent.report(claim, { seq: 5, state: 'connected' });
      await reads(watch, 'connected');
      await bench.goOn(fresh, 6);
    });
  });
}

/** A visitor in a call with an agent, who is behind a network of their own; another agent looks on. */
async function inCall(t, open, count) {
  const relays = await startRelays(t, count, { open, settings: { streams } });
  const [first, last] = [relays[0], relays.at(-1)];
  const network = await Proxy.start(
    relays.map(({ address }) => address),
    { inTurn: true },
  );
  t.after(() => network.stop());
  const page = pageOf(t, network);
  await page.told('snapshot');
  const other = await last.desk('bob');
  t.after(() => other.close());
  const receipt = await first.ask(visitor().number);
  const { id } = receipt;
  const watch = await last.watch(receipt);
  t.after(() => watch.close());
  const claim = await page.agent.claim(id, { claimKey: 'claim' });
  for (const [at, state] of ['accepted', 'dialing', 'ringing', 'connected'].entries()) {
    await page.agent.report(claim, { seq: at + 1, state });
  }
  await reads(watch, 'connected');
  await other.next('left');
  const offers = other.all('waiting').length;
  let [refused, took] = [0, 0];

  const assertNotOffered = async () => {
    await assert.rejects(last.claim(id, 'bob'), /already-claimed/);
    refused++;
    const late = await first.desk('cid');
    const { data } = await late.next('snapshot');
    late.close();
    assert.deepEqual([data.waiting, data.claims], [[], []]);
    assert.deepEqual(other.all('waiting').slice(offers), []);
  };

  return {
    page,
    network,
    watch,
    claim,
    /** Cuts the agent off, both ways, until the visitor reads of it. */
    async lose() {
      const at = performance.now();
      network.cut();
      await assertNotOffered();
      assert.equal((await watch.next('status')).data.state, 'reconnecting');
      took = Math.round(performance.now() - at);
      await assertNotOffered();
    },
    /** The call goes on to its end. */
    async goOn({ agent: ann }, seq) {
      await assertNotOffered();
      const end = { reason: 'completed', by: 'visitor' };
      await ann.report(claim, { seq, state: 'ended', end });
      const { data } = await watch.next('status');
      assert.deepEqual([data.state, data.end, data.final], ['ended', end, true]);
      await ann.finish(claim, { finishKey: 'finish', disposition: 'sold' });
      assert.deepEqual(other.all('waiting').slice(offers), []);
      t.diagnostic(
        `the visitor read of it after ${took} ms; claimed by others ${refused} times in vain, offered ` +
          `${other.all('waiting').length - offers} times; the call ended as ${data.end.reason}`,
      );
    },
  };
}

/** Until the visitor reads this state. */
async function reads(watch, state) {
  while ((await watch.next('status')).data.state !== state);
}

/** An agent's page, with what it was told. */
function pageOf(t, network) {
  const transport = httpTransport({
    endpoint: network.url,
    agent: agent('ann'),
    token: async () => 'ann',
    times: { reconnect: 200 },
  });
  t.after(() => transport.dispose());
  const updates = transport.agent.desk()[Symbol.asyncIterator]();
  return {
    agent: transport.agent,
    dispose: () => transport.dispose(),
    /** The next update of this type. */
    async told(type) {
      for (;;) {
        const { value, done } = await updates.next();
        if (done) throw new Error(`The desk ended without ${type}.`);
        if (value.type === type) return value;
      }
    },
  };
}
