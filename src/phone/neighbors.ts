import type { RulesPart } from './rules-part.js';
import type { Neighbor, NumberType } from './verdict.js';

/** Places in a region's rules, see `RulesPart`; the order of its types is libphonenumber-js's. */
const lengthsAt = 3;
const typesAt = 11;
const typeOrder: readonly NumberType[] = [
  'fixed-line',
  'mobile',
  'toll-free',
  'premium-rate',
  'personal',
  'voicemail',
  'uan',
  'pager',
  'voip',
  'shared-cost',
];

interface Range {
  readonly neighbor: Neighbor;
  readonly lengths: readonly number[];
  /** Accepts `x` for a digit that may be any. */
  readonly pattern: RegExp;
}

const cache = new WeakMap<RulesPart, readonly Range[]>();

/** Regions and types of the known numbers that share the longest beginning with this one. */
export function neighbors(national: string, part: RulesPart): readonly Neighbor[] {
  const ranges = rangesOf(part);
  for (let shared = national.length; shared > 0; shared--) {
    const beginning = national.slice(0, shared);
    const near = ranges.filter((range) => mayBegin(range, beginning));
    if (near.length > 0) return near.map(({ neighbor }) => neighbor);
  }
  return [];
}

function mayBegin({ lengths, pattern }: Range, beginning: string): boolean {
  return lengths.some(
    (length) => length >= beginning.length && pattern.test(beginning.padEnd(length, 'x')),
  );
}

function rangesOf(part: RulesPart): readonly Range[] {
  let ranges = cache.get(part);
  if (!ranges) {
    ranges = Object.entries(part).flatMap(([region, rules]) => rangesOfRegion(region, rules));
    cache.set(part, ranges);
  }
  return ranges;
}

function rangesOfRegion(region: string, rules: readonly unknown[]): readonly Range[] {
  const types = rules[typesAt] as readonly (0 | readonly [string, number[]?])[];
  // Mobile numbers without a pattern of their own have that of fixed lines.
  const alike = types[1] && types[1][0] === '';
  return types.flatMap((range, index) => {
    if (!range || range[0] === '') return [];
    const [pattern, lengths = rules[lengthsAt] as number[]] = range;
    const type = index === 0 && alike ? 'fixed-line-or-mobile' : typeOrder[index]!;
    const neighbor = { ...(region === '001' ? {} : { region }), type };
    return [{ neighbor, lengths, pattern: withWildcard(pattern) }];
  });
}

/**
 * The rules' patterns are made of digits, classes, groups and counts alone (a test holds that), so
 * they can be widened token by token: `3[2-9]\d{7}` becomes `[3x][2-9x][\dx]{7}`.
 */
function withWildcard(pattern: string): RegExp {
  const wide = pattern.replace(/\{[\d,]+\}|\\d|\[([^\]]+)\]|\d/g, (token, inside?: string) => {
    if (token.startsWith('{')) return token;
    return `[${inside ?? token}x]`;
  });
  return new RegExp(`^(?:${wide})$`);
}
