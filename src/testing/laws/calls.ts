import type { Call } from '../../transport/transport.js';
import { assert } from './assert.js';
import type { Bench } from './bench.js';
import type { LawPhoneCall } from './harness.js';

/** How long to listen whether something stays as it is, in ms. */
const listening = 20;

/** Waits for a call to come into a state; fails when it ends instead. */
export function reaches(bench: Bench, call: Call, state: Call['state']): Promise<void> {
  return bench.eventually(`the call to be ${state}`, () => {
    assert(
      call.state !== 'ended' || state === 'ended',
      `The call should be ${state}, but has ended: ${JSON.stringify(call.end)}`,
    );
    return call.state === state;
  });
}

/** A call that was answered. */
export async function talking(bench: Bench): Promise<Call> {
  const { call, far } = await bench.dial();
  await far.answer();
  await reaches(bench, call, 'connected');
  return call;
}

/** A call that was answered, and whose far end hears the agent already. */
export async function heard(bench: Bench): Promise<{ call: Call; far: LawPhoneCall }> {
  const { call, far } = await bench.dial();
  await far.answer();
  await reaches(bench, call, 'connected');
  await bench.eventually('the phone to hear the agent', () => !far.heardMuted);
  return { call, far };
}

/** Fails when something does not stay so for a moment. */
export async function stays(bench: Bench, sentence: string, test: () => boolean): Promise<void> {
  let over = false;
  const moment = bench.pause(listening).then(() => (over = true));
  while (!over) {
    assert(test(), `${sentence}.`);
    await Promise.race([moment, bench.pause(1)]);
  }
}
