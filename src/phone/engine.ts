import {
  ParseError,
  parsePhoneNumberWithError,
  type CountryCode,
  type MetadataJson,
  type PhoneNumber,
  type PhoneNumberType,
} from 'libphonenumber-js/core/es6';
import { digitsOf } from './clean.js';
import { neighbors } from './neighbors.js';
import type { Reading } from './reading.js';
import { regionsOf } from './regions.js';
import type { RulesPart } from './rules-part.js';
import { Typing } from './typing.js';
import type { ImpossibleNumber, ImpossibleReason, NumberType, PlainVerdict } from './verdict.js';

/** The longest international number, without the plus sign (ITU-T E.164, 6.1). */
const maxDigits = 15;

/** Places in a region's rules, see `RulesPart`. */
const at = { internationalPrefix: 1, lengths: 3, nationalPrefixTransform: 8 } as const;

/**
 * Formats and judges with the parts of the rules that it was given. It does not know what it lacks:
 * `PhoneNumbers` gives it what a text needs before it asks.
 */
export class Engine {
  readonly #metadata: MetadataJson = {
    version: 4,
    country_calling_codes: {},
    countries: {},
    nonGeographic: {},
  };
  readonly #parts = new Map<string, RulesPart>();
  readonly #prefixes = new Map<string, RegExp>();
  readonly #typing = new Typing(this.#metadata);

  add(code: string, part: RulesPart): void {
    this.#parts.set(code, part);
    const { '001': alone, ...regions } = part;
    if (alone) this.#metadata.nonGeographic[code] = alone;
    else this.#metadata.country_calling_codes[code] = Object.keys(regions) as CountryCode[];
    Object.assign(this.#metadata.countries, regions);
    for (const [region, rules] of Object.entries(regions)) {
      this.#prefixes.set(region, new RegExp(`^(?:${String(rules[at.internationalPrefix])})`));
    }
  }

  has(code: string): boolean {
    return this.#parts.has(code);
  }

  /** What the digits begin with that dials another country from the region, or undefined. */
  internationalPrefix(digits: string, region: string): string | undefined {
    return this.#prefixes.get(region)?.exec(digits)?.[0];
  }

  /** A plain number as far as it is typed, in the manner of its country. */
  format({ text, prefix = '+' }: Reading, region: string): string {
    const formatted = this.#typing.format(text, region);
    return prefix === '+' ? formatted : formatted.replace('+', `${prefix} `);
  }

  read(reading: Reading, region: string): PlainVerdict {
    if (this.#isBeginning(reading, region)) return impossible('too-short');
    try {
      const options = this.#prefixes.has(region) ? { defaultCountry: region as CountryCode } : {};
      return this.#judge(parsePhoneNumberWithError(reading.text, options, this.#metadata));
    } catch (error) {
      if (error instanceof ParseError) return impossible(kebab(error.message) as ImpossibleReason);
      throw error;
    }
  }

  /**
   * Most of what is read is still being typed, and reading costs: fewer digits than the shortest
   * number of the calling code has are known to be too short. Not so where the rules add digits to
   * what people dial next door (Antigua's `4641234` is `2684641234`).
   */
  #isBeginning({ text, callingCode, prefix }: Reading, region: string): boolean {
    if (text.includes('(0)')) return false;
    const length = digitsOf(text).length - (prefix ? (callingCode?.length ?? 0) : 0);
    if (!callingCode) return length < 3;
    const part = this.#parts.get(callingCode);
    const rules = part && (prefix ? Object.values(part)[0] : part[region]);
    if (!rules || rules[at.nationalPrefixTransform]) return false;
    return Object.values(part).every((one) => lengthsOf(one)[0]! > length);
  }

  #judge(number: PhoneNumber): PlainVerdict {
    const { countryCallingCode: callingCode, country, nationalNumber } = number;
    if (number.number.length > maxDigits + 1) return impossible('too-long');
    const dialable = { number: { e164: number.number }, callingCode };
    const type = number.getType();
    if (type) {
      const region = country ? { region: country } : {};
      return { verdict: 'valid', ...dialable, ...region, type: typeOf(type) };
    }
    const part = this.#parts.get(callingCode)!;
    const reason = lengthProblem(nationalNumber.length, part);
    if (reason) return impossible(reason);
    const region = this.#regionOf(number);
    return {
      verdict: 'unusual',
      ...dialable,
      ...(region ? { region } : {}),
      // Costs more than the rest of the verdict, and is asked for once, not at each key.
      get near() {
        return neighbors(nationalNumber, part);
      },
    };
  }

  /** The region that the digits tell. The library takes the one that was typed in for granted. */
  #regionOf({ number, countryCallingCode }: PhoneNumber): string | undefined {
    const regions = regionsOf(countryCallingCode) ?? [];
    if (regions.length < 2) return regions[0];
    return parsePhoneNumberWithError(number, this.#metadata).country;
  }
}

/** FIXED_LINE_OR_MOBILE → fixed-line-or-mobile, PERSONAL_NUMBER → personal */
function typeOf(name: PhoneNumberType): NumberType {
  return kebab(name).replace('-number', '') as NumberType;
}

/** The library's words are ours: TOO_SHORT → too-short */
function kebab(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function impossible(reason: ImpossibleReason): ImpossibleNumber {
  return { verdict: 'impossible', reason };
}

function lengthsOf(rules: readonly unknown[]): readonly number[] {
  return rules[at.lengths] as readonly number[];
}

/**
 * A shared code's lengths are those of its main region, as in Google's library, where the region of a
 * number that is not valid is not known. What can only be dialled from next door (US 7 digits) is too
 * short: an agent is not next door.
 */
function lengthProblem(length: number, part: RulesPart): ImpossibleReason | undefined {
  const lengths = lengthsOf(Object.values(part)[0]!);
  if (lengths.includes(length)) return undefined;
  if (length < lengths[0]!) return 'too-short';
  return length > lengths.at(-1)! ? 'too-long' : 'invalid-length';
}
