import { rejects, same } from './assert.js';
import type { Law } from './law.js';
import { claimIn, sees, statuses } from './seen.js';

/** Laws of saying what happens in the call. */
export const reportLaws: readonly Law[] = [
  {
    name: 'a repeated report is ignored without an error',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await sees(watch, 'waiting');
      await bench.report(agent, claim, 'accepted', 'dialing', 'ringing');
      const report = { seq: bench.seq(claim), state: 'connected' } as const;
      await bench.wait('report', agent.report(claim, report));
      await bench.report(agent, claim, 'held');
      await bench.wait('the same report again', agent.report(claim, report));
      await bench.report(agent, claim, 'ended');
      await sees(watch, 'ended');
      same(
        statuses(watch).map(({ state }) => state),
        ['waiting', 'accepted', 'dialing', 'ringing', 'connected', 'held', 'ended'],
        'What the visitor saw, with one report repeated',
      );
    },
  },
  {
    name: 'a late report is ignored without an error',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await sees(watch, 'waiting');
      await bench.report(agent, claim, 'accepted');
      const overtaken = { seq: bench.seq(claim), state: 'dialing' } as const;
      await bench.report(agent, claim, 'ringing');
      await bench.wait('the overtaken report', agent.report(claim, overtaken));
      await bench.report(agent, claim, 'connected');
      await sees(watch, 'connected');
      same(
        statuses(watch).map(({ state }) => state),
        ['waiting', 'accepted', 'ringing', 'connected'],
        'What the visitor saw, with one report overtaken',
      );
    },
  },
  {
    name: '`accepted` that was overtaken is no way back',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await sees(watch, 'waiting');
      const overtaken = { seq: bench.seq(claim), state: 'accepted' } as const;
      await bench.report(agent, claim, 'dialing');
      await bench.wait('the overtaken report', agent.report(claim, overtaken));
      await bench.report(agent, claim, 'ringing');
      await sees(watch, 'ringing');
      same(
        statuses(watch).map(({ state }) => state),
        ['waiting', 'dialing', 'ringing'],
        'What the visitor saw, with `accepted` overtaken',
      );
    },
  },
  {
    name: 'a report of a state to which no way leads is ignored without an error',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await sees(watch, 'waiting');
      // `dialing` got lost: that is no reason to ignore what followed.
      await bench.report(agent, claim, 'accepted', 'connected', 'ringing', 'ended');
      await sees(watch, 'ended');
      same(
        statuses(watch).map(({ state }) => state),
        ['waiting', 'accepted', 'connected', 'ended'],
        'What the visitor saw, with `ringing` reported after `connected`',
      );
    },
  },
  {
    name: 'a call may be dialled again under the same claim',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await bench.report(agent, claim, 'accepted', 'dialing', 'connected');
      await sees(watch, 'connected');
      await bench.report(agent, claim, 'dialing');
      await sees(watch, 'dialing');
    },
  },
  {
    name: 'reporting after the end is refused with callback-ended',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim } = await bench.claimed();
      await bench.report(agent, claim, 'accepted', 'dialing', 'ended');
      const report = { seq: bench.seq(claim), state: 'connected' } as const;
      await rejects(agent.report(claim, report), 'callback-ended', 'Reporting after the end');
    },
  },
  {
    name: 'a repeat of what led to the end is ignored without an error',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim } = await bench.claimed();
      const accepted = { seq: bench.seq(claim), state: 'accepted' } as const;
      await bench.wait('report', agent.report(claim, accepted));
      await bench.report(agent, claim, 'dialing', 'connected', 'ended');
      await bench.wait('the first report again', agent.report(claim, accepted));
    },
  },
  {
    name: 'both sides may end it at once: the first end stands',
    role: 'agent',
    needs: ['visitor', 'cancel', 'agent'],
    async run(bench) {
      const { agent, claim, visitor, receipt } = await bench.claimed();
      await bench.report(agent, claim, 'accepted', 'dialing');
      await bench.wait('cancel', visitor.cancel(receipt));
      await bench.report(agent, claim, 'ended');
      const { end } = await sees(bench.watch({ visitor, receipt }), 'ended');
      same(end?.reason, 'visitor-canceled', 'The end that came first');
    },
  },
  {
    name: 'a claim opens nothing to another agent',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { claim } = await bench.claimed();
      const report = { seq: bench.seq(claim), state: 'accepted' } as const;
      await rejects(
        bench.agent('bob').report(claim, report),
        ['claim-lost', 'forbidden'],
        'Reporting with another agent’s claim',
      );
    },
  },
  {
    name: 'a forged token opens nothing',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim } = await bench.claimed();
      const forged = { ...claim, token: `${claim.token}-forged` };
      const report = { seq: bench.seq(claim), state: 'accepted' } as const;
      await rejects(
        agent.report(forged, report),
        ['claim-lost', 'forbidden'],
        'Reporting with a forged token',
      );
    },
  },
  {
    name: 'all pages of an agent hear what becomes of the claim',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { receipt } = await bench.ask();
      const desk = bench.open(bench.agent());
      await desk.next('the snapshot');
      const agent = bench.agent();
      const claim = await bench.claim(agent, receipt.id);
      await claimIn(desk, claim.token, 'claimed');
      await bench.report(agent, claim, 'accepted', 'dialing');
      const mine = await claimIn(desk, claim.token, 'dialing');
      same(mine.claim.seq, 2, '`seq` after two reports');
    },
  },
];
