// What Google's own library and ours say of the same text.
import google from 'google-libphonenumber';
import { PhoneNumbers } from 'callback-elements/phone.js';

const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = google;
const util = PhoneNumberUtil.getInstance();
const { IS_POSSIBLE } = PhoneNumberUtil.ValidationResult;

/** What is compared. Number and type count only where both call it valid. */
export const questions = ['valid', 'possible', 'region', 'number', 'type'];

/**
 * @param {[text: string, region: string][]} set
 * @param {import('callback-elements/phone.js').RulesSource[]} sources
 * @returns {Promise<{ text: string, region: string, questions: string[] }[][]>} where ours disagrees
 *   with Google's, for each of the sources of our rules
 */
export async function disagreements(set, ...sources) {
  const found = sources.map(() => []);
  let numbers;
  let last;
  for (const [text, region] of set) {
    // Anew for each region, so that only what the text needs has been loaded.
    if (region !== last) numbers = sources.map((source) => new PhoneNumbers(source));
    last = region;
    const google = theirs(text, region);
    for (const [index, one] of numbers.entries()) {
      if (!one.ready(text, region)) await one.load(text, region);
      const differing = compare(google, ours(one.read(text, region)));
      if (differing.length > 0) found[index].push({ text, region, questions: differing });
    }
  }
  return found;
}

function compare(a, b) {
  const both = a.valid && b.valid;
  return questions.filter((question) => {
    if (question === 'region' && !a.valid && !b.valid) return false;
    if ((question === 'number' || question === 'type') && !both) return false;
    return a[question] !== b[question];
  });
}

/** What Google says of a text. */
export function theirs(text, region) {
  let number;
  try {
    number = util.parse(text, region);
  } catch {
    return { valid: false, possible: false };
  }
  const valid = util.isValidNumber(number);
  const found = util.getRegionCodeForNumber(number);
  return {
    valid,
    // What can only be dialled from next door is of no use to a callback. Some valid numbers are so.
    possible: valid || util.isPossibleNumberWithReason(number) === IS_POSSIBLE,
    region: found === '001' ? undefined : (found ?? undefined),
    number: util.format(number, PhoneNumberFormat.E164),
    type: typeNames.get(util.getNumberType(number)),
  };
}

const typeNames = new Map([
  [PhoneNumberType.FIXED_LINE, 'fixed-line'],
  [PhoneNumberType.MOBILE, 'mobile'],
  [PhoneNumberType.FIXED_LINE_OR_MOBILE, 'fixed-line-or-mobile'],
  [PhoneNumberType.TOLL_FREE, 'toll-free'],
  [PhoneNumberType.PREMIUM_RATE, 'premium-rate'],
  [PhoneNumberType.SHARED_COST, 'shared-cost'],
  [PhoneNumberType.VOIP, 'voip'],
  [PhoneNumberType.PERSONAL_NUMBER, 'personal'],
  [PhoneNumberType.PAGER, 'pager'],
  [PhoneNumberType.UAN, 'uan'],
  [PhoneNumberType.VOICEMAIL, 'voicemail'],
]);

function ours(verdict) {
  return {
    valid: verdict.verdict === 'valid',
    possible: verdict.verdict !== 'impossible',
    region: verdict.region,
    number: verdict.number?.e164,
    type: verdict.type,
  };
}
