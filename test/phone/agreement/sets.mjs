// The numbers on which the library and Google's own are compared: every region's example of every
// type, and each of those with a digit added, removed and changed, at every place and by every digit.
// Each is spelled as people do: internationally, and as it is dialled inside the region.
import google from 'google-libphonenumber';

const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = google;
const util = PhoneNumberUtil.getInstance();
const DIGITS = [...'0123456789'];
const NO_REGION = '001';

/** @returns {Record<'example' | 'added' | 'removed' | 'changed', [text: string, region: string][]>} */
export function numberSets() {
  const spelled = examples().flatMap(spellings);
  return {
    example: unique(spelled, ({ before, digits }) => [before + digits]),
    added: unique(spelled, ({ before, digits }) => added(digits).map((more) => before + more)),
    removed: unique(spelled, ({ before, digits }) => removed(digits).map((less) => before + less)),
    changed: unique(spelled, ({ before, digits }) =>
      changed(digits).map((other) => before + other),
    ),
  };
}

function examples() {
  const types = Object.values(PhoneNumberType).filter((type) => type >= 0);
  const ofRegions = util
    .getSupportedRegions()
    .flatMap((region) =>
      types.map((type) => ({ region, number: util.getExampleNumberForType(region, type) })),
    );
  const ofNone = util
    .getSupportedGlobalNetworkCallingCodes()
    .map((code) => ({ region: NO_REGION, number: util.getExampleNumberForNonGeoEntity(code) }));
  return [...ofRegions, ...ofNone].filter(({ number }) => number);
}

/** The calling code stays as it is: with another one it would be another region's number. */
function spellings({ region, number }) {
  const before = `+${number.getCountryCode()}`;
  const digits = util.format(number, PhoneNumberFormat.E164).slice(before.length);
  if (region === NO_REGION) return [{ region: 'US', before, digits }];
  const national = util.format(number, PhoneNumberFormat.NATIONAL).replace(/\D/g, '');
  return [
    { region, before, digits },
    { region, before: '', digits: national },
  ];
}

function unique(spelled, texts) {
  const all = spelled.flatMap((one) => texts(one).map((text) => [text, one.region]));
  return [...new Map(all.map((one) => [one.join(' '), one])).values()];
}

function added(digits) {
  return Array.from({ length: digits.length + 1 }, (_, place) =>
    DIGITS.map((digit) => digits.slice(0, place) + digit + digits.slice(place)),
  ).flat();
}

function removed(digits) {
  return Array.from(digits, (_, place) => digits.slice(0, place) + digits.slice(place + 1));
}

function changed(digits) {
  return Array.from(digits, (old, place) =>
    DIGITS.filter((digit) => digit !== old).map(
      (digit) => digits.slice(0, place) + digit + digits.slice(place + 1),
    ),
  ).flat();
}
