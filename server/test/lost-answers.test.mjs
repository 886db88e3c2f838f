// The relay has done the work, and its answer is lost: the same again, under the same key, has no second effect.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { got } from 'callback-elements/desk.js';
import { httpTransport } from 'callback-elements/transport/http.js';
import { eventsOf, startRelays } from './support/nodes.mjs';
import { Proxy } from './support/proxy.mjs';
import { agent } from './support/relay.mjs';
import { stores } from './support/stores.mjs';
import { visitor } from './support/visitors.mjs';

const CALLBACKS = 20;

const STATES = ['accepted', 'dialing', 'connected', 'held', 'connected'];
const REPORTS = STATES.map((state, at) => ({ seq: at + 1, state }));
const END = {
  seq: REPORTS.length + 1,
  state: 'ended',
  end: { reason: 'network-failed', by: 'system' },
};
const FINISHES = [
  { finishKey: 'done', disposition: 'no-sale', notes: 'Cut off.' },
  { finishKey: 'later', retryAt: Date.now() + 3_600_000 },
  { finishKey: 'again', retryAt: 0 },
];

for (const { name, skip, open } of stores) {
  const count = name === 'postgres' ? 2 : 1;
  test(
    `answers to claim, report and finish are lost and asked for again, ${count} of ${name}`,
    { skip },
    async (t) => {
      const relays = await startRelays(t, count, { open });
      const site = relays[0].store.site('default');
      // Who asks again comes to the other node.
      const network = await Proxy.start(
        relays.map(({ address }) => address),
        { inTurn: true },
      );
      t.after(() => network.stop());
      const page = (times) => {
        const transport = httpTransport({
          endpoint: network.url,
          agent: agent('ann'),
          token: async () => 'ann',
          times,
        });
        t.after(() => transport.dispose());
        return transport.agent;
      };
      const counts = { lost: 0, events: 0, repeated: 0 };

      /** Loses the answer, and asks again: for the same answer, and nothing else is different by then. */
      const again = async (id, what) => {
        const before = (await eventsOf(site)).length;
        const lost = network.breakAtNextAnswer();
        await assert.rejects(what(), { code: 'offline' });
        assert.match(await lost, /^HTTP\/1\.1 20[0-4] /);
        counts.lost++;
        const [record, events] = [await recordOf(site, id), await eventsOf(site)];
        assert.ok(events.length > before, 'the work is done');
        counts.events += events.length - before;
        const answer = await what();
        counts.repeated++;
        assert.deepEqual(await recordOf(site, id), record);
        assert.deepEqual(await eventsOf(site), events);
        return answer;
      };

      // Whoever asks again is the test.
      const ann = page({ retry: 0 });
      for (let at = 0; at < CALLBACKS; at++) {
        const { id } = await relays[0].ask(visitor().number);
        const claim = await again(id, () => ann.claim(id, { claimKey: `claim-${id}` }));
        assert.equal((await recordOf(site, id)).claim.token, claim.token);
        for (const one of REPORTS) await again(id, () => ann.report(claim, one));
        // Some come late, after others.
        const record = await recordOf(site, id);
        for (const one of REPORTS) await ann.report(claim, one);
        counts.repeated += REPORTS.length;
        assert.deepEqual(await recordOf(site, id), record);
        await again(id, () => ann.report(claim, END));
        const finish = FINISHES[at % FINISHES.length];
        await again(id, () => ann.finish(claim, finish));
        const { attempts, past } = await recordOf(site, id);
        assert.deepEqual([attempts, past.length], ['retryAt' in finish ? 1 : 0, 1]);
      }

      // The transport itself asks again.
      const patient = page();
      const { id } = await relays[0].ask(visitor().number);
      const lost = network.breakAtNextAnswer();
      const claim = await patient.claim(id, { claimKey: 'patient' });
      assert.match(await lost, /^HTTP\/1\.1 200 /);
      assert.equal((await recordOf(site, id)).claim.token, claim.token);

      t.diagnostic(
        `${CALLBACKS} callbacks, ${counts.lost} answers lost after their work, which made ${counts.events} events; ` +
          `${counts.repeated} repeats made none, and changed no record`,
      );
    },
  );
}

function recordOf(site, id) {
  return site.read(function* (reader) {
    return yield* got(reader.get(id));
  });
}
