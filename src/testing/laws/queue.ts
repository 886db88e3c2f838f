import type { VisitorUpdate } from '../../transport/transport.js';
import { assert } from './assert.js';
import type { Law } from './law.js';
import type { Reader } from './reader.js';
import { sees } from './seen.js';

/** Laws of the place in the Waiting list. */
export const queueLaws: readonly Law[] = [
  {
    name: 'who waits is told the place, and each change of it',
    role: 'desk',
    needs: ['visitor', 'agent', 'queue'],
    async run(bench) {
      const first = await bench.ask();
      const second = bench.watch(await bench.ask());
      await place(second, 2);
      const agent = bench.agent();
      const claim = await bench.claim(agent, first.receipt.id);
      await bench.report(agent, claim, 'accepted');
      await place(second, 1);
    },
  },
  {
    name: 'a released callback has its place again',
    role: 'desk',
    needs: ['visitor', 'agent', 'queue'],
    async run(bench) {
      const first = await bench.ask();
      await bench.ask();
      const agent = bench.agent();
      const claim = await bench.claim(agent, first.receipt.id);
      await bench.wait('release', agent.release(claim, 'declined'));
      await place(bench.watch(first), 1);
    },
  },
  {
    name: 'nothing is told of the queue to whom it is over for',
    role: 'desk',
    needs: ['visitor', 'agent', 'queue'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await place(watch, 1);
      await bench.report(agent, claim, 'accepted', 'dialing');
      await sees(watch, 'dialing');
      // What others do meanwhile moves nobody who has left the queue.
      await bench.ask();
      await bench.report(agent, claim, 'ringing');
      await sees(watch, 'ringing');
      const left = watch.seen.findIndex(
        (one) => one.type === 'status' && one.status.state === 'accepted',
      );
      const late = watch.seen.slice(left).some(({ type }) => type === 'queue');
      assert(!late, 'The place should not be told after `waiting`.');
    },
  },
];

/** Waits until a visitor is told this place. */
async function place(watch: Reader<VisitorUpdate>, position: number): Promise<void> {
  await watch.until(
    (one) => one.type === 'queue' && one.queue.position === position,
    `the visitor is told place ${position}`,
  );
}
