import {
  defaultRegion,
  phoneRegions,
  regionByCallingCode,
  type PhoneRegion,
} from '../../phone/index.js';
import { intlLocale } from '../shared/intl.js';

export interface RegionOption extends PhoneRegion {
  readonly name: string;
}

let cached: { language: string; options: readonly RegionOption[] } | undefined;

/** Every region, named and sorted in the language; only the allowed ones where the site says so. */
export function regionOptions(
  language: string,
  allowed?: readonly string[],
): readonly RegionOption[] {
  const locale = intlLocale(language);
  if (cached?.language !== locale) {
    const names = new Intl.DisplayNames(locale, { type: 'region' });
    const collator = new Intl.Collator(locale);
    const options = phoneRegions
      .map((entry) => ({ ...entry, name: names.of(entry.region) ?? entry.region }))
      .sort((a, b) => collator.compare(a.name, b.name));
    cached = { language: locale, options };
  }
  if (!allowed?.length) return cached.options;
  const some = cached.options.filter(({ region }) => allowed.includes(region));
  // A list of nothing known would leave nobody able to ask.
  return some.length > 0 ? some : cached.options;
}

interface Beginning {
  /** Filled in ahead: a number that names its country knows best. */
  readonly number: string;
  /** What the site asks for. */
  readonly region: string | undefined;
  /** The only regions that may be chosen; undefined: all. */
  readonly allowed: readonly string[] | undefined;
  readonly language: string;
}

/** The region that a form begins with. */
export function firstRegion({ number, region, allowed, language }: Beginning): string {
  const { languages } = navigator;
  const wished = regionByCallingCode(number) ?? defaultRegion({ region, language, languages });
  const [first] = allowed ?? [];
  return first === undefined || allowed?.includes(wished) ? wished : first;
}
