import { same } from './assert.js';
import type { Law } from './law.js';
import { sees } from './seen.js';

/** Laws of the stream that a watch is. */
export const watchStreamLaws: readonly Law[] = [
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
      await watch.until(
        (update) => update.type === 'connection' && update.connection === 'lost',
        'the connection is lost',
      );
      await bench.desk.restore?.();
      await watch.until(
        (update) => update.type === 'connection' && update.connection === 'live',
        'the connection is live again',
      );
      await sees(watch, 'waiting');
    },
  },
  {
    name: 'a slow reader of a watch misses no change',
    role: 'visitor',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { agent, claim, visitor, receipt } = await bench.claimed();
      const watch = visitor.watch(receipt, { signal: bench.signal })[Symbol.asyncIterator]();
      await bench.wait('the present status', watch.next());
      await bench.report(agent, claim, 'accepted', 'dialing', 'ringing', 'connected');
      const seen: unknown[] = [];
      while (seen.at(-1) !== 'connected') {
        const { value } = await bench.wait('the next status', watch.next());
        if (value?.type !== 'queue')
          seen.push(value?.type === 'status' ? value.status.state : value);
      }
      same(seen, ['accepted', 'dialing', 'ringing', 'connected'], 'What a slow reader is told');
    },
  },
];
