import type { TimeRange } from '../../transport/transport.js';
import { assert, rejects, same } from './assert.js';
import type { Bench } from './bench.js';
import type { Law } from './law.js';
import { row } from './seen.js';

const day = 24 * 60 * 60 * 1000;

/** Laws of requests for later. */
export const scheduleLaws: readonly Law[] = [
  {
    name: 'slots exist exactly when they are declared',
    role: 'visitor',
    needs: ['visitor'],
    run(bench) {
      const { slots, supports } = bench.visitor();
      same(typeof slots === 'function', !!supports.schedule, 'Whether slots exists');
      return Promise.resolve();
    },
  },
  {
    name: 'slots are to come, ascending, apart, and within the range',
    role: 'visitor',
    needs: ['visitor', 'agent', 'schedule'],
    async run(bench) {
      const now = bench.now;
      const range = { from: now - day, to: now + 3 * day };
      let last: TimeRange | undefined;
      for (const slot of await slotsOf(bench, range)) {
        const fits = slot.from > now && slot.from < range.to && slot.to > slot.from;
        const follows = !last || slot.from >= last.to;
        assert(fits && follows, `A slot should not be ${slot.from} to ${slot.to}.`);
        last = slot;
      }
      assert(last, 'There should be a slot within three days.');
    },
  },
  {
    name: 'what was asked for later is not offered before its time',
    role: 'desk',
    needs: ['visitor', 'agent', 'schedule'],
    async run(bench) {
      const { receipt } = await bench.ask({ notBefore: await firstSlot(bench) });
      const agent = bench.agent();
      same((await bench.snapshot(agent)).waiting, [], 'The Waiting list before the time');
      const early = agent.claim(receipt.id, { claimKey: 'early' });
      await rejects(early, 'not-found', 'Claiming before the time');
    },
  },
  {
    name: 'what was asked for later is offered when its time has come',
    role: 'desk',
    needs: ['visitor', 'agent', 'schedule', 'advance'],
    async run(bench) {
      const notBefore = await firstSlot(bench);
      const { receipt } = await bench.ask({ notBefore });
      const desk = bench.open(bench.agent());
      await desk.next('the snapshot');
      await bench.advance(notBefore - bench.now + 1000);
      const offered = await row(desk, receipt.id, 'waiting');
      same(offered.notBefore, notBefore, 'The time that agents read');
    },
  },
  {
    name: 'the visitor is told the time that was asked for',
    role: 'visitor',
    needs: ['visitor', 'agent', 'schedule'],
    async run(bench) {
      const notBefore = await firstSlot(bench);
      const { state, ...status } = await bench.status(await bench.ask({ notBefore }));
      same([state, status.notBefore], ['scheduled', notBefore], 'What the visitor reads');
    },
  },
  {
    name: 'the receipt of a request for later outlives its time',
    role: 'visitor',
    needs: ['visitor', 'agent', 'schedule'],
    async run(bench) {
      const notBefore = await firstSlot(bench);
      const { receipt } = await bench.ask({ notBefore });
      assert(receipt.expiresAt > notBefore, 'The receipt should not expire before the call.');
    },
  },
  {
    name: 'a request for a time that has passed is for now',
    role: 'desk',
    needs: ['visitor', 'agent', 'schedule'],
    async run(bench) {
      const { receipt } = await bench.ask({ notBefore: bench.now - day });
      const { waiting } = await bench.snapshot(bench.agent());
      same(
        waiting.map(({ id }) => id),
        [receipt.id],
        'The Waiting list',
      );
    },
  },
  {
    name: 'a time that is none is refused as time-invalid',
    role: 'visitor',
    needs: ['visitor', 'schedule'],
    async run(bench) {
      for (const notBefore of [NaN, Infinity, -1, 1.5, 9e15]) {
        const request = bench.visitor().request(bench.request({ notBefore }), bench.keys());
        await rejects(request, 'time-invalid', `A request for ${notBefore}`);
      }
    },
  },
  {
    name: 'a request for later can be canceled',
    role: 'visitor',
    needs: ['visitor', 'agent', 'cancel', 'schedule'],
    async run(bench) {
      const { visitor, receipt } = await bench.ask({ notBefore: await firstSlot(bench) });
      const { end } = await bench.wait('cancel', visitor.cancel(receipt));
      same(end?.reason, 'visitor-canceled', 'How it ended');
    },
  },
];

/** A time at which a visitor can ask to be called. */
export async function firstSlot(bench: Bench): Promise<number> {
  const now = bench.now;
  const [slot] = await slotsOf(bench, { from: now, to: now + 3 * day });
  assert(slot, 'There should be a slot within three days.');
  return slot.from;
}

function slotsOf(bench: Bench, range: TimeRange): Promise<readonly TimeRange[]> {
  return bench.wait('slots', Promise.resolve(bench.visitor().slots?.(range) ?? []));
}
