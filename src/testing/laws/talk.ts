import { tones } from '../../callback/index.js';
import type { Call } from '../../transport/transport.js';
import { assert, rejects, same } from './assert.js';
import type { Bench } from './bench.js';
import { heard, reaches, stays, talking } from './calls.js';
import type { Law } from './law.js';

/** Laws of what one can do in a call. */
export const talkLaws: readonly Law[] = [
  {
    name: 'a call has the methods that the line declares, and no others',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      const { supports } = bench.calls();
      const { call } = await bench.dial();
      same(
        [!!call.sendTone, !!call.hold, !!call.transfer, !!call.getStats],
        [!!supports.dtmf, !!supports.hold, !!supports.transfer, !!supports.stats],
        'Whether sendTone, hold, transfer and getStats exist',
      );
    },
  },
  {
    name: 'mute is told, and heard at the far end',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      const { call, far } = await heard(bench);
      let told = 0;
      call.addEventListener('statechange', () => (told += 1));
      call.mute(true);
      await bench.eventually('the phone to hear silence', () => call.muted && far.heardMuted);
      assert(told > 0, 'A call should tell by statechange that it is muted.');
      call.mute(false);
      await bench.eventually('the phone to hear again', () => !call.muted && !far.heardMuted);
    },
  },
  {
    name: 'another microphone keeps the call muted',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      const { call, far } = await heard(bench);
      call.mute(true);
      await bench.eventually('the phone to hear silence', () => far.heardMuted);
      await bench.wait('setMicrophone', call.setMicrophone(bench.microphone()));
      same([call.state, call.muted], ['connected', true], 'State and `muted`');
      await stays(bench, 'The phone should hear silence still', () => far.heardMuted);
    },
  },
  {
    name: 'tones arrive, all of them and in order',
    role: 'call',
    needs: ['calls', 'phone', 'dtmf'],
    async run(bench) {
      const { call, far } = await bench.dial();
      await far.answer();
      await reaches(bench, call, 'connected');
      for (const tone of tones) {
        await bench.wait(`tone ${tone}`, Promise.resolve(call.sendTone?.(tone)));
      }
      await bench.eventually('all tones to arrive', () => far.digits.length >= tones.length);
      same(far.digits, tones.join(''), 'What the phone has heard');
    },
  },
  {
    name: 'tones to a dead call are refused with callback-ended',
    role: 'call',
    needs: ['calls', 'phone', 'dtmf'],
    async run(bench) {
      const call = await talking(bench);
      call.hangUp();
      await reaches(bench, call, 'ended');
      await rejects(
        Promise.resolve(call.sendTone?.('1')),
        'callback-ended',
        'Sending a tone to a dead call',
      );
    },
  },
  {
    name: 'a dead call can be muted, given a microphone and hung up without harm',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      const call = await talking(bench);
      call.hangUp();
      await reaches(bench, call, 'ended');
      await harmless('mute', () => call.mute(true));
      await harmless('setMicrophone', () => call.setMicrophone(bench.microphone()));
      await harmless('hangUp', () => call.hangUp());
      same(call.state, 'ended', 'The state of a dead call');
    },
  },
  {
    name: 'what the visitor says is there once connected',
    role: 'call',
    needs: ['calls', 'phone', 'media'],
    async run(bench) {
      const call = await talking(bench);
      await bench.eventually('remoteAudio', () => call.remoteAudio !== undefined);
    },
  },
  {
    name: 'statistics count the packets that arrive',
    role: 'call',
    needs: ['calls', 'phone', 'stats'],
    async run(bench) {
      const call = await talking(bench);
      const first = await packets(bench, call);
      while ((await packets(bench, call)) <= first) {
        await bench.wait('the packets to grow', bench.pause(10));
      }
    },
  },
];

async function harmless(what: string, act: () => void | Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    assert(false, `${what} on a dead call should do nothing, but failed: ${String(error)}`);
  }
}

async function packets(bench: Bench, call: Call): Promise<number> {
  const stats = await bench.wait('getStats', Promise.resolve(call.getStats?.()));
  let received = 0;
  stats?.forEach((entry: { type?: string; kind?: string; packetsReceived?: number }) => {
    if (entry.type === 'inbound-rtp' && entry.kind === 'audio') {
      received += entry.packetsReceived ?? 0;
    }
  });
  return received;
}
