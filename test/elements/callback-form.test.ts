import { aTimeout, expect, fixture, html, nextFrame, oneEvent } from '@open-wc/testing';
import { until } from '../support/until.js';
import { sendKeys } from '@web/test-runner-commands';
import '../../src/define/callback-form.js';
import '../../src/messages/it.js';
import { requestProblem } from '../../src/callback/index.js';
import type { CallbackForm } from '../../src/elements/callback-form/callback-form.js';
import type { CallbackRequestedEvent } from '../../src/elements/shared/visitor-events.js';
import { availabilityNote } from '../../src/elements/callback-form/availability.js';
import { Pending } from '../../src/elements/shared/pending.js';
import { PhoneNumbers, phoneNumbers, rulesSource } from '../../src/phone/index.js';
import { FakeDesk, type FakeDeskOptions } from '../../src/testing/index.js';
import {
  TransportError,
  type Availability,
  type TransportErrorCode,
  type VisitorTransport,
} from '../../src/transport/transport.js';
import { filled, find, has, type, watchConsole, words } from './visitor-kit.js';

const rtl = '\u202e';

describe('<callback-form>', () => {
  let desk: FakeDesk;
  let quiet: () => void;
  before(() => phoneNumbers.load('+39', 'US'));
  beforeEach(() => {
    desk = new FakeDesk();
    quiet = watchConsole();
  });
  afterEach(() => {
    desk.dispose();
    quiet();
  });

  async function make(content = html``, properties: Partial<CallbackForm> = {}) {
    const form = document.createElement('callback-form');
    form.transport = { visitor: desk.visitor() };
    Object.assign(form, { region: 'US', ...properties });
    const host = await fixture<HTMLDivElement>(html`<div></div>`);
    host.append(form);
    const { render } = await import('lit');
    render(content, form);
    await form.updateComplete;
    await form.numberField.ensureRules();
    await nextFrame();
    return form;
  }
  const name = (form: CallbackForm) => find<HTMLInputElement>(form, '#name');
  const number = (form: CallbackForm) => find<HTMLInputElement>(form, '#number');
  const region = (form: CallbackForm) => find<HTMLSelectElement>(form, 'select');
  const button = (form: CallbackForm) => find<HTMLButtonElement>(form, 'button');
  const error = (form: CallbackForm, field: string) => words(find(form, `#${field}-error`));
  const focused = (form: CallbackForm) => form.shadowRoot?.activeElement?.id;

  describe('locked and hidden fields', () => {
    const well = { visitorName: 'Ada Lovelace', visitorNumber: '+1 212 555 2368' };

    it('cannot be changed, or are not shown, and are sent', async () => {
      const form = await make(html``, well);
      form.setAttribute('readonly', 'name, number nonsense');
      form.setAttribute('hide', 'region');
      await form.updateComplete;
      expect(name(form).readOnly).to.be.true;
      expect(number(form).readOnly).to.be.true;
      expect(region(form).offsetParent).to.equal(null);
      await expect(form).to.be.accessible();
      form.setAttribute('hide', 'name');
      await form.updateComplete;
      expect(name(form).offsetParent).to.equal(null);
      expect(region(form).disabled).to.be.true;
      form.focus();
      expect(focused(form)).to.equal('number');
      await form.submit();
      expect(desk.callbacks[0]).to.deep.include({ name: 'Ada Lovelace' });
    });

    it('are open where they are empty or wrong: no form is a dead end', async () => {
      const form = await make(html``, { visitorNumber: '12' });
      form.setAttribute('readonly', 'name number');
      form.setAttribute('hide', 'name number');
      await form.updateComplete;
      expect(name(form).offsetParent).not.to.equal(null);
      expect(name(form).readOnly).to.be.false;
      expect(number(form).offsetParent).to.equal(null);
      expect(await form.submit()).to.equal(undefined);
      await form.updateComplete;
      expect(number(form).offsetParent).not.to.equal(null);
      expect(number(form).readOnly).to.be.false;
    });
  });

  it('takes what the browser’s autofill puts in, all at once', async () => {
    const form = await make();
    const put = (field: HTMLInputElement | HTMLSelectElement, value: string) => {
      field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    };
    put(name(form), 'Ada Lovelace');
    put(region(form), 'IT');
    put(number(form), '+390612345678');
    await form.updateComplete;
    expect(region(form).value).to.equal('IT');
    expect(form.request).to.deep.include({ region: 'IT', number: { e164: '+390612345678' } });
  });

  describe('sending', () => {
    it('sends name and number and gives a receipt', async () => {
      const form = await filled(await make());
      const requested = oneEvent(form, 'callback-requested') as Promise<CallbackRequestedEvent>;
      const receipt = await form.submit();
      expect(receipt?.secret).to.match(/^[\w-]{43}$/);
      expect(form.receipt).to.equal(receipt);
      expect((await requested).id).to.equal(receipt?.id);
      const [callback] = desk.callbacks;
      expect(callback).to.deep.include({
        name: 'Ada Lovelace',
        number: { e164: '+390612345678' },
        region: 'IT',
        page: { url: location.origin + location.pathname, title: document.title },
      });
      expect(callback).not.to.have.property('consent');
      await form.updateComplete;
      expect(words(find(form, '.done'))).to.contain('We have your request');
    });

    it('tells origin and path of the page alone, and no more than fits', async () => {
      const form = await filled(await make());
      const { href } = location;
      const { title } = document;
      history.replaceState(null, '', `/${'p'.repeat(2100)}?mail=ada@example.org#token`);
      document.title = `${'t'.repeat(299)}😀`;
      const page = form.request?.page;
      history.replaceState(null, '', href);
      document.title = title;
      expect(page?.url).to.equal(`${location.origin}/${'p'.repeat(2100)}`.slice(0, 2000));
      expect(page?.title).to.equal('t'.repeat(299));
      history.replaceState(null, '', '?mail=ada@example.org#token');
      expect(form.request?.page?.url).to.equal(location.origin + location.pathname);
      history.replaceState(null, '', href);
    });

    it('sends by Enter, typed with a real keyboard', async () => {
      const form = await make();
      form.focus();
      await sendKeys({ type: 'Ada' });
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Tab' });
      await sendKeys({ type: '2125552368' });
      expect(number(form).value).to.equal('(212) 555-2368');
      await sendKeys({ press: 'Enter' });
      await until(() => desk.callbacks.length === 1);
      await until(() => form.shadowRoot?.activeElement?.className === 'done');
    });

    it('reads what a browser filled in without an event', async () => {
      const form = await make();
      name(form).value = 'Ada';
      number(form).value = '+39 06 1234 5678';
      expect(await form.submit()).to.have.property('id');
    });

    it('is busy once, keeps the focus, and cannot be sent twice', async () => {
      desk.delay = 60;
      const form = await filled(await make());
      button(form).focus();
      button(form).click();
      button(form).click();
      await form.updateComplete;
      expect(form.busy).to.equal(true);
      expect(button(form).getAttribute('aria-disabled')).to.equal('true');
      expect(words(button(form))).to.equal('Sending …');
      expect(form.shadowRoot?.activeElement).to.equal(button(form));
      expect(await form.submit()).to.equal(undefined);
      await until(() => !form.busy);
      expect(desk.callbacks.length).to.equal(1);
    });

    it('lets the site veto without any error', async () => {
      const form = await filled(await make());
      let seen = '';
      form.addEventListener('callback-before-submit', (event) => {
        seen = event.request.name;
        event.preventDefault();
      });
      expect(await form.submit()).to.equal(undefined);
      expect(seen).to.equal('Ada Lovelace');
      expect(desk.callbacks.length).to.equal(0);
      expect(has(form, '.failure')).to.equal(false);
      expect(name(form).value).to.equal('Ada Lovelace');
    });

    it('keeps personal data out of what it tells after sending', async () => {
      const form = await filled(await make());
      const requested = oneEvent(form, 'callback-requested') as Promise<CallbackRequestedEvent>;
      await form.submit();
      const event = await requested;
      expect(Object.keys(event).sort()).to.deep.equal(['id', 'isTrusted']);
      expect(event.bubbles && event.composed).to.equal(true);
    });

    it('gives the request to developers who send it themselves', async () => {
      const form = await make();
      expect(form.request).to.equal(undefined);
      expect(await form.collect()).to.equal(undefined);
      await filled(form);
      expect(form.request).to.deep.include({ name: 'Ada Lovelace', region: 'IT' });
      expect(await form.collect()).to.deep.equal(form.request);
      expect(desk.callbacks.length).to.equal(0);
    });

    it('starts anew after reset', async () => {
      const form = await filled(await make(html``, { visitorName: 'Preset' }));
      await form.submit();
      await form.updateComplete;
      form.reset();
      await form.updateComplete;
      expect(form.receipt).to.equal(undefined);
      expect(name(form).value).to.equal('Preset');
      type(form, 'name', 'Other');
      form.reset();
      expect(name(form).value).to.equal('Preset');
    });

    it('does nothing while disabled', async () => {
      const form = await filled(await make(html``, { disabled: true }));
      expect(await form.submit()).to.equal(undefined);
      expect(name(form).disabled && number(form).disabled && button(form).disabled).to.equal(true);
    });
  });

  describe('names', () => {
    const good: [typed: string, sent: string][] = [
      ['  Ada   Lovelace ', 'Ada Lovelace'],
      ['<b>Ada</b>', '<b>Ada</b>'],
      ['שלום עולם', 'שלום עולם'],
      ['👩‍👩‍👧 Family', '👩‍👩‍👧 Family'],
      [`Ada${rtl}ecalevoL`, 'AdaecalevoL'],
      ['Ada\u0000\u0007', 'Ada'],
      ['م‌ح', 'م‌ح'],
    ];
    for (const [typed, sent] of good) {
      it(`sends ${JSON.stringify(typed)}`, async () => {
        const form = await filled(await make());
        type(form, 'name', typed);
        await form.submit();
        expect(desk.callbacks[0]?.name).to.equal(sent);
      });
    }

    const bad: [typed: string, message: string][] = [
      ['', 'Tell us your name'],
      ['   ', 'Tell us your name'],
      ['\u200b\u202e', 'Tell us your name'],
      ['x'.repeat(1000), 'at most 100'],
    ];
    for (const [typed, message] of bad) {
      it(`refuses ${JSON.stringify(typed.slice(0, 10))} (${typed.length})`, async () => {
        const form = await filled(await make());
        type(form, 'name', typed);
        expect(await form.submit()).to.equal(undefined);
        expect(error(form, 'name')).to.contain(message);
        expect(name(form).value).to.equal(typed);
        expect(focused(form)).to.equal('name');
      });
    }
  });

  describe('messages', () => {
    it('come on submit, at the first wrong field, and go when it is right', async () => {
      const form = await make(html``, { consent: 'Call me.' });
      expect(error(form, 'name')).to.equal('');
      await form.submit();
      expect(focused(form)).to.equal('name');
      expect(error(form, 'name')).to.contain('Tell us your name');
      expect(error(form, 'number')).to.contain('Tell us the number');
      expect(error(form, 'consent')).to.contain('consent');
      expect(name(form).getAttribute('aria-invalid')).to.equal('true');
      expect(name(form).getAttribute('aria-describedby')).to.equal('name-error');
      await until(() => words(find(form, '[role=status].visually-hidden')) !== '');
      type(form, 'name', 'Ada');
      await form.updateComplete;
      expect(error(form, 'name')).to.equal('');
      expect(name(form).getAttribute('aria-invalid')).to.equal('false');
      await form.submit();
      expect(focused(form)).to.equal('number');
      type(form, 'number', '+39 06 1234 5678');
      await form.submit();
      expect(focused(form)).to.equal('consent');
      expect(desk.callbacks.length).to.equal(0);
    });

    it('come when a field is left after typing, not before', async () => {
      const form = await make();
      form.focus();
      await sendKeys({ press: 'Tab' });
      expect(error(form, 'name')).to.equal('');
      await sendKeys({ press: 'Tab' });
      await sendKeys({ type: '212' });
      await form.updateComplete;
      expect(error(form, 'number')).to.equal('');
      await sendKeys({ press: 'Tab' });
      await form.updateComplete;
      expect(error(form, 'number')).to.contain('too short');
      expect(words(find(form, '[role=status].visually-hidden'))).to.contain('too short');
    });

    it('are said once, and stand until their field is right', async () => {
      const form = await make();
      const status = () => words(find(form, '[role=status].visually-hidden'));
      type(form, 'number', '212');
      number(form).dispatchEvent(new FocusEvent('blur'));
      await form.updateComplete;
      expect(status()).to.contain('too short');
      type(form, 'name', 'Ada');
      await form.updateComplete;
      expect(status()).to.equal('');
      expect(error(form, 'number')).to.contain('too short');
      type(form, 'number', '212-555-2368');
      await form.updateComplete;
      expect(error(form, 'number')).to.equal('');
    });

    it('that do not change are not rendered at each key', async () => {
      const form = await make();
      for (const typed of ['2', '21', '212']) {
        type(form, 'number', typed);
        expect(form.isUpdatePending).to.equal(false);
      }
    });

    const wrong: [typed: string, message: string][] = [
      ['hello', 'not a phone number'],
      ['<script>', 'not a phone number'],
      ['12', 'too short'],
      ['2125552368999999', 'too long'],
      ['+44 12345678', 'No number there has this length'],
      ['+999 1234567', 'No country has this code'],
      ['9'.repeat(1000), 'too long'],
    ];
    for (const [typed, message] of wrong) {
      it(`say what is wrong with ${JSON.stringify(typed.slice(0, 20))}`, async () => {
        const form = await make();
        type(form, 'name', 'Ada');
        type(form, 'number', typed);
        await form.submit();
        expect(error(form, 'number')).to.contain(message);
        expect(focused(form)).to.equal('number');
      });
    }
  });

  describe('the number', () => {
    it('is formatted while typing and keeps the caret', async () => {
      const form = await make();
      number(form).focus();
      await sendKeys({ type: '21255523' });
      expect(number(form).value).to.equal('(212) 555-23');
      expect(number(form).selectionStart).to.equal(12);
      number(form).setSelectionRange(2, 2);
      await sendKeys({ type: '9' });
      expect(number(form).value.replace(/\D/g, '')).to.equal('291255523');
      expect(number(form).value.slice(0, number(form).selectionStart ?? 0)).to.match(/29$/);
    });

    it('can be deleted, punctuation and all', async () => {
      const form = await make();
      number(form).focus();
      await sendKeys({ type: '212555' });
      for (let index = 0; index < 12; index++) await sendKeys({ press: 'Backspace' });
      expect(number(form).value).to.equal('');
    });

    it('switches the region by its calling code', async () => {
      const form = await make();
      number(form).focus();
      await sendKeys({ type: '+3906' });
      await form.updateComplete;
      expect(region(form).value).to.equal('IT');
      expect(words(find(form, '.chosen'))).to.equal('IT +39');
    });

    it('follows a chosen region, calling code and all', async () => {
      const form = await make();
      type(form, 'number', '+1 212 555 2368');
      region(form).value = 'FR';
      region(form).dispatchEvent(new Event('change', { bubbles: true }));
      await form.updateComplete;
      expect(number(form).value).to.match(/^\+33/);
      expect(words(find(form, '.chosen'))).to.equal('FR +33');
    });

    it('may be limited to some regions', async () => {
      const form = await make(html``, { regions: ['IT', 'FR'], region: undefined });
      expect([...region(form).options].map((option) => option.value)).to.deep.equal(['FR', 'IT']);
      expect(region(form).value).to.equal('IT');
      type(form, 'number', '+44 20');
      await form.updateComplete;
      expect(region(form).value).to.equal('IT');
      form.setAttribute('regions', 'fr, de');
      await form.updateComplete;
      expect(region(form).value).to.equal('FR');
      form.removeAttribute('regions');
      await form.updateComplete;
      expect(region(form).options.length).to.be.greaterThan(200);
    });

    it('keeps the chosen region when the same regions are given anew', async () => {
      const form = await make(html``, { regions: ['IT', 'FR'], region: undefined });
      region(form).value = 'FR';
      region(form).dispatchEvent(new Event('change', { bubbles: true }));
      form.regions = ['IT', 'FR'];
      await form.updateComplete;
      expect(region(form).value).to.equal('FR');
    });

    it('and the name are filled in late only where nothing was typed', async () => {
      const form = await make(html``, { visitorNumber: '+390612345678' });
      expect(number(form).value).not.to.equal('+390612345678');
      Object.assign(form, { visitorName: 'Early', visitorNumber: '+33123456789' });
      await form.updateComplete;
      expect(name(form).value).to.equal('Early');
      expect(number(form).value.replace(/\s/g, '')).to.equal('+33123456789');
      expect(region(form).value).to.equal('FR');
      await filled(form);
      const typed = number(form).value;
      Object.assign(form, { visitorName: 'Late', visitorNumber: '+442079460958' });
      await form.updateComplete;
      expect(name(form).value).to.equal('Ada Lovelace');
      expect(number(form).value).to.equal(typed);
      expect(region(form).value).to.equal('IT');
      form.reset();
      await form.updateComplete;
      expect(name(form).value).to.equal('Late');
      expect(region(form).value).to.equal('GB');
    });

    it('keeps its region through other updates', async () => {
      const form = await make();
      type(form, 'number', '+39');
      form.consent = 'Yes';
      await form.updateComplete;
      expect(region(form).value).to.equal('IT');
    });

    /** Rules that cannot be loaded until they are let. */
    function offline() {
      const state = { loads: 0, online: false };
      const fail = () => {
        state.loads += 1;
        return Promise.reject(new Error('offline'));
      };
      const numbers = new PhoneNumbers({
        engine: () => (state.online ? rulesSource.engine() : fail()),
        interpreter: () => (state.online ? rulesSource.interpreter() : fail()),
        part: (code) => (state.online ? rulesSource.part(code) : fail()),
      });
      return { state, numbers };
    }

    it('is taken as typed when the rules do not load, and they are tried again', async () => {
      const form = await make();
      const { state, numbers } = offline();
      form.numberField.numbers = numbers;
      type(form, 'name', 'Ada');
      type(form, 'number', 'x');
      await form.submit();
      expect(error(form, 'number')).to.contain('not a phone number');
      type(form, 'number', '9'.repeat(65));
      await form.submit();
      expect(error(form, 'number')).to.contain('too long');
      type(form, 'number', ' 212 555 2368');
      await aTimeout(0);
      await form.updateComplete;
      expect(has(form, '#number-hint')).to.equal(true);
      await form.submit();
      expect(state.loads).to.be.greaterThan(2);
      expect(desk.callbacks[0]?.number).to.deep.equal({ raw: '212 555 2368', region: 'US' });
    });

    it('gets its rules as soon as the page is online again', async () => {
      const form = await make();
      const { state, numbers } = offline();
      form.numberField.numbers = numbers;
      type(form, 'number', '2125552368');
      await until(() => form.numberField.failed);
      expect(number(form).value).to.equal('2125552368');
      state.online = true;
      dispatchEvent(new Event('online'));
      await until(() => number(form).value === '(212) 555-2368');
      expect(form.numberField.failed).to.equal(false);
    });

    it('switches the region by 00 as well, and to the very region of a shared code', async () => {
      const form = await make();
      for (const [typed, expected] of [
        ['0039', 'IT'],
        ['+1 604 555 0123', 'CA'],
        ['+1 604', 'CA'],
        ['+44 1624 756789', 'IM'],
        ['2125552368', 'IM'],
      ] as const) {
        type(form, 'number', typed);
        await form.numberField.ensureRules();
        await form.updateComplete;
        expect(region(form).value, typed).to.equal(expected);
      }
    });

    it('may be called invalid by the backend', async () => {
      const form = await filled(await make());
      desk.failNext('number-invalid');
      await form.submit();
      await form.updateComplete;
      expect(error(form, 'number')).to.contain('does not exist');
      expect(focused(form)).to.equal('number');
      type(form, 'number', '+39 06 1234 5679');
      await form.updateComplete;
      expect(error(form, 'number')).to.equal('');
    });

    it('can be prefilled, region and all', async () => {
      const form = await make(html``, { visitorName: 'Ada', visitorNumber: '+39 06 1234 5678' });
      expect(region(form).value).to.equal('IT');
      expect(await form.submit()).to.have.property('id');
    });
  });

  describe('failures', () => {
    const failures: [code: TransportErrorCode, message: string, again: boolean][] = [
      ['offline', 'offline', true],
      ['timeout', 'no answer in time', true],
      ['unavailable', 'has a problem', true],
      ['rate-limited', 'too many requests', true],
      ['refused', 'cannot call this number', false],
      ['forbidden', 'may not ask', false],
      ['key-reused', 'a different one', true],
      ['context-too-many', 'did not accept', false],
      ['claim-lost', 'went wrong', true],
    ];
    for (const [code, message, again] of failures) {
      it(`${code}: in words, nothing lost`, async () => {
        const form = await filled(await make());
        desk.failNext(code);
        await form.submit();
        await form.updateComplete;
        expect(words(find(form, '.failure'))).to.contain(message);
        expect(find(form, '.failure').parentElement?.getAttribute('role')).to.equal('status');
        expect(words(button(form))).to.equal(again ? 'Try again' : 'Call me back now');
        expect(name(form).value).to.equal('Ada Lovelace');
        expect(number(form).value).to.equal('+39 06 1234 5678');
        type(form, 'name', 'Ada L');
        await form.updateComplete;
        expect(has(form, '.failure')).to.equal(false);
        expect(await form.submit()).to.have.property('id');
        expect(desk.callbacks.length).to.equal(1);
      });
    }

    function recording() {
      const keys: string[] = [];
      const visitor = desk.visitor();
      const request: VisitorTransport['request'] = (body, options) => {
        keys.push(options.requestKey);
        return visitor.request(body, options);
      };
      return { keys, transport: { visitor: { ...visitor, request } } };
    }

    it('never ask twice after a lost answer', async () => {
      const { keys, transport } = recording();
      const form = await filled(await make(html``, { transport }));
      desk.loseNextAnswer();
      expect(await form.submit()).to.equal(undefined);
      document.title += '!';
      expect(await form.submit()).to.have.property('id');
      expect(keys[0]).to.equal(keys[1]);
      expect(desk.callbacks.length).to.equal(1);
      expect(desk.callbacks[0]?.asked).to.equal(1);
    });

    it('take a new key for another body, and after key-reused', async () => {
      const { keys, transport } = recording();
      const form = await filled(await make(html``, { transport }));
      desk.failNext('unavailable');
      await form.submit();
      type(form, 'name', 'Grace');
      desk.failNext('key-reused');
      await form.submit();
      await form.submit();
      expect(new Set(keys).size).to.equal(3);
    });

    it('say so when there is no transport at all', async () => {
      const form = await filled(await make(html``, { transport: undefined }));
      await form.submit();
      await form.updateComplete;
      expect(words(find(form, '.failure'))).to.contain('not set up');
      form.endpoint = 'nowhere:';
      await form.submit();
      await form.updateComplete;
      expect(words(find(form, '.failure'))).to.contain('not set up');
    });

    describe('of slowness', () => {
      const { times } = Pending;
      afterEach(() => (Pending.times = times));
      const silent = () => ({ ...desk.visitor(), request: () => new Promise<never>(() => {}) });

      it('say that it takes long', async () => {
        Pending.times = { slow: 5, timeout: 60_000 };
        const form = await filled(await make(html``, { transport: { visitor: silent() } }));
        const done = form.submit();
        await until(() => words(find(form, '.outcome')).includes('longer than usual'));
        form.remove();
        await done;
      });

      it('give up in the end', async () => {
        Pending.times = { slow: 5, timeout: 50 };
        const form = await filled(await make(html``, { transport: { visitor: silent() } }));
        await form.submit();
        await form.updateComplete;
        expect(words(find(form, '.failure'))).to.contain('no answer in time');
      });
    });

    it('stay away when the form is removed in the middle; a move changes nothing', async () => {
      let asked = 0;
      let aborted = 0;
      const visitor: VisitorTransport = {
        ...desk.visitor(),
        request: (_, { signal }) =>
          new Promise((_resolve, reject) => {
            asked += 1;
            signal?.addEventListener('abort', () => {
              aborted += 1;
              reject(signal.reason as Error);
            });
          }),
      };
      const form = await filled(await make(html``, { transport: { visitor } }));
      const done = form.submit();
      await until(() => asked === 1);
      const elsewhere = await fixture<HTMLElement>(html`<section></section>`);
      elsewhere.append(form);
      await aTimeout(10);
      expect([aborted, form.busy]).to.deep.equal([0, true]);
      expect(name(form).value).to.equal('Ada Lovelace');
      form.remove();
      expect(await done).to.equal(undefined);
      expect([aborted, form.busy]).to.deep.equal([1, false]);
      elsewhere.append(form);
      await form.updateComplete;
      expect(has(form, '.failure')).to.equal(false);
      expect(name(form).value).to.equal('Ada Lovelace');
    });
  });

  describe('availability', () => {
    const announced = (form: CallbackForm) => words(find(form, '[role=status].visually-hidden'));
    const noted = async (form: CallbackForm, note: string) => {
      await until(() => has(form, '.note'), `the note "${note}"`);
      await until(() => words(find(form, '.note')) === note, `the note "${note}"`);
    };
    /** A backend that takes requests for now alone. */
    const nowOnly = () =>
      new FakeDesk({ supports: { visitor: { cancel: true, liveAvailability: true } } });

    it('is said when it is closed, and asked again on submit', async () => {
      const only = nowOnly();
      only.availability = { state: 'closed', opensAt: Date.now() + 86_400_000 };
      const form = await filled(await make(html``, { transport: { visitor: only.visitor() } }));
      await until(() => has(form, '.note'));
      expect(words(find(form, '.note'))).to.contain('We are closed right now. We open again:');
      expect(await form.submit()).to.equal(undefined);
      expect(only.callbacks.length).to.equal(0);
      await form.updateComplete;
      expect(announced(form)).to.contain('We are closed');
      only.availability = { state: 'ready', estimatedWait: 170 };
      expect(await form.submit()).to.have.property('id');
      only.dispose();
    });

    const notes: [availability: Availability, note: string][] = [
      [{ state: 'closed' }, 'We are closed right now. Please come back later.'],
      [
        { state: 'busy' },
        'Everybody is busy just now. We will call you as soon as one of us is free.',
      ],
      [
        { state: 'busy', estimatedWait: 601 },
        'Everybody is busy just now. We will probably call you within 11 minutes.',
      ],
      [
        { state: 'unstaffed' },
        'Nobody is at the desk just now. We will call you as soon as somebody is back.',
      ],
      [{ state: 'ready', estimatedWait: 170 }, 'We usually call back within 3 minutes.'],
    ];
    for (const [availability, note] of notes) {
      it(`${JSON.stringify(availability)} is put into words`, async () => {
        const only = nowOnly();
        only.availability = availability;
        const form = await make(html``, { transport: { visitor: only.visitor() } });
        await noted(form, note);
        only.dispose();
      });
    }

    it('is not spoken of when all is well, or nothing is known', () => {
      const say = (availability: Availability) => availabilityNote(availability, 'en', false);
      expect(say({ state: 'ready', agents: 3 })).to.equal(undefined);
      expect(say({ state: 'ready', estimatedWait: NaN })).to.equal(undefined);
      expect(say({ state: 'unknown', agents: 0, estimatedWait: 60 })).to.equal(undefined);
    });

    it('is followed: said once more when it changes, and never as news what stood there', async () => {
      desk.availability = { state: 'busy' };
      const form = await make();
      await noted(
        form,
        'Everybody is busy just now. We will call you as soon as one of us is free.',
      );
      expect(announced(form)).to.equal('');
      desk.availability = { state: 'unstaffed' };
      await until(() => announced(form).startsWith('Nobody is at the desk just now.'));
      desk.availability = { state: 'ready' };
      await until(() => !has(form, '.note'));
    });

    it('is not known without a connection, but for the hours', async () => {
      desk.availability = { state: 'busy' };
      const form = await make();
      await until(() => has(form, '.note'));
      desk.cut();
      await until(() => !has(form, '.note'));
      desk.restore();
      await until(() => has(form, '.note'));
      desk.availability = { state: 'closed' };
      await until(() => words(find(form, '.note')).includes('closed'));
      desk.cut();
      await form.updateComplete;
      expect(words(find(form, '.note'))).to.contain('closed');
    });

    it('is let go while nobody looks: hidden, out of the page', async () => {
      let running = 0;
      const visitor: VisitorTransport = {
        ...desk.visitor(),
        async *watchAvailability({ signal } = {}) {
          running += 1;
          yield { type: 'availability', availability: { state: 'busy' } };
          await new Promise((resolve) => signal?.addEventListener('abort', resolve));
          running -= 1;
        },
      };
      const form = await make(html``, { transport: { visitor } });
      await until(() => running === 1);
      form.hidden = true;
      await until(() => running === 0);
      form.hidden = false;
      await until(() => running === 1);
      const elsewhere = await fixture<HTMLElement>(html`<section></section>`);
      elsewhere.append(form);
      await nextFrame();
      expect(running).to.equal(1);
      form.remove();
      await until(() => running === 0);
    });

    it('of a backend without changes is asked for once, and no longer once the form is gone', async () => {
      const asked: (AbortSignal | undefined)[] = [];
      const availability: VisitorTransport['availability'] = ({ signal } = {}) => {
        asked.push(signal);
        return new Promise(() => undefined);
      };
      const visitor = { ...desk.visitor(), supports: {}, availability };
      const form = await make(html``, { transport: { visitor } });
      await until(() => asked.length === 1);
      form.requestUpdate();
      await form.updateComplete;
      expect(asked.map((signal) => signal?.aborted)).to.deep.equal([false]);
      form.remove();
      await until(() => asked[0]?.aborted);
    });

    it('may be out of reach: asking works all the same', async () => {
      const availability = () => Promise.reject(new Error('no'));
      const visitor = { ...desk.visitor(), supports: {}, availability };
      const form = await filled(await make(html``, { transport: { visitor } }));
      expect(has(form, '.note')).to.equal(false);
      expect(await form.submit()).to.have.property('id');
    });
  });

  describe('a time', () => {
    const { times } = Pending;
    afterEach(() => (Pending.times = times));
    const select = (form: CallbackForm, id: 'day' | 'time') =>
      find<HTMLSelectElement>(form, `#${id}`);
    const later = async (form: CallbackForm) => {
      find(form, '[value=later]').click();
      await until(() => has(form, '#time'), 'no times came');
    };
    /** What is said where the times would be. */
    const said = (form: CallbackForm) => words(form.shadowRoot?.querySelector('.times'));
    const pick = async (form: CallbackForm, id: 'day' | 'time', index: number) => {
      const control = select(form, id);
      control.selectedIndex = index;
      const event = new Event('change', { bubbles: true });
      control.dispatchEvent(event);
      await form.updateComplete;
    };
    /** Closed, but for three hours in two days. */
    const closedDesk = () => {
      const date = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
      const hours = { timeZone: 'UTC', week: {}, exceptions: { [date]: [['09:00', '12:00']] } };
      return new FakeDesk({ policy: { hours } as FakeDeskOptions['policy'] & object });
    };

    it('can be chosen where the backend takes requests for later', async () => {
      const form = await filled(await make());
      expect(words(find(form, 'legend'))).to.equal('When should we call you?');
      expect(has(form, '#time')).to.equal(false);
      await later(form);
      expect(words(button(form))).to.equal('Schedule my call');
      expect(select(form, 'time').selectedOptions[0]?.text).to.equal('Choose a time');
      const zone = words(find(form, '#zone'));
      expect(zone).to.match(/^In your time zone: \S.*\.$/);
      expect(select(form, 'time').getAttribute('aria-describedby')).to.contain('zone');
      await pick(form, 'day', 1);
      await pick(form, 'time', 3);
      const from = Number(select(form, 'time').value);
      expect(from).to.be.greaterThan(Date.now());
      expect(form.request?.notBefore).to.equal(from);
      await expect(form).to.be.accessible();
      await form.submit();
      expect(desk.callbacks[0]).to.deep.include({ state: 'scheduled', notBefore: from });
      await form.updateComplete;
      expect(words(find(form, '.done'))).to.match(/Your call: .*\d/);
    });

    it('is not offered, and not asked for, elsewhere', async () => {
      const asked: unknown[] = [];
      const visitor = {
        ...desk.visitor(),
        slots: (...args: unknown[]) => {
          asked.push(args);
          return Promise.resolve([]);
        },
      };
      const form = await filled(await make(html``, { transport: { visitor } }));
      expect(asked.length).to.equal(0);
      form.transport = { visitor: { ...visitor, supports: {} } };
      await form.updateComplete;
      expect(has(form, '.when')).to.equal(false);
      await form.submit();
      expect(desk.callbacks[0]).not.to.have.property('notBefore');
    });

    it('is asked for when it is missing, and forgotten when it is to be now after all', async () => {
      const form = await filled(await make());
      await later(form);
      expect(await form.submit()).to.equal(undefined);
      await form.updateComplete;
      expect(error(form, 'time')).to.equal('Choose the time of our call.');
      expect(focused(form)).to.equal('time');
      await pick(form, 'time', 1);
      expect(error(form, 'time')).to.equal('');
      find(form, '[value=now]').click();
      await form.updateComplete;
      expect(has(form, '#time')).to.equal(false);
      await form.submit();
      expect(desk.callbacks[0]?.state).to.equal('waiting');
    });

    it('stays the same on another day, where that day has it', async () => {
      const form = await filled(await make());
      await later(form);
      await pick(form, 'day', 1);
      await pick(form, 'time', 5);
      const before = select(form, 'time').selectedOptions[0]?.text;
      await pick(form, 'day', 2);
      expect(select(form, 'time').selectedOptions[0]?.text).to.equal(before);
      expect(form.request?.notBefore).to.equal(Number(select(form, 'time').value));
    });

    it('is part of what is asked for: after a lost answer another one is another request', async () => {
      const form = await filled(await make());
      await later(form);
      await pick(form, 'time', 1);
      desk.loseNextAnswer();
      expect(await form.submit()).to.equal(undefined);
      await pick(form, 'day', 1);
      await pick(form, 'time', 2);
      const at = form.request?.notBefore;
      await form.submit();
      expect(desk.callbacks.at(-1)?.notBefore).to.equal(at);
      expect(desk.callbacks.length).to.equal(2);
    });

    it('is chosen at once where it is closed', async () => {
      const closed = closedDesk();
      const form = await filled(await make(html``, { transport: { visitor: closed.visitor() } }));
      await until(() => has(form, '#time'));
      expect(words(find(form, '.note'))).to.contain('We open again:');
      expect(has(form, '[value=now]')).to.equal(false);
      expect(select(form, 'day').length).to.equal(1);
      await pick(form, 'time', 1);
      await expect(form).to.be.accessible();
      expect(await form.submit()).to.have.property('id');
      expect(closed.callbacks[0]?.state).to.equal('scheduled');
      closed.dispose();
    });

    it('is the way out when it has closed meanwhile', async () => {
      const visitor: VisitorTransport = {
        ...desk.visitor(),
        request: (request, options) =>
          request.notBefore === undefined
            ? Promise.reject(new TransportError('closed'))
            : desk.visitor().request(request, options),
      };
      const form = await filled(await make(html``, { transport: { visitor } }));
      desk.availability = { state: 'closed', opensAt: Date.now() + 3_600_000 };
      // Before the form has heard of it.
      expect(await form.submit()).to.equal(undefined);
      await until(() => has(form, '#time'));
      expect(has(form, '.failure')).to.equal(false);
      expect(name(form).value).to.equal('Ada Lovelace');
      await pick(form, 'time', 1);
      expect(await form.submit()).to.have.property('id');
    });

    for (const code of ['closed', 'time-invalid'] as const) {
      it(`that is gone (${code}) is said, and nothing else is lost`, async () => {
        let reads = 0;
        const real = desk.visitor();
        let taken: number | undefined;
        const visitor: VisitorTransport = {
          ...real,
          slots: async (range, options) => {
            reads += 1;
            const slots = (await real.slots?.(range, options)) ?? [];
            return slots.filter(({ from }) => from !== taken);
          },
          request: (request, options) => {
            if (taken !== undefined) return real.request(request, options);
            taken = request.notBefore;
            return Promise.reject(new TransportError(code));
          },
        };
        const form = await filled(await make(html``, { transport: { visitor } }));
        await later(form);
        await pick(form, 'day', 1);
        await pick(form, 'time', 4);
        expect(await form.submit()).to.equal(undefined);
        await form.updateComplete;
        expect(error(form, 'time')).to.equal('This time is no longer free. Please choose another.');
        expect(has(form, '.failure')).to.equal(false);
        expect(focused(form)).to.equal('time');
        await until(() => reads === 2);
        await until(() => !find(form, `#time`).querySelector(`[value="${taken}"]`));
        expect(select(form, 'day').selectedIndex).to.equal(1);
        expect(name(form).value).to.equal('Ada Lovelace');
        expect(form.request).to.equal(undefined);
        await pick(form, 'time', 4);
        expect(error(form, 'time')).to.equal('');
        expect(await form.submit()).to.have.property('id');
      });
    }

    it('may take a while to be looked up, fail, and be looked up again', async () => {
      Pending.times = { slow: 5, timeout: 60_000 };
      let fail: (error: Error) => void = () => {};
      const real = desk.visitor();
      let slots: VisitorTransport['slots'] = () => new Promise((_, reject) => (fail = reject));
      const visitor: VisitorTransport = {
        ...real,
        slots: (...args) => slots?.(...args) ?? Promise.resolve([]),
      };
      const form = await filled(await make(html``, { transport: { visitor } }));
      find(form, '[value=later]').click();
      await until(() => said(form).includes('Looking up free times'));
      await until(() => said(form).includes('longer than usual'));
      expect(await form.submit()).to.equal(undefined);
      fail(new TransportError('offline'));
      await until(() => said(form).includes('could not look up'));
      expect(await form.submit()).to.equal(undefined);
      const again = find(form, '.times-failed button');
      expect(form.shadowRoot?.activeElement).to.equal(again);
      let reads = 0;
      let answer: () => void = () => {};
      slots = (...args) => {
        reads += 1;
        return new Promise((resolve) => (answer = () => resolve(real.slots!(...args))));
      };
      again.click();
      again.click();
      await until(() => said(form).includes('Looking up free times'));
      expect(form.shadowRoot?.activeElement === again).to.equal(true);
      expect(again.getAttribute('aria-disabled')).to.equal('true');
      expect(reads).to.equal(1);
      answer();
      await until(() => has(form, '#time'));
      expect(has(form, '.times-failed')).to.equal(false);
      expect(form.shadowRoot?.activeElement?.id).to.equal('time');
      expect(said(form)).to.equal('');
      expect(desk.callbacks.length).to.equal(0);
    });

    it('keeps the focus when it closes under it, also until the times are there', async () => {
      let answer: () => void = () => {};
      const real = desk.visitor();
      const visitor: VisitorTransport = {
        ...real,
        slots: (...args) =>
          new Promise((resolve) => (answer = () => resolve(real.slots!(...args)))),
      };
      const form = await filled(await make(html``, { transport: { visitor } }));
      find(form, '[value=now]').focus();
      desk.availability = { state: 'closed', opensAt: Date.now() + 3_600_000 };
      await until(() => !has(form, '[value=now]'));
      await form.updateComplete;
      expect(form.shadowRoot?.activeElement?.classList.contains('when')).to.equal(true);
      answer();
      await until(() => has(form, '#time'));
      expect(form.shadowRoot?.activeElement?.id).to.equal('time');
    });

    it('may be none at all, and now is still there', async () => {
      const visitor = { ...desk.visitor(), slots: () => Promise.resolve([]) };
      const form = await filled(await make(html``, { transport: { visitor } }));
      find(form, '[value=later]').click();
      await until(() => said(form).includes('No time is free'));
      expect(await form.submit()).to.equal(undefined);
      find(form, '[value=now]').click();
      expect(await form.submit()).to.have.property('id');
    });

    it('is no longer looked up once the form is gone', async () => {
      const signals: (AbortSignal | undefined)[] = [];
      const slots: VisitorTransport['slots'] = (_, { signal } = {}) => {
        signals.push(signal);
        return new Promise(() => undefined);
      };
      const visitor = { ...desk.visitor(), slots };
      const form = await make(html``, { transport: { visitor } });
      find(form, '[value=later]').click();
      await until(() => signals.length === 1);
      form.remove();
      await until(() => signals[0]?.aborted);
    });

    it('is chosen by keyboard alone', async () => {
      const form = await filled(await make());
      find(form, '[value=now]').focus();
      await sendKeys({ press: 'ArrowDown' });
      await until(() => has(form, '#time'));
      await sendKeys({ press: 'Tab' });
      expect(focused(form)).to.equal('day');
      await sendKeys({ press: 'Tab' });
      expect(focused(form)).to.equal('time');
      await sendKeys({ press: 'ArrowDown' });
      await until(() => form.request?.notBefore !== undefined);
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Enter' });
      await until(() => desk.callbacks.length === 1);
    });

    it('is none of a host form’s', async () => {
      const form = await make();
      const host = document.createElement('form');
      form.replaceWith(host);
      host.append(form);
      await form.updateComplete;
      expect(has(form, '.when')).to.equal(false);
    });
  });

  describe('consent', () => {
    const box = (form: CallbackForm) => find<HTMLInputElement>(form, '#consent');

    it('is for the words that were ticked: others untick the box and say so', async () => {
      const form = await filled(await make(html``, { consent: 'Once.', consentVersion: '1' }));
      box(form).click();
      Object.assign(form, { consent: 'Every day.', consentVersion: '2' });
      await form.updateComplete;
      expect(box(form).checked).to.equal(false);
      await form.updateComplete;
      expect(error(form, 'consent')).to.contain('This text has changed');
      expect(words(find(form, '[role=status].visually-hidden'))).to.contain('has changed');
      expect(await form.submit()).to.equal(undefined);
      expect(focused(form)).to.equal('consent');
      box(form).click();
      await form.updateComplete;
      expect(error(form, 'consent')).to.equal('');
      await form.submit();
      expect(desk.callbacks[0]?.consent).to.include({ text: 'Every day.', version: '2' });
    });

    it('notices slotted words that were changed in place', async () => {
      const form = await filled(await make(html`<span slot="consent">Once.</span>`));
      box(form).click();
      form.querySelector('span')!.textContent = 'Every day.';
      expect(form.request).to.equal(undefined);
      expect(await form.submit()).to.equal(undefined);
      await form.updateComplete;
      expect(box(form).checked).to.equal(false);
      expect(error(form, 'consent')).to.contain('This text has changed');
      expect(desk.callbacks.length).to.equal(0);
    });

    it('is never cut: a text that is too long cannot be sent', async () => {
      const form = await filled(await make(html``, { consent: 'x'.repeat(5001) }));
      box(form).click();
      expect(await form.submit()).to.equal(undefined);
      expect(error(form, 'consent')).to.contain('too long');
      const request = { name: 'Ada', number: { e164: '+390612345678' } };
      const consent = { text: 'x'.repeat(5000), at: 1 };
      const page = { url: 'x'.repeat(2000), title: 'x'.repeat(300) };
      expect(requestProblem({ ...request, consent, page })).to.equal(undefined);
      expect(
        requestProblem({ ...request, consent: { ...consent, text: 'x'.repeat(5001) } }),
      ).to.equal('consent-too-long');
      for (const more of [{ url: 'x'.repeat(2001) }, { title: 'x'.repeat(301) }]) {
        expect(requestProblem({ ...request, page: { ...page, ...more } })).to.equal(
          'page-too-long',
        );
      }
    });

    it('is asked for, unticked, and stored with text, version and time', async () => {
      const form = await filled(
        await make(html``, {
          consent: 'Call me once.',
          consentVersion: 'v7',
          privacyHref: '/privacy',
        }),
      );
      const box = find<HTMLInputElement>(form, '#consent');
      expect(box.checked).to.equal(false);
      expect(find<HTMLAnchorElement>(form, '.privacy a').getAttribute('href')).to.equal('/privacy');
      expect(await form.submit()).to.equal(undefined);
      const before = Date.now();
      box.click();
      const ticked = Date.now();
      await aTimeout(20);
      await form.submit();
      const { consent } = desk.callbacks[0]!;
      expect(consent).to.include({ text: 'Call me once.', version: 'v7' });
      expect(consent?.at).to.be.within(before, ticked);
    });

    it('takes its text from the slot', async () => {
      const form = await filled(
        await make(html`<span slot="consent">I agree to the <a href="#x">terms</a>.</span>`),
      );
      expect(has(form, '.consent')).to.equal(true);
      expect(await form.submit()).to.equal(undefined);
      find<HTMLInputElement>(form, '#consent').checked = true;
      await form.submit();
      expect(desk.callbacks[0]?.consent?.text).to.equal('I agree to the terms.');
    });

    it('is not asked for without a text; a link to anything but a page is left out', async () => {
      const form = await make(html``, { privacyHref: 'javascript:alert(1)' });
      expect(has(form, '.consent')).to.equal(false);
      expect(has(form, '.privacy')).to.equal(false);
      form.privacyHref = 'http://[';
      await form.updateComplete;
      expect(has(form, '.privacy')).to.equal(false);
    });
  });

  describe("the site's own fields", () => {
    class FaceField extends HTMLElement {
      static formAssociated = true;
      name = 'rating';
      value: unknown = 5;
    }
    customElements.define('test-face-field', FaceField);

    it('travel as context', async () => {
      const form = await filled(
        await make(html`
          <label>Order <input name="order" value="A-1" /></label>
          <select name="topic" aria-label="Topic">
            <option value="x">X</option>
            <option value="y" selected>Y</option>
          </select>
          <div>
            <textarea name="words">Hello</textarea>
            <input type="checkbox" name="vip" value="yes" checked />
            <input type="checkbox" name="tag" value="a" checked />
            <input type="checkbox" name="tag" value="b" checked />
            <input type="checkbox" name="off" value="no" />
            <input type="radio" name="size" value="s" />
            <input type="radio" name="size" value="m" checked />
            <input name="gone" value="1" disabled />
            <fieldset disabled><input name="gone2" value="1" /></fieldset>
            <input type="password" name="secret" value="hunter2" />
            <input type="file" name="file" />
            <input type="submit" name="go" value="go" />
            <input value="nameless" />
            <input type="hidden" name="campaign" value="summer" />
            <input name="__proto__" value="odd" />
            <test-face-field></test-face-field>
          </div>
        `),
      );
      await form.submit();
      expect({ ...desk.callbacks[0]?.context }).to.deep.include({
        order: 'A-1',
        topic: 'y',
        words: 'Hello',
        vip: 'yes',
        tag: 'a, b',
        size: 'm',
        campaign: 'summer',
        rating: '5',
      });
      const fields = Object.keys(desk.callbacks[0]?.context ?? {});
      for (const field of ['off', 'gone', 'gone2', 'secret', 'file', 'go', '']) {
        expect(fields).not.to.include(field);
      }
    });

    it('are validated in their own words and get the focus', async () => {
      const form = await filled(
        await make(html`<label>Order: <input name="order" required id="order" /></label>`),
      );
      const input = form.querySelector<HTMLInputElement>('#order')!;
      expect(await form.submit()).to.equal(undefined);
      expect(document.activeElement).to.equal(input);
      await form.updateComplete;
      expect(error(form, 'extra')).to.equal(`Order: ${input.validationMessage}`);
      input.value = 'A-1';
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await form.updateComplete;
      expect(error(form, 'extra')).to.equal('');
      expect(await form.submit()).to.have.property('id');
    });

    it('may be left wrong, which is said on leaving', async () => {
      const form = await make(html`<input name="mail" type="email" aria-label="Mail" />`);
      form.querySelector('input')!.focus();
      await sendKeys({ type: 'x' });
      await sendKeys({ press: 'Tab' });
      await form.updateComplete;
      expect(error(form, 'extra')).to.match(/^Mail: /);
    });

    it('have their limits', async () => {
      const many = Array.from({ length: 21 }, (_, i) => html`<input name="f${i}" />`);
      let form = await filled(await make(html`${many}`));
      await form.submit();
      expect(error(form, 'extra')).to.contain('too many fields');
      form = await filled(await make(html`<input name=${'n'.repeat(65)} />`));
      await form.submit();
      expect(error(form, 'extra')).to.contain('cannot be sent');
      form = await filled(
        await make(
          html`<label>Notes<textarea name="n" .value=${'x'.repeat(1001)}></textarea></label>`,
        ),
      );
      await form.submit();
      expect(error(form, 'extra')).to.equal('Notes: too long. Use at most 1000 characters.');
      expect(desk.callbacks.length).to.equal(0);
    });
  });

  describe('numbers that are not called', () => {
    const refused: [typed: string, message: string, properties?: Partial<CallbackForm>][] = [
      ['+39 06 1234 5678', 'of this country', { regions: ['US', 'CA'] }],
      ['+1 809 555 1234', 'of this country', { regions: ['US'] }],
      ['+881 6 1234 5678', 'satellite'],
      ['+1 976 555 1234', 'begin like this one'],
      ['+39 892 123', 'premium-rate'],
      ['+39 848 123 456', 'shared-cost'],
      ['+44 70 1234 5678', 'forwarding'],
      ['+44 7640 123456', 'pager'],
      ['+44 55 1234 5678', 'central number'],
      ['+1 809 555 1234', 'begin like this one', { refusePrefixes: ['+1809'] }],
      ['+39 06 1234 5678', 'landlines', { refuseTypes: ['fixed-line'] }],
      ['+39 347 123 4567', 'mobile phones', { refuseTypes: ['mobile'] }],
      ['+1 212 555 2368', 'of this kind', { refuseTypes: ['fixed-line-or-mobile'] }],
      ['+1 800 234 5678', 'toll-free', { refuseTypes: ['toll-free'] }],
      ['+44 56 1234 5678', 'internet numbers', { refuseTypes: ['voip'] }],
    ];
    for (const [typed, message, properties] of refused) {
      it(`say why: ${typed}, ${message}`, async () => {
        const form = await filled(await make(html``, properties));
        type(form, 'number', typed);
        expect(await form.submit()).to.equal(undefined);
        expect(error(form, 'number')).to.contain(message);
        expect(focused(form)).to.equal('number');
        expect(desk.callbacks.length).to.equal(0);
      });
    }

    it('are what attributes say, in place of the default', async () => {
      const form = await filled(await make());
      expect(form.refuseTypes).to.equal(undefined);
      form.setAttribute('refuse-types', 'Voip, pager');
      form.setAttribute('refuse-prefixes', '+1809, 44 x');
      expect(form.refuseTypes).to.deep.equal(['voip', 'pager']);
      expect(form.refusePrefixes).to.deep.equal(['+1809', '44']);
      form.setAttribute('refuse-types', '');
      form.setAttribute('refuse-prefixes', '');
      expect([form.refuseTypes, form.refusePrefixes]).to.deep.equal([[], []]);
      type(form, 'number', '+39 892 123');
      expect(await form.submit()).to.have.property('id');
      form.removeAttribute('refuse-types');
      form.removeAttribute('refuse-prefixes');
      expect([form.refuseTypes, form.refusePrefixes]).to.deep.equal([undefined, undefined]);
    });
  });

  describe('an unusual number', () => {
    const unusual = '+1 555 555 5555';
    const question = 'The number +1 555 555 5555 looks unusual. Is it right?';

    it('is asked about once, with the same button for yes', async () => {
      const form = await filled(await make());
      type(form, 'number', unusual);
      expect(form.request).to.equal(undefined);
      expect(has(form, '#number-question')).to.equal(false);
      button(form).focus();
      button(form).click();
      await until(() => has(form, '#number-question'));
      expect(words(find(form, '#number-question'))).to.equal(question);
      expect(words(button(form))).to.equal('Yes, call this number');
      expect(words(find(form, '[role=status].visually-hidden'))).to.equal(question);
      expect(form.shadowRoot?.activeElement).to.equal(button(form));
      expect(button(form).getAttribute('aria-describedby')).to.equal('number-question');
      expect(number(form).getAttribute('aria-invalid')).to.equal('false');
      expect(desk.callbacks.length).to.equal(0);
      await expect(form).to.be.accessible();
      button(form).click();
      await until(() => desk.callbacks.length === 1);
      expect(desk.callbacks[0]?.number).to.deep.equal({ e164: '+15555555555' });
    });

    it('is not said to be right by a key that is held down', async () => {
      const form = await filled(await make());
      type(form, 'number', unusual);
      button(form).click();
      await until(() => has(form, '#number-question'));
      for (const target of [button(form), number(form)]) {
        for (const repeat of [false, true]) {
          const init = { key: 'Enter', repeat, bubbles: true, cancelable: true };
          const event = new KeyboardEvent('keydown', init);
          expect(target.dispatchEvent(event)).to.equal(!repeat);
        }
      }
    });

    it('is asked about anew when it is another one, and no more when it is usual', async () => {
      const form = await filled(await make());
      type(form, 'number', unusual);
      await form.submit();
      type(form, 'number', '+1 555 555 5556');
      await form.updateComplete;
      expect(has(form, '#number-question')).to.equal(false);
      expect(words(button(form))).to.equal('Call me back now');
      type(form, 'number', unusual);
      await form.updateComplete;
      expect(has(form, '#number-question')).to.equal(true);
      type(form, 'number', '+1 555 555 5556');
      expect(await form.submit()).to.equal(undefined);
      expect(has(form, '#number-question')).to.equal(true);
      type(form, 'number', '+1 212 555 2368');
      await form.updateComplete;
      expect(has(form, '#number-question')).to.equal(false);
      expect(await form.submit()).to.have.property('id');
    });

    it('is not asked about where it is not called', async () => {
      const form = await filled(await make(html``, { refusePrefixes: ['+1555'] }));
      type(form, 'number', unusual);
      await form.submit();
      expect(error(form, 'number')).to.contain('begin like this one');
      expect(has(form, '#number-question')).to.equal(false);
    });

    it('holds a host form up once, and is forgotten with a reset', async () => {
      const host = await fixture<HTMLFormElement>(
        html`<form><callback-form name="cb" region="US"></callback-form></form>`,
      );
      const form = await filled(host.querySelector<CallbackForm>('callback-form')!);
      type(form, 'number', unusual);
      await form.updateComplete;
      expect(host.reportValidity()).to.equal(false);
      await form.updateComplete;
      expect(has(form, '#number-question')).to.equal(true);
      expect(host.reportValidity()).to.equal(true);
      expect(new FormData(host).get('cb-number')).to.equal('+15555555555');
      host.reset();
      await filled(form);
      type(form, 'number', unusual);
      await form.updateComplete;
      expect(host.checkValidity()).to.equal(false);
    });
  });

  describe('inside a host form', () => {
    async function hosted(attributes = html``) {
      const host = await fixture<HTMLFormElement>(html`
        <form>
          <fieldset>
            <callback-form name="cb" region="US" consent="Call me." consent-version="2">
              ${attributes}
            </callback-form>
          </fieldset>
          <button>Order</button>
        </form>
      `);
      const form = host.querySelector<CallbackForm>('callback-form')!;
      await form.numberField.ensureRules();
      await form.updateComplete;
      return { host, form };
    }

    it('contributes entries and has no button of its own', async () => {
      const { host, form } = await hosted();
      expect(has(form, 'button')).to.equal(false);
      expect(host.checkValidity()).to.equal(false);
      await filled(form);
      find<HTMLInputElement>(form, '#consent').click();
      await form.updateComplete;
      expect(host.checkValidity()).to.equal(true);
      const data = Object.fromEntries(new FormData(host));
      expect(data).to.include({
        'cb-name': 'Ada Lovelace',
        'cb-number': '+390612345678',
        'cb-region': 'IT',
        'cb-consent': 'Call me.',
        'cb-consent-version': '2',
      });
      expect(Date.parse(String(data['cb-consent-at']))).to.be.closeTo(Date.now(), 5000);
      type(form, 'number', '+39 06 1234 5679');
      await form.updateComplete;
      expect(new FormData(host).get('cb-number')).to.equal('+390612345679');
      form.removeAttribute('name');
      await form.updateComplete;
      expect([...new FormData(host).keys()]).to.deep.equal([]);
    });

    it('shows its messages when the host asks, and submits the host by Enter', async () => {
      const { host, form } = await hosted();
      let submits = 0;
      host.addEventListener('submit', (event) => {
        event.preventDefault();
        submits += 1;
      });
      host.reportValidity();
      await form.updateComplete;
      expect(error(form, 'name')).to.contain('Tell us your name');
      await filled(form);
      find<HTMLInputElement>(form, '#consent').click();
      await form.updateComplete;
      name(form).focus();
      await sendKeys({ press: 'Enter' });
      expect(submits).to.equal(1);
      expect(desk.callbacks.length).to.equal(0);
    });

    it('is reset, disabled and restored by the host', async () => {
      const { host, form } = await hosted();
      await filled(form);
      host.reset();
      await form.updateComplete;
      expect(name(form).value + number(form).value).to.equal('');
      host.querySelector('fieldset')!.disabled = true;
      await form.updateComplete;
      expect(name(form).disabled).to.equal(true);
      host.querySelector('fieldset')!.disabled = false;
      const state = new FormData();
      state.set('name', 'Back');
      state.set('number', '06 1234 5678');
      state.set('region', 'IT');
      form.formStateRestoreCallback(state);
      form.formStateRestoreCallback('nonsense');
      await form.updateComplete;
      await form.updateComplete;
      expect([name(form).value, region(form).value]).to.deep.equal(['Back', 'IT']);
    });
  });

  describe('languages and looks', () => {
    it('speaks the language of its place, numbers left to right', async () => {
      const host = await fixture(html`<div lang="it"><callback-form></callback-form></div>`);
      const form = host.querySelector<CallbackForm>('callback-form')!;
      await form.updateComplete;
      expect(words(find(form, 'label'))).to.equal('Il tuo nome');
      expect(region(form).value).to.equal('US');
      const italy = [...region(form).options].find(({ value }) => value === 'IT');
      expect(words(italy)).to.equal('Italia (+39)');
      expect(number(form).dir).to.equal('ltr');
      host.setAttribute('lang', 'not a language');
      form.requestUpdate();
      await form.updateComplete;
      expect(words(find(form, 'label'))).to.equal('Your name');
    });

    it('takes properties that were set before it was defined', async () => {
      const tag = 'callback-form-late';
      const early = document.createElement(tag) as CallbackForm;
      Object.assign(early, { visitorName: 'Early', transport: { visitor: desk.visitor() } });
      (await fixture(html`<div></div>`)).append(early);
      const { CallbackForm } = await import('../../src/elements/callback-form/callback-form.js');
      customElements.define(tag, class extends CallbackForm {});
      await early.updateComplete;
      expect(name(early).value).to.equal('Early');
      expect(await (await filled(early)).submit()).to.have.property('id');
    });

    it('fits into 320 px', async () => {
      const form = await make(html``, { consent: 'x'.repeat(80) });
      form.parentElement!.style.inlineSize = '280px';
      await form.submit();
      await nextFrame();
      expect(form.scrollWidth).to.be.at.most(280);
      expect(number(form).offsetWidth).to.be.at.least(160);
    });

    it('cannot be unset by the page', async () => {
      const form = await make();
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('callback-form { all: unset !important; display: none !important; }');
      document.adoptedStyleSheets.push(sheet);
      expect(getComputedStyle(form).display).to.equal('block');
      document.adoptedStyleSheets.pop();
    });

    it('is accessible: empty, wrong, failed, done', async () => {
      const form = await make(html`<label>Order <input name="order" /></label>`, {
        consent: 'Call me.',
        privacyHref: '/privacy',
      });
      await expect(form).to.be.accessible();
      await form.submit();
      await form.updateComplete;
      await expect(form).to.be.accessible();
      await filled(form);
      find<HTMLInputElement>(form, '#consent').click();
      desk.failNext('offline');
      await form.submit();
      await form.updateComplete;
      await expect(form).to.be.accessible();
      await form.submit();
      await form.updateComplete;
      await expect(form).to.be.accessible();
    });
  });
});
