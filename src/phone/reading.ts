import { digitsOf, spellings } from './clean.js';
import { callingCodeOf, leadingCode } from './regions.js';

/** A plain number in one of its meanings. */
export interface Reading {
  readonly text: string;
  /** The calling code that it is of: dialled, or that of the region it was typed in. */
  readonly callingCode: string | undefined;
  /** What was dialled before the calling code, `+` or `00`; absent for a national number. */
  readonly prefix?: string;
}

/**
 * The meanings of a plain number typed in a region, the likeliest first.
 * @param prefixOf what digits begin with that dials another country from there.
 */
export function readingsOf(
  plain: string,
  region: string,
  prefixOf: (digits: string) => string | undefined,
): readonly Reading[] {
  const readings = new Map<string, Reading>();
  const code = callingCodeOf(region);
  for (const spelling of spellings(plain, code)) {
    const reading = readingOf(spelling, code, prefixOf);
    if (!reading) continue;
    readings.set(reading.text, reading);
    if (!reading.prefix) continue;
    // "+39 (0) 347 …": a zero that is dialled only inside the country, and not even there by all.
    for (const { index } of spelling.matchAll(/\(0\)/g)) {
      const less = spelling.slice(0, index) + spelling.slice(index + 3);
      const without = readingOf(less, code, prefixOf);
      if (without?.prefix) readings.set(without.text, without);
    }
  }
  return [...readings.values()];
}

function readingOf(
  text: string,
  code: string | undefined,
  prefixOf: (digits: string) => string | undefined,
): Reading | undefined {
  const start = text.search(/[+\d]/);
  if (start < 0) return undefined;
  const digits = digitsOf(text.slice(start));
  if (text.charAt(start) === '+') return { text, callingCode: leadingCode(digits), prefix: '+' };
  const prefix = prefixOf(digits);
  const rest = digits.slice(prefix?.length ?? 0);
  // No calling code begins with a zero: then it was no prefix.
  if (prefix === undefined || rest === '' || rest.startsWith('0'))
    return { text, callingCode: code };
  return { text: `+${rest}`, callingCode: leadingCode(rest), prefix };
}
