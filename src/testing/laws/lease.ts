import { assert, rejects, same } from './assert.js';
import type { Law } from './law.js';
import { row } from './seen.js';

/** Longer than any lease, in ms. */
const later = 10 * 60 * 1000;

/** Laws of how long a claim holds. */
export const leaseLaws: readonly Law[] = [
  {
    name: 'a claim runs out when its agent stays away: age and place are kept',
    role: 'agent',
    needs: ['visitor', 'agent', 'advance'],
    async run(bench) {
      const asked = [await bench.ask(), await bench.ask()];
      const bob = bench.agent('bob');
      const { waiting: before } = await bench.snapshot(bob);
      await bench.claim(bench.agent('ann'), asked[0]!.receipt.id);
      const desk = bench.open(bob);
      await desk.next('the snapshot');
      await bench.advance(later);
      await row(desk, asked[0]!.receipt.id, 'waiting');
      const { waiting: after } = await bench.snapshot(bob);
      same(after, before, 'The Waiting list after a claim ran out');
    },
  },
  {
    name: 'a claim says how long it holds, and holds no longer',
    role: 'agent',
    needs: ['visitor', 'agent', 'advance'],
    async run(bench) {
      const { receipt } = await bench.ask();
      const desk = bench.open(bench.agent('bob'));
      await desk.next('the snapshot');
      const claim = await bench.claim(bench.agent(), receipt.id);
      const left = (claim.leaseUntil ?? 0) - bench.now;
      assert(left > 0, 'A new claim should say until when it holds.');
      await bench.advance(left - 1000);
      const isFree = desk.seen.some(
        (one) => one.type === 'waiting' && one.callback.state === 'waiting',
      );
      assert(!isFree, 'The callback should not be free before the lease has run out.');
      await bench.advance(2000);
      await row(desk, receipt.id, 'waiting');
    },
  },
  {
    name: 'a claim that ran out is not made again by a repeat of its key',
    role: 'agent',
    needs: ['visitor', 'agent', 'advance'],
    async run(bench) {
      const { receipt } = await bench.ask();
      const agent = bench.agent();
      await bench.wait('claim', agent.claim(receipt.id, { claimKey: 'mine' }));
      await bench.advance(later);
      await rejects(agent.claim(receipt.id, { claimKey: 'mine' }), 'claim-lost', 'A late repeat');
    },
  },
  {
    name: 'a claim that ran out opens no report',
    role: 'agent',
    needs: ['visitor', 'agent', 'advance'],
    async run(bench) {
      const { agent, claim } = await bench.claimed();
      await bench.advance(later);
      const report = { seq: bench.seq(claim), state: 'accepted' } as const;
      await rejects(
        agent.report(claim, report),
        'claim-lost',
        'Reporting under a claim that ran out',
      );
    },
  },
  {
    name: 'a claim that ran out is not in later snapshots',
    role: 'agent',
    needs: ['visitor', 'agent', 'advance'],
    async run(bench) {
      const { receipt } = await bench.claimed();
      await bench.advance(later);
      const { claims, waiting } = await bench.snapshot(bench.agent());
      same([claims, waiting.map(({ id }) => id)], [[], [receipt.id]], 'Claims and Waiting list');
    },
  },
  {
    name: 'a claim holds for as long as its agent’s desk runs',
    role: 'agent',
    needs: ['visitor', 'agent', 'advance'],
    async run(bench) {
      const { receipt } = await bench.ask();
      const agent = bench.agent();
      await bench.open(agent).next('the snapshot');
      const claim = await bench.claim(agent, receipt.id);
      await bench.advance(later);
      await bench.report(agent, claim, 'accepted');
    },
  },
  {
    name: 'what is dialled is never offered to others by itself',
    role: 'agent',
    needs: ['visitor', 'agent', 'advance'],
    async run(bench) {
      const { agent, claim, receipt } = await bench.claimed();
      await bench.report(agent, claim, 'accepted', 'dialing');
      await bench.advance(later);
      const bob = bench.agent('bob');
      const { waiting } = await bench.snapshot(bob);
      same(waiting, [], 'The Waiting list long after the only callback was dialled');
      await rejects(
        bob.claim(receipt.id, { claimKey: 'his' }),
        ['already-claimed', 'callback-ended'],
        'Claiming what another agent has dialled',
      );
    },
  },
];
