import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { AgentPreferences } from '../../src/elements/shared/preferences.js';
import type { CallBox } from '../../src/elements/call-box/call-box.js';
import type { CallDesk } from '../../src/elements/call-desk/call-desk.js';
import type { CallbackWaiting } from '../../src/elements/callback-waiting/callback-waiting.js';
import { messagesChanged } from '../../src/messages/messages.js';
import type { FakePhoneLine } from '../../src/testing/index.js';
import { TransportError } from '../../src/transport/transport.js';
import {
  accessible,
  all,
  Bench,
  button,
  deskOf,
  expectFocus,
  focused,
  grace,
  hasButton,
  Microphones,
  one,
  shown,
  until,
  watchConsole,
  words,
  forget,
} from './agent-kit.js';

describe('<call-desk>', () => {
  let bench: Bench;
  let microphones: Microphones;
  let desks: CallDesk[];
  let quiet: () => void;

  beforeEach(() => {
    forget();
    AgentPreferences.of(grace.id).set({ sound: false, askBeforeUnsaved: false });
    quiet = watchConsole();
    microphones = new Microphones();
    bench = new Bench();
    desks = [];
  });
  afterEach(async () => {
    for (const desk of desks) desk.dispose();
    bench.dispose();
    microphones.restore();
    await aTimeout(0);
    quiet();
  });

  const open = async () => {
    const desk = await deskOf(bench);
    desks.push(desk);
    await until(() => waiting(desk).shadowRoot!.textContent!.includes('Nobody'), 'the list');
    return desk;
  };
  const waiting = (desk: CallDesk) => one<CallbackWaiting>(desk, 'callback-waiting');
  const boxes = (desk: CallDesk) => all<CallBox>(desk, 'call-box');
  const accept = async (desk: CallDesk, name: string) => {
    await until(() => hasButton(waiting(desk), `Accept ${name}`), 'the row');
    button(waiting(desk), `Accept ${name}`).click();
    await until(() => boxes(desk).some((box) => shown(box).includes(name)), 'the box');
    return boxes(desk).find((box) => shown(box).includes(name))!;
  };
  /** With X, and yes to the question where there is one. */
  const close = (box: CallBox) => {
    button(box, 'Close the box').click();
    if (one<HTMLDialogElement>(box, 'dialog').open) one(box, '.confirm').click();
  };
  const answer = async () => {
    const phone = await bench.fake.phone.next();
    phone.ring();
    phone.answer();
    return phone;
  };

  it('goes from Accept to a conversation without a further click', async () => {
    const desk = await open();
    expect(shown(desk)).to.include('Grace Hopper').and.include('Connected');
    expect(shown(desk)).to.include('No calls');
    await accessible(desk);
    bench.fake.ask({ name: 'Ada' });
    const box = await accept(desk, 'Ada');
    await until(() => focused() === one(box, '#name'), 'the focus');
    const phone = await answer();
    await until(() => shown(box).includes('Connected'), 'the call');
    expect(phone.heardMuted).to.be.false;
    expect(waiting(desk).inCall).to.be.true;
    await accessible(desk);
  });

  it('shows Accept as under way until the claim is answered', async () => {
    const desk = await open();
    bench.fake.ask({ name: 'Ada' });
    await until(() => hasButton(waiting(desk), 'Accept Ada'), 'the row');
    const { claim } = bench.transport;
    let go: (() => void) | undefined;
    bench.transport.claim = (id, options) =>
      new Promise<void>((resolve) => (go = resolve)).then(() => claim(id, options));
    await accept(desk, 'Ada');
    await until(() => hasButton(waiting(desk), 'Accepting'), 'the wait');
    button(waiting(desk), 'Accepting').click();
    expect(desk.calls.length).to.equal(1);
    go?.();
    await until(() => !hasButton(waiting(desk), 'Accept'), 'the claim');
  });

  it('keeps one voice: says so before, mutes, and says so in the other box', async () => {
    const desk = await open();
    bench.fake.ask({ name: 'Ada' });
    bench.fake.ask({ name: 'Bruno' });
    bench.fake.ask({ name: 'Cleo' });
    const ada = await accept(desk, 'Ada');
    const first = await answer();
    await until(() => shown(waiting(desk)).includes('Accepting mutes your call with Ada'), 'note');
    const bruno = await accept(desk, 'Bruno');
    const second = await answer();
    await until(() => shown(ada).includes('Muted because you took another call'), 'the words');
    expect([first.heardMuted, second.heardMuted]).to.deep.equal([true, false]);
    expect(shown(waiting(desk))).to.include('your call with Bruno');
    button(ada, 'Mute').click();
    await until(() => shown(bruno).includes('Muted because'), 'the other way');
    expect([first.heardMuted, second.heardMuted]).to.deep.equal([false, true]);
    expect(boxes(desk).length).to.equal(2);
    await accessible(desk);
  });

  it('tries again in the same box after the microphone was refused', async () => {
    const desk = await open();
    bench.fake.ask({ name: 'Ada' });
    microphones.fail('NotAllowedError');
    const box = await accept(desk, 'Ada');
    await until(() => shown(box).includes('The microphone is refused'), 'the refusal');
    await until(() => hasButton(waiting(desk), 'Accept Ada'), 'the row');
    microphones.allow();
    button(waiting(desk), 'Accept Ada').click();
    await until(() => shown(box).includes('Dialling'), 'the dial');
    expect(boxes(desk).length).to.equal(1);
  });

  it('makes a new box after the old one was closed', async () => {
    const desk = await open();
    bench.fake.ask({ name: 'Ada' });
    microphones.fail('NotAllowedError');
    const box = await accept(desk, 'Ada');
    await until(() => shown(box).includes('The microphone is refused'), 'the refusal');
    close(box);
    microphones.allow();
    await until(() => hasButton(waiting(desk), 'Accept Ada'), 'the row');
    button(waiting(desk), 'Accept Ada').click();
    await until(() => boxes(desk).length === 2, 'the second box');
    await until(() => shown(boxes(desk)[0]!).includes('Dialling'), 'the dial');
    expect(shown(boxes(desk)[1]!)).to.include('Closed');
  });

  it('removes a box only at Remove, saves what is unsaved, and moves the focus on', async () => {
    const desk = await open();
    bench.fake.ask({ name: 'Ada' });
    bench.fake.ask({ name: 'Bruno' });
    const ada = await accept(desk, 'Ada');
    const [call] = desk.calls;
    await answer();
    const bruno = await accept(desk, 'Bruno');
    await answer();
    await until(() => shown(ada).includes('Connected'), 'the call');
    close(ada);
    await until(() => hasButton(ada, 'Save and remove'), 'the outcome');
    expect(boxes(desk).length).to.equal(2);
    button(ada, 'Save and remove').focus();
    button(ada, 'Save and remove').click();
    await until(() => boxes(desk).length === 1, 'the removal');
    await until(() => focused() === one(bruno, '#name'), 'the focus');
    await until(() => bench.truth(call!)?.state === 'done', 'the save');
    close(bruno);
    await until(() => hasButton(bruno, 'Save and remove'), 'the outcome');
    button(bruno, 'Save and remove').focus();
    button(bruno, 'Save and remove').click();
    await until(() => focused() === one(waiting(desk), 'h2'), 'the focus');
    expect(shown(desk)).to.include('No calls');
  });

  it('has the switch for the question before closing where the agent looks', async () => {
    const desk = await open();
    button(waiting(desk), 'Settings').click();
    await waiting(desk).updateComplete;
    const ask = (what: string) => one<HTMLInputElement>(desk, `input[name="ask-${what}"]`);
    expect(ask('live').checked).to.be.true;
    expect(ask('unsaved').checked).to.be.false;
    ask('unsaved').click();
    expect(AgentPreferences.of(grace.id).choices.askBeforeUnsaved).to.be.true;
    ask('live').click();
    expect(AgentPreferences.of(grace.id).choices.askBeforeHangingUp).to.be.false;
    await accessible(desk);
  });

  describe('by keyboard', () => {
    const press = (key: string) => sendKeys({ press: key });

    it('has shortcuts, listed, for the call with the focus or the one that hears the agent', async () => {
      AgentPreferences.of(grace.id).set({ askBeforeHangingUp: true, shortcuts: true });
      const desk = await open();
      bench.fake.ask({ name: 'Ada' });
      bench.fake.ask({ name: 'Bruno' });
      await until(() => hasButton(waiting(desk), 'Accept Bruno'), 'the rows');
      waiting(desk).focus();
      await press('a');
      await until(() => boxes(desk).length === 1, 'the box');
      const [ada] = boxes(desk);
      await until(() => focused() === one(ada!, '#name'), 'the focus');
      await answer();
      await until(() => shown(ada!).includes('Connected'), 'the call');
      await press('m');
      expect(ada!.call!.muted).to.be.true;
      await press('m');
      expect(ada!.call!.muted).to.be.false;
      await press('k');
      await until(() => focused()?.classList.contains('key') === true, 'the keypad');
      await press('k');
      await until(() => focused() === one(ada!, '.keypad-toggle'), 'the button');
      await press('n');
      expect(focused()).to.equal(one(ada!, '#notes'));
      await sendKeys({ type: 'a hm?' });
      expect(ada!.call!.notes).to.equal('a hm?');
      expect(boxes(desk)).to.have.length(1);
      expect(ada!.call!.muted).to.be.false;
      one(ada!, '#name').focus();
      await press('h');
      expect(one<HTMLDialogElement>(ada!, 'dialog').open).to.be.true;
      await press('m');
      expect(ada!.call!.muted).to.be.false;
      await press('Escape');
      await press('w');
      expect(focused()).to.equal(one(waiting(desk), 'h2'));
      await press('m');
      expect(ada!.call!.muted).to.be.true;
      await press('?');
      expect(one<HTMLDialogElement>(desk, '#shortcuts').open).to.be.true;
      await accessible(one(desk, '#shortcuts'));
      expect(words(one(desk, '#shortcuts'))).to.include('Accept whoever waits longest');
      one<HTMLInputElement>(desk, 'input[name="shortcuts"]').click();
      await press('Escape');
      await press('m');
      await press('?');
      expect(ada!.call!.muted).to.be.true;
      expect(one<HTMLDialogElement>(desk, '#shortcuts').open).to.be.false;
      button(desk, 'Keyboard shortcuts').click();
      one<HTMLInputElement>(desk, 'input[name="shortcuts"]').click();
      button(desk, 'Close').click();
    });

    it('says why A did nothing', async () => {
      const desk = await open();
      const notice = () => words(one(desk, '[part=notice]'));
      waiting(desk).focus();
      await press('a');
      await until(() => notice() === 'There is nobody to accept.', 'the words');
      bench.fake.ask({ name: 'Ada' });
      bench.fake.ask({ name: 'Bruno' });
      await until(() => hasButton(waiting(desk), 'Accept Bruno'), 'the rows');
      await press('a');
      await until(() => boxes(desk).length === 1, 'the box');
      expect(notice()).to.equal('');
      await press('a');
      await until(() => notice().includes('Ada is being called just now'), 'the words');
      expect(boxes(desk)).to.have.length(1);
      await accessible(desk);
    });

    it('holds with O and opens a transfer with T, where the line can', async () => {
      const desk = await open();
      bench.fake.ask({ name: 'Ada' });
      const box = await accept(desk, 'Ada');
      const phone = await answer();
      await until(() => shown(box).includes('Connected'), 'the call');
      one(box, '#name').focus();
      await press('o');
      await until(() => phone.held.local, 'the hold');
      await press('t');
      await until(() => focused() === one(box, '#target'), 'the form');
      await press('Escape');
      await until(() => focused() === one(box, '.transfer-toggle'), 'the button');
      await press('o');
      await until(() => !phone.held.local, 'the call');
    });

    it('leaves the keys outside the desk, with modifiers, and of others alone', async () => {
      const desk = await open();
      bench.fake.ask({ name: 'Ada' });
      await until(() => hasButton(waiting(desk), 'Accept Ada'), 'the row');
      (document.activeElement as HTMLElement | null)?.blur();
      await press('a');
      waiting(desk).focus();
      for (const not of ['repeat', 'ctrlKey', 'metaKey', 'altKey', 'shiftKey', 'isComposing']) {
        const init = { key: 'a', bubbles: true, composed: true, [not]: true };
        const event = new KeyboardEvent('keydown', init);
        one(waiting(desk), 'h2').dispatchEvent(event);
      }
      await aTimeout(50);
      expect(boxes(desk)).to.have.length(0);
    });
  });

  describe('presence', () => {
    const presence = (desk: CallDesk) => one(desk, '[part=presence]');
    const toggle = (desk: CallDesk) => one(desk, '[part=presence-switch]');
    const pause = async (desk: CallDesk, reason: string) => {
      toggle(desk).click();
      await desk.updateComplete;
      button(desk, reason).click();
    };

    it('pauses with a reason and goes ready again, as the backend tells it', async () => {
      const desk = await open();
      expect(words(presence(desk))).to.equal('Ready Pause');
      toggle(desk).click();
      await desk.updateComplete;
      expect(toggle(desk).getAttribute('aria-expanded')).to.equal('true');
      await accessible(desk);
      button(desk, 'Lunch').click();
      await until(() => words(presence(desk)).includes('Paused: Lunch'), 'the pause');
      expect(bench.fake.presence(grace.id)).to.deep.equal({ state: 'paused', reason: 'Lunch' });
      expect(all(desk, '[part=pause]')).to.have.length(0);
      expectFocus(toggle(desk));
      expect(shown(waiting(desk))).to.include('You are paused');
      await accessible(desk);
      const anew = await open();
      expect(words(presence(anew))).to.equal('Paused: Lunch Go ready');
      anew.remove();
      button(desk, 'Go ready').click();
      await until(() => words(presence(desk)) === 'Ready Pause', 'ready');
      expect(shown(waiting(desk))).not.to.include('You are paused');
    });

    it('takes words of the agent’s own, reasons of the site’s, and none', async () => {
      const desk = await open();
      desk.pauseReasons = ['Stocktaking'];
      toggle(desk).click();
      await desk.updateComplete;
      expect(hasButton(desk, 'Stocktaking')).to.be.true;
      expect(hasButton(desk, 'Lunch')).to.be.false;
      const field = one<HTMLInputElement>(desk, '#reason');
      field.focus();
      await sendKeys({ type: ' dentist ' });
      await sendKeys({ press: 'Enter' });
      await until(() => words(presence(desk)).includes('Paused: dentist'), 'the reason');
      button(desk, 'Go ready').click();
      await until(() => words(presence(desk)) === 'Ready Pause', 'ready');
      waiting(desk).focus();
      await sendKeys({ press: 'p' });
      await until(() => focused() === one(desk, '#reason'), 'the field');
      await sendKeys({ press: 'Enter' });
      await until(() => words(presence(desk)) === 'Paused Go ready', 'the pause');
      expect(bench.fake.presence(grace.id)).to.deep.equal({ state: 'paused' });
      await sendKeys({ press: 'p' });
      await until(() => words(presence(desk)) === 'Ready Pause', 'ready');
    });

    it('is pending until told, and says what failed', async () => {
      let settle: { resolve: () => void; reject: (error: unknown) => void } | undefined;
      const tell = bench.transport.presence!;
      Object.assign(bench.transport, {
        presence: () => new Promise<void>((resolve, reject) => (settle = { resolve, reject })),
      });
      const desk = await open();
      await pause(desk, 'Lunch');
      await until(() => words(presence(desk)).includes('Pausing'), 'the wait');
      // Taken is not told.
      settle!.resolve();
      await aTimeout(0);
      await desk.updateComplete;
      expect(words(presence(desk))).to.include('Pausing');
      await tell({ state: 'paused', reason: 'Lunch' });
      await until(() => words(presence(desk)).includes('Paused: Lunch'), 'the pause');
      button(desk, 'Go ready').click();
      await until(() => words(presence(desk)).includes('Going ready'), 'the wait');
      settle!.reject(new TransportError('offline'));
      await until(() => shown(desk).includes('Your status has not changed.'), 'the failure');
      expect(words(presence(desk))).to.equal('Paused: Lunch Go ready');
      expect(shown(desk)).to.include('The desk cannot be reached');
      await accessible(desk);
    });

    it('keeps the words of the agent’s own until they are taken', async () => {
      const tell = bench.transport.presence!;
      Object.assign(bench.transport, {
        presence: () => Promise.reject(new TransportError('offline')),
      });
      const desk = await open();
      const write = async () => {
        toggle(desk).click();
        await desk.updateComplete;
        return one<HTMLInputElement>(desk, '#reason');
      };
      (await write()).focus();
      await sendKeys({ type: 'dentist' });
      await sendKeys({ press: 'Enter' });
      await until(() => shown(desk).includes('Your status has not changed.'), 'the failure');
      const field = await write();
      expect(field.value).to.equal('dentist');
      Object.assign(bench.transport, { presence: tell });
      field.focus();
      await sendKeys({ press: 'Enter' });
      await until(() => words(presence(desk)).includes('Paused: dentist'), 'the pause');
      button(desk, 'Go ready').click();
      await until(() => words(presence(desk)) === 'Ready Pause', 'ready');
      expect((await write()).value).to.equal('');
    });

    it('does not ask for a reason once another tab has paused', async () => {
      const desk = await open();
      toggle(desk).click();
      await desk.updateComplete;
      one(desk, '#reason').focus();
      await bench.transport.presence!({ state: 'paused', reason: 'Lunch' });
      await until(() => words(presence(desk)).includes('Paused: Lunch'), 'the other tab');
      expect(all(desk, '[part=pause]')).to.have.length(0);
      expectFocus(toggle(desk));
      await bench.transport.presence!({ state: 'ready' });
      await until(() => words(presence(desk)) === 'Ready Pause', 'ready');
      expect(all(desk, '[part=pause]')).to.have.length(0);
    });

    it('follows another tab, also in the middle of a choice', async () => {
      let resolve: (() => void) | undefined;
      const tell = bench.transport.presence!;
      Object.assign(bench.transport, { presence: () => new Promise<void>((r) => (resolve = r)) });
      const desk = await open();
      await pause(desk, 'Lunch');
      await tell({ state: 'paused', reason: 'Fire alarm' });
      resolve!();
      await until(() => words(presence(desk)).includes('Paused: Fire alarm'), 'the other tab');
    });

    it('is not there where the backend knows no presence', async () => {
      bench.dispose();
      bench = new Bench({ supports: { agent: { retry: true } } });
      const desk = await open();
      expect(all(desk, '[part=presence]')).to.have.length(0);
      waiting(desk).focus();
      await sendKeys({ press: 'p' });
      await desk.updateComplete;
      expect(all(desk, '[part=pause]')).to.have.length(0);
      await sendKeys({ press: '?' });
      expect(words(one(desk, '#shortcuts'))).not.to.include('go ready');
    });
  });

  it('offers the outcomes of the backend, unless the page names its own', async () => {
    bench.dispose();
    bench = new Bench({ policy: { dispositions: [{ code: 'sold', label: 'Sold' }] } });
    const desk = await open();
    bench.fake.ask({ name: 'Ada' });
    const box = await accept(desk, 'Ada');
    await answer();
    await until(() => all(box, '#outcome').length > 0, 'the wrap-up');
    const offered = () => all<HTMLOptionElement>(box, '#outcome option').map((o) => o.value);
    expect(offered()).to.deep.equal(['', 'sold']);
    desk.dispositions = [{ code: 'lost', label: 'Lost' }];
    await desk.updateComplete;
    await box.updateComplete;
    expect(offered()).to.deep.equal(['', 'lost']);
    // What was chosen stays to be seen, also when the list is another one.
    box.call!.disposition = 'sold';
    await box.updateComplete;
    expect(offered()).to.deep.equal(['', 'lost', 'sold']);
    box.call!.disposition = undefined;
    desk.dispositions = [];
    await desk.updateComplete;
    await box.updateComplete;
    expect(offered()).to.deep.equal([]);
  });

  it('says that the phone line is down, and why', async () => {
    const desk = await open();
    const line = () => words(one(desk, '[part=line]'));
    const calls = bench.fake.calls() as FakePhoneLine;
    expect(line()).to.equal('');
    calls.signal('disconnected', new TransportError('timeout'));
    await until(() => line().includes('The phone line is down.'), 'the words');
    expect(line()).to.include('It does not answer.');
    await accessible(desk);
    calls.signal('failed', new TransportError('forbidden'));
    await until(() => line().includes('no call can begin. It refuses your sign-in.'), 'the cause');
    calls.signal('connecting');
    await until(() => line() === '', 'the line');
  });

  it('rings back as the agent has chosen, in calls under way too', async () => {
    const desk = await open();
    AgentPreferences.of(grace.id).set({ ringback: false });
    bench.fake.ask({ name: 'Ada' });
    await accept(desk, 'Ada');
    expect(desk.calls[0]!.ringback).to.be.false;
    button(waiting(desk), 'Settings').click();
    await waiting(desk).updateComplete;
    one<HTMLInputElement>(desk, 'input[name="ringback"]').click();
    expect(desk.calls[0]!.ringback).to.be.true;
  });

  describe('off the page', () => {
    it('goes on with its calls, and is as it was when it comes back', async () => {
      const desk = await open();
      bench.fake.ask({ name: 'Ada' });
      await accept(desk, 'Ada');
      const phone = await answer();
      const place = desk.parentElement!;
      desk.remove();
      await aTimeout(20);
      expect(phone.state).to.equal('connected');
      const { id } = bench.fake.ask({ name: 'Bruno' });
      place.append(desk);
      await until(() => hasButton(waiting(desk), 'Accept Bruno'), 'the row');
      expect(shown(boxes(desk)[0]!)).to.include('Connected');
      expect(bench.fake.callback(id)?.state).to.equal('waiting');
    });

    it('stops listening when there is nothing to go on with, or once the call has ended', async () => {
      let running = 0;
      const { desk: stream } = bench.transport;
      bench.transport.desk = (options) => {
        running += 1;
        options?.signal?.addEventListener('abort', () => running--);
        return stream(options);
      };
      const desk = await open();
      const place = desk.parentElement!;
      expect(running).to.equal(1);
      desk.remove();
      place.append(desk);
      await aTimeout(0);
      expect(running).to.equal(1);
      bench.fake.ask({ name: 'Ada' });
      await accept(desk, 'Ada');
      const phone = await answer();
      desk.remove();
      await aTimeout(0);
      expect(running).to.equal(1);
      phone.hangUp();
      await until(() => running === 0, 'the end');
    });

    it('is let go of whole by dispose()', async () => {
      const desk = await open();
      bench.fake.ask({ name: 'Ada' });
      const box = await accept(desk, 'Ada');
      const [call] = desk.calls;
      const phone = await answer();
      await until(() => shown(box).includes('Connected'), 'the call');
      desk.dispose();
      expect(phone.state).to.equal('ended');
      expect(microphones.live).to.equal(0);
      await until(() => bench.truth(call!)?.state === 'ended', 'the report');
      await desk.updateComplete;
      expect(boxes(desk).length).to.equal(0);
    });
  });

  it('asks before the page is left in a call, and only then', async () => {
    const desk = await open();
    const asks = () => {
      const event = new Event('beforeunload', { cancelable: true });
      dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(asks()).to.be.false;
    bench.fake.ask({ name: 'Ada' });
    await accept(desk, 'Ada');
    const phone = await answer();
    expect(asks()).to.be.true;
    phone.hangUp();
    expect(asks()).to.be.false;
  });

  it('gives a box up that another page has taken up while this one was frozen, until that is gone', async () => {
    const desk = await open();
    const { id } = bench.fake.ask({ name: 'Ada' });
    await accept(desk, 'Ada');
    (await answer()).hangUp();
    await until(() => boxes(desk).some((box) => shown(box).includes('Not saved yet')), 'the box');
    const name = `callback-elements/claim/${grace.id}/${id}`;
    let letGo: (() => void) | undefined;
    void navigator.locks.request(name, () => new Promise<void>((resolve) => (letGo = resolve)));
    const page = (type: string) =>
      dispatchEvent(new PageTransitionEvent(type, { persisted: true }));
    page('pagehide');
    await until(() => letGo !== undefined, 'the other page to have it');
    page('pageshow');
    await until(() => boxes(desk).length === 0, 'no box');
    expect(shown(desk)).to.include('Another of your windows has taken over the call with Ada.');
    expect(bench.fake.callback(id)!.state, 'nothing was said to the backend').to.equal('ended');
    letGo!();
    await until(() => boxes(desk).some((box) => shown(box).includes('Not saved yet')), 'the box');
    expect(shown(desk)).not.to.include('Another of your windows');
  });

  describe('after a reload', () => {
    /** The page anew: what it held is gone, the backend and the browser's storage are not. */
    const reload = async (old: CallDesk) => {
      const wasLive = old.calls.length > 0;
      // A page that is gone reports nothing: so is this one, and its locks are free.
      const silent = Object.assign(bench.transport, {
        report: () => new Promise<void>(() => {}),
        release: () => new Promise<void>(() => {}),
        finish: () => new Promise<void>(() => {}),
      });
      expect(silent).to.equal(bench.transport);
      // Nor does it write anything more.
      const stored = Object.entries(localStorage);
      old.dispose();
      old.remove();
      for (const [key, value] of stored) localStorage.setItem(key, value);
      const agent = bench.fake.agent(grace);
      const desk = await fixture<CallDesk>(
        html`<call-desk .transport=${{ agent, calls: bench.fake.calls() }}></call-desk>`,
      );
      desks.push(desk);
      if (wasLive) await until(() => boxes(desk).length > 0, 'the box');
      return desk;
    };

    it('goes on where the microphone was asked for', async () => {
      const desk = await open();
      bench.fake.ask({ name: 'Ada' });
      microphones.ask();
      const box = await accept(desk, 'Ada');
      await until(() => shown(box).includes('Waiting for your microphone'), 'the question');
      microphones.allow();
      const again = await reload(desk);
      await until(() => shown(boxes(again)[0]!).includes('Dialling'), 'the dial');
    });

    it('offers to call again in mid-call, with colour and notes kept', async () => {
      const desk = await open();
      bench.fake.ask({ name: 'Ada' });
      await accept(desk, 'Ada');
      const [call] = desk.calls;
      await answer();
      await until(() => bench.truth(call!)?.state === 'connected', 'the report');
      call!.colour = 'purple';
      call!.notes = 'Half';
      const again = await reload(desk);
      const [box] = boxes(again);
      await until(() => shown(box!).includes('The page was reloaded'), 'the words');
      expect(again.calls[0]?.notes).to.equal('Half');
      expect(one(box!, 'article').dataset['colour']).to.equal('purple');
      button(box!, 'Call again').click();
      await until(() => shown(box!).includes('Dialling'), 'the dial');
    });

    it('brings back what was put back into Waiting, with notes and colour', async () => {
      const desk = await open();
      bench.fake.ask({ name: 'Ada' });
      const box = await accept(desk, 'Ada');
      (await bench.fake.phone.next()).ignore();
      await until(() => hasButton(box, 'Put back'), 'the outcome');
      const [call] = desk.calls;
      call!.colour = 'purple';
      call!.notes = 'Try the office';
      button(box, 'Put back').click();
      await until(() => shown(box).includes('Back in Waiting'), 'the row');
      const again = await reload(desk);
      const [restored] = boxes(again);
      await until(() => shown(restored!).includes('Back in Waiting'), 'the box');
      expect(shown(restored!)).to.include('Try the office');
      expect(one(restored!, 'article').dataset['colour']).to.equal('purple');
    });

    it('brings a saved box back until it is removed, and not after', async () => {
      const desk = await open();
      bench.fake.ask({ name: 'Ada' });
      const box = await accept(desk, 'Ada');
      const phone = await answer();
      phone.hangUp();
      await until(() => hasButton(box, 'Save'), 'the outcome');
      button(box, 'Save').click();
      await until(() => shown(box).includes('Saved'), 'the save');
      close(box);
      const again = await reload(desk);
      await until(() => shown(boxes(again)[0]!).includes('Closed'), 'the box');
      button(boxes(again)[0]!, 'Remove').click();
      await until(() => boxes(again).length === 0, 'the removal');
      again.dispose();
      again.remove();
      const third = await fixture<CallDesk>(
        html`<call-desk
          .transport=${{ agent: bench.fake.agent(grace), calls: bench.fake.calls() }}
        ></call-desk>`,
      );
      desks.push(third);
      await until(() => shown(waiting(third)).includes('Nobody'), 'the list');
      await aTimeout(50);
      expect(boxes(third).length).to.equal(0);
    });
  });

  it('leaves a call to the page that has it, and takes it up when that page is gone', async () => {
    const desk = await open();
    bench.fake.ask({ name: 'Ada' });
    microphones.ask();
    const box = await accept(desk, 'Ada');
    await until(() => shown(box).includes('Waiting for your microphone'), 'the question');
    const other = await fixture<CallDesk>(
      html`<call-desk
        .transport=${{ agent: bench.fake.agent(grace), calls: bench.fake.calls() }}
      ></call-desk>`,
    );
    desks.push(other);
    await until(() => shown(waiting(other)).includes('Nobody'), 'the list');
    await aTimeout(60);
    expect(boxes(other).length).to.equal(0);
    bench.transport.release = () => new Promise<void>(() => {});
    microphones.allow();
    desk.dispose();
    await until(() => boxes(other).length === 1, 'the box');
    await until(() => shown(boxes(other)[0]!).includes('Dialling'), 'the dial');
    expect(bench.fake.phone.calls.length).to.equal(1);
  });

  it('asks again by itself when the answer to a claim got lost', async () => {
    const desk = await open();
    bench.fake.ask({ name: 'Ada' });
    await until(() => hasButton(waiting(desk), 'Accept Ada'), 'the row');
    bench.fake.loseNextAnswer();
    const box = await accept(desk, 'Ada');
    await until(() => shown(box).includes('Dialling'), 'the dial');
    expect(boxes(desk).length).to.equal(1);
    expect(bench.fake.phone.calls.length).to.equal(1);
  });

  it('does not take up again what it gave back, though the stream still lists it', async () => {
    const desk = await open();
    bench.fake.ask({ name: 'Ada' });
    microphones.fail('NotAllowedError');
    // The release is answered, and what the stream says of it is long on its way.
    bench.transport.release = () => Promise.resolve();
    const box = await accept(desk, 'Ada');
    await until(() => shown(box).includes('The microphone is refused'), 'the refusal');
    bench.fake.ask({ name: 'Bruno' });
    await until(() => hasButton(waiting(desk), 'Accept Bruno'), 'a change');
    await aTimeout(60);
    expect(boxes(desk).length).to.equal(1);
    expect(shown(box)).to.include('The microphone is refused');
  });

  it('only watches where the transport makes no calls', async () => {
    const desk = await fixture<CallDesk>(
      html`<call-desk .transport=${{ agent: bench.transport }}></call-desk>`,
    );
    desks.push(desk);
    bench.fake.ask({ name: 'Ada' });
    await until(() => shown(waiting(desk)).includes('Ada'), 'the row');
    expect(shown(desk)).to.include('cannot make calls');
    expect(hasButton(waiting(desk), 'Accept')).to.be.false;
    expect(shown(desk), 'nor a place for calls').not.to.include('No calls');
    await accessible(desk);
  });

  it('says that the endpoint did not load, and tries again', async () => {
    const desk = await fixture<CallDesk>(html`<call-desk endpoint="nonsense:"></call-desk>`);
    desks.push(desk);
    await until(() => shown(desk).includes('did not load'), 'the failure');
    await accessible(desk);
    button(desk, 'Try again').click();
    await until(() => shown(desk).includes('did not load'), 'the failure again');
  });

  it('says that who has no token is not signed in', async () => {
    const desk = await fixture<CallDesk>(
      html`<call-desk endpoint="https://relay.example" .token=${async () => ''}></call-desk>`,
    );
    desks.push(desk);
    await until(() => shown(desk).includes('You are not signed in'), 'the reason');
    await accessible(desk);
  });

  it('passes its properties on', async () => {
    const desk = await open();
    desk.microphoneConstraints = { echoCancellation: false };
    desk.dispositions = [{ code: 'sold', label: 'Sold it' }];
    bench.fake.ask({ name: 'Ada' });
    const box = await accept(desk, 'Ada');
    await answer();
    await until(() => shown(box).includes('Connected'), 'the call');
    expect(words(one(box, '#outcome'))).to.include('Sold it');
    const [track] = microphones.opened[0]!.getAudioTracks();
    expect(track!.getSettings().echoCancellation).to.equal(false);
  });

  it('fits a narrow page, the calls before the list', async () => {
    await setViewport({ width: 320, height: 900 });
    const desk = await open();
    bench.fake.ask({ name: 'Ada' });
    bench.fake.ask({ name: 'W'.repeat(100) });
    await accept(desk, 'Ada');
    await answer();
    await desk.updateComplete;
    expect(document.documentElement.scrollWidth).to.be.at.most(320);
    const [box] = boxes(desk);
    expect(box!.getBoundingClientRect().top).to.be.below(waiting(desk).getBoundingClientRect().top);
    await setViewport({ width: 1000, height: 700 });
    expect(box!.getBoundingClientRect().left).to.be.above(
      waiting(desk).getBoundingClientRect().right,
    );
    await setViewport({ width: 800, height: 600 });
  });

  it('leaves nothing behind when it comes and goes', async () => {
    let listening = 0;
    const { addEventListener: add, removeEventListener: remove } = messagesChanged;
    messagesChanged.addEventListener = (...args: Parameters<typeof add>) => {
      listening += 1;
      add.apply(messagesChanged, args);
    };
    messagesChanged.removeEventListener = (...args: Parameters<typeof remove>) => {
      listening -= 1;
      remove.apply(messagesChanged, args);
    };
    for (let i = 0; i < 5; i++) {
      const desk = await open();
      desk.remove();
      desk.dispose();
    }
    Object.assign(messagesChanged, { addEventListener: add, removeEventListener: remove });
    expect(listening).to.equal(0);
  });
});
