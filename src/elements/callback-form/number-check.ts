import {
  callingCodeOf,
  defaultPolicy,
  type NumberPolicy,
  type NumberType,
} from '../../phone/index.js';
import type { Problem } from './field-messages.js';
import type { NumberField, NumberReading } from './number-field.js';

/**
 * The number as the form takes it: beside the verdict of the rules there is that of the backend, and
 * the question whether an unusual number is right.
 */
export class NumberCheck {
  readonly #field: NumberField;
  readonly #input: () => HTMLInputElement | null;
  /** A number that the backend has called invalid. */
  #refused: string | undefined;
  /** Unusual numbers about which the visitor was asked: sending one of them says that it is right. */
  readonly #asked = new Set<string>();

  constructor(field: NumberField, input: () => HTMLInputElement | null) {
    this.#field = field;
    this.#input = input;
  }

  get reading(): NumberReading {
    return this.#field.read(this.#typed);
  }

  get problem(): Problem | undefined {
    const typed = this.#typed;
    const refused = typed !== '' && typed === this.#refused ? 'invalid' : undefined;
    const problem = this.reading.problem ?? refused;
    return problem && { key: `form.number-${problem}`, element: this.#input() };
  }

  /** How it stands with the question whether an unusual number is right. */
  get doubt(): 'none' | 'open' | 'asked' {
    const { reading } = this;
    if (reading.problem || reading.unusual === undefined) return 'none';
    return this.#asked.has(reading.unusual) ? 'asked' : 'open';
  }

  /** The question is, or was, put about one number: with another it may go or come back. */
  get hasAsked(): boolean {
    return this.#asked.size > 0;
  }

  /** @returns whether there is something to ask. */
  ask(): boolean {
    const { reading } = this;
    if (reading.problem || reading.unusual === undefined) return false;
    this.#asked.add(reading.unusual);
    return true;
  }

  /** The backend says that nobody can be called there. */
  refuse(): void {
    this.#refused = this.#typed;
  }

  clear(): void {
    this.#refused = undefined;
    this.#asked.clear();
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
