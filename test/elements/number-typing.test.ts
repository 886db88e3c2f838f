import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { until } from '../support/until.js';
import { executeServerCommand, sendKeys, sendMouse } from '@web/test-runner-commands';
import '../../src/define/callback-form.js';
import type { CallbackForm } from '../../src/elements/callback-form/callback-form.js';
import { phoneNumbers } from '../../src/phone/index.js';
import { find } from './visitor-kit.js';

// What no test can do in Firefox is not defined there, and said where it stands.
const isChromium = 'chrome' in window;

// With a real keyboard, in each browser that the project is tried in.
describe('typing a number', () => {
  let input: HTMLInputElement;
  let form: CallbackForm;
  before(async () => {
    for (const code of ['+39', '+44']) await phoneNumbers.load(code, 'US');
  });
  beforeEach(() => make('US'));

  async function make(region: string) {
    form = await fixture<CallbackForm>(
      html`<callback-form region=${region} .transport=${{}}></callback-form>`,
    );
    await form.numberField.ensureRules();
    await form.updateComplete;
    input = find<HTMLInputElement>(form, '#number');
    input.focus();
  }
  /** The text with `|` where the caret is, `[` and `]` around a selection. */
  function shown(): string {
    const [start, end] = [input.selectionStart ?? 0, input.selectionEnd ?? 0];
    const { value } = input;
    if (start === end) return `${value.slice(0, start)}|${value.slice(start)}`;
    return `${value.slice(0, start)}[${value.slice(start, end)}]${value.slice(end)}`;
  }
  async function hold(modifier: 'Control' | 'Shift', ...keys: readonly string[]) {
    await sendKeys({ down: modifier });
    for (const key of keys) await sendKeys({ press: key });
    await sendKeys({ up: modifier });
  }
  const undo = () => hold('Control', 'KeyZ');
  const redo = () => hold('Control', 'KeyY');
  /** Puts a text on the clipboard, as a person does: from another field. */
  async function copy(text: string, key = 'KeyC') {
    const other = document.createElement('input');
    other.value = text;
    document.body.append(other);
    other.focus();
    other.select();
    await hold('Control', key);
    other.remove();
    input.focus();
  }
  const paste = () => hold('Control', 'KeyV');

  it('formats, nationally and internationally', async () => {
    await sendKeys({ type: '2125552368' });
    expect(shown()).to.equal('(212) 555-2368|');
    input.select();
    await sendKeys({ type: '+390669820000' });
    expect(shown()).to.equal('+39 06 6982 0000|');
    input.select();
    await sendKeys({ type: '00442079460958' });
    expect(shown()).to.equal('00 44 20 7946 0958|');
    expect(form.numberField.region).to.equal('GB');
  });

  const full = '(212) 555-2368';
  const digits = '2125552368';
  /** How many digits stand before each place. */
  const digitsBefore = (place: number) => full.slice(0, place).replace(/\D/g, '').length;
  function at(start: number, end = start) {
    input.value = full;
    input.setSelectionRange(start, end);
  }
  const caretDigits = () =>
    input.value.slice(0, input.selectionStart ?? 0).replace(/\D/g, '').length;
  const bare = () => input.value.replace(/\D/g, '');
  const places = Array.from({ length: full.length + 1 }, (_, place) => place);

  it('keeps the caret behind a digit that is put in, at each place', async () => {
    for (const place of places) {
      at(place);
      await sendKeys({ press: '7' });
      const count = digitsBefore(place);
      expect(bare()).to.equal(`${digits.slice(0, count)}7${digits.slice(count)}`);
      expect(caretDigits(), `at ${place}: ${shown()}`).to.equal(count + 1);
    }
  });

  it('keeps the caret where a digit was deleted, at each place', async () => {
    for (const place of places) {
      at(place);
      await sendKeys({ press: 'Backspace' });
      const count = digitsBefore(place);
      expect(bare(), `Backspace at ${place}`).to.equal(
        digits.slice(0, Math.max(0, count - 1)) + digits.slice(count),
      );
      expect(caretDigits(), `Backspace at ${place}: ${shown()}`).to.equal(Math.max(0, count - 1));
      at(place);
      await sendKeys({ press: 'Delete' });
      expect(bare(), `Delete at ${place}`).to.equal(
        digits.slice(0, count) + digits.slice(count + 1),
      );
      expect(caretDigits(), `Delete at ${place}: ${shown()}`).to.equal(count);
    }
  });

  it('keeps the caret behind what replaces a selection, from each place', async () => {
    for (const start of places) {
      const end = Math.min(full.length, start + 4);
      at(start, end);
      await sendKeys({ press: '9' });
      const [from, to] = [digitsBefore(start), digitsBefore(end)];
      expect(bare()).to.equal(`${digits.slice(0, from)}9${digits.slice(to)}`);
      expect(caretDigits(), `from ${start}: ${shown()}`).to.equal(from + 1);
    }
  });

  it('keeps the caret behind what was pasted, at each place', async () => {
    await copy('3-4');
    for (const place of places) {
      at(place);
      await paste();
      const count = digitsBefore(place);
      expect(bare()).to.equal(`${digits.slice(0, count)}34${digits.slice(count)}`);
      expect(caretDigits(), `at ${place}: ${shown()}`).to.equal(count + 2);
    }
  });

  it('keeps the caret behind pasted digits of another script', async () => {
    await copy('٣٤');
    at(6, 9);
    await paste();
    expect(shown()).to.equal('(212) 34|2-368');
  });

  it('cuts from the middle, onto the clipboard', async () => {
    at(6, 9);
    await hold('Control', 'KeyX');
    expect(shown()).to.equal('(212|) 236-8');
    input.setSelectionRange(0, 0);
    await paste();
    expect(bare()).to.equal('5552122368');
  });

  /** What is left of the digits, as the field shows it. */
  const formatted = (left: string) => phoneNumbers.format(left, 'US');

  it('deletes a word and formats what is left, at each place', async () => {
    for (const place of places) {
      const count = digitsBefore(place);
      const before = full
        .slice(0, place)
        .replace(/\d+\D*$/, '')
        .replace(/\D/g, '');
      at(place);
      await hold('Control', 'Backspace');
      const left = before + digits.slice(count);
      expect(bare(), `Backspace at ${place}`).to.equal(left);
      expect(caretDigits(), `Backspace at ${place}: ${shown()}`).to.equal(before.length);
      if (count > 0) expect(input.value).to.equal(formatted(left));
      const after = full
        .slice(place)
        .replace(/^\D*\d+/, '')
        .replace(/\D/g, '');
      at(place);
      await hold('Control', 'Delete');
      expect(input.value, `Delete at ${place}`).to.equal(formatted(digits.slice(0, count) + after));
      expect(caretDigits(), `Delete at ${place}: ${shown()}`).to.equal(count);
    }
  });

  it('deletes a word in one step, which is undone and redone with its caret', async () => {
    at(8);
    await hold('Control', 'Backspace');
    const changed = shown();
    expect(changed).to.equal('(212|) 523-68');
    await undo();
    expect(shown()).to.equal('(212) 55|5-2368');
    await redo();
    expect(shown()).to.equal(changed);
  });

  it('takes only the word that the caret is in, and the plus sign by itself', async () => {
    await sendKeys({ type: '+390669820000' });
    const seen: string[] = [];
    while (input.value !== '') {
      await hold('Control', 'Backspace');
      seen.push(shown());
    }
    expect(seen).to.deep.equal(['+39 06 6982|', '+39 06|', '+39|', '+|', '|']);
  });

  it('deletes to the start of the line and formats what is left', async () => {
    at(8);
    await sendKeys({ down: 'Control' });
    await hold('Shift', 'Backspace');
    await sendKeys({ up: 'Control' });
    expect(shown()).to.equal('|(523) 68');
    await undo();
    expect(shown()).to.equal('(212) 55|5-2368');
  });

  // Only a Mac has keys for these: this is the event that announces what they do.
  const lineDeletions = {
    deleteSoftLineForward: '(212) 55|',
    deleteHardLineForward: '(212) 55|',
    deleteHardLineBackward: '|(523) 68',
  };
  for (const [inputType, expected] of Object.entries(lineDeletions)) {
    it(`answers ${inputType}`, async () => {
      at(8);
      const event = new InputEvent('beforeinput', { inputType, bubbles: true, cancelable: true });
      input.dispatchEvent(event);
      expect(event.defaultPrevented).to.be.true;
      expect(shown()).to.equal(expected);
      await undo();
      expect(shown()).to.equal('(212) 55|5-2368');
    });
  }

  /** Where a place in the text is on the screen. */
  function pointOf(place: number): [x: number, y: number] {
    const { fontSize, fontFamily, paddingLeft, borderLeftWidth } = getComputedStyle(input);
    const { left, top, height } = input.getBoundingClientRect();
    const pen = document.createElement('canvas').getContext('2d')!;
    pen.font = `${fontSize} ${fontFamily}`;
    const before = pen.measureText(input.value.slice(0, place)).width;
    const x = left + parseFloat(borderLeftWidth) + parseFloat(paddingLeft) + before;
    return [Math.round(x), Math.round(top + height / 2)];
  }

  async function drag(from: [number, number], ...way: [number, number][]) {
    await sendMouse({ type: 'move', position: from });
    await sendMouse({ type: 'down' });
    for (const position of way) await sendMouse({ type: 'move', position });
    await sendMouse({ type: 'up' });
  }

  // In Firefox a test's mouse begins to drag, but nothing is ever dropped.
  if (isChromium) {
    it('formats what was dragged to another place, and undoes it', async () => {
      at(6, 9);
      await drag(pointOf(7), pointOf(9), pointOf(12));
      await until(() => bare() !== digits);
      expect(shown()).to.equal('(212) 235-55|68');
      for (let steps = 0; steps < 5 && input.value !== full; steps++) await undo();
      expect(input.value).to.equal(full);
    });

    it('reads words that are dropped on it', async () => {
      const words = await fixture(html`<p>Call us: +39 06-6982-0000!</p>`);
      getSelection()?.selectAllChildren(words);
      const { left, top } = words.getBoundingClientRect();
      await drag([Math.round(left) + 5, Math.round(top) + 5], pointOf(0), pointOf(0));
      await until(() => input.value !== '');
      expect(shown()).to.equal('+39 06 6982 0000|');
    });
  }

  it('deletes all of it with Backspace alone', async () => {
    at(full.length);
    for (let count = digits.length; count > 0; count--) await sendKeys({ press: 'Backspace' });
    expect(input.value).to.equal('');
  });

  it('undoes and redoes each step, caret and all', async () => {
    await sendKeys({ type: digits });
    input.setSelectionRange(8, 8);
    await sendKeys({ press: '7' });
    const changed = shown();
    expect(changed).to.equal('(212) 557|5-2368');
    await undo();
    expect(shown()).to.equal('(212) 55|5-2368');
    await redo();
    expect(shown()).to.equal(changed);
    await undo();
    await sendKeys({ press: 'Backspace' });
    expect(bare()).to.equal('212552368');
    await undo();
    expect(shown()).to.equal('(212) 55|5-2368');
    for (let steps = 0; steps < 40 && input.value !== ''; steps++) await undo();
    expect(input.value).to.equal('');
    for (let steps = 0; steps < 40 && input.value !== full; steps++) await redo();
    expect(input.value).to.equal(full);
  });

  const pasted: [text: string, region: string, shown: string][] = [
    ['tel:+39-06-6982-0000', 'US', '+39 06 6982 0000|'],
    ['+39 (0)6 6982 0000', 'US', '+39 06 6982 0000|'],
    ['+39 (0) 347 123 4567', 'US', '+39 347 123 4567|'],
    ['call me on 06 6982 0000', 'IT', '+39 06 6982 0000|'],
    ['٠٦ ٦٩٨٢ ٠٠٠٠', 'IT', '06 6982 0000|'],
    ['212-555-2368 x12', 'US', '+1 212 555 2368 ext. 12|'],
    ['hello', 'US', 'hello|'],
  ];
  for (const [text, region, expected] of pasted) {
    it(`reads ${JSON.stringify(text)} when it is pasted`, async () => {
      await make(region);
      await copy(text);
      await paste();
      expect(shown()).to.equal(expected);
      await undo();
      expect(input.value).to.equal('');
    });
  }

  it('reads what was pasted once the rules of its country are there', async () => {
    await make('US');
    await copy('tel:+81312345678');
    await paste();
    await until(() => input.value === '+81 3 1234 5678');
    expect(form.numberField.region).to.equal('JP');
  });

  it('keeps words and extensions as they are typed', async () => {
    await sendKeys({ type: '2125552368x12' });
    expect(shown()).to.equal('(212) 555-2368x12|');
    const number = (form.numberField.read(input.value) as { number: unknown }).number;
    expect(number).to.deep.equal({ e164: '+12125552368', extension: '12' });
    input.setSelectionRange(3, 3);
    await sendKeys({ press: 'Backspace' });
    expect(shown()).to.equal('(2|2) 555-2368x12');
  });

  it('keeps a space that an extension follows', async () => {
    for (const extension of ['x12', 'ext 12']) {
      input.select();
      await sendKeys({ type: `212 555 2368 ${extension}` });
      expect(shown()).to.equal(`(212) 555-2368 ${extension}|`);
      const { number } = form.numberField.read(input.value) as { number: unknown };
      expect(number).to.deep.equal({ e164: '+12125552368', extension: '12' });
    }
    await undo();
    expect(input.value).to.not.equal('(212) 555-2368 ext 12');
    await redo();
    expect(shown()).to.equal('(212) 555-2368 ext 12|');
  });

  it('takes back a space as one of its own, and drops it where a digit follows', async () => {
    await make('IT');
    await sendKeys({ type: '06698 x' });
    expect(shown()).to.equal('06 698 x|');
    await sendKeys({ press: 'Backspace' });
    expect(shown()).to.equal('06 698 |');
    await sendKeys({ press: 'Backspace' });
    expect(shown()).to.equal('06 698|');
    await sendKeys({ type: '  2' });
    expect(shown()).to.equal('06 6982|');
    await undo();
    expect(input.value).to.not.equal('06 6982');
    await redo();
    expect(shown()).to.equal('06 6982|');
  });

  // Firefox lets no test compose as an input method does.
  if (isChromium) {
    const compose = (steps: string[], text: string) =>
      executeServerCommand('compose-text', { steps, text });

    it('waits for an input method to be through', async () => {
      await sendKeys({ type: '212' });
      await compose(['５', '５５', '５５５'], '５５５２');
      await nextFrame();
      expect(shown()).to.equal('(212) 555-2|');
      await sendKeys({ type: '3' });
      expect(shown()).to.equal('(212) 555-23|');
    });

    it('keeps the caret behind what an input method put in the middle', async () => {
      at(6, 9);
      await compose(['７', '７７'], '７７８');
      await nextFrame();
      expect(shown()).to.equal('(212) 778|-2368');
    });
  }

  // Not an input method, but the events that it causes, on the real field: all that Firefox lets a test
  // do. That the browser's own composition survives is seen by the tests above alone.
  const orders = {
    Chromium: ['input', 'compositionend'],
    Firefox: ['compositionend', 'input'],
  } as const;
  for (const [browser, order] of Object.entries(orders)) {
    it(`leaves composed text alone until the events of ${browser} say that it is through`, async () => {
      at(6, 9);
      const say = (type: string, data: string) =>
        input.dispatchEvent(new CompositionEvent(type, { data, bubbles: true }));
      const announce = (type: string, data: string, isComposing: boolean) =>
        input.dispatchEvent(
          new InputEvent(type, {
            inputType: 'insertCompositionText',
            data,
            isComposing,
            bubbles: true,
          }),
        );
      say('compositionstart', '');
      let length = 3;
      for (const data of ['７', '７７', '７７８']) {
        announce('beforeinput', data, true);
        say('compositionupdate', data);
        input.setRangeText(data, 6, 6 + length, 'end');
        ({ length } = data);
        if (data !== '７７８') announce('input', data, true);
        await nextFrame();
        expect(shown()).to.equal(`(212) ${data}|-2368`);
      }
      for (const type of order) {
        if (type === 'input') announce(type, '７７８', browser === 'Chromium');
        else say(type, '７７８');
      }
      await nextFrame();
      expect(shown()).to.equal('(212) 778|-2368');
      await sendKeys({ press: 'Backspace' });
      expect(shown()).to.equal('(212) 77|2-368');
    });
  }
});
