import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { DialableNumber, PhoneNumber } from '../../callback/index.js';
import {
  callingCodeOf,
  cleanNumber,
  defaultPolicy,
  editOf,
  formattedEdit,
  isPlainNumber,
  phoneNumbers,
  refusalOf,
  type Doubt,
  type ImpossibleReason,
  type NumberPolicy,
  type PhoneNumbers,
  type Refusal,
  type UnusualNumber,
  type ValidNumber,
} from '../../phone/index.js';
import { ExtensionText } from '../shared/extension-text.js';
import { writeUndoably } from './undoable.js';

export type NumberProblem = 'missing' | ImpossibleReason | Refusal;

/** A number that was read, and is called. */
export interface ReadNumber {
  readonly number: PhoneNumber;
  readonly region?: string;
  /** Of no known range: to be asked about before it is sent. */
  readonly unusual?: DialableNumber;
  readonly problem?: undefined;
  readonly doubt?: undefined;
}

/** A number that the rules have read. */
export interface Offer extends ReadNumber {
  readonly number: DialableNumber;
}

/** Only who typed it knows which of the numbers is meant, if any. */
export interface DoubtfulText {
  readonly doubt: Doubt;
  /** Those that are called, the likeliest first; at least one. */
  readonly offers: readonly Offer[];
  readonly problem?: undefined;
}

/** What the number field holds, judged as far as the rules are there. */
export type NumberReading = ReadNumber | DoubtfulText | { readonly problem: NumberProblem };

/** How long a submit waits for rules that are still on their way. Milliseconds. */
const rulesTimeout = 4000;

/** More carets are not remembered: nobody undoes so far. */
const mostCarets = 500;

/**
 * The typing of a number: loads the rules on demand, formats, keeps the caret and follows a typed
 * calling code. Without rules the field works all the same, unformatted.
 */
export class NumberField implements ReactiveController {
  /** Tests put their own in its place. */
  numbers: PhoneNumbers = phoneNumbers;
  /** The last load failed. */
  failed = false;
  region = 'US';
  /** Regions that may be chosen; undefined: all. */
  allowed: readonly string[] | undefined;
  policy: NumberPolicy = defaultPolicy;
  readonly #host: ReactiveControllerHost;
  readonly #extension: ExtensionText;
  readonly #input: () => HTMLInputElement | null;
  /** Where the caret was in the texts that undo and redo may bring back. */
  readonly #carets = new Map<string, number>();
  #loading: Promise<void> | undefined;
  #writing = false;

