import type { ReactiveControllerHost } from 'lit';
import { numberMessages, type NumberMessageKey } from '../../messages/en/number.js';
import { Localize } from './localize.js';

/** Puts behind a number what is dialled after it. */
export class ExtensionText {
  readonly #words: Localize<NumberMessageKey>;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#words = new Localize(host, numberMessages);
  }

  /** @param number as it is shown. */
  add(number: string, extension: string | undefined): string {
    return extension ? this.#words.text('number.extension', { number, extension }) : number;
  }
}
