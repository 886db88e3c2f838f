import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PhoneNumber } from '../../callback/index.js';
import {
  callingCodeOf,
  caretAfter,
  loadPhoneRules,
  regionByCallingCode,
  type NumberProblem,
  type PhoneRules,
} from '../../phone/index.js';

/** What the number field holds, judged as far as the rules are there. */
export type NumberReading =
  | { readonly number: PhoneNumber; readonly region?: string; readonly problem?: undefined }
  | { readonly problem: NumberProblem };

/** How long a submit waits for rules that are still on their way. */
const patience = 4000;

/**
 * The typing of a number: loads the rules on demand, formats, keeps the caret and follows a typed
 * calling code. Without rules the field works all the same, unformatted.
 */
export class NumberField implements ReactiveController {
  /** The loader; tests put their own in its place. */
  load: () => Promise<PhoneRules> = loadPhoneRules;
  rules: PhoneRules | undefined;
  /** The last load failed. */
  failed = false;
  region = 'US';
  /** Regions that may be chosen; undefined: all. */
  allowed: readonly string[] | undefined;
  readonly #host: ReactiveControllerHost;
  readonly #input: () => HTMLInputElement | null;
  #loading: Promise<void> | undefined;

  constructor(host: ReactiveControllerHost, input: () => HTMLInputElement | null) {
    this.#host = host;
    this.#input = input;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('online', this);
  }

  hostDisconnected(): void {
    removeEventListener('online', this);
  }

  handleEvent(): void {
    if (this.failed) void this.ensureRules();
  }

  /** Loads the rules, or tries again after a failure. Never rejects. */
  ensureRules(): Promise<void> {
    if (this.rules) return Promise.resolve();
    this.#loading ??= this.load()
      .then(
        (rules) => {
          this.rules = rules;
          this.failed = false;
          this.#formatRest();
        },
        () => {
          this.failed = true;
        },
      )
      .finally(() => {
        this.#loading = undefined;
        this.#host.requestUpdate();
      });
    return this.#loading;
  }

  /** For a submit: waits for the rules, but not for ever. */
  async awaitRules(): Promise<void> {
    await Promise.race([
      this.ensureRules(),
      new Promise((resolve) => setTimeout(resolve, patience)),
    ]);
  }

  read(text: string): NumberReading {
    if (this.rules) {
      const verdict = this.rules.read(text, this.region);
      if (verdict.verdict === 'invalid') return { problem: verdict.problem };
      return {
        number: verdict.number,
        ...(verdict.region === undefined ? {} : { region: verdict.region }),
      };
    }
    const raw = text.trim();
    if (raw === '') return { problem: 'missing' };
    if (!/\p{Nd}/u.test(raw)) return { problem: 'not-a-number' };
    if (raw.length > 64) return { problem: 'too-long' };
    return { number: { raw, region: this.region }, region: this.region };
  }

  /** After each input event. */
  typed(event: Event): void {
    const input = this.#input();
    if (!input) return;
    void this.ensureRules();
    const { inputType = '', isComposing = false } = event as Partial<InputEvent>;
    // What was just deleted must not come back as punctuation.
    if (!isComposing && !inputType.startsWith('delete')) this.#format(input);
    this.#follow(input.value);
  }

  /** The visitor, or the browser's autofill, has chosen a region. */
  choose(region: string, byAutofill: boolean): void {
    const input = this.#input();
    const old = callingCodeOf(this.region);
    this.region = region;
    if (!input) return;
    if (byAutofill) {
      // A number that names its country knows better than an address book's country field.
      this.#follow(input.value);
    } else if (old !== undefined && input.value.replace(/[^\d+]/g, '').startsWith(`+${old}`)) {
      const rest = input.value.replace(new RegExp(`^\\s*\\+\\s*${[...old].join('\\s*')}`), '');
      input.value = `+${callingCodeOf(region) ?? old}${rest}`;
    }
    this.#format(input);
  }

  #follow(text: string): void {
    const found = regionByCallingCode(text, this.region);
    if (!found || found === this.region) return;
    if (this.allowed?.length && !this.allowed.includes(found)) return;
    this.region = found;
    this.#host.requestUpdate();
  }

  #format(input: HTMLInputElement): void {
    if (!this.rules) return;
    const { value } = input;
    const formatted = this.rules.format(value, this.region);
    if (formatted === value) return;
    const caret = caretAfter(value, input.selectionStart ?? value.length, formatted);
    input.value = formatted;
    // Setting a selection would also take the focus in some browsers.
    if (input.matches(':focus')) input.setSelectionRange(caret, caret);
  }

  /** What was typed before the rules had arrived. */
  #formatRest(): void {
    const input = this.#input();
    if (!input) return;
    this.#follow(input.value);
    this.#format(input);
  }
}
