import type { DialableNumber } from '../../src/callback/index.js';
import { expect } from '@open-wc/testing';
import {
  canConnect,
  Handset,
  loopbackTransport,
  ringbackHz,
  voiceHz,
  type LoopbackCall,
  type LoopbackTransport,
} from '../../src/transport/loopback/index.js';
import type { Claim } from '../../src/transport/transport.js';
import {
  ask,
  claim,
  codeOf,
  freshDesk,
  levelOf,
  number,
  openPage,
  pause,
  statesOf,
  strongestHz,
  TestClock,
  ToneMicrophone,
  touchPage,
  until,
} from './loopback-kit.js';

const target = { claim: { id: 'callback' } as Claim, number: { e164: number } };

describe('loopback calls', () => {
  let desk: string;
  let transport: LoopbackTransport;
  let microphone: ToneMicrophone;
  let peers: RTCPeerConnection[];
  let contexts: AudioContext[];
  const closing: (() => unknown)[] = [];
  const native = { RTCPeerConnection, AudioContext };

  before(touchPage);

  beforeEach(() => {
    desk = freshDesk();
    transport = loopbackTransport({ desk });
    microphone = new ToneMicrophone(1_000);
    [peers, contexts] = [[], []];
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        peers.push(this);
      }
    };
    globalThis.AudioContext = class extends AudioContext {
      constructor() {
        super();
        contexts.push(this);
      }
    };
  });

  afterEach(async () => {
    Object.assign(globalThis, native);
    for (const close of closing.splice(0)) await close();
    await microphone.close();
  });

  function openHandset(): Handset {
    const handset = new Handset({ desk });
    closing.push(() => handset.dispose());
    return handset;
  }

  function dial(signal?: AbortSignal): LoopbackCall {
    const call = transport.calls.dial(target, { microphone: microphone.stream, signal });
    closing.push(() => call.hangUp());
    return call;
  }

  /** Keeps messages of a type back, as on a page that is frozen, until they are delivered. */
  function holdBack(type: string): () => void {
    const { postMessage } = BroadcastChannel.prototype;
    const kept: (() => void)[] = [];
    BroadcastChannel.prototype.postMessage = function (message: { type: string }) {
      if (message.type === type) kept.push(() => postMessage.call(this, message));
      else postMessage.call(this, message);
    };
    const deliver = () => {
      BroadcastChannel.prototype.postMessage = postMessage;
      for (const send of kept.splice(0)) send();
    };
    closing.push(() => (BroadcastChannel.prototype.postMessage = postMessage));
    return deliver;
  }

  async function connect(handset: Handset): Promise<LoopbackCall> {
    const call = dial();
    await until(() => handset.state === 'ringing');
    await handset.answer();
    await until(() => call.state === 'connected');
    return call;
  }

  it('declares what it can do', () => {
    expect(transport.calls.supports).to.deep.equal({
      dtmf: 'signalled',
      hold: true,
      transfer: true,
      stats: true,
    });
    expect(transport.calls.connection.state).to.equal('connected');
  });

  it('rings, is answered, and ends on both sides', async () => {
    const handset = openHandset();
    const call = dial();
    const states = statesOf(call);
    await until(() => call.state === 'ringing');
    expect(handset.state).to.equal('ringing');
    expect(handset.caller).to.equal('+12025550100');
    expect(call.callerId).to.equal('+12025550100');
    await handset.answer();
    await until(() => call.state === 'connected');
    expect((await call.getStats()).size).to.be.above(0);
    handset.hangUp();
    await until(() => call.state === 'ended');
    expect(states).to.deep.equal(['dialing', 'ringing', 'connected', 'ended']);
    expect(call.end).to.deep.equal({ reason: 'completed', by: 'visitor' });
    call.hangUp();
    expect(call.end!.by).to.equal('visitor');
  });

  describe('carry audio', () => {
    it('from the microphone, muted and not, from one microphone to the next', async () => {
      const handset = openHandset();
      const call = await connect(handset);
      await until(() => Math.abs(handset.inputPeakHz - 1_000) < 20);
      expect(handset.inputLevel).to.be.above(0.05);

      call.mute(true);
      expect(call.muted).to.equal(true);
      await until(() => handset.inputLevel < 0.001);
      expect(microphone.track.enabled).to.equal(true);

      const next = new ToneMicrophone(1_500);
      closing.push(() => next.close());
      await call.setMicrophone(next.stream);
      await pause(400);
      expect(handset.inputLevel).to.be.below(0.001);
      call.mute(false);
      await until(() => Math.abs(handset.inputPeakHz - 1_500) < 20);
      expect(handset.inputLevel).to.be.above(0.05);
      // The caller's own microphones are the caller's to stop.
      expect([microphone.track.readyState, next.track.readyState]).to.deep.equal(['live', 'live']);
    });

    it('from a real microphone', async () => {
      const real = await navigator.mediaDevices.getUserMedia({ audio: true });
      closing.push(() => real.getTracks().forEach((track) => track.stop()));
      const handset = openHandset();
      const call = await connect(handset);
      await call.setMicrophone(real);
      // The fake device beeps once a second.
      await until(() => handset.inputLevel < 0.001);
      await until(() => handset.inputLevel > 0.01);
    });

    it('and would show silence if none were sent', async () => {
      const handset = openHandset();
      await connect(handset);
      await until(() => handset.inputLevel > 0.05);
      peers[0]!.getSenders()[0]!.track!.stop();
      await until(() => handset.inputLevel < 0.001);
    });

    it('from the handset to the agent', async () => {
      const call = await connect(openHandset());
      expect(await strongestHz(call.remoteAudio!)).to.be.closeTo(voiceHz, 20);
    });

    it('aloud only when it is asked for', async () => {
      const handset = openHandset();
      expect(handset.listening).to.equal(false);
      handset.setListening(true);
      await connect(handset);
      handset.setListening(false);
      await until(() => handset.inputLevel > 0.05);
    });

    it('of two calls, muted apart', async () => {
      const handsets = [openHandset(), openHandset()];
      const first = dial();
      await until(() => handsets.some(({ state }) => state === 'ringing'));
      const second = dial();
      await until(() => handsets.every(({ state }) => state === 'ringing'));
      await Promise.all(handsets.map((handset) => handset.answer()));
      await until(() => first.state === 'connected' && second.state === 'connected');
      await until(() => handsets.every(({ inputLevel }) => inputLevel > 0.05));
      first.mute(true);
      await until(() => handsets.some(({ inputLevel }) => inputLevel < 0.001));
      expect(handsets.filter(({ inputLevel }) => inputLevel > 0.05)).to.have.length(1);
    });
  });

  describe('on hold', () => {
    const nobody = { local: false, remote: false };
    const isSilent = ({ inputLevel }: Handset) => inputLevel < 0.001;

    async function talk() {
      const handset = openHandset();
      const call = await connect(handset);
      await until(() => handset.inputLevel > 0.05);
      return { handset, call };
    }

    it('are silent at both ends, until they are taken back', async () => {
      const { handset, call } = await talk();
      const states = statesOf(call);
      await call.hold(true);
      expect(call.held).to.deep.equal({ local: true, remote: false });
      expect([handset.onHold, handset.holding]).to.deep.equal([true, false]);
      await until(() => isSilent(handset));
      expect(await levelOf(call.remoteAudio!)).to.be.below(0.001);
      expect(handset.inputLevel).to.be.below(0.001);
      await call.hold(true);
      await call.hold(false);
      expect(call.held).to.deep.equal(nobody);
      expect(handset.onHold).to.equal(false);
      await until(() => handset.inputLevel > 0.05);
      expect(await strongestHz(call.remoteAudio!)).to.be.closeTo(voiceHz, 20);
      await call.hold(false);
      expect(states).to.deep.equal(['connected', 'held', 'connected']);
    });

    it('stay muted when taken back, and silent when unmuted', async () => {
      const { handset, call } = await talk();
      call.mute(true);
      await call.hold(true);
      await call.hold(false);
      expect([call.state, call.muted]).to.deep.equal(['connected', true]);
      await pause(400);
      expect(handset.inputLevel).to.be.below(0.001);
      await call.hold(true);
      call.mute(false);
      await call.setMicrophone(microphone.stream);
      await pause(400);
      expect(handset.inputLevel).to.be.below(0.001);
      await call.hold(false);
      await until(() => handset.inputLevel > 0.05);
    });

    it('by the phone: neither end hears the other', async () => {
      const { handset, call } = await talk();
      handset.hold(true);
      handset.hold(true);
      await until(() => call.state === 'held');
      expect(call.held).to.deep.equal({ local: false, remote: true });
      expect([handset.holding, handset.onHold]).to.deep.equal([true, false]);
      await until(() => isSilent(handset));
      expect(await levelOf(call.remoteAudio!)).to.be.below(0.001);
      await call.hold(true);
      handset.hold(false);
      await until(() => !call.held.remote);
      expect(call.state).to.equal('held');
      expect(await levelOf(call.remoteAudio!)).to.be.below(0.001);
      await call.hold(false);
      await until(() => !isSilent(handset));
      expect(await strongestHz(call.remoteAudio!)).to.be.closeTo(voiceHz, 20);
    });

    it('by a phone that holds as soon as it has picked up', async () => {
      const handset = openHandset();
      handset.hold(true);
      expect(handset.holding).to.equal(false);
      const call = dial();
      const states = statesOf(call);
      await until(() => handset.state === 'ringing');
      const answering = handset.answer();
      handset.hold(true);
      await answering;
      await until(() => call.state === 'held');
      expect(states).to.deep.equal(['dialing', 'ringing', 'connected', 'held']);
      handset.hangUp();
      await until(() => call.state === 'ended');
      expect(call.end).to.deep.equal({ reason: 'completed', by: 'visitor' });
      expect(call.held).to.deep.equal(nobody);
      expect(handset.holding).to.equal(false);
    });

    it('as the last of quick clicks says', async () => {
      const { handset, call } = await talk();
      await Promise.all([true, false, true, false].map((held) => call.hold(held)));
      expect([call.state, handset.onHold]).to.deep.equal(['connected', false]);
      await Promise.all([false, true].map((held) => call.hold(held)));
      expect([call.state, handset.onHold]).to.deep.equal(['held', true]);
    });

    it('are so when they are back, held while they reconnected', async () => {
      const { call } = await talk();
      const states = statesOf(call);
      const become = (value: string) => {
        Object.defineProperty(peers[0], 'connectionState', { value, configurable: true });
        peers[0]!.dispatchEvent(new Event('connectionstatechange'));
      };
      become('disconnected');
      await call.hold(true);
      expect([call.state, call.held.local]).to.deep.equal(['reconnecting', true]);
      become('connected');
      become('disconnected');
      become('connected');
      expect(states).to.deep.equal(['connected', 'reconnecting', 'held', 'reconnecting', 'held']);
    });

    it('not before the answer, and not once they are over', async () => {
      const handset = openHandset();
      const call = dial();
      expect(await codeOf(call.hold(true))).to.equal('unavailable');
      await until(() => handset.state === 'ringing');
      expect(await codeOf(call.hold(true))).to.equal('unavailable');
      call.hangUp();
      expect(await codeOf(call.hold(true))).to.equal('callback-ended');
    });

    it('not when the phone does not answer; one that was only slow comes round', async () => {
      const clock = new TestClock();
      transport = loopbackTransport({ desk, clock });
      const { handset, call } = await talk();
      const deliver = holdBack('ask');
      let code: unknown;
      void codeOf(call.hold(true)).then((failed) => (code = failed));
      // Nothing of what is said meanwhile is for the visitor.
      await until(() => isSilent(handset));
      await until(async () => {
        await clock.advance(1_000);
        return code;
      });
      expect(code).to.equal('unavailable');
      expect([call.state, call.held.local]).to.deep.equal(['connected', false]);
      await until(() => !isSilent(handset));
      const told: boolean[] = [];
      handset.addEventListener('statechange', () => told.push(handset.onHold));
      deliver();
      await until(() => told.length === 2);
      expect(told).to.deep.equal([true, false]);
      expect(call.state).to.equal('connected');
    });

    it('not when they are hung up before the phone has agreed', async () => {
      const { call } = await talk();
      holdBack('ask');
      const waiting = [call.hold(true), call.transfer('+12025550177'), call.hold(false)].map(
        codeOf,
      );
      await pause(0);
      call.hangUp();
      expect(await Promise.all(waiting)).to.deep.equal(Array(3).fill('callback-ended'));
    });
  });

  describe('that are transferred', () => {
    const elsewhere = '+12025550177';

    it('end so, and the phone says where it is, until it hangs up', async () => {
      const handset = openHandset();
      const call = await connect(handset);
      await call.hold(true);
      await call.transfer(elsewhere);
      await until(() => call.state === 'ended');
      expect(call.end).to.deep.equal({ reason: 'transferred', by: 'agent' });
      expect([handset.state, handset.transferredTo]).to.deep.equal(['transferred', elsewhere]);
      expect([handset.onHold, handset.inputLevel]).to.deep.equal([false, 0]);
      expect(peers.map(({ connectionState }) => connectionState)).to.deep.equal([
        'closed',
        'closed',
      ]);
      expect(await codeOf(call.transfer(elsewhere))).to.equal('callback-ended');

      const busy = dial();
      await until(() => busy.state === 'ended');
      expect(busy.end?.reason).to.equal('busy');
      handset.hangUp();
      expect([handset.state, handset.transferredTo]).to.deep.equal(['idle', undefined]);
      await connect(handset);
    });

    it('go on when the phone refuses, or the target is none', async () => {
      const handset = openHandset();
      const call = await connect(handset);
      expect(await codeOf(call.transfer(' '))).to.equal('refused');
      handset.setTakesTransfers(false);
      expect(await codeOf(call.transfer(elsewhere))).to.equal('refused');
      expect([call.state, handset.state]).to.deep.equal(['connected', 'connected']);
      await until(() => handset.inputLevel > 0.05);
    });

    it('not before the answer', async () => {
      const handset = openHandset();
      const call = dial();
      await until(() => handset.state === 'ringing');
      expect(await codeOf(call.transfer(elsewhere))).to.equal('unavailable');
    });

    it('go on when the phone does not answer in time, and end when it goes all the same', async () => {
      const clock = new TestClock();
      transport = loopbackTransport({ desk, clock });
      const handset = openHandset();
      const call = await connect(handset);
      const deliver = holdBack('ask');
      let code: unknown;
      void codeOf(call.transfer(elsewhere)).then((failed) => (code = failed));
      await until(async () => {
        await clock.advance(1_000);
        return code;
      });
      expect(code).to.equal('unavailable');
      expect(call.state).to.equal('connected');
      deliver();
      await until(() => call.state === 'ended');
      expect(call.end).to.deep.equal({ reason: 'transferred', by: 'agent' });
      expect(handset.transferredTo).to.equal(elsewhere);
    });
  });

  describe('with early media', () => {
    it('let the agent hear the phone’s own ringback, and the phone nothing, until it answers', async () => {
      const handset = new Handset({ desk, ringback: true });
      closing.push(() => handset.dispose());
      const call = dial();
      await until(() => call.earlyMedia);
      expect([call.state, handset.state]).to.deep.equal(['ringing', 'ringing']);
      const isRingback = async () =>
        Math.abs((await strongestHz(call.remoteAudio!)) - ringbackHz) < 20;
      // There are three seconds of silence between two tones.
      await until(isRingback, 'the phone’s ringback');
      expect(handset.inputLevel).to.be.below(0.001);
      expect(await codeOf(call.hold(true))).to.equal('unavailable');

      let early = false;
      call.addEventListener('statechange', () => (early ||= call.earlyMedia));
      await handset.answer();
      await until(() => call.state === 'connected');
      expect(early).to.equal(false);
      await until(() => handset.inputLevel > 0.05);
      expect(await strongestHz(call.remoteAudio!)).to.be.closeTo(voiceHz, 20);
      call.hangUp();
      await until(() => contexts.every(({ state }) => state === 'closed'));
    });

    it('stop ringing when they are declined or canceled', async () => {
      const handset = openHandset();
      handset.setRingback(true);
      for (const end of [
        (_: LoopbackCall) => handset.decline(),
        (call: LoopbackCall) => call.hangUp(),
      ]) {
        const call = dial();
        await until(() => call.earlyMedia);
        end(call);
        await until(() => call.state === 'ended' && handset.state === 'idle');
        expect(call.earlyMedia).to.equal(false);
      }
      await until(() => contexts.every(({ state }) => state === 'closed'));
    });
  });

  it('come from the number that the claim names', async () => {
    const handset = openHandset();
    const dialed = { callerId: '+12025550188' };
    const call = transport.calls.dial(
      { ...target, claim: { ...target.claim, dial: dialed } },
      { microphone: microphone.stream },
    );
    closing.push(() => call.hangUp());
    await until(() => handset.state === 'ringing');
    expect([call.callerId, handset.caller]).to.deep.equal([dialed.callerId, dialed.callerId]);
  });

  it('are all hung up when the line is disposed of', async () => {
    const call = await connect(openHandset());
    const ringing = dial();
    transport.calls.dispose();
    transport.calls.dispose();
    const end = { reason: 'network-failed', by: 'system' };
    expect([call.end, ringing.end]).to.deep.equal([end, end]);
  });

  it('send tones in order, each heard before the next', async () => {
    const handset = openHandset();
    const call = dial();
    const early = call.sendTone('7');
    await until(() => handset.state === 'ringing');
    expect(handset.digits).to.equal('');
    await handset.answer();
    await early;
    expect(handset.digits).to.equal('7');
    await Promise.all(['1', '2', '#', '*', '0'].map((tone) => call.sendTone(tone as '1')));
    expect(handset.digits).to.equal('712#*0');
    const reason = new Error('no more');
    const failure = await call
      .sendTone('9', { signal: AbortSignal.abort(reason) })
      .catch((error: unknown) => error);
    expect(failure).to.equal(reason);
    handset.dispose();
    const unheard = call.sendTone('3');
    call.hangUp();
    expect(await codeOf(unheard)).to.equal('callback-ended');
    expect(await codeOf(call.sendTone('4'))).to.equal('callback-ended');
    expect(handset.digits).to.equal('712#*0');
  });

  it('leave nothing running', async () => {
    const handset = openHandset();
    const call = await connect(handset);
    const sent = peers.flatMap((peer) => peer.getSenders().map(({ track }) => track!));
    expect(sent).to.have.length(2);
    call.hangUp();
    await until(() => handset.state === 'idle');
    expect(sent.map(({ readyState }) => readyState)).to.deep.equal(['ended', 'ended']);
    expect(peers.map(({ connectionState }) => connectionState)).to.deep.equal(['closed', 'closed']);
    await until(() => contexts.every(({ state }) => state === 'closed'));
    expect(contexts).to.have.length(1);
    expect(handset.inputLevel).to.equal(0);
    // Letting go of a lock takes effect a moment later.
    await until(async () => {
      const { held } = await navigator.locks.query();
      return !held!.some(({ name }) => name!.includes(desk));
    });
  });

  it('stop every clone of a microphone, also when it cannot be changed', async () => {
    const call = await connect(openHandset());
    const sender = peers.flatMap((peer) => peer.getSenders())[0]!;
    const clones = [sender.track!];
    let fail = (_: Error) => {};
    sender.replaceTrack = (track) => {
      clones.push(track!);
      return new Promise((_, reject) => (fail = reject));
    };
    const change = async (meanwhile = () => {}) => {
      const changing = call.setMicrophone(microphone.stream).catch((error: Error) => error.message);
      meanwhile();
      fail(new Error('not now'));
      expect(await changing).to.equal('not now');
      return clones.map(({ readyState }) => readyState);
    };
    expect(await change()).to.deep.equal(['ended', 'live']);
    expect(await change(() => call.hangUp())).to.deep.equal(['ended', 'ended', 'ended']);
    expect(microphone.track.readyState).to.equal('live');
  });

  describe('end', () => {
    async function endOf(call: LoopbackCall) {
      await until(() => call.state === 'ended');
      return call.end;
    }

    it('no-answer, by the system, without any handset', async () => {
      const clock = new TestClock();
      transport = loopbackTransport({ desk, clock });
      const call = dial();
      await until(async () => {
        await clock.advance(1_000);
        return call.state === 'ended';
      });
      expect(call.end).to.deep.equal({ reason: 'no-answer', by: 'system' });
    });

    it('no-answer when it rings for 45 seconds', async () => {
      const clock = new TestClock();
      transport = loopbackTransport({ desk, clock });
      const handset = openHandset();
      const call = dial();
      await until(() => call.state === 'ringing');
      await clock.advance(44_000);
      expect(call.state).to.equal('ringing');
      await clock.advance(1_100);
      expect(await endOf(call)).to.deep.equal({ reason: 'no-answer', by: 'system' });
      await until(() => handset.state === 'idle');
    });

    it('rejected when the visitor declines', async () => {
      const handset = openHandset();
      const call = dial();
      await until(() => handset.state === 'ringing');
      handset.decline();
      expect(await endOf(call)).to.deep.equal({ reason: 'rejected', by: 'visitor' });
    });

    it('busy when the only handset is engaged or in a call', async () => {
      const handset = openHandset();
      handset.setEngaged(true);
      expect(await endOf(dial())).to.deep.equal({ reason: 'busy', by: 'system' });
      handset.setEngaged(false);
      await connect(handset);
      expect(await endOf(dial())).to.deep.equal({ reason: 'busy', by: 'system' });
      expect(handset.state).to.equal('connected');
    });

    it('agent-canceled when the agent hangs up before the answer', async () => {
      const handset = openHandset();
      const abort = new AbortController();
      for (const hangUp of [(call: LoopbackCall) => call.hangUp(), () => abort.abort()]) {
        const call = dial(abort.signal);
        await until(() => handset.state === 'ringing');
        hangUp(call);
        expect(await endOf(call)).to.deep.equal({ reason: 'agent-canceled', by: 'agent' });
        await until(() => handset.state === 'idle');
      }
      const never = dial(abort.signal);
      expect(never.state).to.equal('dialing');
      expect(await endOf(never)).to.deep.equal({ reason: 'agent-canceled', by: 'agent' });
    });

    // `accepted`: that it was dialled is still to be reported.
    for (const state of ['accepted', 'ringing'] as const) {
      it(`visitor-canceled when ${state}, and no phone rings once the cancel has resolved`, async () => {
        const visitor = loopbackTransport({ desk });
        const receipt = await ask(visitor);
        const held = await claim(transport, receipt);
        const handset = openHandset();
        const call = transport.calls.dial(
          { claim: held, number: held.callback.number as DialableNumber },
          { microphone: microphone.stream },
        );
        await until(() => call.state === 'ringing');
        await transport.agent.report(held, { seq: 1, state });
        await visitor.visitor.cancel(receipt);
        expect(handset.state).to.equal('idle');
        expect(await endOf(call)).to.deep.equal({ reason: 'visitor-canceled', by: 'visitor' });
      });
    }

    it('completed when the visitor’s phone page is closed', async () => {
      const page = await openPage({ desk });
      const handset = page.openHandset();
      const call = dial();
      await until(() => handset.state === 'ringing');
      await handset.answer();
      await until(() => call.state === 'connected');
      page.close();
      expect(await endOf(call)).to.deep.equal({ reason: 'completed', by: 'visitor' });
    });

    it('network-failed when the way to the phone is lost for good', async () => {
      const call = await connect(openHandset());
      const states = statesOf(call);
      // A phone that crashes is `disconnected` after 5 s in Chromium and `failed` after 15 s: too
      // long to wait for here.
      for (const value of ['disconnected', 'connected', 'disconnected', 'failed']) {
        Object.defineProperty(peers[0], 'connectionState', { value, configurable: true });
        peers[0]!.dispatchEvent(new Event('connectionstatechange'));
      }
      expect(states).to.deep.equal([
        'connected',
        'reconnecting',
        'connected',
        'reconnecting',
        'ended',
      ]);
      expect(call.end).to.deep.equal({ reason: 'network-failed', by: 'system' });
    });

    it('network-failed, and no visitor who hung up, when the phone loses the way', async () => {
      const handset = openHandset();
      const call = await connect(handset);
      const own = peers.at(-1)!;
      Object.defineProperty(own, 'connectionState', { value: 'failed' });
      own.dispatchEvent(new Event('connectionstatechange'));
      expect(await endOf(call)).to.deep.equal({ reason: 'network-failed', by: 'system' });
      expect(handset.state).to.equal('idle');
    });

    it('media-failed without a microphone', async () => {
      microphone.track.stop();
      expect(await endOf(dial())).to.deep.equal({ reason: 'media-failed', by: 'system' });
    });

    it('media-failed where WebRTC does not exist', async () => {
      Reflect.deleteProperty(globalThis, 'RTCPeerConnection');
      const { connection } = transport.calls;
      expect([connection.state, connection.error?.code]).to.deep.equal(['failed', 'unavailable']);
      const call = dial();
      expect(call.state).to.equal('dialing');
      expect((await call.getStats()).size).to.equal(0);
      expect(await endOf(call)).to.deep.equal({ reason: 'media-failed', by: 'system' });
    });

    it('media-failed, and say why, without a network', async () => {
      const { prototype } = native.RTCPeerConnection;
      const property = Object.getOwnPropertyDescriptor(prototype, 'localDescription')!;
      Object.defineProperty(prototype, 'localDescription', {
        ...property,
        get(this: RTCPeerConnection) {
          const { type, sdp } = property.get!.call(this) as RTCSessionDescription;
          return { type, sdp: sdp.replaceAll(/^a=candidate:.*\r\n/gm, '') };
        },
      });
      try {
        openHandset();
        const call = dial();
        expect(await endOf(call)).to.deep.equal({ reason: 'media-failed', by: 'system' });
        expect(call.mediaProblem).to.equal('no-network');
        expect(await canConnect()).to.equal(false);
      } finally {
        Object.defineProperty(prototype, 'localDescription', property);
      }
      expect(await canConnect()).to.equal(true);
      expect(peers.every(({ signalingState }) => signalingState === 'closed')).to.equal(true);
    });
  });

  it('reach one of two handsets', async () => {
    const handsets = [openHandset(), openHandset()];
    const call = dial();
    await until(() => call.state === 'ringing');
    await pause(100);
    expect(handsets.map(({ state }) => state).sort()).to.deep.equal(['idle', 'ringing']);
    const handset = handsets.find(({ state }) => state === 'ringing')!;
    await handset.answer();
    await until(() => call.state === 'connected');
  });

  it('stop ringing when the agent’s page is gone', async () => {
    const page = await openPage({ desk });
    const handset = openHandset();
    page.transport.calls.dial(target, { microphone: microphone.stream });
    await until(() => handset.state === 'ringing');
    page.close();
    await until(() => handset.state === 'idle');
  });

  it('stop ringing when the agent’s page has crashed', async () => {
    const handset = openHandset();
    dial();
    await until(() => handset.state === 'ringing');
    const { held } = await navigator.locks.query();
    const { name } = held!.find((lock) => lock.name!.includes(`${desk}/session/`))!;
    // A page that crashes says nothing: the browser only takes its locks away.
    await navigator.locks.request(name!, { steal: true }, () => {});
    await until(() => handset.state === 'idle');
  });
});
