import type { VisitorState } from '../../callback/index.js';
import { assert, same } from './assert.js';
import type { Law } from './law.js';
import { sees, states, statuses } from './seen.js';

/** Laws of following a callback. */
export const watchLaws: readonly Law[] = [
  {
    name: 'watch tells the present status first',
    role: 'visitor',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      await bench.report(agent, claim, 'accepted', 'dialing');
      const first = await bench.watch(asked).next('the present status');
      assert(first.type === 'status', `watch should begin with the status, not ${first.type}.`);
      same(first.status.state, 'dialing', 'The state that watch begins with');
      same(first.status.attempts, 0, '`attempts` before any has failed');
    },
  },
  {
    name: 'watch tells each change, in order',
    role: 'visitor',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await sees(watch, 'waiting');
      const reported = [
        'accepted',
        'dialing',
        'ringing',
        'connected',
        'held',
        'connected',
      ] as const;
      await bench.report(agent, claim, ...reported, 'reconnecting', 'connected', 'ended');
      await sees(watch, 'ended');
      same(
        states(watch),
        ['waiting', ...reported, 'reconnecting', 'connected', 'ended'],
        'What the visitor saw',
      );
    },
  },
  {
    name: 'a status has an end exactly when it has ended',
    role: 'visitor',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await sees(watch, 'waiting');
      await bench.report(agent, claim, 'accepted', 'dialing', 'connected', 'ended');
      const { end } = await sees(watch, 'ended');
      same(end, { reason: 'completed', by: 'agent' }, 'The end');
      for (const status of statuses(watch)) {
        assert(
          (status.end !== undefined) === (status.state === 'ended'),
          `A status has an end exactly when it has ended: ${JSON.stringify(status)}`,
        );
      }
    },
  },
  {
    name: 'the version grows with each change',
    role: 'visitor',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await sees(watch, 'waiting');
      await bench.report(agent, claim, 'accepted', 'dialing', 'ringing', 'connected', 'ended');
      await sees(watch, 'ended');
      const versions = statuses(watch).map(({ version }) => version);
      assert(
        versions.every((version, i) => i === 0 || version > versions[i - 1]!),
        `Versions should grow with each change: ${versions.join(', ')}.`,
      );
    },
  },
  {
    name: 'a version is the same for all who watch',
    role: 'visitor',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const early = bench.watch(asked);
      await sees(early, 'waiting');
      await bench.report(agent, claim, 'accepted', 'dialing');
      const { version } = await sees(early, 'dialing');
      const late = await sees(bench.watch(asked), 'dialing');
      same(late.version, version, 'The version that a later watch begins with');
    },
  },
  {
    name: 'watch ends after the final status',
    role: 'visitor',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await bench.report(agent, claim, 'accepted', 'dialing', 'connected', 'ended');
      await bench.wait('finish', agent.finish(claim, { finishKey: 'done' }));
      await watch.end();
      const last = statuses(watch).at(-1);
      same([last?.state, last?.final], ['ended', true], 'The last status and whether it is final');
    },
  },
  {
    name: 'watch of a callback that is long over tells so and ends',
    role: 'visitor',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      await bench.report(agent, claim, 'accepted', 'dialing', 'connected', 'ended');
      await bench.wait('finish', agent.finish(claim, { finishKey: 'done' }));
      const watch = bench.watch(asked);
      await watch.end();
      same(
        statuses(watch).map(({ state, final }) => [state, final]),
        [['ended', true]],
        'What a watch that comes late is told',
      );
    },
  },
  {
    name: 'an end that another attempt may follow does not end the watch',
    role: 'visitor',
    needs: ['visitor', 'agent', 'retry'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await bench.fail(agent, claim);
      const ended = await sees(watch, 'ended');
      same(ended.final, undefined, '`final` of a failed attempt');
      await bench.wait('finish', agent.finish(claim, { finishKey: 'again', retryAt: 0 }));
      const { attempts, lastAttempt } = await sees(watch, 'waiting');
      same([attempts, lastAttempt], [1, 'no-answer'], 'What the visitor reads of the attempt');
    },
  },
  {
    name: 'the visitor does not see a claim',
    role: 'visitor',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const asked = await bench.ask();
      const watch = bench.watch(asked);
      await sees(watch, 'waiting');
      const [ann, bob] = [bench.agent('ann'), bench.agent('bob')];
      const first = await bench.claim(ann, asked.receipt.id);
      await bench.wait('release', ann.release(first, 'microphone'));
      const claim = await bench.claim(bob, asked.receipt.id);
      await bench.report(bob, claim, 'accepted');
      await sees(watch, 'accepted');
      same(states(watch), ['waiting', 'accepted'], 'What the visitor saw of claim and release');
    },
  },
  {
    name: 'the visitor does not see the wrap-up',
    role: 'visitor',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await bench.fail(agent, claim);
      await bench.wait('finish', agent.finish(claim, { finishKey: 'done' }));
      await watch.end();
      const shown = new Set(states(watch));
      assert(
        !shown.has('wrapup' as VisitorState) && !shown.has('done' as VisitorState),
        `The visitor should not see the wrap-up: ${[...shown].join(', ')}.`,
      );
    },
  },
  {
    name: 'the visitor is told the number that calls',
    role: 'visitor',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await bench.report(agent, claim, 'accepted');
      const callerId = '+12015550100';
      const report = { seq: bench.seq(claim), state: 'dialing', callerId } as const;
      await bench.wait('report', agent.report(claim, report));
      same((await sees(watch, 'dialing')).callerId, callerId, 'The number that calls');
    },
  },
];
