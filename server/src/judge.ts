import {
  isDialable,
  numberIsWellFormed,
  type CallbackRequest,
  type PhoneNumber,
} from 'callback-elements/callback.js';
import type { Judged } from 'callback-elements/desk.js';
import {
  phoneNumbers,
  refusalOf,
  regionsOf,
  type NumberPolicy,
  type NumberType,
  type UnusualNumber,
  type ValidNumber,
} from 'callback-elements/phone.js';
import type { RequestChange } from 'callback-elements/transport/transport.js';
import type { SiteSettings } from './settings.js';

let loading: Promise<void> | undefined;

/**
 * Loads the rules of all numbers, before the relay listens: about 0.15 s and 3 MB. Once for the process.
 * @throws what the import threw: the relay is not installed as it should be
 */
export function loadNumberRules(): Promise<void> {
  loading ??= loadAll();
  return loading;
}

async function loadAll(): Promise<void> {
  // Letters need what reads more than digits.
  await phoneNumbers.load('1-800-FLOWERS', 'US');
  const codes = Array.from({ length: 999 }, (_, at) => String(at + 1));
  const used = codes.filter((code) => regionsOf(code));
  await Promise.all(used.map((code) => phoneNumbers.load(`+${code}`, '')));
}

/**
 * Judges the number of a wish by the complete rules and by the site's policy. No browser is believed: a
 * number that comes as E.164 is read again, as is one that comes as it was typed.
 *
 * @returns what the desk takes beside the wish: the wish with number and region as the rules read them;
 *   as it came when it has no number, or one that is malformed; `number-invalid` when nobody can dial it,
 *   or only the visitor can tell which one is meant; `refused`
 */
export async function judge<Wish extends CallbackRequest | RequestChange>(
  site: SiteSettings,
  wish: Wish,
): Promise<Judged<Wish>> {
  const { number } = wish;
  if (!number || !numberIsWellFormed(number)) return wish;
  await loadNumberRules();
  const verdict = readNumber(number);
  if (!verdict) return 'number-invalid';
  if (isRefused(verdict, site)) return 'refused';
  const { region: _, ...rest } = wish;
  const extension = isDialable(number) && number.extension ? { extension: number.extension } : {};
  const region = verdict.region === undefined ? {} : { region: verdict.region };
  return { ...rest, number: { ...verdict.number, ...extension }, ...region } as Wish;
}

/**
 * A number as the rules read it, which are loaded; undefined: nobody can dial it, or only who typed it can
 * tell which one is meant.
 */
export function readNumber(number: PhoneNumber): ValidNumber | UnusualNumber | undefined {
  const text = isDialable(number) ? number.e164 : number.raw;
  const verdict = phoneNumbers.read(text, isDialable(number) ? '' : number.region);
  if (verdict?.verdict === 'valid' || verdict?.verdict === 'unusual') return verdict;
  // Of several readings the visitor has chosen one, and that is what the page sends.
  const readings = verdict?.verdict === 'doubtful' ? verdict.readings : [];
  return readings.find((reading) => reading.number.e164 === text);
}

function isRefused(verdict: ValidNumber | UnusualNumber, site: SiteSettings): boolean {
  const { e164 } = verdict.number;
  return refusalOf(verdict, policyOf(site)) !== undefined || site.doNotCall.has(e164);
}

function policyOf({ regions, refuseTypes, refusePrefixes }: SiteSettings): NumberPolicy {
  return {
    ...(regions === '*' ? {} : { regions }),
    refusedTypes: refuseTypes as readonly NumberType[],
    refusedPrefixes: refusePrefixes,
  };
}
