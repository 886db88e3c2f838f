import { AsYouType, type CountryCode, type MetadataJson } from 'libphonenumber-js/core/es6';

/**
 * Formats numbers while they are typed. The formatter takes one digit at a time and its answer depends
 * on the way there, so each number is given to it in that way, whether it was typed or pasted: the
 * same digits look the same. A digit at the end, which is what most keys are, costs one step.
 */
export class Typing {
  readonly #metadata: MetadataJson;
  #region = '';
  #digits = '';
  #formatted = '';
  #formatter: AsYouType;

  constructor(metadata: MetadataJson) {
    this.#metadata = metadata;
    this.#formatter = new AsYouType(undefined, metadata);
  }

  /** @param digits with or without a plus sign before them. */
  format(digits: string, region: string): string {
    if (region !== this.#region || !digits.startsWith(this.#digits)) {
      this.#formatter = new AsYouType(region as CountryCode, this.#metadata);
      this.#region = region;
      this.#digits = this.#formatted = '';
    }
    for (const digit of digits.slice(this.#digits.length)) {
      this.#formatted = this.#formatter.input(digit);
    }
    this.#digits = digits;
    return this.#formatted;
  }
}
