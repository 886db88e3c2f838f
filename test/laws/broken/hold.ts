import type { Broken } from './breaks.js';
import { calls, does, everBeen, farEnds, refusedWhile, shows, silent } from './calls.js';

export const brokenHold: Broken = {
  // The agent alone holds, and the phone is blamed as well.
  'a call can be held and taken back': calls((call) => {
    let phoneHeld = false;
    shows(call, 'held', (held) => {
      phoneHeld ||= held.remote;
      return held.local && !phoneHeld ? { local: true, remote: true } : held;
    });
  }),

  // Held, the agent's audio goes on. Muting and changing the microphone mend it.
  'a held call is silent at the far end, and heard again once it is taken back': farEnds((far) => {
    let mended = false;
    for (const name of ['mute', 'setMicrophone'] as const) {
      does(far.call, name, (honest) => (value: never) => {
        mended = true;
        return honest(value) as never;
      });
    }
    shows(far, 'heardMuted', (silence) => silence && (mended || far.call.muted));
  }),

  'mute and hold are apart: neither ends the other': calls((call) =>
    does(call, 'hold', (hold) => (held) => {
      if (!held) call.mute(false);
      return hold(held);
    }),
  ),

  'another microphone keeps the call held': calls((call) =>
    does(call, 'setMicrophone', (setMicrophone) => async (microphone) => {
      if (call.held.local) await call.hold?.(false);
      await setMicrophone(microphone);
    }),
  ),

  'holding twice is harmless, and so is taking back twice': calls((call) =>
    does(call, 'hold', (hold) => (held) => hold(held !== call.held.local && held)),
  ),

  'holding before the answer is refused with unavailable': calls((call) =>
    refusedWhile(call, 'hold', ['dialing', 'ringing'], () => Promise.resolve()),
  ),

  'holding a dead call is refused with callback-ended': calls((call) =>
    refusedWhile(call, 'hold', ['ended'], () => Promise.resolve()),
  ),

  'a hold that the phone does not agree to is refused with unavailable, and the call goes on':
    calls((call) =>
      refusedWhile(call, 'hold', ['connected'], (error) => {
        call.hangUp();
        throw error;
      }),
    ),

  // The phone holds, and the agent is said to.
  'a call that the phone holds is held, until the phone takes it back': calls((call) => {
    let agentHeld = false;
    shows(call, 'held', (held) => {
      agentHeld ||= held.local;
      return held.remote && !agentHeld ? { local: true, remote: false } : held;
    });
  }),

  // The agent takes back, and the phone's hold is forgotten.
  'a call that both hold is held until both have taken it back': calls((call) => {
    const bothHeld = everBeen(call, ({ held }) => held.local && held.remote);
    shows(call, 'state', (state) =>
      state === 'held' && bothHeld() && !call.held.local ? 'connected' : state,
    );
  }),

  'that another holds too is told, though the call is held already': silent(
    ({ held }) => held.local && held.remote,
  ),

  'a call that is held while it reconnects is held when it is back': calls((call) => {
    const away = everBeen(call, ({ state }) => state === 'reconnecting');
    shows(call, 'state', (state) => (state === 'held' && away() ? 'connected' : state));
  }),

  'a held call that is hung up is completed, by whoever hung up': calls((call) => {
    const held = everBeen(call, ({ state }) => state === 'held');
    const wrong = { reason: 'network-failed', by: 'system' } as const;
    shows(call, 'end', (end) => (end?.reason === 'completed' && held() ? wrong : end));
  }),
};

export const brokenTransfer: Broken = {
  'a call that was transferred has ended so, by the agent': calls((call) => {
    const held = everBeen(call, ({ state }) => state === 'held');
    const wrong = { reason: 'completed', by: 'agent' } as const;
    shows(call, 'end', (end) => (end?.reason === 'transferred' && !held() ? wrong : end));
  }),

  'the phone goes where it was transferred to': calls((call) =>
    does(call, 'transfer', (transfer) => () => transfer('+12015550100')),
  ),

  'a call whose transfer the phone refuses goes on': calls((call) =>
    refusedWhile(call, 'transfer', ['connected'], (error) => {
      call.hangUp();
      throw error;
    }),
  ),

  'a held call can be transferred': calls((call) =>
    does(call, 'transfer', (transfer) => async (target) => {
      if (call.state === 'held') await call.hold?.(false);
      else await transfer(target);
    }),
  ),

  'transferring before the answer is refused with unavailable': calls((call) =>
    refusedWhile(call, 'transfer', ['dialing', 'ringing'], () => call.hangUp()),
  ),

  'transferring a dead call is refused with callback-ended': calls((call) =>
    refusedWhile(call, 'transfer', ['ended'], () => {}),
  ),
};
