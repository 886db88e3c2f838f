import type { CallbackEnd } from '../../../src/callback/index.js';
import type { Call } from '../../../src/transport/transport.js';
import { breaks, type Broken } from './breaks.js';
import { calls, ends, everBeen, shows, silent } from './calls.js';

/** Says that the agent hung up, where the visitor did. */
const wrongEnd = (end: CallbackEnd): CallbackEnd =>
  end.reason === 'completed' ? { ...end, by: 'agent' } : end;

export const brokenCall: Broken = {
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

  'a call that the phone hangs up is completed, by the visitor': calls((call) => {
    const held = everBeen(call, ({ state }) => state === 'held');
    shows(call, 'end', (end) => (end?.by === 'visitor' && !held() ? wrongEnd(end) : end));
  }),

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
    calls: (honest) => ({ supports: { ...honest.supports, transfer: undefined } as never }),
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
    call: (call) =>
      shows(call, 'remoteAudio', (audio) => (call.state === 'connected' ? undefined : audio)),
  })),

  'statistics count the packets that arrive': breaks(() => ({
    call: (call) =>
      Object.assign(call, {
        getStats: (() => Promise.resolve(new Map() as RTCStatsReport)) satisfies Call['getStats'],
      }),
  })),
};
