import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../src/define/callback-form.js';
import '../../src/messages/it.js';
import type { DialableNumber } from '../../src/callback/index.js';
import type { CallbackForm } from '../../src/elements/callback-form/callback-form.js';
import { visitorMessages } from '../../src/messages/en/visitor.js';
import { phoneNumbers } from '../../src/phone/index.js';
import { FakeDesk } from '../../src/testing/index.js';
import { texts } from '../phone/texts.mjs';
import { filled, find, has, type, watchConsole, words } from './visitor-kit.js';

describe('what is asked about a number', () => {
  let desk: FakeDesk;
  let quiet: () => void;
  beforeEach(() => {
    desk = new FakeDesk();
    quiet = watchConsole();
  });
  afterEach(() => {
    desk.dispose();
    quiet();
  });

  /** A form in which all is well but the number. */
  async function make(text: string, region = 'IT', properties: Partial<CallbackForm> = {}) {
    const form = await fixture<CallbackForm>(html`<callback-form></callback-form>`);
    Object.assign(form, { transport: { visitor: desk.visitor() }, region, ...properties });
    await form.updateComplete;
    await filled(form);
    form.numberField.region = region;
    type(form, 'number', text);
    await form.numberField.ensureRules();
    await form.updateComplete;
    return form;
  }
  const number = (form: CallbackForm) => find<HTMLInputElement>(form, '#number');
  const submit = (form: CallbackForm) => find<HTMLButtonElement>(form, 'button[type=submit]');
  const question = (form: CallbackForm) => find(form, '#number-question');
  const offers = (form: CallbackForm) => [
    ...form.shadowRoot!.querySelectorAll<HTMLButtonElement>('[part=offer]'),
  ];
  const focused = (form: CallbackForm) => form.shadowRoot?.activeElement;
  const sent = () => desk.callbacks.map((callback) => inShort(callback.number as DialableNumber));
  const inShort = ({ e164, extension }: DialableNumber) =>
    extension ? `${e164};ext=${extension}` : e164;

  async function asked(text: string, region?: string, properties?: Partial<CallbackForm>) {
    const form = await make(text, region, properties);
    submit(form).click();
    await waitUntil(() => has(form, '#number-question'));
    return form;
  }

  describe('sends what was meant, and nothing that was not', () => {
    // A field has one line: what becomes of others is edit.ts's to say.
    for (const { text, region, expected } of texts.filter(({ text: one }) => !one.includes('\n'))) {
      const { verdict, doubt, numbers, refusal } = expected;
      it(`${JSON.stringify(text)} in ${region}: ${refusal ?? doubt ?? verdict}`, async () => {
        const form = await make(text, region);
        const typed = number(form).value;
        const receipt = await form.submit();
        await form.updateComplete;
        if (verdict === 'valid' && !refusal) {
          expect(receipt).to.have.property('id');
          expect(sent()).to.deep.equal(numbers);
          return;
        }
        expect(receipt).to.equal(undefined);
        expect(sent()).to.deep.equal([]);
        expect(number(form).value).to.equal(typed);
        if (refusal || verdict === 'impossible') {
          expect(has(form, '#number-error')).to.equal(true);
          expect(has(form, '#number-question')).to.equal(false);
          return;
        }
        expect(has(form, '#number-question')).to.equal(true);
        expect(has(form, '#number-error')).to.equal(false);
        if (verdict === 'unusual') return;
        const key = `form.doubt-${doubt}` as keyof typeof visitorMessages;
        expect(words(question(form))).to.contain(visitorMessages[key]);
        expect(offers(form).length).to.equal(numbers.length);
        offers(form).at(-1)!.click();
        await waitUntil(() => desk.callbacks.length === 1);
        expect(sent()).to.deep.equal(numbers.slice(-1));
      });
    }
  });

  it('is said, focused, accessible, and answered by keyboard', async () => {
    const form = await asked('333 12 3456O');
    const text = 'There are letters among the digits. We read +39 333 123 4560. Is that right?';
    expect(words(find(form, '#number-question-text'))).to.equal(text);
    expect(focused(form)).to.equal(question(form));
    expect(question(form).getAttribute('role')).to.equal('group');
    expect(question(form).getAttribute('aria-labelledby')).to.equal('number-question-text');
    expect(submit(form).offsetParent).to.equal(null);
    await expect(form).to.be.accessible();
    await sendKeys({ press: 'Tab' });
    expect(words(focused(form))).to.equal('Yes, call this number');
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => desk.callbacks.length === 1);
    expect(sent()).to.deep.equal(['+393331234560']);
  });

  it('offers each number that it may be, and keeps the focus on what sends it', async () => {
    const form = await asked('4915112345678', 'DE');
    const labels = ['Call +49 1511 2345678', 'Call +49 491 5112345678'];
    expect(offers(form).map(words)).to.deep.equal(labels);
    desk.delay = 60_000;
    offers(form)[0]!.focus();
    offers(form)[0]!.click();
    await waitUntil(() => form.busy);
    await form.updateComplete;
    expect(number(form).value).to.equal('+49 1511 2345678');
    expect(focused(form)).to.equal(submit(form));
    expect(has(form, '#number-question')).to.equal(false);
  });

  it('goes back to what was typed, as it was typed, and comes again', async () => {
    const form = await asked('1-800-FLOWERS', 'US');
    find<HTMLButtonElement>(form, '[part=correct]').click();
    await form.updateComplete;
    expect(has(form, '#number-question')).to.equal(false);
    expect(focused(form)).to.equal(number(form));
    expect(number(form).value).to.equal('1-800-FLOWERS');
    expect(await form.submit()).to.equal(undefined);
    await waitUntil(() => has(form, '#number-question'));
    type(form, 'number', '+39 06 1234 5678');
    await form.updateComplete;
    expect(has(form, '#number-question')).to.equal(false);
    expect(await form.submit()).to.have.property('id');
    expect(sent()).to.deep.equal(['+390612345678']);
  });

  it('is not answered by Enter in the field, nor by the second click of a double click', async () => {
    const form = await asked('333 1234567 / 06 6982 0000');
    number(form).focus();
    await sendKeys({ press: 'Enter' });
    await form.updateComplete;
    const [first] = offers(form);
    const correct = find(form, '[part=correct]');
    const event = new MouseEvent('click', { detail: 2, bubbles: true, composed: true });
    first!.dispatchEvent(event);
    correct.dispatchEvent(new MouseEvent('click', { detail: 2 }));
    await form.updateComplete;
    expect(has(form, '#number-question')).to.equal(true);
    expect(desk.callbacks).to.deep.equal([]);
  });

  it('offers no number that the site does not call, and says why where none is left', async () => {
    const form = await asked('333 1234567 / 06 6982 0000', 'IT', { refuseTypes: ['fixed-line'] });
    expect(words(question(form))).to.contain('We read +39 333 123 4567. Is that right?');
    form.refuseTypes = ['fixed-line', 'mobile'];
    await form.updateComplete;
    expect(await form.submit()).to.equal(undefined);
    await form.updateComplete;
    expect(words(find(form, '#number-error'))).to.contain('We do not call mobile phones');
  });

  it('is not forgotten when the choice is of no known range', async () => {
    const form = await asked('call 212 155 1234 or else', 'US');
    offers(form)[0]!.click();
    await waitUntil(() => desk.callbacks.length === 1);
    expect(sent()).to.deep.equal(['+12121551234']);
  });

  it('holds a host form up until it is answered, and sends nothing', async () => {
    const host = await fixture<HTMLFormElement>(
      html`<form><callback-form name="cb" region="IT"></callback-form></form>`,
    );
    const form = await filled(host.querySelector<CallbackForm>('callback-form')!);
    type(form, 'number', '333 12 3456O');
    await form.numberField.ensureRules();
    await form.updateComplete;
    expect(host.reportValidity()).to.equal(false);
    await form.updateComplete;
    expect(host.reportValidity()).to.equal(false);
    expect(offers(form).map(words)).to.deep.equal(['Yes, this number']);
    offers(form)[0]!.click();
    await form.updateComplete;
    expect(focused(form)).to.equal(number(form));
    await form.updateComplete;
    expect(host.reportValidity()).to.equal(true);
    expect(new FormData(host).get('cb-number')).to.equal('+393331234560');
  });

  for (const [lang, shown] of [
    ['en', '+39 06 6982 0000 ext. 12'],
    ['it', '+39 06 6982 0000 int. 12'],
  ]) {
    it(`reads back the extension that it has written (${lang})`, async () => {
      const form = await make('06 6982 0000');
      form.lang = lang!;
      const number = { e164: '+390669820000', extension: '12' };
      form.numberField.put(number);
      expect(find<HTMLInputElement>(form, '#number').value).to.equal(shown);
      type(form, 'number', shown!);
      expect(find<HTMLInputElement>(form, '#number').value).to.equal(shown);
      expect(form.request?.number).to.deep.equal(number);
    });
  }

  it('is asked in Italian', async () => {
    const form = await asked('333 1234567 333 1234567', 'IT', { lang: 'it' });
    expect(words(question(form))).to.equal(
      'Qui c’è più di un numero. Abbiamo letto +39 333 123 4567. È giusto? Sì, chiamate questo numero Correggi',
    );
  });

  it('is not asked while the rules for it have not arrived', async () => {
    const form = await make('');
    await phoneNumbers.load('333 O', 'IT');
    type(form, 'number', '333 12 3456O');
    await form.updateComplete;
    expect(has(form, '#number-question')).to.equal(false);
    expect(form.request).to.equal(undefined);
  });
});
