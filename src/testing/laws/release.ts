import { rejects, same } from './assert.js';
import type { Law } from './law.js';
import { row } from './seen.js';

/** Laws of giving a claim back. */
export const releaseLaws: readonly Law[] = [
  {
    name: 'a released callback waits again, with its age and its place',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const asked = [await bench.ask(), await bench.ask(), await bench.ask()];
      const [ann, bob] = [bench.agent('ann'), bench.agent('bob')];
      const { waiting: before } = await bench.snapshot(bob);
      const claim = await bench.claim(ann, asked[0]!.receipt.id);
      await bench.wait('release', ann.release(claim, 'declined'));
      const { waiting: after } = await bench.snapshot(bob);
      same(after, before, 'The Waiting list after a release');
    },
  },
  {
    name: 'everybody hears that a callback is free again',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, receipt } = await bench.claimed();
      const desk = bench.open(bench.agent('bob'));
      await desk.next('the snapshot');
      await bench.wait('release', agent.release(claim, 'declined'));
      const { claimedBy } = await row(desk, receipt.id, 'waiting');
      same(claimedBy, undefined, '`claimedBy` of what is free');
    },
  },
  {
    name: 'what was accepted but not dialled can be released',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, receipt } = await bench.claimed();
      await bench.report(agent, claim, 'accepted');
      await bench.wait('release', agent.release(claim, 'microphone'));
      await bench.claim(bench.agent('bob'), receipt.id);
    },
  },
  {
    name: 'releasing is too late once it is dialled',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim } = await bench.claimed();
      await bench.report(agent, claim, 'accepted', 'dialing');
      await rejects(agent.release(claim, 'declined'), 'too-late', 'Releasing what is dialled');
    },
  },
  {
    name: 'releasing twice is harmless',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim } = await bench.claimed();
      await bench.wait('release', agent.release(claim, 'declined'));
      await bench.wait('release again', agent.release(claim, 'declined'));
    },
  },
  {
    name: 'a repeated release takes nothing from whoever has it now',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, receipt } = await bench.claimed();
      await bench.wait('release', agent.release(claim, 'declined'));
      const bob = bench.agent('bob');
      const his = await bench.claim(bob, receipt.id);
      await bench.wait('release again', agent.release(claim, 'declined'));
      const { claims } = await bench.snapshot(bob);
      same(
        claims.map(({ claim: { token }, state }) => [token, state]),
        [[his.token, 'claimed']],
        'The claims of whoever has it now',
      );
    },
  },
  {
    name: 'a released claim opens no report',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim } = await bench.claimed();
      await bench.wait('release', agent.release(claim, 'declined'));
      const report = { seq: bench.seq(claim), state: 'accepted' } as const;
      await rejects(agent.report(claim, report), 'claim-lost', 'Reporting after a release');
    },
  },
  {
    name: 'a released claim opens no finish',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim } = await bench.claimed();
      await bench.wait('release', agent.release(claim, 'declined'));
      await rejects(
        agent.finish(claim, { finishKey: 'done' }),
        'claim-lost',
        'Finishing after a release',
      );
    },
  },
  {
    name: 'the agent’s other pages hear that the claim is lost',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, receipt } = await bench.claimed();
      const desk = bench.open(bench.agent());
      await desk.next('the snapshot');
      await bench.wait('release', agent.release(claim, 'declined'));
      const lost = await desk.until((one) => one.type === 'claim-lost', 'the claim is lost');
      same(lost, { type: 'claim-lost', id: receipt.id, token: claim.token }, 'What is lost');
    },
  },
];
