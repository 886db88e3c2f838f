import type { AgentTransport, Claim } from '../../transport/transport.js';
import { assert, rejects, same } from './assert.js';
import type { Bench } from './bench.js';
import type { Law } from './law.js';
import { row, sees } from './seen.js';

const minute = 60 * 1000;

/** Laws of another attempt. */
export const retryLaws: readonly Law[] = [
  {
    name: 'what waits for another attempt has counted the last, and kept age and place',
    role: 'agent',
    needs: ['visitor', 'agent', 'retry'],
    async run(bench) {
      const first = await bench.claimed();
      await bench.ask();
      const bob = bench.agent('bob');
      await bench.fail(first.agent, first.claim);
      await retry(bench, first);
      const { waiting } = await bench.snapshot(bob);
      const [row] = waiting;
      same(waiting.length, 2, 'How many wait');
      same(row?.id, first.receipt.id, 'Which is first in the Waiting list');
      same(row?.requestedAt, first.claim.callback.requestedAt, '`requestedAt` after an attempt');
      same([row?.attempts, row?.lastAttempt], [1, 'no-answer'], 'Attempts, and how the last ended');
    },
  },
  {
    name: 'agents hear that a callback waits for another attempt',
    role: 'desk',
    needs: ['visitor', 'agent', 'retry'],
    async run(bench) {
      const first = await bench.claimed();
      const desk = bench.open(bench.agent('bob'));
      await bench.fail(first.agent, first.claim);
      await retry(bench, first);
      same((await row(desk, first.receipt.id, 'waiting')).attempts, 1, '`attempts`');
    },
  },
  {
    name: 'another attempt is not offered before its time',
    role: 'agent',
    needs: ['visitor', 'agent', 'retry', 'advance'],
    async run(bench) {
      const first = await bench.claimed();
      const bob = bench.agent('bob');
      await bench.fail(first.agent, first.claim);
      const { now } = await bench.snapshot(bob);
      await retry(bench, first, now + 10 * minute);
      same((await bench.snapshot(bob)).waiting, [], 'The Waiting list before the time');
      await bench.advance(11 * minute);
      const { waiting } = await bench.snapshot(bob);
      same(
        waiting.map(({ id }) => id),
        [first.receipt.id],
        'The Waiting list after the time',
      );
    },
  },
  {
    name: 'the visitor is told when the next attempt is made',
    role: 'visitor',
    needs: ['visitor', 'agent', 'retry'],
    async run(bench) {
      const first = await bench.claimed();
      await bench.fail(first.agent, first.claim);
      const { now } = await bench.snapshot(bench.agent('bob'));
      const retryAt = now + 10 * minute;
      await retry(bench, first, retryAt);
      const update = await bench.watch(first).next('the present status');
      assert(update.type === 'status', `watch should begin with the status, not ${update.type}.`);
      const { state, attempts, lastAttempt, end } = update.status;
      assert(
        state === 'waiting' || state === 'scheduled',
        `The visitor should see waiting or scheduled, not ${state}.`,
      );
      same(
        [attempts, lastAttempt, update.status.notBefore, end],
        [1, 'no-answer', retryAt, undefined],
        'What the visitor reads of the next attempt',
      );
    },
  },
  {
    name: 'the visitor is told that the receipt works for as long as its callback waits',
    role: 'visitor',
    needs: ['visitor', 'agent', 'retry'],
    async run(bench) {
      const first = await bench.claimed();
      await bench.fail(first.agent, first.claim);
      const retryAt = first.receipt.expiresAt + minute;
      await retry(bench, first, retryAt);
      const { expiresAt = first.receipt.expiresAt } = await bench.status(first);
      assert(
        expiresAt > retryAt,
        `The receipt should not expire before the call at ${retryAt}, but at ${expiresAt}.`,
      );
    },
  },
  {
    name: 'another attempt is claimed anew',
    role: 'agent',
    needs: ['visitor', 'agent', 'retry'],
    async run(bench) {
      const first = await bench.claimed();
      await bench.fail(first.agent, first.claim);
      await retry(bench, first);
      const bob = bench.agent('bob');
      const second = await bench.claim(bob, first.receipt.id);
      assert(second.token !== first.claim.token, 'Another attempt should have a token of its own.');
      await bench.report(bob, second, 'accepted', 'dialing');
      await sees(bench.watch(first), 'dialing');
    },
  },
  {
    name: 'the claim of the last attempt opens nothing in the next',
    role: 'agent',
    needs: ['visitor', 'agent', 'retry'],
    async run(bench) {
      const first = await bench.claimed();
      await bench.fail(first.agent, first.claim);
      await retry(bench, first);
      const bob = bench.agent('bob');
      await bench.claim(bob, first.receipt.id);
      const report = { seq: bench.seq(first.claim), state: 'accepted' } as const;
      await rejects(
        first.agent.report(first.claim, report),
        ['callback-ended', 'claim-lost'],
        'Reporting under the claim of the last attempt',
      );
      await rejects(
        first.agent.release(first.claim, 'declined'),
        'too-late',
        'Releasing the claim of the last attempt',
      );
      const { claims } = await bench.snapshot(bob);
      same(
        claims.map(({ state }) => state),
        ['claimed'],
        'The claims of whoever has it now',
      );
    },
  },
];

function retry(bench: Bench, of: { agent: AgentTransport; claim: Claim }, retryAt = 0) {
  return bench.wait('finish', of.agent.finish(of.claim, { finishKey: 'again', retryAt }));
}
