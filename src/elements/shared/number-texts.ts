import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PhoneNumber } from '../../callback/index.js';
import { leadingCode, phoneNumbers, type PhoneNumbers } from '../../phone/index.js';
import { ExtensionText } from './extension-text.js';
import { plainNumberText } from './words.js';

/** After a failed load of a country's rules, in milliseconds. Until then its numbers are grouped plainly. */
const retryDelay = 30_000;

/** How many formatted numbers are cached: a list is drawn again and again. */
const maxTexts = 5000;

/** Numbers as agents read them: grouped as in their country, plainly until its rules are there. */
export class NumberTexts implements ReactiveController {
  /** Tests put their own in its place. */
  numbers: PhoneNumbers = phoneNumbers;
  readonly #host: ReactiveControllerHost;
  readonly #extension: ExtensionText;
  readonly #texts = new Map<string, string>();
  /** When each calling code's rules may be asked for again. */
  readonly #asked = new Map<string, number>();

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    this.#extension = new ExtensionText(host);
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#texts.clear();
  }

  of(number: PhoneNumber): string {
    if ('raw' in number) return number.raw;
    const { e164, extension } = number;
    return this.#extension.add(this.#international(e164) ?? plainNumberText(e164), extension);
  }

  #international(e164: string): string | undefined {
    const known = this.#texts.get(e164);
    if (known !== undefined) return known;
    if (!this.numbers.ready(e164, '')) {
      this.#ask(e164);
      return undefined;
    }
    const text = this.numbers.format(e164, '');
    if (this.#texts.size >= maxTexts) this.#texts.clear();
    this.#texts.set(e164, text);
    return text;
  }

  /** Once for each calling code, however many numbers of it there are. */
  #ask(e164: string): void {
    const code = leadingCode(e164.slice(1));
    if (code === undefined || (this.#asked.get(code) ?? 0) > performance.now()) return;
    this.#asked.set(code, Infinity);
    this.numbers.load(e164, '').then(
      () => this.#host.requestUpdate(),
      () => this.#asked.set(code, performance.now() + retryDelay),
    );
  }
}
