import type { CallbackEnd } from '../../../src/callback/index.js';
import type { Call } from '../../../src/transport/transport.js';
import { breaks, type Broken } from './breaks.js';

/** Calls tell another end. */
function ends(change: (end: CallbackEnd, call: Call) => CallbackEnd | undefined) {
  return breaks(() => ({
    call(call) {
      const proto: unknown = Object.getPrototypeOf(call);
      const honest = Object.getOwnPropertyDescriptor(proto, 'end')!;
      Object.defineProperty(call, 'end', {
        get: () => {
          const end = honest.get?.call(call) as CallbackEnd | undefined;
          return end && change(end, call);
        },
      });
    },
  }));
}

/** Calls keep some of their changes to themselves. */
function silent(when: (call: Call) => boolean) {
  return breaks(() => ({
    call: (call) =>
      call.addEventListener('statechange', (event) => {
        if (when(call)) event.stopImmediatePropagation();
      }),
  }));
}

export const brokenCall: Broken = {
  'a line says how its signalling is': breaks(() => ({
    calls: () => ({ connection: Object.assign(new EventTarget(), { state: 'fine' as never }) }),
  })),

  'a call that is answered and hung up moves along the transitions': silent(
    ({ state }) => state === 'ringing',
  ),

  'a call has an end exactly when it has ended': breaks(() => ({
    call(call) {
      const proto: unknown = Object.getPrototypeOf(call);
      const honest = Object.getOwnPropertyDescriptor(proto, 'end')!;
      Object.defineProperty(call, 'end', {
        get: (): unknown =>
          honest.get?.call(call) ??
          (call.state === 'connected' ? { reason: 'completed' } : undefined),
      });
    },
  })),

  'hanging up before the answer stops the ringing': ends((end) =>
    end.reason === 'agent-canceled' ? { ...end, reason: 'completed' } : end,
  ),

  'hanging up twice is harmless': breaks(() => ({
    call(call) {
      const hangUp = call.hangUp.bind(call);
      call.hangUp = (by = 'agent') => {
        if (call.state === 'ended') {
          const end = { reason: 'network-failed', by };
          Object.defineProperty(call, 'end', { value: end, configurable: true });
        }
        hangUp(by);
      };
    },
  })),

  'hanging up says by whom': ends((end) =>
    end.reason === 'visitor-canceled' ? { ...end, by: 'agent' } : end,
  ),

  'a call that the phone refuses is rejected, by the visitor': ends((end) =>
    end.reason === 'rejected' ? { ...end, by: 'system' } : end,
  ),

  'a call that the phone hangs up is completed, by the visitor': ends((end) =>
    end.reason === 'completed' && end.by === 'visitor' ? { ...end, by: 'agent' } : end,
  ),

  'aborting hangs up, and the phone stops ringing': breaks(() => ({
    calls: (honest) => ({
      dial: (target, { microphone, signal }) =>
        honest.dial(target, signal?.aborted ? { microphone, signal } : { microphone }),
    }),
  })),

  'dialling what was aborted before is an ended call, and no phone rings': breaks(() => ({
    calls: (honest) => ({
      dial(target, { microphone, signal }) {
        const call = honest.dial(target, { microphone, ...(!signal?.aborted && { signal }) });
        if (signal?.aborted) call.hangUp();
        return call;
      },
    }),
  })),
};

export const brokenTalk: Broken = {
  'a call has the methods that the line declares, and no others': breaks(() => ({
    calls: () => ({ supports: { dtmf: 'signalled', stats: true } }),
  })),

  'mute is told, and heard at the far end': silent(({ muted }) => muted),

  'another microphone keeps the call muted': breaks(() => ({
    call(call) {
      const setMicrophone = call.setMicrophone.bind(call);
      call.setMicrophone = (microphone) => {
        call.mute(false);
        return setMicrophone(microphone);
      };
    },
  })),

  'tones arrive, all of them and in order': breaks(() => ({
    call(call) {
      const sendTone = call.sendTone?.bind(call);
      Object.assign(call, {
        sendTone: ((tone, options) =>
          sendTone!(tone === '#' ? '*' : tone, options)) satisfies Call['sendTone'],
      });
    },
  })),

  'tones to a dead call are refused with callback-ended': breaks(() => ({
    call(call) {
      const sendTone = call.sendTone?.bind(call);
      Object.assign(call, {
        sendTone: (async (tone, options) => {
          if (call.state !== 'ended') await sendTone!(tone, options);
        }) satisfies Call['sendTone'],
      });
    },
  })),

  'a dead call can be muted, given a microphone and hung up without harm': breaks(() => ({
    call(call) {
      const mute = call.mute.bind(call);
      call.mute = (muted) => {
        if (call.state === 'ended') throw new Error('There is no call.');
        mute(muted);
      };
    },
  })),

  'what the visitor says is there once connected': breaks(() => ({
    call: (call) => Object.defineProperty(call, 'remoteAudio', { value: undefined }),
  })),

  'a call can be held and taken back': breaks(() => ({
    call: (call) =>
      Object.assign(call, {
        hold: (() => Promise.resolve(call.hangUp())) satisfies Call['hold'],
      }),
  })),

  'statistics count the packets that arrive': breaks(() => ({
    call: (call) =>
      Object.assign(call, {
        getStats: (() => Promise.resolve(new Map() as RTCStatsReport)) satisfies Call['getStats'],
      }),
  })),
};
