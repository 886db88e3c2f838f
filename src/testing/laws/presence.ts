import type { AgentTransport, DeskUpdate, Presence } from '../../transport/transport.js';
import { same } from './assert.js';
import type { Bench } from './bench.js';
import type { Law } from './law.js';
import type { Reader } from './reader.js';

/** Laws of an agent's presence. */
export const presenceLaws: readonly Law[] = [
  {
    name: 'presence exists exactly when it is declared',
    role: 'agent',
    needs: ['agent'],
    run(bench) {
      const agent = bench.agent();
      const exists = typeof agent.presence === 'function';
      same(exists, !!agent.supports.presence, 'Whether presence exists');
      return Promise.resolve();
    },
  },
  {
    name: 'an agent who has chosen nothing is ready',
    role: 'agent',
    needs: ['agent', 'presence'],
    async run(bench) {
      const { presence } = await bench.snapshot(bench.agent());
      same(presence, { state: 'ready' }, 'The presence in the snapshot');
    },
  },
  {
    name: 'all pages of an agent hear of a pause and its reason, and of its end',
    role: 'agent',
    needs: ['agent', 'presence'],
    async run(bench) {
      const agent = bench.agent();
      const other = bench.open(bench.agent());
      await other.next('the snapshot');
      await choose(bench, agent, 'paused');
      await hears(other, { state: 'paused', reason: 'Lunch' });
      await choose(bench, agent, 'ready');
      await hears(other, { state: 'ready' });
    },
  },
  {
    name: 'a pause outlives a reload',
    role: 'agent',
    needs: ['agent', 'presence'],
    async run(bench) {
      await choose(bench, bench.agent(), 'paused');
      const { presence } = await bench.snapshot(bench.agent());
      same(presence, { state: 'paused', reason: 'Lunch' }, 'The presence after a reload');
    },
  },
  {
    name: 'an agent is busy while a callback is in hand',
    role: 'desk',
    needs: ['visitor', 'agent', 'presence'],
    async run(bench) {
      const agent = bench.agent();
      const desk = bench.open(agent);
      await desk.next('the snapshot');
      const { claim } = await bench.claimed(agent);
      await hears(desk, { state: 'busy' });
      await bench.report(agent, claim, 'accepted', 'dialing', 'connected', 'ended');
      await hears(desk, { state: 'ready' });
    },
  },
];

function choose(bench: Bench, agent: AgentTransport, state: 'ready' | 'paused'): Promise<void> {
  const chosen = state === 'paused' ? ({ state, reason: 'Lunch' } as const) : { state };
  return bench.wait(`presence ${state}`, Promise.resolve(agent.presence?.(chosen)));
}

async function hears(desk: Reader<DeskUpdate>, presence: Presence): Promise<void> {
  await desk.until(
    (one) =>
      one.type === 'presence' &&
      one.presence.state === presence.state &&
      ('reason' in one.presence ? one.presence.reason : undefined) ===
        ('reason' in presence ? presence.reason : undefined),
    `the agent is told ${presence.state}`,
  );
}