  constructor(host: ReactiveControllerHost & HTMLElement, input: () => HTMLInputElement | null) {
    this.#host = host;
    this.#extension = new ExtensionText(host);
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

  /** Loads what the text needs, or tries again after a failure. Never rejects. */
  ensureRules(): Promise<void> {
    if (this.#ready) {
      const input = this.#input();
      // What was filled in ahead; what is being typed is formatted with its event.
      if (input && !input.matches(':focus')) this.#format(input);
      return Promise.resolve();
    }
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
      this.#host.requestUpdate();
    });
    return this.#loading;
  }

  /** For a submit: waits for the rules, but not for ever. */
  async awaitRules(): Promise<void> {
    await Promise.race([
      this.ensureRules(),
      new Promise((resolve) => setTimeout(resolve, rulesTimeout)),
    ]);
  }

  read(text: string): NumberReading {
    const clean = cleanNumber(text);
    if (clean === '') return { problem: 'missing' };
    const verdict = this.numbers.read(text, this.region);
    if (!verdict) return this.#unjudged(text.trim());
    if (verdict.verdict === 'impossible') return { problem: verdict.reason };
    if (verdict.verdict !== 'doubtful') return this.#policed(verdict);
    const { doubt, readings } = verdict;
    const policed = readings.map((reading) => this.#policed(reading));
    const offers = policed.filter((reading) => reading.problem === undefined);
    return offers.length > 0 ? { doubt, offers } : policed[0]!;
  }

  /** A number as people of its country write it. */
  shown({ e164, extension }: DialableNumber): string {
    return this.#extension.add(this.numbers.format(e164, this.region), extension);
  }

  /** Puts a number in place of what was typed, which is nobody's but the visitor's to ask for. */
  put(number: DialableNumber): void {
    const input = this.#input();
    if (!input) return;
    const text = this.shown(number);
    this.#write(input, { text, caret: text.length });
    this.#follow(text);
    this.#host.requestUpdate();
  }

  /** Before each input event: what is typed arrives formatted, as one step that can be undone. */
  typing(event: InputEvent): void {
    const input = this.#input();
    if (!input || !event.cancelable || event.isComposing) return;
    const { selectionStart: start, selectionEnd: end, value } = input;
    const { inputType } = event;
    if (start === null || end === null) return;
    this.#remember(value, end);
    const data = event.data ?? event.dataTransfer?.getData('text/plain') ?? null;
    const edit = editOf(value, { inputType, data, start, end });
    if (!edit) return;
    const written = formattedEdit(edit, this.#formatted(edit.text, inputType));
    // Nothing to format: then the browser does it best.
    const native = start < end || data !== null || value.length - edit.text.length === 1;
    if (native && written.text === edit.text && written.caret === edit.caret) return;
    event.preventDefault();
    this.#write(input, written);
  }

  /** After each input event. */
  typed(event: Event): void {
    const input = this.#input();
    if (!input) return;
    const { inputType = '', isComposing = false } = event as Partial<InputEvent>;
    this.#follow(input.value);
    void this.ensureRules();
    if (this.#writing || isComposing) return;
    if (inputType.startsWith('history')) {
      const caret = this.#carets.get(input.value) ?? input.selectionEnd ?? input.value.length;
      input.setSelectionRange(caret, caret);
      return;
    }
    // What was just deleted must not come back as punctuation.
    if (!inputType.startsWith('delete')) this.#format(input, inputType);
  }

  /** After an input method has put its text: it must be through with it before it is formatted. */
  composed(): void {
    queueMicrotask(() => {
      const input = this.#input();
      if (!input) return;
      this.#follow(input.value);
      this.#format(input);
    });
  }

  /** The visitor, or the browser's autofill, has chosen a region. */
  choose(region: string, byAutofill: boolean): void {
    const input = this.#input();
    const old = callingCodeOf(this.region);
    this.region = region;
    this.#host.requestUpdate();
    void this.ensureRules();
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

  get #ready(): boolean {
    return this.numbers.ready(this.#input()?.value ?? '', this.region);
  }

  /** Until what stands there can be read: it may have been typed on meanwhile. */
  async #load(): Promise<void> {
    try {
      do {
        await this.numbers.load(this.#input()?.value ?? '', this.region);
        this.#follow(this.#input()?.value ?? '');
      } while (!this.#ready);
      this.failed = false;
      const input = this.#input();
      if (input) this.#format(input, 'insertFromPaste');
    } catch {
      this.failed = true;
    }
  }

  #policed(verdict: ValidNumber | UnusualNumber): Offer | { readonly problem: Refusal } {
    const problem = refusalOf(verdict, this.policy);
    if (problem) return { problem };
    return {
      number: verdict.number,
      ...(verdict.region === undefined ? {} : { region: verdict.region }),
      ...(verdict.verdict === 'unusual' ? { unusual: verdict.number } : {}),
    };
  }

  /** For the server to judge. */
  #unjudged(raw: string): NumberReading {
    if (!/\p{Nd}/u.test(raw)) return { problem: 'not-a-number' };
    if (raw.length > 64) return { problem: 'too-long' };
    return { number: { raw, region: this.region }, region: this.region };
  }

  #follow(text: string): void {
    const found = this.numbers.regionOf(text, this.region);
    if (!found || found === this.region) return;
    if (this.allowed?.length && !this.allowed.includes(found)) return;
    this.region = found;
    this.#host.requestUpdate();
  }

  #format(input: HTMLInputElement, inputType = ''): void {
    const { value } = input;
    const formatted = this.#formatted(value, inputType);
    if (formatted === value) return;
    const caret = input.selectionEnd ?? value.length;
    this.#write(input, formattedEdit({ text: value, caret }, formatted));
  }

  /** What was pasted or dropped may be a link or a sentence: of that only its number stays. */
  #formatted(text: string, inputType: string): string {
    if (!/^insertFrom(Paste|Drop)$/.test(inputType) || isPlainText(text)) {
      const formatted = this.numbers.format(text, this.region);
      // An extension may follow: "06 698 x12". After a deletion it is what parted two groups.
      const space = text.endsWith(' ') && !inputType.startsWith('delete');
      return space && !formatted.endsWith(' ') ? `${formatted} ` : formatted;
    }
    const verdict = this.numbers.read(text, this.region);
    return verdict?.verdict === 'valid' ? this.shown(verdict.number) : text;
  }

  #write(input: HTMLInputElement, edit: { readonly text: string; readonly caret: number }): void {
    this.#writing = true;
    try {
      writeUndoably(input, edit);
    } finally {
      this.#writing = false;
    }
    this.#remember(edit.text, edit.caret);
  }

  #remember(text: string, caret: number): void {
    if (this.#carets.size >= mostCarets) this.#carets.clear();
    this.#carets.set(text, caret);
  }
}

/** Nothing but a number, and without a zero in brackets, which may not be dialled. */
function isPlainText(text: string): boolean {
  return isPlainNumber(cleanNumber(text));
}
