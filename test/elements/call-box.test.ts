import { aTimeout, expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { pruneBoxes, type AgentCall } from '../../src/call/index.js';
import { boxColourNames, boxColours } from '../../src/elements/call-box/box-colours.js';
import { readTransferTarget } from '../../src/elements/call-box/transfer-target.js';
import { AgentPreferences } from '../../src/elements/shared/preferences.js';
import type { CallBox } from '../../src/elements/call-box/call-box.js';
import type { CallKeypad } from '../../src/elements/call-keypad/call-keypad.js';
import {
  accessible,
  all,
  Bench,
  boxOf,
  button,
  focused,
  grace,
  hasButton,
  hostile,
  linus,
  Microphones,
  one,
  shown,
  until,
  watchConsole,
  words,
  forget,
  expectFocus,
} from './agent-kit.js';
import { withHeldTime } from '../support/held-time.js';

describe('<call-box>', () => {
  let bench: Bench;
  let microphones: Microphones;
  let quiet: () => void;

  beforeEach(async () => {
    forget();
    AgentPreferences.of(grace.id).set({ askBeforeHangingUp: true, askBeforeUnsaved: true });
    quiet = watchConsole();
    microphones = new Microphones();
    bench = await new Bench().start();
  });
  afterEach(() => {
    bench.dispose();
    microphones.restore();
    quiet();
  });

  const says = (element: CallBox, text: string) =>
    until(() => shown(element).includes(text), `"${text}" in: ${shown(element)}`);
  const dialog = (element: CallBox) => one<HTMLDialogElement>(element, 'dialog');
  const talking = async (options: Parameters<Bench['talk']>[0] = {}) => {
    const { call, phone } = await bench.talk(options);
    return { call, phone, element: await boxOf(call) };
  };

  describe('the states of a call', () => {
    it('are each said in words, once, and pass axe', async () => {
      const question = microphones.ask();
      const call = await bench.call({ name: 'Ada', number: { e164: '+390669820000' } });
      const element = await boxOf(call);
      const status = () => words(all(element, '[role="status"]').at(-1));
      void call.accept();
      await says(element, 'Waiting for your microphone');
      expect(shown(element)).to.include('click “Allow” at the top of your browser window');
      expect(status()).to.include('Allow');
      await accessible(element);
      await question.allow();
      await says(element, 'Dialling');
      const phone = await bench.fake.phone.next();
      phone.ring();
      await says(element, 'Ringing');
      expect(status()).to.equal('Ringing …');
      await accessible(element);
      phone.answer();
      await says(element, 'Connected');
      expect(words(one(element, '.timer'))).to.match(/^00:0\d$/);
      await accessible(element);
      phone.interrupt();
      await says(element, 'Trying to reconnect');
      phone.recover();
      await says(element, 'Connected');
      phone.hangUp();
      await says(element, 'Ada hung up');
      expect(all(element, '.controls').length).to.equal(0);
      await accessible(element);
    });

    it('shows the running time, and the whole one when it is over', async () => {
      await withHeldTime(async (time) => {
        const { call, phone, element } = await talking();
        const since = Date.now() - 61_000;
        Object.defineProperty(call, 'connectedAt', { get: () => since });
        await time.pass(1_000);
        expect(words(one(element, '.timer'))).to.match(/^01:0[2-9]$/);
        phone.hangUp();
        await says(element, 'hung up');
        const stopped = words(one(element, '.timer'));
        await time.pass(2_000);
        expect(words(one(element, '.timer'))).to.equal(stopped);
      });
    });

    it('is right when the call is swapped, taken away, or nothing', async () => {
      const { call, phone, element } = await talking();
      const { call: other } = await bench.talk();
      element.call = other;
      await element.updateComplete;
      phone.hangUp();
      await until(() => call.state === 'wrapup', 'the end');
      await element.updateComplete;
      expect(shown(element)).to.include('Connected');
      element.call = undefined;
      await element.updateComplete;
      expect(shown(element)).to.equal('');
      await accessible(element);
    });

    it('never hangs up or mutes by leaving the page', async () => {
      const { call, phone, element } = await talking();
      const place = element.parentElement!;
      element.remove();
      await aTimeout(20);
      expect(phone.state).to.equal('connected');
      expect(call.muted).to.be.false;
      phone.interrupt();
      place.append(element);
      await says(element, 'Trying to reconnect');
    });
  });

  describe('the microphone', () => {
    for (const [name, text] of [
      ['NotAllowedError', 'The microphone is refused'],
      ['NotFoundError', 'No microphone was found'],
      ['NotReadableError', 'another program may be holding it'],
    ] as const) {
      it(`has words of its own for ${name}, and tries again`, async () => {
        microphones.fail(name);
        const call = await bench.call({ name: 'Ada' });
        const element = await boxOf(call);
        await call.accept();
        await says(element, text);
        expect(shown(element)).to.include('Ada is back in Waiting');
        await accessible(element);
        microphones.allow();
        button(element, 'Try again').click();
        await says(element, 'Dialling');
      });
    }

    it('has words for a question that nobody answered, and goes on at a late Allow', async () => {
      const question = microphones.ask();
      const call = await bench.call({}, { microphoneTimeout: 30 });
      const element = await boxOf(call);
      await call.accept();
      await says(element, 'Nobody answered the browser’s question');
      await question.allow();
      await says(element, 'Dialling');
    });

    it('has words for an insecure page, which trying again does not mend', async () => {
      const call = await bench.call();
      const element = await boxOf(call);
      const { mediaDevices } = navigator;
      Object.defineProperty(navigator, 'mediaDevices', { value: undefined, configurable: true });
      await call.accept();
      Object.defineProperty(navigator, 'mediaDevices', { value: mediaDevices, configurable: true });
      await says(element, 'does not begin with https');
      expect(hasButton(element, 'Try again')).to.be.false;
    });

    it('can be used again after it was lost in a call', async () => {
      const { call, element } = await talking();
      microphones.fail('NotFoundError');
      microphones.unplug();
      await says(element, 'cannot hear you');
      await until(() => hasButton(element, 'Use the microphone again'), 'the button');
      await accessible(element);
      microphones.allow();
      button(element, 'Use the microphone again').click();
      await until(() => call.microphone === 'open', 'the microphone');
      await until(() => !shown(element).includes('cannot hear you'), 'the words');
    });
  });

  describe('a claim that fails', () => {
    it('names who was faster', async () => {
      const call = await bench.call();
      const element = await boxOf(call);
      await bench.fake.agent(linus).claim(call.callback.id, { claimKey: 'a' });
      await until(() => call.claimedBy !== undefined, 'the name');
      await call.accept();
      await says(element, 'Linus was faster');
      expect(hasButton(element, 'Try again')).to.be.false;
      element.requestClose();
      expect(call.box).to.equal('closed');
    });

    it('says that the request is over, that the desk is out of reach', async () => {
      const call = await bench.call();
      const element = await boxOf(call);
      bench.fake.failNext('offline');
      await call.accept();
      await says(element, 'cannot be reached');
      bench.fake.failNext('refused');
      button(element, 'Try again').click();
      await says(element, 'does not allow calls to this number');
      bench.fake.end(call.callback.id, { reason: 'expired', by: 'system' });
      await call.accept();
      await says(element, 'canceled or expired');
    });

    it('says that the reservation has run out', async () => {
      microphones.ask();
      const call = await bench.call({ name: 'Ada' });
      const element = await boxOf(call);
      void call.accept();
      await until(() => call.microphone === 'pending', 'the question');
      const mine = bench.desk.claims.get(call.callback.id);
      await bench.transport.release(mine!.claim, 'declined');
      await says(element, 'Your reservation has run out');
      expect(hasButton(element, 'Try again')).to.be.true;
    });
  });

  it('offers to call again after a reload', async () => {
    const { call } = await bench.talk();
    await until(() => bench.truth(call)?.state === 'connected', 'the report');
    const mine = bench.desk.claims.get(call.callback.id);
    const again = bench.take(call.callback.id, { resume: mine });
    const element = await boxOf(again);
    expect(shown(element)).to.include('The page was reloaded');
    await accessible(element);
    button(element, 'Call again').click();
    await says(element, 'Dialling');
    expect(hasButton(element, 'Call again')).to.be.false;
  });

  describe('mute', () => {
    it('is one button whose name stays; the state is pressed and said', async () => {
      const { call, phone, element } = await talking();
      const mute = button(element, 'Mute');
      expect(mute.getAttribute('aria-pressed')).to.equal('false');
      mute.click();
      await says(element, 'You are muted');
      expect(button(element, 'Mute') === mute).to.be.true;
      expect(words(mute)).to.equal('Mute');
      expect(mute.getAttribute('aria-pressed')).to.equal('true');
      expect(phone.heardMuted).to.be.true;
      await accessible(element);
      mute.click();
      await until(() => !shown(element).includes('You are muted'), 'the voice');
      expect(call.muted).to.be.false;
    });

    it('says when another call took the voice', async () => {
      const { call, element } = await talking();
      call.mute(true, 'other-call');
      await says(element, 'Muted because you took another call. Unmute to speak here.');
    });
  });

  describe('the keypad', () => {
    it('opens, sends, and takes digits typed anywhere but in a text', async () => {
      const { phone, element } = await talking();
      const keypad = one<CallKeypad>(element, 'call-keypad');
      expect(keypad.hidden).to.be.true;
      element.focus();
      await sendKeys({ type: '4' });
      await until(() => phone.digits === '4', 'the tone');
      await element.updateComplete;
      expect(keypad.hidden).to.be.false;
      button(element, 'Mute').focus();
      await sendKeys({ type: '2#' });
      await until(() => phone.digits === '42#', 'the tones');
      button(keypad, '7').focus();
      await sendKeys({ type: '1' });
      await until(() => phone.digits === '42#1', 'one tone and no second');
      one(element, '#notes').focus();
      await sendKeys({ type: '99' });
      one(element, '#outcome').focus();
      await sendKeys({ type: '8' });
      await aTimeout(30);
      expect(phone.digits).to.equal('42#1');
      await accessible(element);
    });

    it('takes no digits while the question before closing stands', async () => {
      const { phone, element } = await talking();
      element.requestClose();
      await sendKeys({ type: '5' });
      await aTimeout(30);
      expect(phone.digits).to.equal('');
      dialog(element).close();
    });

    it('takes a paste outside texts', async () => {
      const { phone, element } = await talking();
      const paste = (target: Element) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text', '12');
        const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, composed: true });
        target.dispatchEvent(event);
      };
      paste(one(element, '#notes'));
      paste(one(element, '.controls'));
      await until(() => phone.digits === '12', 'the tones');
    });
  });

  describe('hold', () => {
    const held = (element: CallBox) => all(element, '[part=held]').map((each) => words(each));

    it('is one button whose name stays; who holds is said beside it', async () => {
      const { call, phone, element } = await talking();
      const { name } = call.callback;
      const hold = one(element, '[part=hold]');
      expect([words(hold), hold.getAttribute('aria-pressed')]).to.deep.equal(['Hold', 'false']);
      hold.click();
      await until(() => phone.held.local, 'the hold');
      await says(element, `On hold: you and ${name} do not hear each other`);
      expect([words(hold), hold.getAttribute('aria-pressed')]).to.deep.equal(['Hold', 'true']);
      expect(words(all(element, '[role=status]').at(-1))).to.include('On hold');
      await accessible(element);
      phone.hold(true);
      await says(element, 'put each other on hold');
      hold.click();
      await says(element, `${name} has put you on hold`);
      expect(hold.getAttribute('aria-pressed')).to.equal('false');
      phone.hold(false);
      await until(() => held(element).length === 0, 'the call');
    });

    it('says what is under way and what the other end did not agree to', async () => {
      bench.dispose();
      bench = await new Bench({ line: { agreeTime: 50 } }).start();
      const { phone, element } = await talking();
      phone.refuseHold();
      one(element, '[part=hold]').click();
      await says(element, 'Putting Ada Lovelace on hold');
      await says(element, 'did not accept the hold');
      expect(held(element)).to.deep.equal([]);
      await accessible(element);
      phone.refuseHold(false);
      one(element, '[part=hold]').click();
      await says(element, 'On hold: you and');
      expect(shown(element)).not.to.include('did not accept the hold');
    });

    it('keeps mute and keypad sensible', async () => {
      const { phone, element } = await talking();
      button(element, 'Mute').click();
      one(element, '[part=hold]').click();
      await says(element, 'On hold: you and');
      button(element, 'Keypad').click();
      await element.updateComplete;
      const keypad = one<CallKeypad>(element, 'call-keypad');
      await until(() => shown(keypad).includes('once nobody is on hold'), 'the words');
      expect(keypad.press('1')).to.equal(0);
      one(element, '[part=hold]').click();
      await until(() => !phone.held.local, 'the call');
      await says(element, 'You are muted');
      expect(phone.heardMuted).to.be.true;
    });
  });

  describe('a transfer', () => {
    const type = async (element: CallBox, text: string) => {
      const field = one<HTMLInputElement>(element, '#target');
      await until(() => focused() === field, 'the field');
      field.select();
      await sendKeys({ type: text });
      await sendKeys({ press: 'Enter' });
      await element.updateComplete;
    };

    it('asks where, and once more, before the visitor is handed on', async () => {
      const { call, phone, element } = await talking();
      const { name } = call.callback;
      button(element, 'Transfer').click();
      await element.updateComplete;
      await accessible(element);
      await type(element, 'Ada’s desk');
      await says(element, 'neither a number nor an address');
      await accessible(element);
      await type(element, '+39 06 1234-5678');
      await says(element, `Transfer ${name} to \u2066+39 06 1234 5678\u2069?`);
      await accessible(element);
      expect(phone.transferredTo).to.equal(undefined);
      button(element, 'Change').click();
      await element.updateComplete;
      expect(one<HTMLInputElement>(element, '#target').value).to.equal('+39 06 1234-5678');
      await type(element, 'sales@example.com');
      await until(() => focused() === one(element, '.confirm-transfer'), 'the question');
      await sendKeys({ press: 'Enter' });
      await says(element, `You transferred ${name}`);
      expect(phone.transferredTo).to.equal('sip:sales@example.com');
      expect(all(element, '[part=transfer]')).to.have.length(0);
      expect(call.end).to.include({ reason: 'transferred', by: 'agent' });
    });

    it('that is refused leaves the call as it was, and says so', async () => {
      const { call, phone, element } = await talking();
      phone.refuseTransfer();
      button(element, 'Transfer').click();
      await element.updateComplete;
      await type(element, '204');
      one(element, '.confirm-transfer').click();
      await says(element, 'The transfer was refused. You are still in the call');
      expect(call.state).to.equal('connected');
      expectFocus(one(element, '#target'));
      await accessible(element);
      await sendKeys({ press: 'Escape' });
      await until(() => focused() === one(element, '.transfer-toggle'), 'the button');
      expect(dialog(element).open).to.be.false;
      button(element, 'Transfer').click();
      await element.updateComplete;
      expect(shown(element)).not.to.include('refused');
    });

    it('that is under way keeps its form, for its button and its key too', async () => {
      bench.dispose();
      bench = await new Bench({ line: { agreeTime: 50 } }).start();
      const { call, element } = await talking();
      button(element, 'Transfer').click();
      await element.updateComplete;
      await type(element, '204');
      one(element, '.confirm-transfer').click();
      await until(() => call.transferring, 'the transfer');
      await element.updateComplete;
      const toggle = one(element, '.transfer-toggle');
      expect(toggle.getAttribute('aria-disabled')).to.equal('true');
      toggle.click();
      element.toggleTransfer();
      await element.updateComplete;
      expect(all(element, '.confirm-transfer')).to.have.length(1);
      await says(element, `You transferred ${call.callback.name}`);
    });

    it('reads numbers and addresses, and leaves nothing out', () => {
      const read: [string, string | undefined][] = [
        ['+39 06 1234 5678', '+390612345678'],
        [' (020) 7946-0018 ', '02079460018'],
        ['204', '204'],
        ['*80#', '*80#'],
        ['sales@example.com', 'sip:sales@example.com'],
        ['sip:ada@example.com;transport=tls', 'sip:ada@example.com;transport=tls'],
        ['SIPS:ada@example.com', 'SIPS:ada@example.com'],
        ['', undefined],
        ['+0 12', undefined],
        ['+39 06 1234 567O', undefined],
        ['204 or 205', undefined],
        ['1800FLOWERS', undefined],
        ['mailto:ada@example.com', undefined],
        ['ada@example.com bob', undefined],
        ['+1234567890123456', undefined],
      ];
      for (const [text, target] of read) expect(readTransferTarget(text), text).to.equal(target);
    });
  });

  it('offers neither hold nor transfer where the line has neither', async () => {
    bench.dispose();
    bench = await new Bench({ line: { supports: {} } }).start();
    const { element } = await talking();
    expect(hasButton(element, 'Hold') || hasButton(element, 'Transfer')).to.be.false;
    element.toggleTransfer();
    await element.updateComplete;
    expect(all(element, '[part=transfer]')).to.have.length(0);
  });

  it('says which number calls, and what the network said at the end', async () => {
    bench.dispose();
    bench = await new Bench({ line: { callerId: '+12025550100' } }).start();
    const call = await bench.call({ name: 'Ada' });
    const element = await boxOf(call);
    await call.accept();
    const phone = await bench.fake.phone.next();
    phone.ring();
    await until(() => /Calling from \+1 202[ -]555[ -]0100/.test(shown(element)), 'the number');
    phone.busy({ protocol: 'SIP', cause: 486, text: 'Busy Here' });
    await says(element, 'The line was busy');
    expect(shown(element)).to.include('SIP 486 Busy Here').and.not.include('Calling from');
    await accessible(element);
  });

  it('says that a number which could not be checked was not dialled', async () => {
    const call = await bench.call({ name: 'Ada', number: { raw: '333 12 3456O', region: 'IT' } });
    const element = await boxOf(call);
    await call.accept();
    await says(element, 'This number could not be checked and was not dialled');
    expect(microphones.opened).to.have.length(0);
    expect(bench.fake.phone.calls).to.have.length(0);
  });

  describe('colours', () => {
    it('are chosen by name and mark, shown, and kept', async () => {
      const { call, element } = await talking();
      const options = button(element, 'Colour and options');
      options.click();
      await element.updateComplete;
      expect(options.getAttribute('aria-expanded')).to.equal('true');
      const radios = all<HTMLInputElement>(element, 'input[type="radio"]');
      expect(radios.length).to.equal(9);
      expect(radios.map((radio) => words(radio.parentElement))).to.include('Blue');
      expect(radios[0]!.checked).to.be.true;
      radios[0]!.focus();
      await sendKeys({ press: 'ArrowDown' });
      await element.updateComplete;
      expect(call.colour).to.equal('red');
      expect(one(element, 'article').dataset['colour']).to.equal('red');
      expect(one(element, 'header .mark').title).to.equal('Red');
      expect(hasButton(element, 'Colour: Red')).to.be.true;
      await accessible(element);
      pruneBoxes();
      expect(
        localStorage.getItem(`callback-elements:box:${grace.id}:${call.callback.id}:0`),
      ).to.include('red');
    });

    it('ignore a name that is none of ours', async () => {
      const { call, element } = await talking();
      call.colour = 'chartreuse"><script>';
      await element.updateComplete;
      expect(one(element, 'article').dataset['colour']).to.equal('');
    });

    it('stand out from the ground by 3:1 in both schemes, each with a mark of its own', () => {
      const luminance = (hex: string) => {
        const [r, g, b] = [1, 3, 5].map((at) => {
          const value = parseInt(hex.slice(at, at + 2), 16) / 255;
          return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
      };
      const contrast = (one: string, other: string) => {
        const [high, low] = [luminance(one), luminance(other)].sort((x, y) => y - x);
        return (high! + 0.05) / (low! + 0.05);
      };
      expect(contrast('#ffffff', '#000000')).to.be.closeTo(21, 0.01);
      // Surface and sunken of the shared tokens: an open and a closed box.
      for (const name of boxColourNames) {
        const { light, dark } = boxColours[name];
        for (const ground of ['#ffffff', '#f3f5f7']) {
          expect(contrast(light, ground), `${name} on ${ground}`).to.be.at.least(3);
        }
        for (const ground of ['#1c1f22', '#141618']) {
          expect(contrast(dark, ground), `${name} on ${ground}`).to.be.at.least(3);
        }
      }
      const marks = boxColourNames.map((name) => boxColours[name].mark.strings.join(''));
      expect(new Set(marks).size).to.equal(8);
    });
  });

  describe('the X', () => {
    it('asks first, in a dialog; the safe choice has the focus; Escape keeps the call', async () => {
      const { phone, element } = await talking();
      button(element, 'Close the box').focus();
      await sendKeys({ press: 'Enter' });
      expect(dialog(element).matches(':modal')).to.be.true;
      expectFocus(button(element, 'Keep it open'));
      expect(words(dialog(element))).to.include('This hangs up the call with Ada Lovelace');
      await accessible(element);
      await sendKeys({ press: 'Escape' });
      await until(() => !dialog(element).open, 'the close');
      expectFocus(button(element, 'Close the box'));
      expect(phone.state).to.equal('connected');
      button(element, 'Close the box').click();
      button(element, 'Keep it open').click();
      expect(dialog(element).open).to.be.false;
      expect(phone.state).to.equal('connected');
    });

    it('says that Remove gives the wrap-up up, on a button that no second click hits', async () => {
      const { call, element } = await talking();
      button(element, 'Close the box').click();
      button(element, 'Hang up and close').click();
      await until(() => call.state === 'wrapup', 'wrap-up');
      bench.fake.failNext('forbidden');
      const first = button(element, 'Save and remove');
      first.click();
      await until(() => hasButton(element, 'Remove without saving'), 'the other words');
      const second = button(element, 'Remove without saving');
      expect(first.isConnected).to.be.false;
      const again = { detail: 2, bubbles: true, composed: true, cancelable: true };
      second.dispatchEvent(new MouseEvent('click', again));
      expect(call.box).to.equal('closed');
      second.click();
      expect(call.box).to.equal('removed');
    });

    it('hangs up; the box stays, closed, with its outcome, until it is removed', async () => {
      const { call, phone, element } = await talking();
      const events: string[] = [];
      element.addEventListener('call-box-closed', (event) => events.push(`closed ${event.id}`));
      element.addEventListener('call-box-removed', (event) => events.push(`removed ${event.id}`));
      call.sendTones('12');
      await until(() => phone.digits === '12', 'the tones');
      button(element, 'Close the box').click();
      button(element, 'Hang up and close').click();
      expect(phone.state).to.equal('ended');
      await says(element, 'Closed');
      expect(shown(element)).to.include('You hung up').and.include('Tones: 12');
      expect(shown(element)).to.include('Not saved yet');
      expect(hasButton(element, 'Close the box')).to.be.false;
      expectFocus(one(element, '#name'));
      await until(() => call.state === 'wrapup', 'wrap-up');
      await accessible(element);
      const { id } = call.callback;
      expect(events).to.deep.equal([`closed ${id}`]);
      button(element, 'Save and remove').click();
      expect(events).to.deep.equal([`closed ${id}`]);
      await until(() => events.length === 2, 'the removal');
      expect(events).to.deep.equal([`closed ${id}`, `removed ${id}`]);
      await element.updateComplete;
      expect(shown(element)).to.equal('');
      await until(() => bench.truth(call)?.state === 'done', 'the save');
    });

    it('asks no more when the agent says so, and asks again when told to', async () => {
      const { element } = await talking();
      const never = () => one<HTMLInputElement>(element, '[name="never-again"]');
      button(element, 'Close the box').click();
      never().click();
      button(element, 'Keep it open').click();
      // Not confirmed: nothing was chosen.
      button(element, 'Close the box').click();
      expect(dialog(element).open).to.be.true;
      expect(never().checked).to.be.false;
      never().click();
      button(element, 'Hang up and close').click();
      expect(new AgentPreferences(grace.id).choices)
        .to.include({ askBeforeHangingUp: false })
        .and.include({ askBeforeUnsaved: true });
      expect(new AgentPreferences('somebody').choices.askBeforeHangingUp).to.be.true;

      const { call, element: next } = await talking();
      button(next, 'Colour and options').click();
      await next.updateComplete;
      one<HTMLInputElement>(next, '[name="ask-live"]').click();
      button(next, 'Close the box').click();
      expect(dialog(next).open).to.be.true;
      expect(call.box).to.equal('open');
      dialog(next).close();
    });

    it('hangs up without a question only after a moment in which the call can be kept', () =>
      withHeldTime(async (time) => {
        AgentPreferences.of(grace.id).set({ askBeforeHangingUp: false });
        const { call, phone, element } = await talking();
        button(element, 'Close the box').focus();
        await sendKeys({ press: 'Enter' });
        await until(() => hasButton(element, 'Keep the call'), 'the moment');
        expect(dialog(element).open).to.be.false;
        expect(words(one(element, '.countdown'))).to.include('Hanging up in 3');
        const status = () => words(all(element, '[role="status"]').at(-1));
        expect(status()).to.equal('Hanging up in three seconds. Press Escape to keep the call');
        await until(() => focused() === button(element, 'Keep the call'), 'the focus');
        await accessible(element);
        // An impatient second press is no consent.
        element.requestClose();
        await time.pass(1_000);
        expect(words(one(element, '.countdown'))).to.include('Hanging up in 2');
        expect(status()).to.include('three seconds');
        await sendKeys({ press: 'Escape' });
        await until(() => !hasButton(element, 'Keep the call'), 'the end of the moment');
        expectFocus(button(element, 'Close the box'));
        await time.pass(2_300);
        expect(phone.state).to.equal('connected');
        expect(call.box).to.equal('open');
        button(element, 'Close the box').click();
        await element.updateComplete;
        button(element, 'Keep the call').click();
        await element.updateComplete;
        expect(hasButton(element, 'Keep the call')).to.be.false;
        button(element, 'Close the box').click();
        await time.pass(2_999);
        expect(phone.state).to.equal('connected');
        await time.pass(1);
        expect(phone.state).to.equal('ended');
        expect(call.box).to.equal('closed');
      }));

    it('counts for this call and this page alone', () =>
      withHeldTime(async (time) => {
        AgentPreferences.of(grace.id).set({ askBeforeHangingUp: false });
        const { call, phone, element } = await talking();
        const place = element.parentElement!;
        element.requestClose();
        element.remove();
        place.append(element);
        await element.updateComplete;
        expect(hasButton(element, 'Keep the call')).to.be.false;
        element.requestClose();
        const { call: other } = await bench.talk();
        element.call = other;
        await element.updateComplete;
        expect(hasButton(element, 'Keep the call')).to.be.false;
        element.call = call;
        await element.updateComplete;
        element.requestClose();
        phone.hangUp();
        await until(() => call.box === 'closed', 'the close');
        expect(shown(element)).to.include('hung up').and.not.include('You hung up');
        await time.pass(3_200);
        expect(other.state).to.equal('connected');
        expect(other.box).to.equal('open');
      }));

    it('asks nothing where nothing is lost', async () => {
      microphones.ask();
      const call = await bench.call({ name: 'Ada' });
      const element = await boxOf(call);
      void call.accept();
      await says(element, 'Waiting for your microphone');
      element.requestClose();
      expect(dialog(element).open).to.be.false;
      await says(element, 'Ada is back in Waiting');
      await until(() => bench.truth(call)?.state === 'waiting', 'the release');
      button(element, 'Remove').click();

      microphones.allow();
      const { phone, call: empty, element: next } = await talking();
      phone.hangUp();
      await says(next, 'Not saved yet');
      button(next, 'Close the box').click();
      expect(empty.box).to.equal('closed');
    });

    it('asks for what was written and not saved, and offers to save it', async () => {
      for (const answer of ['Keep it open', 'Close unsaved', 'Save and close']) {
        const { phone, call, element } = await talking();
        phone.hangUp();
        call.notes = 'Wants a new bell.';
        await says(element, 'Not saved yet');
        button(element, 'Close the box').click();
        expect(words(dialog(element)))
          .to.include('Close without saving?')
          .and.include('Outcome and notes of Ada Lovelace are not saved');
        await accessible(element);
        button(element, answer).click();
        expect(dialog(element).open).to.be.false;
        expect(call.box).to.equal(answer === 'Keep it open' ? 'open' : 'closed');
        if (answer === 'Save and close') {
          await until(() => bench.truth(call)?.state === 'done', 'the save');
          expect(shown(element)).to.include('Wants a new bell.');
        } else {
          expect(call.state).to.equal('wrapup');
        }
      }
    });

    it('asks no more for what is unsaved when the agent says so: that and nothing else', async () => {
      const { phone, call, element } = await talking();
      phone.hangUp();
      call.disposition = 'reached';
      await says(element, 'Not saved yet');
      button(element, 'Close the box').click();
      one<HTMLInputElement>(element, '[name="never-again"]').click();
      button(element, 'Close unsaved').click();
      expect(AgentPreferences.of(grace.id).choices)
        .to.include({ askBeforeUnsaved: false })
        .and.include({ askBeforeHangingUp: true });
      const { phone: second, call: other, element: next } = await talking();
      second.hangUp();
      other.notes = 'Half';
      await says(next, 'Not saved yet');
      button(next, 'Close the box').click();
      expect(other.box).to.equal('closed');
      expect(one<HTMLTextAreaElement>(next, '#notes').value).to.equal('Half');
    });

    it('keeps up with a call that ends while it asks', async () => {
      const { phone, call, element } = await talking();
      element.requestClose();
      one<HTMLInputElement>(element, '[name="never-again"]').click();
      phone.hangUp();
      await until(
        () => words(dialog(element)).includes('The call has ended meanwhile'),
        'the other words',
      );
      expect(dialog(element).open).to.be.true;
      call.notes = 'Half';
      await until(() => words(dialog(element)).includes('are not saved'), 'the other words');
      // The tick was for another question.
      expect(one<HTMLInputElement>(element, '[name="never-again"]').checked).to.be.false;
      one(element, '.confirm').click();
      await says(element, 'Closed');
      expect(AgentPreferences.of(grace.id).choices.askBeforeHangingUp).to.be.true;
    });

    it('hangs up alone, after the same question or moment, and leaves the box open', async () => {
      const { phone, call, element } = await talking();
      element.requestHangUp();
      await element.updateComplete;
      expect(words(dialog(element))).to.include('The box stays open for outcome and notes');
      await accessible(element);
      one(element, '.confirm').click();
      expect(phone.state).to.equal('ended');
      expect(call.box).to.equal('open');
      element.requestHangUp();
      expect(dialog(element).open).to.be.false;
    });

    it('takes its question along when it leaves the page or gets another call', async () => {
      const { element } = await talking();
      const place = element.parentElement!;
      element.requestClose();
      element.remove();
      place.append(element);
      expect(dialog(element).open).to.be.false;
      element.requestClose();
      const { call: other } = await bench.talk();
      element.call = other;
      await until(() => !dialog(element).open, 'the close');
      expect(other.box).to.equal('open');
    });
  });

  describe('outcome and notes', () => {
    const finish = async (): Promise<{ call: AgentCall; element: CallBox }> => {
      const { call, phone, element } = await talking();
      phone.hangUp();
      await until(() => call.state === 'wrapup', 'wrap-up');
      await element.updateComplete;
      return { call, element };
    };

    it('are written while the two talk, kept at each key, and saved when it is over', async () => {
      const { call, phone, element } = await talking();
      expect(hasButton(element, 'Save')).to.be.false;
      one(element, '#notes').focus();
      await sendKeys({ type: 'Wants a quote' });
      expect(call.notes).to.equal('Wants a quote');
      const outcome = one<HTMLSelectElement>(element, '#outcome');
      outcome.value = 'follow-up';
      outcome.dispatchEvent(new Event('change'));
      phone.hangUp();
      await says(element, 'Not saved yet');
      expect(one<HTMLTextAreaElement>(element, '#notes').value).to.equal('Wants a quote');
      button(element, 'Save').click();
      await says(element, 'Saved');
      expect(shown(element)).to.include('Follow-up agreed').and.include('Wants a quote');
      expect(bench.truth(call)).to.include({ disposition: 'follow-up', notes: 'Wants a quote' });
      await accessible(element);
    });

    it('offer the application’s own outcomes', async () => {
      const { call, element } = await finish();
      element.dispositions = [{ code: 'sold', label: 'Sold it' }];
      call.disposition = 'sold';
      await element.updateComplete;
      expect(one<HTMLSelectElement>(element, '#outcome').value).to.equal('sold');
      expect(words(one(element, '#outcome'))).to.equal('Not chosen Sold it');
    });

    it('say while they are being saved, and why they were not', async () => {
      const { call, element } = await finish();
      bench.fake.failNext('forbidden');
      const saved = call.saveWrapup();
      await element.updateComplete;
      expect(button(element, 'Save').getAttribute('aria-disabled')).to.equal('true');
      expect(shown(element)).to.include('Saving');
      await saved;
      await says(element, 'Not saved: You may not do this');
      await accessible(element);
      button(element, 'Save').click();
      await says(element, 'Saved');
    });

    it('say that a save is still being tried while the desk is out of reach', async () => {
      const { call, element } = await finish();
      bench.fake.cut();
      button(element, 'Save').click();
      await says(element, 'Not saved yet: the desk does not take it at the moment. Still trying');
      const said = one(element, '[role="status"]');
      await until(() => words(said).includes('Still trying'), 'the announcement');
      expect(call.saving).to.be.true;
      await accessible(element);
      bench.fake.restore();
      await says(element, 'Saved');
      expect(shown(element)).not.to.include('Still trying');
    });

    it('say so too where the end of the call has not arrived yet', async () => {
      const call = await bench.call();
      const element = await boxOf(call);
      await call.accept();
      (await bench.fake.phone.next()).answer();
      bench.fake.cut();
      call.hangUp();
      await until(() => hasButton(element, 'Save'), 'the outcome');
      await aTimeout(20);
      expect(shown(element)).not.to.include('Still trying');
      button(element, 'Save').click();
      await says(element, 'Still trying');
      bench.fake.restore();
      await says(element, 'Saved');
    });

    it('can be left for another attempt when nobody was reached', async () => {
      const call = await bench.call();
      const element = await boxOf(call);
      await call.accept();
      (await bench.fake.phone.next()).ignore();
      await says(element, 'Nobody answered');
      button(element, 'Put back in Waiting').click();
      await says(element, 'Back in Waiting for another attempt');
      expect(bench.truth(call)?.state).to.equal('waiting');
    });

    it('offer no other attempt where the desk takes none', async () => {
      bench.dispose();
      bench = await new Bench({ supports: { agent: {} } }).start();
      const call = await bench.call();
      const element = await boxOf(call);
      await call.accept();
      (await bench.fake.phone.next()).busy();
      await says(element, 'The line was busy');
      expect(hasButton(element, 'Put back')).to.be.false;
    });
  });

  it('moves the focus on when what had it is gone', async () => {
    const { phone, element } = await talking();
    button(element, 'Hang up').focus();
    phone.hangUp();
    await says(element, 'hung up');
    await until(() => focused() === one(element, '#name'), 'the focus');
  });

  it('shows hostile words as text, and keeps its width', async () => {
    await setViewport({ width: 320, height: 900 });
    for (const name of hostile) {
      const call = await bench.call({
        name,
        page: { url: 'javascript:alert(1)', title: name },
        context: { field: name },
      });
      const element = await boxOf(call);
      await call.accept();
      (await bench.fake.phone.next()).answer();
      await says(element, 'Connected');
      call.notes = 'W'.repeat(500);
      await element.updateComplete;
      expect(element.shadowRoot!.querySelector('img, b, a') === null).to.be.true;
      expect(element.shadowRoot!.textContent).not.to.match(/[\u202a-\u202e\u2066-\u2069]/);
      expect(document.documentElement.scrollWidth).to.be.at.most(320);
      element.remove();
    }
    await setViewport({ width: 800, height: 600 });
  });

  it('draws a box whose storage is blocked', async () => {
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = () => {
      throw new DOMException('', 'QuotaExceededError');
    };
    const { element } = await talking();
    AgentPreferences.of(grace.id).set({ askBeforeHangingUp: false });
    expect(AgentPreferences.of(grace.id).choices.askBeforeHangingUp).to.be.false;
    Storage.prototype.setItem = setItem;
    expect(shown(element)).to.include('Connected');
  });
});
