import {
  AsYouType,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import { cleanNumber, isPlainNumber } from './clean.js';
import type { NumberProblem, NumberVerdict, PhoneRules } from './rules.js';

/** The rules over libphonenumber's complete metadata. Large: load it through `loadPhoneRules`. */
export const fullRules: PhoneRules = {
  format(text, region) {
    const clean = cleanNumber(text);
    if (clean === '' || !isPlainNumber(clean)) return text;
    return new AsYouType(region as CountryCode).input(clean) || text;
  },

  read(text, region) {
    const clean = cleanNumber(text);
    if (clean === '') return { verdict: 'invalid', problem: 'missing' };
    for (const reading of readings(clean)) {
      const number = parsePhoneNumberFromString(reading, region as CountryCode);
      if (number?.isValid()) return valid(number);
    }
    return { verdict: 'invalid', problem: problemOf(clean, region) };
  },
};

/** What a text may mean, the likeliest first: `00` is how most of the world types the plus sign. */
function* readings(clean: string): Generator<string> {
  yield clean;
  if (clean.startsWith('00')) yield `+${clean.slice(2)}`;
}

function valid(number: PhoneNumber): NumberVerdict {
  return {
    verdict: 'valid',
    number: { e164: number.number, ...(number.ext ? { extension: number.ext } : {}) },
    ...(number.country ? { region: number.country } : {}),
    international: number.formatInternational(),
  };
}

function problemOf(clean: string, region: string): NumberProblem {
  switch (validatePhoneNumberLength(clean, region as CountryCode)) {
    case 'NOT_A_NUMBER':
      // A few digits alone are a beginning, not a word.
      return /^\+?[\d\s().\-/]*\d[\d\s().\-/]*$/.test(clean) ? 'too-short' : 'not-a-number';
    case 'TOO_SHORT':
      return 'too-short';
    case 'TOO_LONG':
      return 'too-long';
    default:
      return 'invalid';
  }
}
