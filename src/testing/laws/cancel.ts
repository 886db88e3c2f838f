import type { CallReport } from '../../transport/transport.js';
import { assert, rejects, same } from './assert.js';
import type { Law } from './law.js';
import { claimIn, leaves } from './seen.js';
import { sees } from './watch.js';

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
  {
    name: 'a canceled callback leaves the Waiting list',
    role: 'desk',
    needs: ['visitor', 'cancel', 'agent'],
    async run(bench) {
      const { visitor, receipt } = await bench.ask();
      const desk = bench.open(bench.agent());
      await desk.next('the snapshot');
      await bench.wait('cancel', visitor.cancel(receipt));
      await leaves(desk, receipt.id);
    },
  },
  {
    name: 'the agent who has it hears of the cancel',
    role: 'desk',
    needs: ['visitor', 'cancel', 'agent'],
    async run(bench) {
      const { agent, claim, visitor, receipt } = await bench.claimed();
      const desk = bench.open(agent);
      await desk.next('the snapshot');
      await bench.report(agent, claim, 'accepted', 'dialing', 'ringing');
      await bench.wait('cancel', visitor.cancel(receipt));
      const { end } = await claimIn(desk, claim.token, 'ended');
      same(end, canceled, 'How the agent hears that it ended');
    },
  },
  {
    name: 'accepting what was canceled is refused with callback-ended',
    role: 'desk',
    needs: ['visitor', 'cancel', 'agent'],
    async run(bench) {
      const { agent, claim, visitor, receipt } = await bench.claimed();
      await bench.wait('cancel', visitor.cancel(receipt));
      const report = { seq: bench.seq(claim), state: 'accepted' } as const;
      await rejects(agent.report(claim, report), 'callback-ended', 'Accepting after a cancel');
    },
  },
  {
    name: 'accepting again what was canceled meanwhile is refused too',
    role: 'desk',
    needs: ['visitor', 'cancel', 'agent'],
    async run(bench) {
      const { agent, claim, visitor, receipt } = await bench.claimed();
      const report = { seq: bench.seq(claim), state: 'accepted' } as const;
      await bench.wait('report', agent.report(claim, report));
      await bench.wait('cancel', visitor.cancel(receipt));
      await rejects(
        agent.report(claim, report),
        'callback-ended',
        'Repeating `accepted` after a cancel, which would dial,',
      );
    },
  },
  {
    name: 'a cancel and an accept at once: whoever dials hears of the cancel',
    role: 'desk',
    needs: ['visitor', 'cancel', 'agent'],
    async run(bench) {
      const { agent, claim, visitor, receipt } = await bench.claimed();
      const desk = bench.open(agent);
      await desk.next('the snapshot');
      const report = { seq: bench.seq(claim), state: 'accepted' } as const;
      const accepted = agent.report(claim, report);
      const [status] = await bench.wait(
        'cancel and accept',
        Promise.all([
          visitor.cancel(receipt),
          accepted.catch(() => rejects(accepted, 'callback-ended', 'Accepting during a cancel')),
        ]),
      );
      same(status.state, 'ended', 'The state after the cancel');
      await claimIn(desk, claim.token, 'ended');
    },
  },
  {
    name: 'claiming what was canceled is refused with callback-ended',
    role: 'desk',
    needs: ['visitor', 'cancel', 'agent'],
    async run(bench) {
      const { visitor, receipt } = await bench.ask();
      await bench.wait('cancel', visitor.cancel(receipt));
      await rejects(
        bench.agent().claim(receipt.id, { claimKey: 'late' }),
        'callback-ended',
        'Claiming after a cancel',
      );
    },
  },
  {
    name: 'what was canceled is never tried again',
    role: 'desk',
    needs: ['visitor', 'cancel', 'agent', 'retry'],
    async run(bench) {
      const { agent, claim, visitor, receipt } = await bench.claimed();
      await bench.wait('cancel', visitor.cancel(receipt));
      await rejects(
        agent.finish(claim, { finishKey: 'again', retryAt: 0 }),
        'callback-ended',
        'Asking for another attempt after a cancel',
      );
      const { waiting } = await bench.snapshot(bench.agent('bob'));
      assert(waiting.length === 0, 'What was canceled should not wait again.');
    },
  },
  {
    name: 'a cancel silences the phone that rings',
    role: 'desk',
    needs: ['visitor', 'cancel', 'agent', 'calls', 'phone'],
    async run(bench) {
      const { agent, claim, visitor, receipt } = await bench.claimed();
      const desk = bench.open(agent);
      await desk.next('the snapshot');
      await bench.report(agent, claim, 'accepted', 'dialing');
      const { call, far } = await bench.dial({ claim });
      await far.ring();
      await bench.report(agent, claim, 'ringing');
      const silenced = claimIn(desk, claim.token, 'ended').then(() => call.hangUp('visitor'));
      await bench.wait('cancel', visitor.cancel(receipt));
      await silenced;
      await bench.eventually('the phone to stop ringing', () => far.over);
    },
  },
];
