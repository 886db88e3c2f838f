import { assert, rejects, same } from './assert.js';
import type { Law } from './law.js';
import { claimIn, leaves } from './seen.js';

/** Laws of what a cancel means for agents. */
export const canceledLaws: readonly Law[] = [
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
      same(end, { reason: 'visitor-canceled', by: 'visitor' }, 'How the agent hears that it ended');
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
