import { assert, same } from './assert.js';
import type { Law } from './law.js';
import { row } from './seen.js';

/** Laws of the agent's view of the desk. */
export const deskLaws: readonly Law[] = [
  {
    name: 'desk begins with a snapshot',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { receipt } = await bench.ask();
      const snapshot = await bench.snapshot(bench.agent());
      same(
        snapshot.waiting.map(({ id, state }) => [id, state]),
        [[receipt.id, 'waiting']],
        'The Waiting list of the snapshot',
      );
      same(snapshot.claims, [], 'The claims of an agent who has none');
      assert(Number.isFinite(snapshot.now), 'The snapshot should say the backend’s time.');
    },
  },
  {
    name: 'the snapshot of an empty desk is empty',
    role: 'agent',
    needs: ['agent'],
    async run(bench) {
      const { waiting, claims } = await bench.snapshot(bench.agent());
      same([waiting, claims], [[], []], 'Waiting list and claims of an empty desk');
    },
  },
  {
    name: 'desk tells what arrives',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const desk = bench.open(bench.agent());
      await desk.next('the snapshot');
      const { receipt, request } = await bench.ask();
      const { name, attempts, asked } = await row(desk, receipt.id, 'waiting');
      same([name, attempts, asked], [request.name, 0, 1], 'What arrived');
    },
  },
  {
    name: 'the Waiting list is oldest first',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const asked = [await bench.ask(), await bench.ask(), await bench.ask()];
      const { waiting } = await bench.snapshot(bench.agent());
      same(
        waiting.map(({ id }) => id),
        asked.map(({ receipt }) => receipt.id),
        'The order of the Waiting list',
      );
    },
  },
  {
    name: 'an agent’s claims are in the snapshot, to go on with after a reload',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim } = await bench.claimed();
      await bench.report(agent, claim, 'accepted', 'dialing', 'connected');
      const reloaded = bench.agent();
      const { claims } = await bench.snapshot(reloaded);
      same(
        claims.map((mine) => [mine.claim.token, mine.claim.seq, mine.state]),
        [[claim.token, 3, 'connected']],
        'The claims after a reload',
      );
      const report = { seq: 4, state: 'dialing' } as const;
      await bench.wait('report after a reload', reloaded.report(claims[0]!.claim, report));
    },
  },
  {
    name: 'a callback that is claimed only is resumed too',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { claim } = await bench.claimed();
      const { claims } = await bench.snapshot(bench.agent());
      same(
        claims.map((mine) => [mine.claim.token, mine.state]),
        [[claim.token, 'claimed']],
        'The claims after a reload while the microphone is pending',
      );
    },
  },
  {
    name: 'an agent is not shown the claims of others',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { claim } = await bench.claimed();
      const snapshot = await bench.snapshot(bench.agent('bob'));
      same(snapshot.claims, [], 'The claims of another agent');
      assert(
        !JSON.stringify(snapshot).includes(claim.token),
        'The token of a claim should be shown to its own agent only.',
      );
    },
  },
  {
    name: 'the outcomes of the desk come with the snapshot',
    role: 'agent',
    needs: ['agent', 'dispositions'],
    async run(bench) {
      const { dispositions } = await bench.snapshot(bench.agent());
      same(dispositions, bench.desk.dispositions, 'The outcomes');
    },
  },
  {
    name: 'a transport says whose it is',
    role: 'agent',
    needs: ['agent'],
    run(bench) {
      same(bench.agent('bob').agent, { id: 'bob', name: 'Bob' }, '`agent`');
      return Promise.resolve();
    },
  },
];
