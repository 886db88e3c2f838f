import type { Call } from '../../transport/transport.js';
import { assert, codeOf, rejects, same } from './assert.js';
import type { Bench } from './bench.js';
import { heard, reaches, stays, talking } from './calls.js';
import type { Law } from './law.js';

/** Laws of holding a call, from either end. */
export const holdLaws: readonly Law[] = [
  {
    name: 'a call can be held and taken back',
    role: 'call',
    needs: ['calls', 'phone', 'hold'],
    async run(bench) {
      const call = await talking(bench);
      await hold(bench, call, true);
      await reaches(bench, call, 'held');
      same(call.held, { local: true, remote: false }, 'Who holds a call that the agent holds');
      await hold(bench, call, false);
      await reaches(bench, call, 'connected');
      same(call.held, { local: false, remote: false }, 'Who holds a call that was taken back');
    },
  },
  {
    name: 'a held call is silent at the far end, and heard again once it is taken back',
    role: 'call',
    needs: ['calls', 'phone', 'hold'],
    async run(bench) {
      const { call, far } = await heard(bench);
      await hold(bench, call, true);
      await bench.eventually('the phone to hear silence', () => far.heardMuted);
      await hold(bench, call, false);
      await bench.eventually('the phone to hear again', () => !far.heardMuted);
    },
  },
  {
    name: 'mute and hold are apart: neither ends the other',
    role: 'call',
    needs: ['calls', 'phone', 'hold'],
    async run(bench) {
      const { call, far } = await heard(bench);
      call.mute(true);
      await hold(bench, call, true);
      await bench.eventually('the phone to hear silence', () => far.heardMuted);
      await hold(bench, call, false);
      same(call.muted, true, '`muted` of a call that was held meanwhile');
      await stays(bench, 'The phone should hear silence still: muted', () => far.heardMuted);
      await hold(bench, call, true);
      call.mute(false);
      same(call.held.local, true, '`held.local` of a call that is not muted any more');
      await stays(bench, 'The phone should hear silence still: held', () => far.heardMuted);
      await hold(bench, call, false);
      await bench.eventually('the phone to hear again', () => !far.heardMuted);
    },
  },
  {
    name: 'another microphone keeps the call held',
    role: 'call',
    needs: ['calls', 'phone', 'hold'],
    async run(bench) {
      const { call, far } = await heard(bench);
      await hold(bench, call, true);
      await bench.wait('setMicrophone', call.setMicrophone(bench.microphone()));
      same([call.state, call.held.local], ['held', true], 'State and `held.local`');
      await bench.eventually('the phone to hear silence', () => far.heardMuted);
      await stays(bench, 'The phone should hear silence still', () => far.heardMuted);
    },
  },
  {
    name: 'holding twice is harmless, and so is taking back twice',
    role: 'call',
    needs: ['calls', 'phone', 'hold'],
    async run(bench) {
      const call = await talking(bench);
      await hold(bench, call, true);
      await hold(bench, call, true);
      await reaches(bench, call, 'held');
      await hold(bench, call, false);
      await hold(bench, call, false);
      await reaches(bench, call, 'connected');
    },
  },
  {
    name: 'holding before the answer is refused with unavailable',
    role: 'call',
    needs: ['calls', 'phone', 'hold'],
    async run(bench) {
      const { call, far } = await bench.dial();
      await far.ring();
      await reaches(bench, call, 'ringing');
      await rejects(holding(call, true), 'unavailable', 'Holding a call that rings');
    },
  },
  {
    name: 'holding a dead call is refused with callback-ended',
    role: 'call',
    needs: ['calls', 'phone', 'hold'],
    async run(bench) {
      const call = await talking(bench);
      call.hangUp();
      await reaches(bench, call, 'ended');
      await rejects(holding(call, true), 'callback-ended', 'Holding a dead call');
    },
  },
  {
    name: 'a hold that the phone does not agree to is refused with unavailable, and the call goes on',
    role: 'call',
    needs: ['calls', 'phone', 'hold', 'farRefuseHold'],
    async run(bench) {
      const { call, far } = await heard(bench);
      await far.refuseHold?.();
      await rejects(holding(call, true), 'unavailable', 'A hold that the phone does not agree to');
      same([call.state, call.held.local], ['connected', false], 'State and `held.local`');
      await bench.eventually('the phone to hear the agent', () => !far.heardMuted);
    },
  },
  {
    name: 'a call that the phone holds is held, until the phone takes it back',
    role: 'call',
    needs: ['calls', 'phone', 'farHold'],
    async run(bench) {
      const { call, far } = await heard(bench);
      await far.hold?.(true);
      await reaches(bench, call, 'held');
      same(call.held, { local: false, remote: true }, 'Who holds a call that the phone holds');
      await far.hold?.(false);
      await reaches(bench, call, 'connected');
      same(call.held, { local: false, remote: false }, 'Who holds a call that was taken back');
    },
  },
  {
    name: 'a call that both hold is held until both have taken it back',
    role: 'call',
    needs: ['calls', 'phone', 'hold', 'farHold'],
    async run(bench) {
      const { call, far } = await heard(bench);
      const holders = (local: boolean, remote: boolean) => () => {
        assert(call.state === 'held', `A call that somebody holds should not be ${call.state}.`);
        return call.held.local === local && call.held.remote === remote;
      };
      await far.hold?.(true);
      await reaches(bench, call, 'held');
      await hold(bench, call, true);
      await bench.eventually('both to hold', holders(true, true));
      await far.hold?.(false);
      await bench.eventually('the agent alone to hold', holders(true, false));
      await far.hold?.(true);
      await bench.eventually('both to hold again', holders(true, true));
      await hold(bench, call, false);
      await bench.eventually('the phone alone to hold', holders(false, true));
      await far.hold?.(false);
      await reaches(bench, call, 'connected');
    },
  },
  {
    name: 'that another holds too is told, though the call is held already',
    role: 'call',
    needs: ['calls', 'phone', 'hold', 'farHold'],
    async run(bench) {
      const { call, far } = await heard(bench);
      await far.hold?.(true);
      await reaches(bench, call, 'held');
      let told = false;
      call.addEventListener('statechange', () => (told ||= call.held.local));
      await hold(bench, call, true);
      await bench.eventually('statechange to tell of it', () => told);
    },
  },
  {
    name: 'a call that is held while it reconnects is held when it is back',
    role: 'call',
    needs: ['calls', 'phone', 'hold', 'farInterrupt'],
    async run(bench) {
      const { call, far } = await heard(bench);
      await far.interrupt?.();
      await reaches(bench, call, 'reconnecting');
      const agreed = await bench.wait('hold', unlessUnavailable(holding(call, true)));
      await far.recover?.();
      await reaches(bench, call, agreed ? 'held' : 'connected');
      same(call.held.local, agreed, '`held.local`, once it is back');
    },
  },
  {
    name: 'a held call that is hung up is completed, by whoever hung up',
    role: 'call',
    needs: ['calls', 'phone', 'hold'],
    async run(bench) {
      for (const by of ['agent', 'visitor'] as const) {
        const { call, far } = await heard(bench);
        await hold(bench, call, true);
        await reaches(bench, call, 'held');
        if (by === 'agent') call.hangUp();
        else await far.hangUp();
        await reaches(bench, call, 'ended');
        same(call.end, { reason: 'completed', by }, 'The end');
      }
    },
  },
];

function holding(call: Call, held: boolean): Promise<void> {
  return Promise.resolve(call.hold?.(held));
}

function hold(bench: Bench, call: Call, held: boolean): Promise<void> {
  return bench.wait(held ? 'hold' : 'the call to be taken back', holding(call, held));
}

/** Whether it was done; whoever cannot do it meanwhile may say so. */
async function unlessUnavailable(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (codeOf(error) === 'unavailable') return false;
    throw error;
  }
}
