import { callingCodeTable } from './calling-codes.js';
import { cleanNumber } from './clean.js';

/** A region with its calling code, both as data: `IT` and `39`. */
export interface PhoneRegion {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly region: string;
  /** Without the plus sign. */
  readonly callingCode: string;
}

/** Every region, the main region of a shared calling code before the others. */
export const phoneRegions: readonly PhoneRegion[] = callingCodeTable
  .split(' ')
  .map((entry) => ({ region: entry.slice(0, 2), callingCode: entry.slice(2) }));

const codes = new Map(phoneRegions.map(({ region, callingCode }) => [region, callingCode]));

/** The calling code of a region, or undefined for a region without one. */
export function callingCodeOf(region: string): string | undefined {
  return codes.get(region);
}

/**
 * The region that a typed international number belongs to, as far as its calling code tells; of a
 * shared code the present region, else the main one. Undefined when no calling code is whole yet.
 */
export function regionByCallingCode(text: string, present?: string): string | undefined {
  const digits = /^\+([\d\s().-]*)/.exec(cleanNumber(text))?.[1]?.replace(/\D/g, '');
  if (!digits) return undefined;
  // No calling code is the beginning of another one, so the first match is the only one.
  const matches = phoneRegions.filter(({ callingCode }) => digits.startsWith(callingCode));
  return (matches.find(({ region }) => region === present) ?? matches[0])?.region;
}

/** The region to begin with: the first of these that names one. */
export interface RegionHints {
  /** What the site asks for. */
  readonly region?: string | undefined;
  /** The page's language. */
  readonly language?: string | undefined;
  /** The visitor's languages, in order of preference. */
  readonly languages?: readonly string[] | undefined;
}

/** The region that a number field starts with. A language without a region is the last resort. */
export function defaultRegion({ region, language, languages = [] }: RegionHints): string {
  const tags = [language, ...languages].filter((tag) => tag !== undefined);
  const candidates = [
    region?.trim().toUpperCase(),
    ...tags.map((tag) => localeRegion(tag)),
    // English is spoken by pages from everywhere: it names no region.
    ...tags.filter((tag) => !/^en\b/i.test(tag)).map((tag) => localeRegion(tag, true)),
  ];
  return candidates.find((candidate) => candidate && codes.has(candidate)) ?? 'US';
}

function localeRegion(tag: string, likely = false): string | undefined {
  try {
    const locale = new Intl.Locale(tag.replaceAll('_', '-'));
    return (likely ? locale.maximize() : locale).region;
  } catch {
    return undefined;
  }
}
