import type { VisitorState } from '../../callback/index.js';
import type { CallbackStatus, VisitorUpdate } from '../../transport/transport.js';
import { assert, same } from './assert.js';
import type { Law } from './law.js';
import type { Reader } from './reader.js';

type Watch = Reader<VisitorUpdate>;

/** Waits for a state; fails when it is passed over. */
export async function sees(watch: Watch, state: VisitorState): Promise<CallbackStatus> {
  const update = await watch.until(
    (one) => one.type === 'status' && one.status.state === state,
    `the visitor sees ${state}`,
  );
  return (update as VisitorUpdate & { type: 'status' }).status;
}

export function statuses(watch: Watch): CallbackStatus[] {
  return watch.seen.flatMap((update) => (update.type === 'status' ? [update.status] : []));
}

function states(watch: Watch): VisitorState[] {
  return statuses(watch).map(({ state }) => state);
}

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
  {
    name: 'watches are independent',
    role: 'visitor',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const closing = new AbortController();
      const [one, two] = [bench.watch(asked, closing.signal), bench.watch(asked)];
      await sees(one, 'waiting');
      await sees(two, 'waiting');
      await bench.report(agent, claim, 'accepted');
      await sees(one, 'accepted');
      await sees(two, 'accepted');
      closing.abort();
      await one.end();
      await bench.report(agent, claim, 'dialing');
      await sees(two, 'dialing');
    },
  },
  {
    name: 'aborting a watch ends it quietly',
    role: 'visitor',
    needs: ['visitor'],
    async run(bench) {
      const closing = new AbortController();
      const watch = bench.watch(await bench.ask(), closing.signal);
      await sees(watch, 'waiting');
      closing.abort(new Error('The page goes away.'));
      await watch.end();
    },
  },
  {
    name: 'a watch that was aborted before it began ends at once',
    role: 'visitor',
    needs: ['visitor'],
    async run(bench) {
      const watch = bench.watch(await bench.ask(), AbortSignal.abort());
      await watch.end();
      same(watch.seen, [], 'What an aborted watch tells');
    },
  },
  {
    name: 'a watch may be left at any time',
    role: 'visitor',
    needs: ['visitor'],
    async run(bench) {
      const { visitor, receipt } = await bench.ask();
      const leave = async () => {
        for await (const update of visitor.watch(receipt)) return update.type;
        return 'nothing';
      };
      same(await bench.wait('leaving a watch', leave()), 'status', 'What came before leaving');
    },
  },
  {
    name: 'a cut does not end a watch: it is lost, then live, with the present status',
    role: 'visitor',
    needs: ['visitor', 'cut'],
    async run(bench) {
      const watch = bench.watch(await bench.ask());
      await sees(watch, 'waiting');
      await bench.desk.cut?.();
      const lost = await watch.next('the connection is lost');
      same(lost, { type: 'connection', connection: 'lost' }, 'What a watch tells of a cut');
      await bench.desk.restore?.();
      await watch.until(
        (update) => update.type === 'connection' && update.connection === 'live',
        'the connection is live again',
      );
      await sees(watch, 'waiting');
    },
  },
];
