import type { CallbackEnd } from '../../callback/index.js';
import { assert, same } from './assert.js';
import type { Law } from './law.js';
import { claimIn, sees } from './seen.js';

/** Laws of what is nobody else's business. */
export const secrecyLaws: readonly Law[] = [
  {
    name: 'what the network said of an end is told to the agent, and not to the visitor',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const desk = bench.open(agent);
      const watch = bench.watch(asked);
      await bench.report(agent, claim, 'accepted', 'dialing');
      const end: CallbackEnd = {
        reason: 'busy',
        by: 'system',
        detail: { protocol: 'SIP', cause: 486, text: 'Busy Here' },
      };
      const report = { seq: bench.seq(claim), state: 'ended', end } as const;
      await bench.wait('report ended', agent.report(claim, report));
      const { end: mine } = await claimIn(desk, claim.token, 'ended');
      same(mine, end, 'The end as the agent is told');
      const status = await sees(watch, 'ended');
      same(status.end, { reason: 'busy', by: 'system' }, 'The end as the visitor is told');
    },
  },
  {
    name: 'what an agent writes is not told to the visitor',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      await bench.report(agent, claim, 'accepted', 'dialing', 'connected', 'ended');
      const finish = { finishKey: 'done', disposition: 'angry', notes: 'A difficult customer.' };
      await bench.wait('finish', agent.finish(claim, finish));
      const told = JSON.stringify(await bench.status(asked));
      assert(!/angry|difficult/.test(told), `A visitor should not be told ${told}.`);
    },
  },
  {
    name: 'a status never shows the whole number',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, request, ...asked } = await bench.claimed();
      const watch = bench.watch({ ...asked });
      await bench.report(agent, claim, 'accepted', 'dialing', 'connected', 'ended');
      await sees(watch, 'ended');
      const digits = 'e164' in request.number ? request.number.e164.slice(-7) : '';
      const told = JSON.stringify(watch.seen).replace(/[^\d"]/g, '');
      assert(!told.includes(digits), `A status should not hold ${digits}.`);
    },
  },
  {
    name: 'an agent is named to the visitor only while calling',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      const before = await sees(watch, 'waiting');
      await bench.report(agent, claim, 'accepted', 'dialing', 'connected', 'ended');
      const after = await sees(watch, 'ended');
      same([before.agent, after.agent], [undefined, undefined], 'Who is named before and after');
    },
  },
];
