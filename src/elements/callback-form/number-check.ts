import type { DialableNumber } from '../../callback/index.js';
import {
  callingCodeOf,
  defaultPolicy,
  type NumberPolicy,
  type NumberType,
} from '../../phone/index.js';
import type { Problem } from './field-messages.js';
import type {
  DoubtfulText,
  NumberField,
  NumberReading,
  Offer,
  ReadNumber,
} from './number-field.js';
import { doubtProblems, unusualProblem } from './number-question.js';

/**
 * The number as the form takes it: beside the verdict of the rules there is that of the backend, and
 * what the visitor has answered to the question whether a number is right.
 */
export class NumberCheck {
  readonly #field: NumberField;
  readonly #input: () => HTMLInputElement | null;
  /** A number that the backend has called invalid. */
  #refused: string | undefined;
  /** Unusual numbers, and doubtful texts, about which the visitor was asked. */
  readonly #asked = new Set<string>();
  /** The answer about a doubtful text: what stands in the field since means this number. */
  #chosen: { readonly typed: string; readonly offer: Offer } | undefined;

  constructor(field: NumberField, input: () => HTMLInputElement | null) {
    this.#field = field;
    this.#input = input;
  }

  get reading(): NumberReading {
    const typed = this.#typed;
    return this.#chosen?.typed === typed ? this.#chosen.offer : this.#field.read(typed);
  }

  get problem(): Problem | undefined {
    const typed = this.#typed;
    const refused = typed !== '' && typed === this.#refused ? 'invalid' : undefined;
    const problem = this.reading.problem ?? refused;
    return problem && { key: `form.number-${problem}`, element: this.#input() };
  }

  /**
   * How it stands with the question whether the number is right. To send an unusual number that was
   * asked about says that it is; a doubtful text stays open until one of its numbers is chosen.
   */
  get doubt(): 'none' | 'open' | 'asked' {
    const { reading } = this;
    if (reading.problem) return 'none';
    if (reading.doubt) return 'open';
    if (reading.unusual === undefined) return 'none';
    return this.#asked.has(reading.unusual.e164) ? 'asked' : 'open';
  }

  /** What is asked about now and needs more than a yes. */
  get doubtful(): DoubtfulText | undefined {
    const { reading } = this;
    if (reading.problem || !reading.doubt) return undefined;
    return this.#asked.has(this.#typed) ? reading : undefined;
  }

  /** The unusual number that is asked about now. */
  get unusual(): DialableNumber | undefined {
    const { reading } = this;
    if (reading.problem || reading.doubt || this.doubt !== 'asked') return undefined;
    return reading.unusual;
  }

  /** The sentences of the question that is to be answered. */
  get question(): readonly Problem[] {
    const { reading } = this;
    if (reading.problem || this.doubt !== 'open') return [];
    return this.#questionAbout(reading);
  }

  /** The question is, or was, put about one number: with another it may go or come back. */
  get hasAsked(): boolean {
    return this.#asked.size > 0;
  }

  /** @returns the first sentence of what there is to ask, or undefined. */
  ask(): Problem | undefined {
    const { reading } = this;
    if (reading.problem) return undefined;
    const subject = reading.doubt ? this.#typed : reading.unusual?.e164;
    if (subject === undefined) return undefined;
    this.#asked.add(subject);
    return this.#questionAbout(reading)[0];
  }

  /** The visitor has said which number is meant: it takes the place of what was typed. */
  choose(offer: Offer): void {
    this.#field.put(offer.number);
    this.#chosen = { typed: this.#typed, offer };
    if (offer.unusual !== undefined) this.#asked.add(offer.unusual.e164);
  }

  /** The visitor wants to change what was typed: the question may come again. */
  correct(): void {
    this.#asked.delete(this.#typed);
  }

  /** The backend says that nobody can be called there. */
  refuse(): void {
    this.#refused = this.#typed;
  }

  clear(): void {
    this.#refused = undefined;
    this.#chosen = undefined;
    this.#asked.clear();
  }

  #questionAbout(reading: ReadNumber | DoubtfulText): readonly Problem[] {
    const shown = (number: DialableNumber) => this.#field.shown(number);
    const problems = reading.doubt
      ? doubtProblems(reading, shown)
      : reading.unusual
        ? [unusualProblem(reading.unusual, shown)]
        : [];
    return problems.map((problem) => ({ ...problem, element: this.#input() }));
  }

  get #typed(): string {
    return this.#input()?.value ?? '';
  }
}

interface PolicyAttributes {
  readonly regions: readonly string[] | undefined;
  readonly refuseTypes: readonly NumberType[] | undefined;
  readonly refusePrefixes: readonly string[] | undefined;
}

/** Which numbers the attributes let through. */
export function policyOf(attributes: PolicyAttributes): NumberPolicy {
  const regions = attributes.regions?.filter((region) => callingCodeOf(region));
  return {
    ...(regions?.length ? { regions } : {}),
    refusedTypes: attributes.refuseTypes ?? defaultPolicy.refusedTypes,
    refusedPrefixes: attributes.refusePrefixes ?? defaultPolicy.refusedPrefixes,
  };
}
