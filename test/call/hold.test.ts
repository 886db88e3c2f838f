import { expect } from '@open-wc/testing';
import { keepOneActive, type AgentCall } from '../../src/call/index.js';
import { TransportError } from '../../src/transport/transport.js';
import { Bench, codeOf, forget, Microphones, until } from './call-kit.js';
import { ScriptedLine, type ScriptedCall } from './scripted-line.js';

/** An answer that the test gives when it likes. */
function pending(call: ScriptedCall): { resolve: () => void; reject: (error: Error) => void } {
  let settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const answer = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  call.answer = () => answer;
  return settle!;
}

const refusal = () => new TransportError('unavailable', 'The far end did not agree.');

describe('a call in progress', () => {
  let bench: Bench;
  let microphones: Microphones;
  let line: ScriptedLine;

  beforeEach(async () => {
    forget();
    microphones = new Microphones();
    bench = await new Bench().start();
    line = new ScriptedLine();
  });
  afterEach(() => {
    bench.dispose();
    microphones.restore();
  });

  async function dial(): Promise<{ call: AgentCall; far: ScriptedCall }> {
    const call = await bench.call({}, { calls: line });
    await call.accept();
    return { call, far: line.last };
  }

  async function talk(): Promise<{ call: AgentCall; far: ScriptedCall }> {
    const { call, far } = await dial();
    far.set({ state: 'connected' });
    return { call, far };
  }

  describe('on hold', () => {
    it('is held by the agent and taken back; the desk hears of both', async () => {
      const { call, far } = await talk();
      expect(call.canHold).to.be.true;
      const held = call.hold(true);
      expect(call.holding).to.be.true;
      await held;
      expect(call.holding).to.be.false;
      expect([call.state, call.held]).to.deep.equal(['held', { local: true, remote: false }]);
      await call.hold(false);
      expect([call.state, call.held]).to.deep.equal(['connected', { local: false, remote: false }]);
      expect(far.asked).to.deep.equal([true, false]);
      await until(() => bench.reports.length === 5, 'the reports');
      expect(bench.reports.map(({ state }) => state).slice(2)).to.deep.equal([
        'connected',
        'held',
        'connected',
      ]);
    });

    it('shows that the visitor holds, and lets the agent hold beside it', async () => {
      const { call, far } = await talk();
      far.set({ state: 'held', held: { local: false, remote: true } });
      expect([call.state, call.held]).to.deep.equal(['held', { local: false, remote: true }]);
      await call.hold(true);
      expect(call.held).to.deep.equal({ local: true, remote: true });
      await call.hold(false);
      expect([call.state, call.held]).to.deep.equal(['held', { local: false, remote: true }]);
      far.set({ state: 'connected', held: { local: false, remote: false } });
      expect(call.state).to.equal('connected');
    });

    it('says why it failed, goes on, and can be tried again', async () => {
      const { call, far } = await talk();
      far.answer = () => Promise.reject(refusal());
      await call.hold(true);
      expect(codeOf(call.holdError)).to.equal('unavailable');
      expect([call.state, call.error]).to.deep.equal(['connected', undefined]);
      far.answer = () => Promise.resolve();
      await call.hold(true);
      expect([call.state, call.holdError]).to.deep.equal(['held', undefined]);
    });

    it('takes the last word where it is asked for twice in a row', async () => {
      const { call, far } = await talk();
      const answer = pending(far);
      const asked = [call.hold(true), call.hold(true)];
      await until(() => far.asked.length > 0, 'the line to be asked');
      asked.push(call.hold(false));
      answer.resolve();
      await Promise.all(asked);
      expect(far.asked).to.deep.equal([true, false]);
      expect(call.state).to.equal('connected');
    });

    it('is for calls that were answered, on lines that can', async () => {
      const { call, far } = await dial();
      expect([call.canHold, call.canTransfer]).to.deep.equal([false, false]);
      await call.hold(true);
      await call.transfer('+12015550199');
      far.set({ state: 'ringing' });
      expect([call.canHold, call.canTransfer]).to.deep.equal([false, false]);
      far.hangUp();
      expect([call.canHold, call.canTransfer]).to.deep.equal([false, false]);
      await call.hold(true);
      line = new ScriptedLine({});
      const plain = (await talk()).call;
      expect([plain.canHold, plain.canTransfer]).to.deep.equal([false, false]);
      await plain.hold(true);
      expect([far.asked, line.last.asked]).to.deep.equal([[], []]);
    });

    it('keeps the mute, whatever is held', async () => {
      const { call, far } = await talk();
      call.mute(true);
      await call.hold(true);
      await call.hold(false);
      expect([far.muted, call.mutedBecause]).to.deep.equal([true, 'agent']);
    });

    it('sends no tones, and those that wait go out after it', async () => {
      const { call, far } = await talk();
      const first = pending(far);
      call.sendTones('12');
      far.set({ state: 'held', held: { local: false, remote: true } });
      expect(call.sendTones('3')).to.equal(0);
      far.answer = () => Promise.resolve();
      first.resolve();
      await until(() => call.tones[0]?.state === 'sent', 'the first tone');
      expect(call.tones.map(({ state }) => state)).to.deep.equal(['sent', 'pending']);
      far.set({ state: 'connected', held: { local: false, remote: false } });
      await until(() => call.tones[1]?.state === 'sent', 'the second tone');
      expect(far.tones).to.deep.equal(['1', '2']);
    });

    it('can be hung up, and what is under way makes no difference any more', async () => {
      const { call, far } = await talk();
      await call.hold(true);
      const answer = pending(far);
      const taken = call.hold(false);
      call.hangUp();
      answer.reject(refusal());
      await taken;
      expect(call.end).to.deep.equal({ reason: 'completed', by: 'agent' });
      expect([call.holding, call.holdError]).to.deep.equal([false, undefined]);
    });

    it('is interrupted like any call when the page is loaded anew', async () => {
      const { call } = await talk();
      await call.hold(true);
      await until(() => bench.truth(call)?.state === 'held', 'the report');
      call.leave();
      const again = bench.take(call.callback.id, {
        resume: bench.desk.claims.get(call.callback.id),
      });
      expect([again.interrupted, again.state]).to.deep.equal([true, 'reconnecting']);
      expect(again.canHold).to.be.false;
      expect(again.connectedAt).to.be.a('number');
    });
  });

  describe('beside another one', () => {
    let life: AbortController;
    beforeEach(() => (life = new AbortController()));
    afterEach(() => life.abort());

    async function two() {
      const first = await talk();
      const calls = [first.call];
      keepOneActive(first.call, () => calls, { signal: life.signal });
      const second = await dial();
      calls.push(second.call);
      keepOneActive(second.call, () => calls, { signal: life.signal });
      second.far.set({ state: 'connected' });
      return { first, second };
    }

    it('mutes the other one as soon as it is being taken off hold', async () => {
      const { first, second } = await two();
      second.call.mute(true);
      first.call.mute(false);
      await first.call.hold(true);
      second.call.mute(false);
      expect(first.call.muted, 'held: the visitor hears nothing anyway').to.be.false;
      const answer = pending(first.far);
      const taken = first.call.hold(false);
      expect(second.call.mutedBecause).to.equal('other-call');
      // Unmuted after all, before the line has answered: the one that comes off hold is silent.
      second.call.mute(false);
      expect(first.call.mutedBecause).to.equal('other-call');
      answer.resolve();
      await taken;
      expect([first.call.transmitting, second.call.transmitting]).to.deep.equal([false, true]);
    });

    it('is not silenced by an unmute in a call that is held', async () => {
      const { first, second } = await two();
      await first.call.hold(true);
      first.call.mute(true);
      first.call.mute(false);
      expect(second.call.muted).to.be.false;
    });
  });

  describe('handed on', () => {
    it('ends as transferred, and wrap-up follows', async () => {
      const { call, far } = await talk();
      await call.hold(true);
      expect(call.canTransfer).to.be.true;
      const transferred = call.transfer('  sip:sales@example.com\n');
      expect(call.transferring).to.be.true;
      await transferred;
      expect(far.asked).to.deep.equal([true, 'sip:sales@example.com']);
      await until(() => call.state === 'wrapup', 'wrap-up');
      expect(call.end).to.deep.equal({ reason: 'transferred', by: 'agent' });
      expect(bench.reports.at(-1)).to.deep.include({ state: 'ended', end: call.end });
      expect([call.canPutBack, call.transferring]).to.deep.equal([false, false]);
      await call.saveWrapup();
      expect(call.state).to.equal('done');
    });

    it('goes on where it is refused, says why, and can be tried again', async () => {
      const { call, far } = await talk();
      far.answer = () => Promise.reject(new TransportError('refused'));
      await call.transfer('+12015550199');
      expect(codeOf(call.transferError)).to.equal('refused');
      expect([call.state, call.error]).to.deep.equal(['connected', undefined]);
      far.answer = () => Promise.resolve();
      await call.transfer('+12015550199');
      expect([call.end?.reason, call.transferError]).to.deep.equal(['transferred', undefined]);
    });

    it('wants a target, and only one at a time', async () => {
      const { call, far } = await talk();
      await call.transfer(' \t ');
      expect(codeOf(call.transferError)).to.equal('number-invalid');
      expect(far.asked).to.deep.equal([]);
      const answer = pending(far);
      const both = [call.transfer('+12015550101'), call.transfer('+12015550102')];
      answer.resolve();
      await Promise.all(both);
      expect(far.asked).to.deep.equal(['+12015550101']);
    });

    it('takes no failure for its own when the visitor hangs up meanwhile', async () => {
      const { call, far } = await talk();
      const answer = pending(far);
      const transferred = call.transfer('+12015550199');
      far.hangUp('visitor');
      answer.reject(new TransportError('callback-ended'));
      await transferred;
      expect(call.end).to.deep.equal({ reason: 'completed', by: 'visitor' });
      expect([call.transferring, call.transferError]).to.deep.equal([false, undefined]);
    });
  });
});
