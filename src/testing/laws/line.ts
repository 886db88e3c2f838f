import type { CallbackEnd } from '../../callback/index.js';
import { assert, codeOf, same } from './assert.js';
import { reaches } from './calls.js';
import type { Law } from './law.js';

/** Laws of the line itself, and of what the telephone network says. */
export const lineLaws: readonly Law[] = [
  {
    name: 'a line says how its signalling is',
    role: 'call',
    needs: ['calls'],
    run(bench) {
      const { connection } = bench.calls();
      const { state } = connection;
      assert(
        ['connecting', 'connected', 'disconnected', 'failed'].includes(state),
        `The signalling should be in one of its four states, not ${state}.`,
      );
      assert(connection instanceof EventTarget, 'The signalling should tell of its changes.');
      return Promise.resolve();
    },
  },
  {
    name: 'a line that is connected has no error',
    role: 'call',
    needs: ['calls'],
    async run(bench) {
      const { connection } = bench.calls();
      await bench.eventually('the line to be connected', () => connection.state === 'connected');
      same(connection.error?.code, undefined, 'The error of a line that is connected');
    },
  },
  {
    name: 'a line that loses its signalling tells of it, and has no error once it is back',
    role: 'call',
    needs: ['calls', 'loseLine'],
    async run(bench) {
      const { connection } = bench.calls();
      await bench.eventually('the line to be connected', () => connection.state === 'connected');
      let told = 0;
      connection.addEventListener('statechange', () => (told += 1));
      await bench.desk.loseLine?.();
      await bench.eventually('the line to be away', () => connection.state !== 'connected');
      assert(told > 0, 'The signalling should tell by statechange that it is away.');
      const { error } = connection;
      assert(
        error === undefined || codeOf(error) !== undefined,
        'Why the signalling is away should be a TransportError, where it is known.',
      );
      await bench.desk.restoreLine?.();
      await bench.eventually('the line to be back', () => connection.state === 'connected');
      same(connection.error?.code, undefined, 'The error of a line that is back');
    },
  },
  {
    name: 'a call comes from the number that the claim names',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      const callerId = '+12015550188';
      const { call, far } = await bench.dial({ dial: { callerId } });
      await far.answer();
      await reaches(bench, call, 'connected');
      same(call.callerId, callerId, 'The number that calls');
    },
  },
  {
    name: 'early media is told of, and there to be heard, before the answer',
    role: 'call',
    needs: ['calls', 'phone', 'media', 'farEarlyMedia'],
    async run(bench) {
      const { call, far } = await bench.dial();
      let told = false;
      call.addEventListener('statechange', () => (told ||= call.earlyMedia));
      await far.playEarlyMedia?.();
      await bench.eventually('statechange to tell of early media', () => told);
      assert(
        call.state === 'dialing' || call.state === 'ringing',
        `A call with early media is not answered yet, and should not be ${call.state}.`,
      );
      assert(call.remoteAudio, 'Early media should be in remoteAudio.');
    },
  },
  {
    name: 'early media ends with the answer',
    role: 'call',
    needs: ['calls', 'phone', 'media', 'farEarlyMedia'],
    async run(bench) {
      const { call, far } = await bench.dial();
      await far.ring();
      await far.playEarlyMedia?.();
      await bench.eventually('early media', () => call.remoteAudio !== undefined);
      let early = false;
      call.addEventListener('statechange', () => {
        if (call.state === 'connected') early ||= call.earlyMedia;
      });
      await far.answer();
      await reaches(bench, call, 'connected');
      assert(!early && !call.earlyMedia, 'A call that was answered has no early media.');
    },
  },
  {
    name: 'a call without early media never says that it has any',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      const { call, far } = await bench.dial();
      let early = call.earlyMedia;
      call.addEventListener('statechange', () => (early ||= call.earlyMedia));
      await far.ring();
      await reaches(bench, call, 'ringing');
      await far.answer();
      await reaches(bench, call, 'connected');
      assert(!early, 'Nothing was to be heard before the answer: the page rings by itself.');
    },
  },
  {
    name: 'what the telephone network says of the end reaches the agent',
    role: 'call',
    needs: ['calls', 'phone', 'farEndWith'],
    async run(bench) {
      const end: CallbackEnd = {
        reason: 'busy',
        by: 'system',
        detail: { protocol: 'Q.850', cause: 17, text: 'User busy' },
      };
      const { call, far } = await bench.dial();
      await far.ring();
      await far.endWith?.(end);
      await reaches(bench, call, 'ended');
      same(call.end, end, 'The end');
    },
  },
];
