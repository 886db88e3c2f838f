import { digitsOf } from './clean.js';
import { regionsOf } from './regions.js';
import type { Neighbor, NumberType, UnusualNumber, ValidNumber } from './verdict.js';

/** Which numbers are called back. Data: the verdict on a number does not depend on it. */
export interface NumberPolicy {
  /** ISO 3166-1 alpha-2 of the regions that are called. Absent: every region. */
  readonly regions?: readonly string[];
  readonly refusedTypes: readonly NumberType[];
  /** Beginnings of international numbers, `+1976`. */
  readonly refusedPrefixes: readonly string[];
}

/** Calls that cost the caller, or that reach nobody. */
export const defaultPolicy: NumberPolicy = {
  refusedTypes: ['premium-rate', 'shared-cost', 'personal', 'pager', 'uan', 'voicemail'],
  refusedPrefixes: [
    // Codes of no country (https://www.itu.int/pub/T-SP-E.164D): shared cost, Inmarsat, personal
    // numbers, satellites, international networks, disaster relief, international premium rate.
    // +800 is free for whoever calls.
    ...['+808', '+870', '+878', '+881', '+882', '+883', '+888', '+979'],
    // Pay-per-call in North America (https://www.nanpa.com), in no range of the rules.
    '+1976',
  ],
};

/** Why a number that could be dialled is not called back. */
export type Refusal =
  | 'region-refused'
  /** A calling code of no country. */
  | 'network-refused'
  | 'prefix-refused'
  | `${NumberType}-refused`;

/** What most telephones have, at the ordinary price. */
const ordinary: readonly NumberType[] = ['fixed-line', 'mobile', 'fixed-line-or-mobile'];

/**
 * Why the policy refuses a number, or undefined.
 *
 * An unusual number is taken for what the known numbers around it are. It is refused for its type if
 * some of those are of a refused type and none is an ordinary telephone, and for its region unless
 * all of them are of regions that are called.
 */
export function refusalOf(
  verdict: ValidNumber | UnusualNumber,
  policy: NumberPolicy = defaultPolicy,
): Refusal | undefined {
  const nowhere = regionsOf(verdict.callingCode)?.length === 0;
  const { e164 } = verdict.number;
  const prefix = policy.refusedPrefixes.some((refused) => beginsWith(e164, refused));
  if (nowhere && prefix) return 'network-refused';
  const type = refusedType(verdict, policy.refusedTypes);
  if (type) return `${type}-refused`;
  // A list of countries says nothing about codes of no country.
  if (!nowhere && policy.regions && !isIn(verdict, policy.regions)) return 'region-refused';
  return prefix ? 'prefix-refused' : undefined;
}

function refusedType(
  verdict: ValidNumber | UnusualNumber,
  refused: readonly NumberType[],
): NumberType | undefined {
  const types = verdict.verdict === 'valid' ? [verdict.type] : kin(verdict).map(({ type }) => type);
  const pass = types.some((type) => ordinary.includes(type) && !refused.includes(type));
  return pass ? undefined : refused.find((type) => types.includes(type));
}

function isIn(verdict: ValidNumber | UnusualNumber, regions: readonly string[]): boolean {
  if (verdict.region !== undefined) return regions.includes(verdict.region);
  const near = verdict.verdict === 'unusual' ? verdict.near : [];
  return near.length > 0 && near.every(({ region }) => region && regions.includes(region));
}

/** The numbers around an unusual one, of its own region where that is known. */
function kin({ near, region }: UnusualNumber): readonly Neighbor[] {
  return near.filter((neighbor) => region === undefined || neighbor.region === region);
}

/** "+1 (809)" and "1809" mean the same beginning; one without digits means none. */
function beginsWith(e164: string, prefix: string): boolean {
  const digits = digitsOf(prefix);
  return digits !== '' && e164.startsWith(digits, 1);
}
