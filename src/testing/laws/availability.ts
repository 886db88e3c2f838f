import type { Availability, AvailabilityUpdate } from '../../transport/transport.js';
import { assert, same } from './assert.js';
import type { Bench } from './bench.js';
import type { Law } from './law.js';
import { Reader } from './reader.js';

/** Laws of what a visitor is told before asking. */
export const availabilityLaws: readonly Law[] = [
  {
    name: 'availability says how it is',
    role: 'visitor',
    needs: ['visitor'],
    async run(bench) {
      const { state } = await bench.wait('availability', bench.visitor().availability());
      assert(
        ['ready', 'busy', 'unstaffed', 'closed', 'unknown'].includes(state),
        `availability should be one of the five, not ${state}.`,
      );
    },
  },
  {
    name: 'live availability exists exactly when it is declared',
    role: 'visitor',
    needs: ['visitor'],
    run(bench) {
      const { watchAvailability, supports } = bench.visitor();
      const exists = typeof watchAvailability === 'function';
      same(exists, !!supports.liveAvailability, 'Whether watchAvailability exists');
      return Promise.resolve();
    },
  },
  {
    name: 'live availability begins with the present one',
    role: 'visitor',
    needs: ['visitor', 'liveAvailability'],
    async run(bench) {
      const present = await bench.wait('availability', bench.visitor().availability());
      const { availability } = await told(watch(bench), () => true, 'the present availability');
      same(availability, present, 'What watchAvailability begins with');
    },
  },
  {
    name: 'visitors hear that an agent is there',
    role: 'desk',
    needs: ['visitor', 'agent', 'liveAvailability'],
    async run(bench) {
      const live = watch(bench);
      await told(live, ({ state }) => state !== 'ready', 'nobody is ready');
      await bench.open(bench.agent()).next('the snapshot');
      await told(live, ({ state }) => state === 'ready', 'an agent is ready');
    },
  },
  {
    name: 'an agent who pauses is not counted on',
    role: 'desk',
    needs: ['visitor', 'agent', 'presence', 'liveAvailability'],
    async run(bench) {
      const agent = bench.agent();
      await bench.open(agent).next('the snapshot');
      await bench.wait('presence', Promise.resolve(agent.presence?.({ state: 'paused' })));
      await told(watch(bench), ({ state }) => state === 'busy', 'nobody is free');
    },
  },
  {
    name: 'an agent who has a callback in hand is not free',
    role: 'desk',
    needs: ['visitor', 'agent', 'liveAvailability'],
    async run(bench) {
      const agent = bench.agent();
      await bench.open(agent).next('the snapshot');
      const { claim } = await bench.claimed(agent);
      const live = watch(bench);
      await told(live, ({ state }) => state === 'busy', 'nobody is free');
      await bench.report(agent, claim, 'accepted', 'dialing', 'connected', 'ended');
      await told(live, ({ state }) => state === 'ready', 'an agent is free again');
    },
  },
  {
    name: 'aborting a watch of the availability ends it quietly',
    role: 'visitor',
    needs: ['visitor', 'liveAvailability'],
    async run(bench) {
      const closing = new AbortController();
      const live = watch(bench, closing.signal);
      await told(live, () => true, 'the present availability');
      closing.abort();
      await live.end();
    },
  },
  {
    name: 'a cut does not end a watch of the availability: it is lost, then live, with the present one',
    role: 'visitor',
    needs: ['visitor', 'liveAvailability', 'cut'],
    async run(bench) {
      const live = watch(bench);
      await told(live, () => true, 'the present availability');
      await bench.desk.cut?.();
      for (const connection of ['lost', 'live'] as const) {
        await live.until(
          (one) => one.type === 'connection' && one.connection === connection,
          `the connection is ${connection}`,
        );
        await bench.desk.restore?.();
      }
      await told(live, () => true, 'the present availability');
    },
  },
];

function watch(bench: Bench, signal = bench.signal): Reader<AvailabilityUpdate> {
  const { watchAvailability } = bench.visitor();
  assert(watchAvailability, 'watchAvailability is declared and should exist.');
  return new Reader(watchAvailability({ signal }), 'watchAvailability', bench.wait);
}

function told(
  live: Reader<AvailabilityUpdate>,
  test: (availability: Availability) => boolean,
  what: string,
): Promise<AvailabilityUpdate & { type: 'availability' }> {
  return live.until(
    (one): one is AvailabilityUpdate & { type: 'availability' } =>
      one.type === 'availability' && test(one.availability),
    what,
  );
}
