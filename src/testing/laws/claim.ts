import { randomToken } from '../../callback/index.js';
import { assert, codeOf, rejects, same } from './assert.js';
import type { Law } from './law.js';
import { leaves, row } from './seen.js';

/** Laws of claiming. */
export const claimLaws: readonly Law[] = [
  {
    name: 'of many claims at once exactly one wins',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { receipt } = await bench.ask();
      const pages = ['ann', 'ann', 'bob', 'bob', 'cy', 'dee', 'eve', 'flo'];
      const claims = await bench.wait(
        'eight claims at once',
        Promise.allSettled(
          pages.map((id) => bench.agent(id).claim(receipt.id, { claimKey: randomToken() })),
        ),
      );
      const winners = claims.filter(({ status }) => status === 'fulfilled');
      assert(winners.length === 1, `Exactly one claim should win, but ${winners.length} did.`);
      for (const claim of claims) {
        if (claim.status === 'fulfilled') continue;
        same(codeOf(claim.reason), 'already-claimed', 'What a loser is told');
      }
    },
  },
  {
    name: 'whoever claims too late is told already-claimed',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { receipt } = await bench.claimed();
      await rejects(
        bench.agent('bob').claim(receipt.id, { claimKey: randomToken() }),
        'already-claimed',
        'Claiming what another agent has',
      );
    },
  },
  {
    name: 'a second tab of the same agent does not win',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { receipt } = await bench.claimed();
      await rejects(
        bench.agent().claim(receipt.id, { claimKey: randomToken() }),
        'already-claimed',
        'Claiming in a second tab what the first has',
      );
    },
  },
  {
    name: 'repeating a claim with the same key gives the same claim',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { receipt } = await bench.ask();
      const [agent, claimKey] = [bench.agent(), randomToken()];
      const first = await bench.wait('claim', agent.claim(receipt.id, { claimKey }));
      const again = await bench.wait('claim again', agent.claim(receipt.id, { claimKey }));
      same([again.id, again.token], [first.id, first.token], 'The claim of a repeat');
    },
  },
  {
    name: 'a claim that was released is not made again by a repeat of its key',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { receipt } = await bench.ask();
      const [agent, claimKey] = [bench.agent(), randomToken()];
      const claim = await bench.wait('claim', agent.claim(receipt.id, { claimKey }));
      await bench.wait('release', agent.release(claim, 'declined'));
      await rejects(agent.claim(receipt.id, { claimKey }), 'claim-lost', 'A late repeat');
      const { waiting } = await bench.snapshot(bench.agent('bob'));
      same(
        waiting.map(({ state }) => state),
        ['waiting'],
        'The callback after a late repeat',
      );
    },
  },
  {
    name: 'the key of a finished claim still gives that claim, and no other',
    role: 'agent',
    needs: ['visitor', 'agent', 'retry'],
    async run(bench) {
      const { receipt } = await bench.ask();
      const [agent, claimKey] = [bench.agent(), randomToken()];
      const claim = await bench.wait('claim', agent.claim(receipt.id, { claimKey }));
      await bench.fail(agent, claim);
      const finish = { finishKey: 'again', retryAt: 0 };
      await bench.wait('finish', agent.finish(claim, finish));
      const again = await bench.wait('claim again', agent.claim(receipt.id, { claimKey }));
      same(again.token, claim.token, 'The token of a late repeat');
      const { waiting } = await bench.snapshot(bench.agent('bob'));
      same(
        waiting.map(({ state }) => state),
        ['waiting'],
        'The callback after a late repeat',
      );
    },
  },
  {
    name: 'another agent does not win with the winner’s key',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { receipt } = await bench.ask();
      const claimKey = randomToken();
      await bench.wait('claim', bench.agent().claim(receipt.id, { claimKey }));
      await rejects(
        bench.agent('bob').claim(receipt.id, { claimKey }),
        'already-claimed',
        'Claiming with the key of another agent',
      );
    },
  },
  {
    name: 'an unknown callback cannot be claimed',
    role: 'agent',
    needs: ['agent'],
    async run(bench) {
      await rejects(
        bench.agent().claim('unknown', { claimKey: randomToken() }),
        'not-found',
        'Claiming an unknown callback',
      );
    },
  },
  {
    name: 'a claim says whom to call',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { claim, request, receipt, agent } = await bench.claimed();
      const { callback } = claim;
      same(
        [claim.id, callback.id, callback.name, callback.number],
        [receipt.id, receipt.id, request.name, request.number],
        'The callback of a claim',
      );
      same([callback.state, callback.claimedBy], ['claimed', agent.agent], 'Who has it');
      same(claim.seq, 0, '`seq` of a claim under which nothing was reported');
    },
  },
  {
    name: 'other agents see who is claiming',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { receipt } = await bench.ask();
      const desk = bench.open(bench.agent('bob'));
      await desk.next('the snapshot');
      await bench.claim(bench.agent('ann'), receipt.id);
      const { claimedBy } = await row(desk, receipt.id, 'claimed');
      same(claimedBy, { id: 'ann', name: 'Ann' }, '`claimedBy`');
    },
  },
  {
    name: 'what others claim is in the snapshot',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { receipt } = await bench.claimed();
      const { waiting } = await bench.snapshot(bench.agent('bob'));
      same(
        waiting.map(({ id, state, claimedBy }) => [id, state, claimedBy?.id]),
        [[receipt.id, 'claimed', 'ann']],
        'What others see of a claimed callback',
      );
    },
  },
  {
    name: 'what was accepted leaves the Waiting list',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, receipt } = await bench.claimed();
      const desk = bench.open(bench.agent('bob'));
      await desk.next('the snapshot');
      await bench.report(agent, claim, 'accepted');
      await leaves(desk, receipt.id);
    },
  },
  {
    name: 'what was accepted is not in later snapshots',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim } = await bench.claimed();
      await bench.report(agent, claim, 'accepted', 'dialing');
      const { waiting } = await bench.snapshot(bench.agent('bob'));
      same(waiting, [], 'The Waiting list after the only callback was accepted');
    },
  },
];
