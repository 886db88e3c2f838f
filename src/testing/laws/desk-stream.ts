import { assert, same } from './assert.js';
import type { Law } from './law.js';
import { row } from './seen.js';

/** Laws of the stream that a desk is. */
export const deskStreamLaws: readonly Law[] = [
  {
    name: 'desks are independent',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const agent = bench.agent();
      const closing = new AbortController();
      const [one, two] = [bench.open(agent, closing.signal), bench.open(agent)];
      await one.next('the snapshot');
      await two.next('the snapshot');
      const { receipt } = await bench.ask();
      await row(one, receipt.id, 'waiting');
      await row(two, receipt.id, 'waiting');
      closing.abort();
      await one.end();
      await row(two, (await bench.ask()).receipt.id, 'waiting');
    },
  },
  {
    name: 'aborting a desk ends it quietly',
    role: 'agent',
    needs: ['agent'],
    async run(bench) {
      const closing = new AbortController();
      const desk = bench.open(bench.agent(), closing.signal);
      await desk.next('the snapshot');
      closing.abort(new Error('The page goes away.'));
      await desk.end();
    },
  },
  {
    name: 'a desk that was aborted before it began ends at once',
    role: 'agent',
    needs: ['agent'],
    async run(bench) {
      const desk = bench.open(bench.agent(), AbortSignal.abort());
      await desk.end();
      same(desk.seen, [], 'What an aborted desk tells');
    },
  },
  {
    name: 'a desk may be left at any time',
    role: 'agent',
    needs: ['agent'],
    async run(bench) {
      const agent = bench.agent();
      const leave = async () => {
        for await (const update of agent.desk()) return update.type;
        return 'nothing';
      };
      same(await bench.wait('leaving a desk', leave()), 'snapshot', 'What came before leaving');
    },
  },
  {
    name: 'a cut does not end a desk: it is lost, then live, with a new snapshot',
    role: 'agent',
    needs: ['visitor', 'agent', 'cut'],
    async run(bench) {
      const { agent, claim } = await bench.claimed();
      const { receipt } = await bench.ask();
      const desk = bench.open(agent);
      await desk.next('the snapshot');
      await bench.desk.cut?.();
      const lost = await desk.next('the connection is lost');
      same(lost, { type: 'connection', connection: 'lost' }, 'What a desk tells of a cut');
      await bench.desk.restore?.();
      await desk.until(
        (one) => one.type === 'connection' && one.connection === 'live',
        'the connection is live again',
      );
      const update = await desk.until((one) => one.type === 'snapshot', 'a new snapshot');
      assert(update.type === 'snapshot', 'A snapshot should follow a cut.');
      same(
        [update.waiting.map(({ id }) => id), update.claims.map((mine) => mine.claim.token)],
        [[receipt.id], [claim.token]],
        'Waiting list and claims after a cut',
      );
    },
  },
  {
    name: 'a slow reader of a desk misses no arrival',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const desk = bench.agent().desk({ signal: bench.signal })[Symbol.asyncIterator]();
      await bench.wait('the snapshot', desk.next());
      const asked = [await bench.ask(), await bench.ask(), await bench.ask()];
      const seen: unknown[] = [];
      while (seen.length < asked.length) {
        const { value } = await bench.wait('the next arrival', desk.next());
        seen.push(value?.type === 'waiting' ? value.callback.id : value);
      }
      same(
        seen,
        asked.map(({ receipt }) => receipt.id),
        'What a slow reader is told',
      );
    },
  },
];
