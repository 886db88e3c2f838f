import { rejects, same } from './assert.js';
import type { Asked, Bench } from './bench.js';
import type { AgentTransport, Claim } from '../../transport/transport.js';
import type { Law } from './law.js';

const minute = 60 * 1000;

/** Laws of ending the agent's part. */
export const finishLaws: readonly Law[] = [
  {
    name: 'finishing twice with the same key is harmless',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim } = await ended(bench);
      const finish = { finishKey: 'done', disposition: 'sold', notes: 'Calls again in May.' };
      await bench.wait('finish', agent.finish(claim, finish));
      await bench.wait('finish again', agent.finish(claim, finish));
    },
  },
  {
    name: 'finishing again with another key is too late',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim } = await ended(bench);
      await bench.wait('finish', agent.finish(claim, { finishKey: 'one' }));
      await rejects(
        agent.finish(claim, { finishKey: 'two' }),
        'too-late',
        'Finishing with another key',
      );
    },
  },
  {
    name: 'what is done is still among the agent’s claims',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim } = await ended(bench);
      await bench.wait('finish', agent.finish(claim, { finishKey: 'done' }));
      const { claims } = await bench.snapshot(bench.agent());
      same(
        claims.map(({ claim: { token }, state, end }) => [token, state, end?.reason]),
        [[claim.token, 'done', 'completed']],
        'The claims after finishing',
      );
    },
  },
  {
    name: 'what is done stays among the agent’s claims for an hour',
    role: 'agent',
    needs: ['visitor', 'agent', 'advance'],
    async run(bench) {
      const { agent, claim } = await ended(bench);
      await bench.wait('finish', agent.finish(claim, { finishKey: 'done' }));
      await bench.advance(58 * minute);
      const { claims } = await bench.snapshot(bench.agent());
      same(
        claims.map(({ claim: { token } }) => token),
        [claim.token],
        'The claims 58 minutes after finishing',
      );
    },
  },
];

async function ended(bench: Bench): Promise<Asked & { agent: AgentTransport; claim: Claim }> {
  const claimed = await bench.claimed();
  await bench.report(claimed.agent, claimed.claim, 'accepted', 'dialing', 'connected', 'ended');
  return claimed;
}
