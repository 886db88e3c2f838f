import { aTimeout, expect } from '@open-wc/testing';
import type { AgentCall } from '../../src/call/index.js';
import { AgentDesk } from '../../src/call/index.js';
import { TransportError, type Claim } from '../../src/transport/transport.js';
import { Bench, codeOf, grace, linus, Microphones, until, forget } from './call-kit.js';
import { ScriptedLine } from './scripted-line.js';

describe('AgentCall', () => {
  let bench: Bench;
  let microphones: Microphones;

  beforeEach(async () => {
    forget();
    microphones = new Microphones();
    bench = await new Bench().start();
  });
  afterEach(() => {
    bench.dispose();
    microphones.restore();
  });

  describe('from Accept to the box that is gone', () => {
    it('claims, opens the microphone, dials, talks, ends, saves, closes, goes', async () => {
      const call = await bench.call();
      const states: string[] = [call.state];
      call.addEventListener('change', () => {
        if (states.at(-1) !== call.state) states.push(call.state);
      });
      const accepted = call.accept();
      expect(call.busy).to.be.true;
      await accepted;
      expect(call.busy).to.be.false;
      expect(call.microphone).to.equal('open');
      const phone = await bench.fake.phone.next();
      phone.ring();
      phone.answer();
      expect(call.connectedAt).to.be.closeTo(Date.now(), 1_000);
      phone.hangUp();
      await until(() => call.state === 'wrapup', 'wrap-up');
      expect(call.end).to.deep.equal({ reason: 'completed', by: 'visitor' });
      expect(call.microphone).to.equal('idle');
      expect(microphones.live).to.equal(0);
      call.notes = 'Wants a quote';
      call.disposition = 'reached';
      const saved = call.saveWrapup();
      expect(call.saving).to.be.true;
      await saved;
      expect(call.saving).to.be.false;
      expect(states).to.deep.equal([
        'waiting',
        'claimed',
        'accepted',
        'dialing',
        'ringing',
        'connected',
        'ended',
        'wrapup',
        'done',
      ]);
      expect(bench.truth(call)).to.include({
        state: 'done',
        disposition: 'reached',
        notes: 'Wants a quote',
      });
      expect(call.box).to.equal('open');
      call.close();
      expect(call.box).to.equal('closed');
      await call.remove();
      expect(call.box).to.equal('removed');
    });

    it('is about what it has claimed: the visitor had changed the number meanwhile', async () => {
      const receipt = bench.fake.ask();
      await until(() => bench.desk.waiting.has(receipt.id), 'the row');
      const call = bench.take(receipt.id);
      const clicked = call.callback.number;
      const number = { e164: '+12015550199' };
      await bench.fake.visitor().change!(receipt, { number }, { changeKey: 'changed' });
      expect(call.callback.number).to.deep.equal(clicked);
      await call.accept();
      expect((await bench.fake.phone.next()).target.number).to.deep.equal(number);
      expect(call.callback.number).to.deep.equal(number);
      call.leave();
      expect(call.callback.number, 'after the claim').to.deep.equal(number);
    });

    it('reports every state in order, numbered without a gap', async () => {
      const { phone } = await bench.talk();
      phone.hangUp();
      await until(() => bench.reports.at(-1)?.state === 'ended', 'the last report');
      expect(bench.reports.map(({ state }) => state)).to.deep.equal([
        'accepted',
        'dialing',
        'ringing',
        'connected',
        'ended',
      ]);
      expect(bench.reports.map(({ seq }) => seq)).to.deep.equal([1, 2, 3, 4, 5]);
    });

    it('accepts once when asked twice', async () => {
      const call = await bench.call();
      await Promise.all([call.accept(), call.accept()]);
      await call.accept();
      expect(bench.fake.phone.calls.length).to.equal(1);
      expect(microphones.opened.length).to.equal(1);
    });

    it('does not dial before the backend has confirmed', async () => {
      bench.fake.delay = 150;
      const call = await bench.call();
      void call.accept();
      await until(() => call.state === 'claimed' && call.microphone === 'open', 'the microphone');
      expect(bench.fake.phone.calls.length).to.equal(0);
      await until(() => bench.fake.phone.calls.length === 1, 'the dial');
    });

    it('hangs up while it rings, and ends as canceled by the agent', async () => {
      const call = await bench.call();
      await call.accept();
      (await bench.fake.phone.next()).ring();
      call.hangUp();
      await until(() => call.state === 'wrapup', 'wrap-up');
      expect(call.end).to.deep.equal({ reason: 'agent-canceled', by: 'agent' });
    });

    it('does nothing where there is nothing to do', async () => {
      const call = await bench.call();
      call.hangUp();
      call.mute(true);
      void call.remove();
      await call.saveWrapup();
      expect(call.sendTones('1')).to.equal(0);
      expect(call.state).to.equal('waiting');
      expect(call.box).to.equal('open');
      expect(call.muted).to.be.false;
      expect(call.agent).to.deep.equal(grace);
    });
  });

  describe('when the claim fails', () => {
    it('says who was faster', async () => {
      const call = await bench.call();
      await bench.fake.agent(linus).claim(call.callback.id, { claimKey: 'theirs' });
      await until(() => call.claimedBy !== undefined, 'the name');
      await call.accept();
      expect(codeOf(call.error)).to.equal('already-claimed');
      expect(call.claimedBy).to.deep.equal(linus);
      expect(call.state).to.equal('waiting');
      expect(microphones.opened.length).to.equal(0);
    });

    it('says that the callback is over', async () => {
      const call = await bench.call();
      bench.fake.end(call.callback.id, { reason: 'expired', by: 'system' });
      await call.accept();
      expect(codeOf(call.error)).to.equal('callback-ended');
    });

    it('says that the desk is out of reach, and goes on when tried again', async () => {
      const call = await bench.call();
      bench.fake.cut();
      await call.accept();
      expect(codeOf(call.error)).to.equal('offline');
      bench.fake.restore();
      await call.accept();
      expect(call.error).to.be.undefined;
      expect(call.state).to.equal('dialing');
    });

    it('asks for a lost answer again, and is the winner again', async () => {
      const call = await bench.call();
      bench.fake.loseNextAnswer();
      await call.accept();
      expect(codeOf(call.error)).to.equal('timeout');
      await call.accept();
      expect(call.state).to.equal('dialing');
    });

    it('asks anew, with another key, once it has been refused', async () => {
      const call = await bench.call();
      const rival = bench.fake.agent(linus);
      const theirs = await rival.claim(call.callback.id, { claimKey: 'theirs' });
      const { claim } = bench.transport;
      const keys: string[] = [];
      bench.transport.claim = (id, options) => {
        keys.push(options.claimKey);
        return claim(id, options);
      };
      await call.accept();
      await rival.release(theirs, 'declined');
      await call.accept();
      expect(call.state).to.equal('dialing');
      expect(new Set(keys).size).to.equal(2);
    });

    it('gives back a claim whose answer was lost when the box is closed', async () => {
      const call = await bench.call();
      bench.fake.loseNextAnswer();
      await call.accept();
      expect(bench.truth(call)?.state).to.equal('claimed');
      call.close();
      await until(() => bench.truth(call)?.state === 'waiting', 'the release');
    });
  });

  describe('when the microphone fails', () => {
    for (const [name, code] of [
      ['NotAllowedError', 'microphone-denied'],
      ['SecurityError', 'microphone-denied'],
      ['NotFoundError', 'microphone-missing'],
      ['OverconstrainedError', 'microphone-missing'],
      ['NotReadableError', 'microphone-busy'],
      ['AbortError', 'microphone-failed'],
      ['InvalidStateError', 'microphone-failed'],
    ] as const) {
      it(`gives the request back after ${name}: ${code}`, async () => {
        microphones.fail(name);
        const call = await bench.call();
        await call.accept();
        expect(codeOf(call.error)).to.equal(code);
        expect(call.microphone).to.equal('failed');
        expect(call.state).to.equal('waiting');
        expect(bench.truth(call)?.state).to.equal('waiting');
        expect(bench.fake.phone.calls.length).to.equal(0);
      });
    }

    it('goes on when tried again after it was allowed', async () => {
      microphones.fail('NotAllowedError');
      const call = await bench.call();
      await call.accept();
      microphones.allow();
      await call.accept();
      expect(call.error).to.be.undefined;
      expect(call.state).to.equal('dialing');
    });

    it('says that the page is insecure, which no retry can mend', async () => {
      const call = await bench.call();
      const { mediaDevices } = navigator;
      Object.defineProperty(navigator, 'mediaDevices', { value: undefined, configurable: true });
      try {
        await call.accept();
      } finally {
        Object.defineProperty(navigator, 'mediaDevices', {
          value: mediaDevices,
          configurable: true,
        });
      }
      expect(codeOf(call.error)).to.equal('microphone-insecure');
      expect((call.error as { retryable: boolean }).retryable).to.be.false;
    });

    it('releases the claim when nobody answers; a late Allow claims again and dials', async () => {
      const question = microphones.ask();
      const call = await bench.call({}, { microphoneTimeout: 30 });
      await call.accept();
      expect(codeOf(call.error)).to.equal('microphone-timeout');
      expect(bench.truth(call)?.state).to.equal('waiting');
      await question.allow();
      await until(() => call.state === 'dialing', 'the dial');
      expect(bench.fake.phone.calls.length).to.equal(1);
      expect(call.error).to.be.undefined;
    });

    it('takes an Allow that comes while the claim is being released', async () => {
      const question = microphones.ask();
      const call = await bench.call({}, { microphoneTimeout: 30 });
      const accepted = call.accept();
      await until(() => call.microphone === 'pending', 'the question');
      bench.fake.delay = 100;
      await until(() => call.state === 'waiting', 'the release on its way');
      await question.allow();
      await accepted;
      await until(() => call.state === 'dialing', 'the dial');
    });

    it('stops a late microphone and says who took the request', async () => {
      const question = microphones.ask();
      const call = await bench.call({}, { microphoneTimeout: 30 });
      await call.accept();
      await bench.fake.agent(linus).claim(call.callback.id, { claimKey: 'theirs' });
      await question.allow();
      await until(() => codeOf(call.error) === 'already-claimed', 'the refusal');
      expect(call.claimedBy).to.deep.equal(linus);
      expect(microphones.live).to.equal(0);
    });

    it('stops a late microphone of a box that was closed', async () => {
      const question = microphones.ask();
      const call = await bench.call({}, { microphoneTimeout: 30 });
      await call.accept();
      call.close();
      await question.allow();
      await until(() => microphones.live === 0, 'the stop');
      expect(call.state).to.equal('waiting');
    });

    it('stops a late microphone of a box that is closed while it claims again', async () => {
      const question = microphones.ask();
      const call = await bench.call({}, { microphoneTimeout: 30 });
      await call.accept();
      let refuse = (_error: Error) => {};
      bench.transport.claim = () => new Promise((_, reject) => (refuse = reject));
      await question.allow();
      await until(() => call.busy && microphones.live === 1, 'the second claim');
      call.close();
      refuse(new TransportError('already-claimed', 'Linus was faster.'));
      await until(() => !call.busy, 'the end of it');
      expect(microphones.live).to.equal(0);
    });

    it('gives the claim back in the end where the first word of it got lost', async () => {
      const { release } = bench.transport;
      let tries = 0;
      bench.transport.release = (...all) => {
        tries += 1;
        const lost = new TransportError('offline', 'Not now.');
        return tries === 1 ? Promise.reject(lost) : release(...all);
      };
      microphones.fail('NotAllowedError');
      const call = await bench.call();
      await call.accept();
      expect(call.busy, 'the agent need not wait for it').to.be.false;
      await until(() => bench.truth(call)?.state === 'waiting', 'the release');
      expect(tries).to.equal(2);
    });

    it('takes a late refusal without a word', async () => {
      const question = microphones.ask();
      const call = await bench.call({}, { microphoneTimeout: 30 });
      await call.accept();
      question.block();
      await aTimeout(20);
      expect(codeOf(call.error)).to.equal('microphone-timeout');
    });
  });

  describe('what the backend says of the call', () => {
    /** The backend's claims, with something more in them. */
    function claims(more: Partial<Claim>): void {
      const { claim } = bench.transport;
      bench.transport.claim = async (id, options) => ({ ...(await claim(id, options)), ...more });
    }

    it('dials as it is told, and shows and reports the number that calls', async () => {
      const dial = { uri: 'sip:ada@example.com', callerId: '+12015550100' };
      claims({ dial });
      const line = new ScriptedLine();
      const call = await bench.call({}, { calls: line });
      await call.accept();
      expect(line.last.target.claim.dial).to.deep.equal(dial);
      expect(call.callerId).to.equal('+12015550100');
      line.last.set({ state: 'ringing' });
      line.last.set({ state: 'connected', callerId: '+12015550200' });
      expect(call.callerId, 'the line knows better').to.equal('+12015550200');
      await until(() => bench.reports.length === 4, 'the reports');
      expect(bench.reports[2]).to.deep.include({ state: 'ringing', callerId: '+12015550100' });
      expect(bench.reports[3]).to.deep.include({ state: 'connected', callerId: '+12015550200' });
    });

    it('ends where the number was never judged, and asks for no microphone', async () => {
      const call = await bench.call({ number: { raw: '333 12 3456O', region: 'IT' } });
      await call.accept();
      await until(() => call.state === 'wrapup', 'wrap-up');
      expect(call.end).to.deep.equal({ reason: 'invalid-number', by: 'system' });
      expect(bench.truth(call)?.end).to.deep.equal(call.end);
      expect([microphones.opened.length, bench.fake.phone.calls.length]).to.deep.equal([0, 0]);
      await call.saveWrapup();
      expect([call.state, call.error]).to.deep.equal(['done', undefined]);
    });

    it('asks for the microphone no longer than the claim holds', async () => {
      bench.dispose();
      bench = await new Bench({ lease: 200 }).start();
      microphones.ask();
      const call = await bench.call();
      await call.accept();
      expect(codeOf(call.error)).to.equal('microphone-timeout');
      expect(bench.truth(call)?.state).to.equal('waiting');
    });

    it('keeps and reports what the network said of the end', async () => {
      const line = new ScriptedLine();
      const call = await bench.call({}, { calls: line });
      await call.accept();
      const detail = { protocol: 'SIP', cause: 486, text: 'Busy Here' } as const;
      line.last.set({ state: 'ended', end: { reason: 'busy', by: 'system', detail } });
      expect(call.end).to.deep.equal({ reason: 'busy', by: 'system', detail });
      await until(() => bench.reports.at(-1)?.state === 'ended', 'the last report');
      expect(bench.reports.at(-1)).to.deep.include({ end: call.end });
    });
  });

  describe('when the claim or the request goes away', () => {
    it('stops the microphone question when the lease is lost', async () => {
      const question = microphones.ask();
      const call = await bench.call();
      void call.accept();
      await until(() => call.microphone === 'pending', 'the question');
      const mine = bench.desk.claims.get(call.callback.id);
      await bench.transport.release(mine!.claim, 'declined');
      await until(() => call.state === 'waiting', 'the loss');
      expect(codeOf(call.error)).to.equal('claim-lost');
      await question.allow();
      await until(() => microphones.live === 0, 'the stop');
    });

    for (const state of ['claimed', 'dialing', 'ringing'] as const) {
      it(`ends when the visitor cancels in ${state}, and no phone rings on`, async () => {
        const question = state === 'claimed' ? microphones.ask() : undefined;
        const receipt = bench.fake.ask();
        await until(() => bench.desk.waiting.has(receipt.id), 'the row');
        const call = bench.take(receipt.id);
        const accepted = call.accept();
        if (!question) {
          await accepted;
          if (state === 'ringing') (await bench.fake.phone.next()).ring();
        }
        await until(() => call.state === state, state);
        await bench.fake.visitor().cancel(receipt);
        await until(() => call.state === 'wrapup', 'wrap-up');
        expect(call.end).to.deep.equal({ reason: 'visitor-canceled', by: 'visitor' });
        expect(bench.fake.phone.calls.every((each) => each.state === 'ended')).to.be.true;
        await question?.allow();
        await until(() => microphones.live === 0, 'the stop');
      });
    }

    it('keeps to what the backend says of the end, whatever the line makes of it', async () => {
      const call = await bench.call();
      await call.accept();
      (await bench.fake.phone.next()).ring();
      bench.fake.end(call.callback.id, { reason: 'expired', by: 'system' });
      await until(() => call.state === 'wrapup', 'wrap-up');
      expect(call.end).to.deep.equal({ reason: 'expired', by: 'system' });
      expect(bench.reports.some(({ state }) => state === 'ended')).to.be.false;
    });

    it('does not dial when the visitor cancels just before', async () => {
      const question = microphones.ask();
      const receipt = bench.fake.ask();
      await until(() => bench.desk.waiting.has(receipt.id), 'the row');
      // This page hears nothing of it: only the answer to `accepted` tells.
      const call = bench.take(receipt.id);
      void call.accept();
      await until(() => call.microphone === 'pending', 'the question');
      bench.desk.stop();
      await bench.fake.visitor().cancel(receipt);
      await question.allow();
      await until(() => call.state === 'wrapup', 'wrap-up');
      expect(call.end?.reason).to.equal('visitor-canceled');
      expect(bench.fake.phone.calls.length).to.equal(0);
      expect(microphones.live).to.equal(0);
    });

    it('notices a cancel that the stream told before the claim was answered', async () => {
      bench.fake.delay = 60;
      const receipt = bench.fake.ask();
      await until(() => bench.desk.waiting.has(receipt.id), 'the row');
      const call = bench.take(receipt.id);
      void call.accept();
      await until(() => bench.truth(call)?.state === 'claimed', 'the claim at the desk');
      void bench.fake.visitor().cancel(receipt);
      await until(() => call.state === 'wrapup', 'wrap-up');
      expect(call.end?.reason).to.equal('visitor-canceled');
      expect(microphones.opened.length).to.equal(0);
    });
  });

  describe('the line', () => {
    for (const [how, reason, by] of [
      ['busy', 'busy', 'system'],
      ['ignore', 'no-answer', 'system'],
      ['decline', 'rejected', 'visitor'],
      ['failMedia', 'media-failed', 'system'],
    ] as const) {
      it(`ends with ${reason} and can be put back`, async () => {
        const call = await bench.call();
        await call.accept();
        const phone = await bench.fake.phone.next();
        phone.ring();
        phone[how]();
        await until(() => call.state === 'wrapup', 'wrap-up');
        expect(call.end).to.deep.equal({ reason, by });
        expect(call.canPutBack).to.be.true;
        call.notes = 'Try the office';
        await call.putBack();
        expect(call.state).to.equal('done');
        expect(call.canPutBack).to.be.false;
        expect(call.retryAt).to.be.a('number');
        expect(bench.truth(call)).to.include({ state: 'waiting', attempts: 1 });
        expect(bench.truth(call)?.notes).to.equal('Try the office');
        await until(() => bench.desk.waiting.has(call.callback.id), 'the row');
      });
    }

    it('cannot be put back once the two have talked', async () => {
      const { call, phone } = await bench.talk();
      phone.hangUp();
      await until(() => call.state === 'wrapup', 'wrap-up');
      expect(call.canPutBack).to.be.false;
      await call.putBack();
      expect(codeOf(call.error)).to.equal('callback-ended');
      await call.saveWrapup();
      expect(call.state).to.equal('done');
      expect(call.error).to.be.undefined;
    });

    it('shows an interruption and the recovery', async () => {
      const { call, phone } = await bench.talk();
      phone.interrupt();
      expect(call.state).to.equal('reconnecting');
      expect(call.sendTones('1')).to.equal(0);
      phone.recover();
      expect(call.state).to.equal('connected');
    });

    it('notices silence, shows it, and recovers', async () => {
      const watchdog = { silentAfter: 40, deadAfter: 5_000, interval: 15 };
      const { call, phone } = await bench.talk({ watchdog });
      await aTimeout(40);
      expect(call.state).to.equal('connected');
      phone.stopPackets();
      await until(() => call.state === 'reconnecting', 'the silence');
      phone.resumePackets();
      await until(() => call.state === 'connected', 'the recovery');
    });

    it('gives a dead line up: never shown as connected', async () => {
      const watchdog = { silentAfter: 30, deadAfter: 90, interval: 15 };
      const { call, phone } = await bench.talk({ watchdog });
      phone.stopPackets();
      await until(() => call.state === 'wrapup', 'the end');
      expect(call.end).to.deep.equal({ reason: 'network-failed', by: 'system' });
      expect(phone.state).to.equal('ended');
    });

    it('takes the silence of a hold for no fault, whoever holds, and listens again after it', async () => {
      const watchdog = { silentAfter: 30, deadAfter: 90, interval: 15 };
      const byAgent = await bench.talk({ watchdog });
      await byAgent.call.hold(true);
      const byVisitor = await bench.talk({ watchdog });
      byVisitor.phone.hold(true);
      // Whoever is held may send nothing at all.
      for (const { phone } of [byAgent, byVisitor]) phone.stopPackets();
      const notHeld = await bench.talk({ watchdog });
      notHeld.phone.stopPackets();
      await until(() => notHeld.call.state === 'wrapup', 'the end of the one that nobody holds');
      expect([byAgent.call.state, byVisitor.call.state]).to.deep.equal(['held', 'held']);
      byVisitor.phone.hold(false);
      expect(byVisitor.call.state).to.equal('connected');
      await until(() => byVisitor.call.state === 'wrapup', 'the end of a line that stays silent');
    });

    it('speaks through another microphone at once after one was lost', async () => {
      const { call, phone } = await bench.talk();
      const first = phone.microphone;
      microphones.unplug();
      expect(call.microphone).to.equal('pending');
      expect(call.unheard).to.be.true;
      expect(call.state).to.equal('connected');
      await until(() => call.microphone === 'open', 'another microphone');
      await until(() => phone.microphone !== first, 'the call to take it');
      expect(call.error).to.be.undefined;
      expect(call.unheard).to.be.false;
      expect(bench.fake.phone.calls.length).to.equal(1);
    });

    it('keeps the call when the second microphone is refused too', async () => {
      const { call } = await bench.talk();
      microphones.fail('NotAllowedError');
      microphones.unplug();
      await until(() => call.microphone === 'failed', 'the refusal');
      await until(() => !call.busy, 'the end of the attempt');
      expect(codeOf(call.error)).to.equal('microphone-denied');
      expect(call.state).to.equal('connected');
      microphones.allow();
      await call.accept();
      expect(call.microphone).to.equal('open');
    });

    it('says so when the call does not take the new microphone, and tries again', async () => {
      const { call, phone } = await bench.talk();
      const take = phone.call.setMicrophone;
      phone.call.setMicrophone = () => Promise.reject(new Error('no'));
      microphones.unplug();
      await until(() => codeOf(call.error) === 'microphone-failed', 'the failure');
      await until(() => !call.busy, 'the end of the attempt');
      expect(codeOf(call.error)).to.equal('microphone-failed');
      expect(microphones.live).to.equal(0);
      phone.call.setMicrophone = take;
      await call.accept();
      expect(call.error).to.be.undefined;
      expect(call.microphone).to.equal('open');
    });

    it('mutes and unmutes; the far end hears silence meanwhile', async () => {
      const { call, phone } = await bench.talk();
      call.mute(true);
      expect(phone.heardMuted).to.be.true;
      expect(call.mutedBecause).to.equal('agent');
      call.mute(false);
      expect(phone.heardMuted).to.be.false;
      expect(call.mutedBecause).to.be.undefined;
    });

    it('sends tones in order and keeps the record', async () => {
      const { call, phone } = await bench.talk();
      expect(call.sendTones('12-3 #x')).to.equal(4);
      await until(() => phone.digits === '123#', 'the tones');
      await until(() => call.tones.every(({ state }) => state === 'sent'), 'the record');
      expect(call.tones.map(({ tone }) => tone).join('')).to.equal('123#');
    });

    it('sends none where the line cannot', async () => {
      bench.dispose();
      bench = await new Bench({ line: { supports: {} } }).start();
      const { call } = await bench.talk();
      expect(call.sendTones('1')).to.equal(0);
    });

    it('fails the tones that the end of the call overtakes', async () => {
      bench.dispose();
      bench = await new Bench({ line: { supports: { dtmf: 'rtp' }, toneTime: 5_000 } }).start();
      const { call, phone } = await bench.talk();
      call.sendTones('12');
      phone.hangUp();
      expect(call.tones.map(({ state }) => state)).to.deep.equal(['failed', 'failed']);
    });
  });

  describe('the box', () => {
    it('closed while the microphone is asked for: the request waits again', async () => {
      const question = microphones.ask();
      const call = await bench.call();
      void call.accept();
      await until(() => call.microphone === 'pending', 'the question');
      call.close();
      expect(call.state).to.equal('waiting');
      expect(call.microphone).to.equal('idle');
      await until(() => bench.truth(call)?.state === 'waiting', 'the release');
      await question.allow();
      await until(() => microphones.live === 0, 'the stop');
      await call.accept();
      expect(call.state).to.equal('waiting');
    });

    it('closed while it is being claimed: a claim that was won is given back', async () => {
      bench.fake.delay = 40;
      const call = await bench.call();
      const accepted = call.accept();
      await until(() => bench.truth(call)?.state === 'claimed', 'the claim');
      call.close();
      await accepted;
      expect(call.state).to.equal('waiting');
      expect(bench.truth(call)?.state).to.equal('waiting');
    });

    it('closed while the acceptance is unconfirmed: nobody is dialled', async () => {
      const call = await bench.call();
      const { report } = bench.transport;
      let answer: (() => void) | undefined;
      bench.transport.report = (claim, given, options) =>
        new Promise<void>((resolve) => (answer = resolve)).then(() =>
          report(claim, given, options),
        );
      const accepted = call.accept();
      await until(() => answer !== undefined, 'the report');
      call.close();
      answer?.();
      await accepted;
      await until(() => bench.truth(call)?.state === 'waiting', 'the release');
      expect(bench.fake.phone.calls.length).to.equal(0);
    });

    it('closed in a call: hung up, and the outcome can still be saved', async () => {
      const { call, phone } = await bench.talk();
      call.close();
      expect(phone.state).to.equal('ended');
      await until(() => call.state === 'wrapup', 'wrap-up');
      expect(call.box).to.equal('closed');
      call.notes = 'After closing';
      await call.saveWrapup();
      expect(bench.truth(call)?.notes).to.equal('After closing');
    });

    it('removed: an unsaved wrap-up is saved as it stands', async () => {
      const { call } = await bench.talk();
      call.close();
      call.notes = 'Not saved yet';
      const removed = call.remove();
      expect(call.box).to.equal('closed');
      await removed;
      expect(call.box).to.equal('removed');
      await until(() => bench.truth(call)?.state === 'done', 'the save');
      expect(bench.truth(call)?.notes).to.equal('Not saved yet');
    });

    it('stays when removing could not save it, says why, and goes when asked again', async () => {
      const { call } = await bench.talk();
      call.close();
      call.notes = 'Precious';
      await until(() => call.state === 'wrapup', 'wrap-up');
      bench.fake.failNext('forbidden');
      await call.remove();
      expect(call.box).to.equal('closed');
      expect(call.notes).to.equal('Precious');
      expect(codeOf(call.error)).to.equal('forbidden');
      expect(call.unsavable).to.be.true;
      expect(await call.remove()).to.be.true;
      expect(call.box).to.equal('removed');
    });

    it('is removed once when asked twice', async () => {
      const { call } = await bench.talk();
      call.close();
      expect(await Promise.all([call.remove(), call.remove()])).to.deep.equal([true, false]);
    });

    it('leaves the marks of a newer box alone when an old one is removed', async () => {
      microphones.fail('NotAllowedError');
      const old = await bench.call();
      await old.accept();
      old.close();
      await until(() => bench.truth(old)?.state === 'waiting', 'the release');
      microphones.allow();
      const call = bench.take(old.callback.id);
      await call.accept();
      call.notes = 'Of the second box';
      await old.remove();
      const again = bench.take(call.callback.id, {
        resume: bench.desk.claims.get(call.callback.id),
      });
      expect(again.box).to.equal('open');
      expect(again.notes).to.equal('Of the second box');
    });

    it('is done when another page of the agent has saved it', async () => {
      const { call } = await bench.talk();
      call.hangUp();
      await until(() => call.state === 'wrapup', 'wrap-up');
      const { claim } = bench.desk.claims.get(call.callback.id)!;
      await bench.transport.finish(claim, { finishKey: 'theirs', notes: 'Theirs' });
      await until(() => call.state === 'done', 'the news');
    });

    it('lets go of claim and microphone when an adapter fails in a way nobody foresaw', async () => {
      const call = await bench.call();
      bench.transport.report = () => Promise.reject(new TypeError('not a function'));
      await call.accept();
      expect(call.state).to.equal('waiting');
      expect(microphones.live).to.equal(0);
      await until(() => bench.truth(call)?.state === 'waiting', 'the release');
    });

    it('takes no microphone once it is disposed of', async () => {
      const call = await bench.call({}, { microphoneTimeout: 20 });
      const question = microphones.ask();
      await call.accept();
      expect(codeOf(call.error)).to.equal('microphone-timeout');
      call.dispose();
      await question.allow();
      await until(() => microphones.live === 0, 'the stop');
      microphones.allow();
      await call.accept();
      expect(microphones.live).to.equal(0);
      expect(call.microphone).not.to.equal('open');
    });

    it('removed while it is being saved: the save goes through', async () => {
      const { call, phone } = await bench.talk();
      phone.hangUp();
      await until(() => call.state === 'wrapup', 'wrap-up');
      const { finish } = bench.transport;
      let aborted = false;
      bench.transport.finish = async (claim, given, options) => {
        await aTimeout(40);
        aborted = options?.signal?.aborted ?? false;
        await finish(claim, given);
      };
      call.notes = 'Slow';
      void call.saveWrapup();
      call.close();
      void call.remove();
      await until(() => bench.truth(call)?.state === 'done', 'the save');
      expect(aborted).to.be.false;
    });

    it('says why a save failed, and saves when tried again', async () => {
      const { call, phone } = await bench.talk();
      phone.hangUp();
      await until(() => call.state === 'wrapup', 'wrap-up');
      bench.fake.failNext('forbidden');
      await call.saveWrapup();
      expect(codeOf(call.error)).to.equal('forbidden');
      expect(call.state).to.equal('wrapup');
      await call.saveWrapup();
      expect(call.state).to.equal('done');
    });

    it('tells the end late where the desk was out of reach, and then saves', async function () {
      const { call, phone } = await bench.talk();
      bench.fake.cut();
      phone.hangUp();
      expect(call.state).to.equal('ended');
      const saved = call.saveWrapup();
      await aTimeout(30);
      expect(call.state).to.equal('ended');
      bench.fake.restore();
      await saved;
      expect(call.state).to.equal('done');
    });

    it('asks nothing of storage that is blocked', async () => {
      const { setItem, getItem } = Storage.prototype;
      Storage.prototype.setItem = () => {
        throw new DOMException('', 'QuotaExceededError');
      };
      Storage.prototype.getItem = () => {
        throw new DOMException('', 'SecurityError');
      };
      try {
        const call = await bench.call();
        call.colour = 'blue';
        call.notes = 'In memory';
        expect(call.colour).to.equal('blue');
        expect(call.notes).to.equal('In memory');
      } finally {
        Object.assign(Storage.prototype, { setItem, getItem });
      }
    });
  });

  describe('dispose', () => {
    it('hangs up, tells the backend once, and leaves no track alive', async () => {
      const { call, phone } = await bench.talk();
      call.dispose();
      expect(phone.state).to.equal('ended');
      expect(microphones.live).to.equal(0);
      await until(() => bench.truth(call)?.state === 'ended', 'the last report');
      call.dispose();
    });

    it('gives an unused claim back', async () => {
      microphones.ask();
      const call = await bench.call();
      void call.accept();
      await until(() => call.microphone === 'pending', 'the question');
      call.dispose();
      await until(() => bench.truth(call)?.state === 'waiting', 'the release');
    });

    it('gives back a claim that is still being asked for, as the desk goes on', async () => {
      bench.fake.delay = 40;
      const call = await bench.call();
      const accepted = call.accept();
      await until(() => bench.truth(call)?.state === 'claimed', 'the claim at the desk');
      call.dispose();
      await accepted;
      await until(() => bench.truth(call)?.state === 'waiting', 'the release');
      expect([microphones.opened.length, call.state]).to.deep.equal([0, 'waiting']);
    });

    it('gives back a claim whose answer was lost', async () => {
      const call = await bench.call();
      bench.fake.loseNextAnswer();
      await call.accept();
      expect(bench.truth(call)?.state).to.equal('claimed');
      call.dispose();
      await until(() => bench.truth(call)?.state === 'waiting', 'the release');
    });

    it('gives nothing back that another page goes on with', async () => {
      const { claim } = bench.transport;
      let asked = 0;
      bench.transport.claim = (...all) => {
        asked += 1;
        return claim(...all);
      };
      bench.fake.delay = 40;
      const call = await bench.call();
      const accepted = call.accept();
      await until(() => bench.truth(call)?.state === 'claimed', 'the claim at the desk');
      call.leave();
      await accepted;
      expect([bench.truth(call)?.state, asked]).to.deep.equal(['claimed', 1]);
    });

    it('tells the end and gives back until the desk has heard', async () => {
      const { call } = await bench.talk();
      microphones.ask();
      const other = await bench.call();
      void other.accept();
      await until(() => other.microphone === 'pending', 'the question');
      const { report, release } = bench.transport;
      const lost: string[] = [];
      const firstLost = <T>(what: string, work: () => Promise<T>): Promise<T> => {
        if (lost.includes(what)) return work();
        lost.push(what);
        return Promise.reject(new TransportError('offline'));
      };
      bench.transport.report = (...all) => firstLost('report', () => report(...all));
      bench.transport.release = (...all) => firstLost('release', () => release(...all));
      call.dispose();
      other.dispose();
      await until(() => bench.truth(call)?.state === 'ended', 'the last report');
      await until(() => bench.truth(other)?.state === 'waiting', 'the release');
      expect(lost.sort()).to.deep.equal(['release', 'report']);
    });

    it('listens to nothing any more', async () => {
      const { call, phone } = await bench.talk();
      call.dispose();
      const before = call.state;
      let changes = 0;
      call.addEventListener('change', () => changes++);
      phone.interrupt();
      await aTimeout(20);
      expect(changes).to.equal(0);
      expect(call.state).to.equal(before);
    });
  });

  describe('after a reload', () => {
    /** The desk of the page that was opened last. */
    let desk: AgentDesk;

    /** The agent's page anew: another stream, another desk, the same browser. */
    async function reload(old: AgentCall): Promise<AgentCall> {
      const id = old.callback.id;
      desk = new AgentDesk(bench.fake.agent(grace));
      desk.start();
      await until(() => desk.claims.has(id), 'the claim');
      const resume = desk.claims.get(id);
      const call = bench.take(id, { desk, resume: resume! });
      return call;
    }

    it('goes on with a claim, and asks for the microphone again', async () => {
      microphones.ask();
      const call = await bench.call();
      void call.accept();
      await until(() => call.microphone === 'pending', 'the question');
      call.colour = 'teal';
      call.notes = 'Kept';
      microphones.allow();
      const again = await reload(call);
      expect(again.state).to.equal('claimed');
      expect(again.colour).to.equal('teal');
      expect(again.notes).to.equal('Kept');
      await again.accept();
      expect(again.state).to.equal('dialing');
    });

    it('says that a call was interrupted, to both sides, and calls again', async () => {
      const { call } = await bench.talk();
      await until(() => bench.truth(call)?.state === 'connected', 'the report');
      const again = await reload(call);
      expect(again.interrupted).to.be.true;
      expect(again.state).to.equal('reconnecting');
      await until(() => bench.truth(call)?.state === 'reconnecting', 'the report');
      await again.accept();
      expect(again.interrupted).to.be.false;
      expect(bench.fake.phone.calls.length).to.equal(2);
    });

    it('ends what the other page of the agent had given up for lost', async () => {
      const { call } = await bench.talk();
      await until(() => bench.truth(call)?.state === 'connected', 'the report');
      bench.fake.loseAgent(grace.id);
      expect(bench.truth(call)?.state).to.equal('reconnecting');
      const seen: unknown[] = [];
      const transport = bench.fake.agent(grace);
      const report = transport.report.bind(transport);
      const desk = new AgentDesk({
        ...transport,
        report: (claim, told, more) => {
          seen.push(told.state);
          return report(claim, told, more);
        },
      });
      desk.start();
      await until(() => desk.claims.has(call.callback.id), 'the claim');
      const resume = desk.claims.get(call.callback.id)!;
      expect(resume.state).to.equal('reconnecting');
      bench.take(call.callback.id, { desk, resume });
      await until(() => seen.length > 0, 'the report');
      expect(seen).to.deep.equal(['reconnecting']);
      desk.stop();
    });

    it('tells of an end that the backend had not heard of', async () => {
      const { call, phone } = await bench.talk();
      await until(() => bench.truth(call)?.state === 'connected', 'the report');
      bench.fake.cut();
      phone.hangUp();
      expect(call.state).to.equal('ended');
      call.dispose();
      bench.fake.restore();
      expect(bench.truth(call)?.state).not.to.equal('ended');
      const again = await reload(call);
      await until(() => again.state === 'wrapup', 'wrap-up');
      expect(again.end).to.deep.equal({ reason: 'completed', by: 'visitor' });
      expect(bench.truth(call)?.end).to.deep.equal({ reason: 'completed', by: 'visitor' });
    });

    it('can end an interrupted call without calling', async () => {
      const { call } = await bench.talk();
      const again = await reload(call);
      again.hangUp();
      await until(() => again.state === 'wrapup', 'wrap-up');
      expect(again.end).to.deep.equal({ reason: 'completed', by: 'agent' });
    });

    it('keeps an interrupted call when the microphone is refused', async () => {
      const { call } = await bench.talk();
      const again = await reload(call);
      microphones.fail('NotAllowedError');
      await again.accept();
      expect(again.interrupted).to.be.true;
      expect(codeOf(again.error)).to.equal('microphone-denied');
    });

    it('restores wrap-up with its notes', async () => {
      const { call, phone } = await bench.talk();
      call.notes = 'Half a sentence';
      phone.hangUp();
      await until(() => call.state === 'wrapup', 'wrap-up');
      const again = await reload(call);
      expect(again.state).to.equal('wrapup');
      expect(again.notes).to.equal('Half a sentence');
      await again.saveWrapup();
      expect(again.state).to.equal('done');
    });

    it('restores what was put back into Waiting, whose row has counted on meanwhile', async () => {
      const call = await bench.call();
      await call.accept();
      (await bench.fake.phone.next()).ignore();
      await until(() => call.state === 'wrapup', 'wrap-up');
      call.colour = 'teal';
      call.notes = 'Try the office';
      await call.putBack();
      await until(() => bench.desk.waiting.has(call.callback.id), 'the row');
      const again = await reload(call);
      expect(bench.desk.waiting.get(call.callback.id)?.attempts).to.equal(1);
      expect(again.state).to.equal('done');
      expect([again.colour, again.notes]).to.deep.equal(['teal', 'Try the office']);
      expect(again.retryAt).to.be.a('number');
      expect(again.retryAt).to.equal(call.retryAt);
    });

    it('restores a closed box closed, and one that was removed is gone', async () => {
      const { call } = await bench.talk();
      call.close();
      await until(() => call.state === 'wrapup', 'wrap-up');
      expect((await reload(call)).box).to.equal('closed');
      localStorage.setItem(
        Object.keys(localStorage).find((key) => key.includes(`box:${grace.id}`)) ?? '',
        '{"removed":true}',
      );
      expect((await reload(call)).box).to.equal('removed');
    });

    it('remembers when the visitor picked up, and when it was over', async () => {
      const { call, phone } = await bench.talk();
      phone.hangUp();
      await until(() => call.state === 'wrapup', 'wrap-up');
      const again = await reload(call);
      expect([again.connectedAt, again.endedAt]).to.deep.equal([call.connectedAt, call.endedAt]);
      expect(again.connectedAt).to.be.a('number');
    });

    it('rings nobody when the visitor canceled while the page was away', async () => {
      const call = await bench.call();
      await call.accept();
      await until(() => bench.truth(call)?.state === 'dialing', 'the report');
      const again = await reload(call);
      // The page does not hear of it: its stream is lost.
      desk.stop();
      bench.fake.end(call.callback.id, { reason: 'visitor-canceled', by: 'visitor' });
      const calls = bench.fake.phone.calls.length;
      await again.accept();
      expect(bench.fake.phone.calls.length).to.equal(calls);
      expect(again.end?.reason).to.equal('visitor-canceled');
    });

    it('gives back what was claimed when the page went away while closing', async () => {
      microphones.ask();
      const call = await bench.call();
      void call.accept();
      await until(() => call.microphone === 'pending', 'the question');
      localStorage.setItem(
        `callback-elements:box:${grace.id}:${call.callback.id}:0`,
        '{"closed":true}',
      );
      const again = await reload(call);
      expect(again.box).to.equal('closed');
      await until(() => bench.truth(call)?.state === 'waiting', 'the release');
    });

    it('hangs up what was live when the page went away while closing', async () => {
      const { call } = await bench.talk();
      await until(() => bench.truth(call)?.state === 'connected', 'the report');
      localStorage.setItem(
        `callback-elements:box:${grace.id}:${call.callback.id}:0`,
        '{"closed":true}',
      );
      const again = await reload(call);
      await until(() => again.state === 'wrapup', 'wrap-up');
    });

    it('does not take the marks of an earlier box for its own', async () => {
      const first = await bench.call();
      microphones.fail('NotAllowedError');
      await first.accept();
      first.close();
      await first.remove();
      microphones.allow();
      const second = bench.take(first.callback.id);
      await second.accept();
      await until(() => bench.truth(second)?.state === 'dialing', 'the report');
      const again = await reload(second);
      expect(again.box).to.equal('open');
    });
  });
});
