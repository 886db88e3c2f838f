// The transport contract over real HTTP: the library's client, a network that can fail, a live relay.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { solveAltcha } from 'callback-elements/challenge.js';
import { got } from 'callback-elements/desk.js';
import { laws, runLaw } from 'callback-elements/testing';
import { httpTransport } from 'callback-elements/transport/http.js';
import { challenges } from '../dist/challenge.js';
import { RelayKey } from '../dist/key.js';
import { TestClock } from './support/clock.mjs';
import { Proxy } from './support/proxy.mjs';
import { site, startRelay } from './support/relay.mjs';
import { stores } from './support/stores.mjs';

/** Not how fast a machine is, but whether it works. Milliseconds. */
const timeout = 30_000;

/** Time passes in steps that are shorter than a session may be without a sign of it, by far. */
const step = 10_000;

const dispositions = [{ code: 'sale', label: 'Sold' }];

/** How long a client waits for an answer, where one is lost; elsewhere it has time. Milliseconds. */
const shortWait = 1_000;

/** Tokens of this test are an agent's id and name. */
async function verify(token) {
  const [id, name] = token.split('~');
  return { agent: { id, name }, sites: '*' };
}

/** Nobody's limits are tried here. */
const noLimits = { submission: () => {}, number: async () => {} };

async function open(law, store) {
  const clock = new TestClock();
  const relay = await startRelay({
    open: store.open,
    sites: [{ ...site, policy: { dispositions, showAgent: true } }],
    parts: async ({ sql }) => ({
      clock,
      verify,
      limits: noLimits,
      // Where a law is about it the site demands a proof, from the beginning.
      ...(law.needs.includes('proof') && { challenge: await challengesOf(sql, clock) }),
    }),
  });
  const proxy = await Proxy.start(relay.address);
  /** @type {{ agentId?: string, transport: import('callback-elements/transport/http.js').HttpTransport }[]} */
  const pages = [];
  const times = {
    // What fails has to be seen to fail: the tries of a real page are tried in the library's own tests.
    retry: 0,
    reconnect: 100,
    ...(law.needs.includes('loseNextAnswer') && { answer: shortWait }),
  };
  const page = (agent) => {
    const token = agent && (async () => `${agent.id}~${agent.name}`);
    const transport = httpTransport({
      endpoint: proxy.url,
      times,
      ...(agent && { agent, token }),
    });
    pages.push({ agentId: agent?.id, transport });
    return transport;
  };
  const close = (which = () => true) => {
    for (const { agentId, transport } of pages) if (which(agentId)) transport.dispose();
  };
  const record = (id) =>
    relay.store.site('default').read(function* (reader) {
      return yield* got(reader.get(id));
    });
  return {
    visitor: () => page().visitor,
    agent: (agent) => page(agent).agent,
    get now() {
      return clock.now();
    },
    advance: (ms) => clock.advance(ms, step, () => settled(relay)),
    cut: () => proxy.cut(),
    restore: () => proxy.restore(),
    loseNextAnswer: () => proxy.loseNextAnswer(),
    loseAgent: (id) => close((agentId) => agentId === id),
    demandProof: () => {},
    solve: (challenge) => solveAltcha(challenge, { signal: new AbortController().signal }),
    dispositions,
    consent: async (id) => (await record(id))?.request?.consent,
    dispose: async () => {
      close();
      await proxy.stop();
      await relay.close();
    },
  };
}

async function challengesOf(sql, clock) {
  const guarded = { ...site, challenge: { cost: 500 } };
  const tasks = challenges(guarded, sql, await RelayKey.of(sql), () => clock.now());
  return () => tasks;
}

/** What has been begun at the desk is written: moves go one after the other. */
async function settled({ store }) {
  for (let round = 0; round < 3; round++) {
    await new Promise(setImmediate);
    await store.site('default').transact(function* () {});
  }
}

for (const store of stores) {
  describe(`the laws, over HTTP, on ${store.name}`, { skip: store.skip }, () => {
    const skipped = [];

    for (const law of laws) {
      it(law.name, async () => {
        const outcome = await runLaw(law, () => open(law, store), { timeout });
        if (outcome.outcome === 'skipped') skipped.push(law.name);
        if (outcome.outcome === 'failed') throw outcome.error;
      });
    }

    it('skip those of a line, which a relay has not, and no others', () => {
      const ofLines = laws.filter(({ needs }) => needs.includes('calls'));
      assert.deepEqual(
        skipped,
        ofLines.map(({ name }) => name),
      );
      assert.equal(skipped.length, 47);
    });
  });
}

it('the transport over HTTP declares this and nothing else', () => {
  const { visitor, agent, ...others } = httpTransport({
    endpoint: 'https://relay.example',
    agent: { id: 'ann', name: 'Ann' },
    token: async () => 'token',
  });
  assert.deepEqual(visitor.supports, {
    cancel: true,
    schedule: true,
    change: true,
    liveAvailability: true,
    queue: true,
    challenge: true,
  });
  assert.deepEqual(agent.supports, { presence: true, retry: true });
  assert.deepEqual(Object.keys(others), ['dispose']);
});
