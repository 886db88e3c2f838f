/* global document, addEventListener */
// Runs in the browser: the same page with one number field in it, and how long the work of a key takes.
import intlTelInput from 'intl-tel-input/intlTelInputWithUtils';
import { contestants } from './contestants.mjs';
import '../../dist/define/callback-form.js';

const done = Promise.resolve();
let field;

/** What the page does beside each of them: a listener that does as much as nothing. */
const fields = {
  'a field that does nothing': () => plainField({ format: (text) => text, isValid: () => true }),
  /** The whole form, as it is shipped. */
  'callback-elements': async (region) => {
    const form = document.createElement('callback-form');
    Object.assign(form, { region, transport: {} });
    document.querySelector('main').append(form);
    await form.updateComplete;
    await form.numberField.ensureRules();
    const input = form.renderRoot.querySelector('#number');
    return {
      input,
      settled: () => form.updateComplete,
      isValid: () => 'number' in form.numberField.read(input.value),
    };
  },
  /** The whole widget, and a line that says what it thinks; both spellings can be typed, as in ours. */
  'intl-tel-input': (region) => {
    const { input, say } = plainParts();
    const widget = intlTelInput(input, {
      initialCountry: region.toLowerCase(),
      separateDialCode: false,
    });
    const isValid = () => widget.isValidNumberPrecise() === true;
    input.addEventListener('input', () => say(isValid()));
    return { input, settled: () => done, isValid };
  },
  ...Object.fromEntries(
    Object.entries(contestants).map(([name, make]) => [
      `${name}, in a plain field`,
      async (region, text) => {
        const contestant = make();
        await contestant.prepare(text, region);
        return plainField(contestant, region);
      },
    ]),
  ),
};

/** A field as a page would write it. */
function plainField({ format, isValid }, region) {
  const { input, say } = plainParts();
  input.addEventListener('input', () => {
    const formatted = format(input.value, region);
    if (formatted !== input.value) input.value = formatted;
    say(isValid(input.value, region));
  });
  return { input, settled: () => done, isValid: () => isValid(input.value, region) };
}

function plainParts() {
  document.querySelector('main').innerHTML = '<label>Phone <input type="tel"></label> <p></p>';
  const [input, message] = document.querySelectorAll('input, p');
  const say = (valid) => {
    input.setAttribute('aria-invalid', String(!valid));
    message.textContent = valid ? 'This is a number.' : 'This is no number yet.';
  };
  return { input, say };
}

globalThis.names = Object.keys(fields);

globalThis.start = async (name, text, region) => {
  field = await fields[name](region, text);
  field.input.focus();
  let typing = false;
  // The first to hear of a key, …
  addEventListener(
    'beforeinput',
    () => {
      if (!typing) mark('key-began');
      typing = true;
    },
    true,
  );
  // … and the last. A key that is formatted may be an event within the event: both are over then.
  addEventListener('input', async () => {
    await field.settled();
    if (!typing) return;
    typing = false;
    // Otherwise style and layout would wait for the next frame.
    document.body.getBoundingClientRect();
    mark('key-ended');
  });
};

const marks = {};

function mark(name) {
  marks[name] = performance.mark(name).startTime;
}

/** @returns ms that the last key took, by the clock. */
globalThis.took = () => marks['key-ended'] - marks['key-began'];

globalThis.judged = () => field.isValid();
