import { cleanNumber } from './clean.js';
import { codes } from './rules/codes.js';

/** A region with its calling code, both as data: `IT` and `39`. */
export interface PhoneRegion {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly region: string;
  /** Without the plus sign. */
  readonly callingCode: string;
}

const regionsByCode: ReadonlyMap<string, readonly string[]> = new Map(
  codes.split(' ').map((entry) => {
    const [code = ''] = /^\d+/.exec(entry) ?? [];
    return [code, entry.slice(code.length).match(/../g) ?? []];
  }),
);

/** Every region, the main region of a shared calling code before the others. */
export const phoneRegions: readonly PhoneRegion[] = [...regionsByCode].flatMap(
  ([callingCode, regions]) => regions.map((region) => ({ region, callingCode })),
);

const codeByRegion = new Map(phoneRegions.map(({ region, callingCode }) => [region, callingCode]));

/** The calling code of a region, or undefined for a region without one. */
export function callingCodeOf(region: string): string | undefined {
  return codeByRegion.get(region);
}

/**
 * The regions of a calling code, the main one first. None for a code of no region (+800, satellites);
 * undefined for a code that does not exist.
 */
export function regionsOf(callingCode: string): readonly string[] | undefined {
  return regionsByCode.get(callingCode);
}

/** The calling code that digits begin with: no code is the beginning of another. */
export function leadingCode(digits: string): string | undefined {
  for (let length = 1; length <= 3; length++) {
    const code = digits.slice(0, length);
    if (regionsByCode.has(code)) return code;
  }
  return undefined;
}

/**
 * The region that a typed international number belongs to, as far as its calling code tells; of a
 * shared code the present region, else the main one. Undefined when no calling code is whole yet.
 */
export function regionByCallingCode(text: string, present?: string): string | undefined {
  const digits = /^\+([\d\s().-]*)/.exec(cleanNumber(text))?.[1]?.replace(/\D/g, '');
  const code = digits && leadingCode(digits);
  const regions = (code && regionsOf(code)) || [];
  return regions.find((region) => region === present) ?? regions[0];
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
  return candidates.find((candidate) => candidate && callingCodeOf(candidate)) ?? 'US';
}

function localeRegion(tag: string, likely = false): string | undefined {
  try {
    const locale = new Intl.Locale(tag.replaceAll('_', '-'));
    return (likely ? locale.maximize() : locale).region;
  } catch {
    return undefined;
  }
}
