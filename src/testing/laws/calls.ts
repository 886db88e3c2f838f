import type { Call } from '../../transport/transport.js';
import { assert } from './assert.js';
import type { Bench } from './bench.js';

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
