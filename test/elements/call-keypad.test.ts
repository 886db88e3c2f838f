import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { AgentCall } from '../../src/call/index.js';
import type { KeypadPressedEvent } from '../../src/elements/shared/agent-events.js';
import type { CallKeypad } from '../../src/elements/call-keypad/call-keypad.js';
import type { FakeDeskOptions } from '../../src/testing/index.js';
import {
  accessible,
  all,
  Bench,
  button,
  Microphones,
  one,
  shown,
  until,
  watchConsole,
  words,
  forget,
} from './agent-kit.js';
import { withHeldTime } from '../support/held-time.js';

describe('<call-keypad>', () => {
  let quiet: () => void;
  beforeEach(() => (quiet = watchConsole()));
  afterEach(() => quiet());

  const pressed = (element: CallKeypad) => {
    const tones: string[] = [];
    element.addEventListener('keypad-pressed', (event: KeypadPressedEvent) =>
      tones.push(event.tones),
    );
    return tones;
  };
  it('tells nobody further up which keys were pressed: they may be a PIN', async () => {
    const element = await fixture<CallKeypad>(html`<call-keypad silent></call-keypad>`);
    const heard: Event[] = [];
    const listen = (event: Event) => heard.push(event);
    document.addEventListener('keypad-pressed', listen);
    const tones = pressed(element);
    element.press('1234');
    document.removeEventListener('keypad-pressed', listen);
    expect(tones).to.deep.equal(['1234']);
    expect(heard).to.deep.equal([]);
  });

  const paste = (target: Element, text: string) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', text);
    const event = new ClipboardEvent('paste', {
      clipboardData,
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    target.dispatchEvent(event);
    return event;
  };

  describe('on its own', () => {
    let element: CallKeypad;
    beforeEach(async () => {
      element = await fixture<CallKeypad>(html`<call-keypad></call-keypad>`);
    });

    it('has twelve keys in a named group', async () => {
      expect(
        all(element, '.key')
          .map((key) => words(key).slice(0, 1))
          .join(''),
      ).to.equal('123456789*0#');
      expect(one(element, '[role="group"]').getAttribute('aria-label')).to.equal('Keypad');
      await accessible(element);
    });

    it('tells of each key', () => {
      const tones = pressed(element);
      for (const key of all(element, '.key')) key.click();
      expect(tones.join('')).to.equal('123456789*0#');
    });

    it('takes typed keys while the focus is inside, each once', async () => {
      const tones = pressed(element);
      all(element, '.key')[0]!.focus();
      await sendKeys({ type: '70' });
      await sendKeys({ press: '#' });
      await sendKeys({ press: 'a' });
      await sendKeys({ down: 'Control' });
      await sendKeys({ press: '5' });
      await sendKeys({ up: 'Control' });
      expect(tones.join('')).to.equal('70#');
      await sendKeys({ press: 'Enter' });
      expect(tones.join('')).to.equal('70#1');
    });

    it('shows which key was typed, and for a moment only', async () => {
      element.press('5');
      await element.updateComplete;
      expect(words(one(element, '.pressed'))).to.include('5');
      await until(() => all(element, '.pressed').length === 0, 'the release');
    });

    it('takes a paste, without what is no key', () => {
      const tones = pressed(element);
      expect(paste(all(element, '.key')[0]!, '+1 (23) 4#').defaultPrevented).to.be.true;
      expect(paste(all(element, '.key')[0]!, 'hello').defaultPrevented).to.be.false;
      expect(tones).to.deep.equal(['1234#']);
    });

    it('ignores a key that is held down, and one that somebody else took', () => {
      const held = new KeyboardEvent('keydown', { key: '1', repeat: true, cancelable: true });
      expect(element.handleKey(held)).to.be.false;
      const taken = new KeyboardEvent('keydown', { key: '1', cancelable: true });
      taken.preventDefault();
      expect(element.handleKey(taken)).to.be.false;
    });

    it('can be disabled', async () => {
      element.disabled = true;
      await element.updateComplete;
      expect(all<HTMLButtonElement>(element, '.key').every((key) => key.disabled)).to.be.true;
      expect(element.press('1')).to.equal(0);
    });

    it('sounds, unless it is silent, and gives the device back with the page', async () => {
      const real = window.AudioContext;
      let made = 0;
      let closed = 0;
      window.AudioContext = class extends real {
        constructor() {
          super();
          made += 1;
        }
        override close() {
          closed += 1;
          return super.close();
        }
      };
      element.silent = true;
      element.press('1');
      expect(made).to.equal(0);
      element.silent = false;
      element.press('1');
      element.press('2');
      expect(made).to.equal(1);
      element.remove();
      expect(closed).to.equal(1);
      window.AudioContext = real;
      await aTimeout(0);
    });
  });

  describe('with a call', () => {
    let bench: Bench;
    let microphones: Microphones;
    beforeEach(() => {
      forget();
      microphones = new Microphones();
    });
    afterEach(() => {
      bench.dispose();
      microphones.restore();
    });

    const start = async (options: FakeDeskOptions = {}) => {
      bench = await new Bench(options).start();
      return bench.talk();
    };
    const keypadOf = (call: AgentCall) =>
      fixture<CallKeypad>(html`<call-keypad .call=${call} silent></call-keypad>`);

    it('sends the tones and keeps the record', async () => {
      const { call, phone } = await start();
      const element = await keypadOf(call);
      expect(shown(element)).to.include('No tones sent yet');
      button(element, '1').click();
      paste(all(element, '.key')[0]!, '2-3');
      await until(() => phone.digits === '123', 'the tones');
      await element.updateComplete;
      expect(words(one(element, '.sent')).replace(/ /g, '')).to.equal('123');
      // A key that is lighting up is between two colours.
      await until(() => all(element, '.pressed').length === 0, 'the release');
      await until(() => element.shadowRoot!.getAnimations().length === 0, 'its end');
      await accessible(element);
    });

    it('says what was sent once the agent pauses, in one go', () =>
      withHeldTime(async (time) => {
        const { call, phone } = await start();
        const element = await keypadOf(call);
        const said = () => words(one(element, '[role="status"]'));
        element.press('1');
        element.press('2');
        await until(() => phone.digits === '12', 'the tones');
        await time.pass(100);
        expect(said()).to.equal('');
        await time.pass(2_000);
        expect(said()).to.equal('Sent 1 2');
        element.press('3');
        await until(() => phone.digits === '123', 'the tone');
        await time.pass(2_000);
        expect(said()).to.equal('Sent 3');
      }));

    it('shows what is on its way, and what was not sent in words too', () =>
      withHeldTime(async (time) => {
        const { call, phone } = await start({
          line: { supports: { dtmf: 'rtp' }, toneTime: 5_000 },
        });
        const element = await keypadOf(call);
        element.press('12');
        await element.updateComplete;
        expect(all(element, '.sending').length).to.equal(1);
        expect(all(element, '.pending').length).to.equal(1);
        phone.hangUp();
        await until(() => all(element, '.failed').length === 2, 'the failure');
        expect(words(one(element, '.record'))).to.include('(not sent)');
        const said = () => words(one(element, '[role="status"]'));
        await time.pass(2_000);
        expect(said()).to.equal('Not sent: 1 2');
        await accessible(element);
      }));

    it('says how many were too many', async () => {
      const { call } = await start({ line: { supports: { dtmf: 'rtp' }, toneTime: 5_000 } });
      const element = await keypadOf(call);
      expect(element.press('7'.repeat(70))).to.equal(64);
      await element.updateComplete;
      expect(shown(element)).to.include('6 left out');
    });

    it('says why it cannot be used: no call yet', async () => {
      bench = await new Bench().start();
      const call = await bench.call();
      await call.accept();
      const element = await keypadOf(call);
      expect(shown(element)).to.include('once the call is connected');
      expect(all<HTMLButtonElement>(element, '.key').every((key) => key.disabled)).to.be.true;
      expect(one(element, '.keypad').getAttribute('aria-describedby')).to.equal('problem');
      await accessible(element);
      (await bench.fake.phone.next()).answer();
      await until(() => !shown(element).includes('once the call'), 'the call');
    });

    it('says why it cannot be used: the line cannot send tones', async () => {
      const { call } = await start({ line: { supports: {} } });
      const element = await keypadOf(call);
      expect(shown(element)).to.include('This line cannot send tones');
      expect(element.press('1')).to.equal(0);
    });

    it('is right when it is given another call', async () => {
      const { call } = await start();
      const element = await keypadOf(call);
      element.press('1');
      const { call: other } = await bench.talk();
      element.call = other;
      await element.updateComplete;
      expect(shown(element)).to.include('No tones sent yet');
    });
  });
});
