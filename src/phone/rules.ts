import type { DialableNumber } from '../callback/index.js';

export type NumberProblem = 'missing' | 'not-a-number' | 'too-short' | 'too-long' | 'invalid';

export type NumberVerdict =
  | {
      readonly verdict: 'valid';
      readonly number: DialableNumber;
      /** ISO 3166-1 alpha-2; absent for numbers of no region, such as +800. */
      readonly region?: string;
      /** For people: `+39 06 6982 0000`. */
      readonly international: string;
    }
  | { readonly verdict: 'invalid'; readonly problem: NumberProblem };

/** The number rules, once they are loaded. All of it is synchronous and has no side effects. */
export interface PhoneRules {
  /** The text as far as it is typed, in the manner of the region. Not a number: unchanged. */
  format(text: string, region: string): string;
  /** What the text means when it was typed in the region. */
  read(text: string, region: string): NumberVerdict;
}
