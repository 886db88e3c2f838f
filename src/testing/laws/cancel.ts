import type { CallReport } from '../../transport/transport.js';
import { rejects, same } from './assert.js';
import type { Law } from './law.js';
import { sees } from './seen.js';

const canceled = { reason: 'visitor-canceled', by: 'visitor' } as const;

/** How far the agent has come when the visitor cancels. */
const stages: readonly (readonly [string, readonly CallReport['state'][]])[] = [
  ['claimed', []],
  ['accepted', ['accepted']],
  ['dialing', ['accepted', 'dialing']],
  ['ringing', ['accepted', 'dialing', 'ringing']],
];

const duringStages = stages.map(([stage, reports]): Law => ({
  name: `a visitor can cancel what is ${stage}`,
  role: 'visitor',
  needs: ['visitor', 'cancel', 'agent'],
  async run(bench) {
    const { agent, claim, visitor, receipt } = await bench.claimed();
    await bench.report(agent, claim, ...reports);
    const { state, end } = await bench.wait('cancel', visitor.cancel(receipt));
    same([state, end], ['ended', canceled], `The status after canceling what is ${stage}`);
  },
}));

/** Laws of taking a request back. */
export const cancelLaws: readonly Law[] = [
  {
    name: 'a visitor can cancel what is waiting',
    role: 'visitor',
    needs: ['visitor', 'cancel'],
    async run(bench) {
      const { visitor, receipt } = await bench.ask();
      const { state, end } = await bench.wait('cancel', visitor.cancel(receipt));
      same([state, end], ['ended', canceled], 'The status after canceling what is waiting');
    },
  },
  ...duringStages,
  {
    name: 'a cancel is final, and ends the watch',
    role: 'visitor',
    needs: ['visitor', 'cancel'],
    async run(bench) {
      const asked = await bench.ask();
      const watch = bench.watch(asked);
      await sees(watch, 'waiting');
      const status = await bench.wait('cancel', asked.visitor.cancel(asked.receipt));
      same(status.final, true, '`final` of a canceled callback');
      same(await sees(watch, 'ended'), status, 'What the watch tells of the cancel');
      await watch.end();
    },
  },
  {
    name: 'canceling twice is harmless',
    role: 'visitor',
    needs: ['visitor', 'cancel'],
    async run(bench) {
      const { visitor, receipt } = await bench.ask();
      const first = await bench.wait('cancel', visitor.cancel(receipt));
      const second = await bench.wait('cancel again', visitor.cancel(receipt));
      same(second, first, 'The status after canceling again');
    },
  },
  {
    name: 'canceling is too late once the phone was answered',
    role: 'visitor',
    needs: ['visitor', 'cancel', 'agent'],
    async run(bench) {
      const { agent, claim, visitor, receipt } = await bench.claimed();
      await bench.report(agent, claim, 'accepted', 'dialing', 'connected');
      await rejects(visitor.cancel(receipt), 'too-late', 'Canceling after the answer');
      await bench.report(agent, claim, 'held');
      await rejects(visitor.cancel(receipt), 'too-late', 'Canceling while held');
    },
  },
  {
    name: 'canceling is too late when it ended otherwise',
    role: 'visitor',
    needs: ['visitor', 'cancel', 'agent'],
    async run(bench) {
      const { agent, claim, visitor, receipt } = await bench.claimed();
      await bench.fail(agent, claim);
      await rejects(visitor.cancel(receipt), 'too-late', 'Canceling what has ended');
    },
  },
];
