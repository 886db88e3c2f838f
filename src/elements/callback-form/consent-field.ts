import { maxConsentLength, type Consent } from '../../callback/index.js';
import type { Problem } from './field-messages.js';

/** What stands in the form now. */
interface Shown {
  readonly box: HTMLInputElement | null;
  /** Empty: no consent is asked for. */
  readonly words: string;
  readonly version: string | undefined;
}

/** The visitor's consent: it is for the words that stood beside the tick, and for no others. */
export class ConsentField {
  readonly #shown: () => Shown;
  /** What was ticked, as it read then. */
  #ticked: Consent | undefined;
  /** The words are no longer those that were ticked. */
  #changed = false;

  constructor(shown: () => Shown) {
    this.#shown = shown;
  }

  /** The consent, as long as its words still are those that were ticked. */
  get given(): Consent | undefined {
    const { box, words } = this.#shown();
    if (words === '' || !box?.checked) return undefined;
    // A box that the browser restored ticked fired no event.
    const ticked = (this.#ticked ??= this.#sign());
    return ticked.text === words ? ticked : undefined;
  }

  get problem(): Problem | undefined {
    const { box: element, words } = this.#shown();
    if (words === '') return undefined;
    if (words.length > maxConsentLength) return { key: 'form.consent-too-long', element };
    if (this.given) return undefined;
    const changed = this.#changed || element?.checked;
    return { key: changed ? 'form.consent-changed' : 'form.consent-missing', element };
  }

  /** The visitor has ticked or unticked the box. */
  tick(checked: boolean): void {
    this.#ticked = checked ? this.#sign() : undefined;
    this.#changed = false;
  }

  /**
   * Unticks the box where other words stand beside it.
   * @returns whether they do.
   */
  check(): boolean {
    const { box, words } = this.#shown();
    if (!box?.checked || words === '' || this.given) return false;
    box.checked = false;
    this.#ticked = undefined;
    this.#changed = true;
    return true;
  }

  clear(): void {
    this.tick(false);
    const { box } = this.#shown();
    if (box) box.checked = false;
  }

  #sign(): Consent {
    const { words, version } = this.#shown();
    return { text: words, ...(version ? { version } : {}), at: Date.now() };
  }
}
