// No number is changed behind its owner's back: over 100,000 texts, none is called "valid" when a digit
// or an unexplained letter in it was ignored, when it is right in another way as well, when a part of it
// is a number, or when it names another country. Google's library is the judge of what the digits mean;
// of the texts it is given the digits alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callingCodeOf, PhoneNumbers, phoneRegions } from 'callback-elements/phone.js';
import fc from 'fast-check';
import google from 'google-libphonenumber';

// The same texts each time, so that nobody's run fails by chance; `SEED=7 RUNS=1000000` tries others.
const RUNS = Number(process.env.RUNS ?? 100_000);
const seed = Number(process.env.SEED ?? 1);

const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = google;
const util = PhoneNumberUtil.getInstance();

const CODES_OF_NO_REGION = [800, 808, 870, 878, 881, 882, 883, 888, 979];
const REGIONS = ['IT', 'DE', 'AT', 'US', 'CA', 'GB', 'FR', 'MX', 'AR', 'BR', 'CI', 'BJ', 'JP', 'RU', 'KZ', 'AU', 'CX', 'FI', 'SE', 'IN', 'PL', 'CH', 'AG', 'SM', 'JE']; // prettier-ignore

/** Examples of every type, as dialled inside the country and from abroad, and with the code alone. */
const numbers = REGIONS.flatMap((region) =>
  Object.values(PhoneNumberType).flatMap((type) => {
    const number = type >= 0 && util.getExampleNumberForType(region, type);
    if (!number) return [];
    const e164 = util.format(number, PhoneNumberFormat.E164);
    const national = util.format(number, PhoneNumberFormat.NATIONAL);
    return [e164, national, e164.slice(1), e164.replace('+', '00')];
  }),
);

/** What is dialled before another country's code, where it is not 00. */
const ABROAD = { JP: /^010/, US: /^011/, CA: /^011/, AG: /^011/, AU: /^0011/, CX: /^0011/, RU: /^810/, KZ: /^810/ }; // prettier-ignore

const digits = '0123456789';
const scripts = ['0123456789', '０１２３４５６７８９', '٠١٢٣٤٥٦٧٨٩', '०१२३४५६७८९'];
const words = ['tel', 'Tel.:', 'mobile', '(US)', '(IT)', 'cell', 'casa', 'or', 'call me on', '🇩🇪', 'M: ', 'fax', 'Bob', 'x12', ' ext. 12', ' interno 7', '#12', ',,12', ';ext=12', '(0)', '+', '00', '/', ' / ', '🙂', '*', '½', '七', '\u20e3', '\u200b', ' ', '-', 'FLOWERS', 'o', 'O', 'l', 'S', 'р', 'XX']; // prettier-ignore
/** What parts two numbers, or a number and what is none. */
const SIGNS = [',', ', ', ';', '; ', ': ', '|', ' = ', '\n', '\t', ' (', ') '];
/** Countries, also such whose codes are words: of the regions above, and of others. */
const COUNTRIES = ['IT', 'DE', 'AT', 'NO', 'ME', 'MY', 'IS', 'AL', 'PH', 'NR', 'IL', 'US', 'FR'];
const names = COUNTRIES.flatMap((code) => [`${code} `, ` ${code}`, ` (${code})`, flagOf(code)]);
/** Words that people write around numbers, and that may be left out of one. */
const EXPLAINED = new Set(['tel', 'tels', 'mobile', 'mobil', 'mob', 'cell', 'cel', 'casa', 'or', 'call', 'me', 'on', 'ext', 'extn', 'xt', 'xtn', 'x', 'int', 'interno', 'm', 'c', 't', 'p', 'w', 'h', 'n', 'no', 'nr', 'nro', 'num', 'my', 'is', 'it', 'at', 'al', 'ph', 'il']); // prettier-ignore

const reader = new PhoneNumbers();

const region = fc.constantFrom(...REGIONS);
const piece = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...numbers) },
  { weight: 3, arbitrary: fc.constantFrom(...words) },
  { weight: 1, arbitrary: fc.constantFrom(...names) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...digits), maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...`${digits} +-./()xXoOlISabcABC#,;:`), maxLength: 14 }) }, // prettier-ignore
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
);
/** A piece put in somewhere, a character taken out, digits of another script. */
const change = fc.record({
  at: fc.nat(30),
  take: fc.nat(2),
  put: fc.oneof(
    fc.constantFrom(...words),
    fc.constantFrom(...SIGNS, ...names),
    fc.constantFrom(...digits),
    fc.constant(''),
  ),
  script: fc.constantFrom(0, 0, 0, 1, 2, 3),
});
const text = fc
  .tuple(
    fc.constantFrom(...numbers),
    fc.oneof(
      fc.constant((number) => number),
      piece.map((before) => (number) => before + number),
      piece.map((after) => (number) => number + after),
      fc.tuple(piece, piece).map(
        ([one, another]) =>
          () =>
            one + another,
      ),
      fc.tuple(fc.constantFrom(...SIGNS), piece).map(
        ([sign, another]) =>
          (number) =>
            number + sign + another,
      ),
    ),
    fc.array(change, { maxLength: 2 }),
  )
  .map(([number, around, changes]) => changes.reduce(apply, around(number)));

function apply(text, { at, take, put, script }) {
  const characters = Array.from(text);
  characters.splice(at, take, put);
  return characters.join('').replace(/\d/g, (digit) => scripts[script][digit]);
}

test(`no text of ${RUNS} is valid that has more in it, or in more ways (SEED=${seed})`, async (t) => {
  t.diagnostic(`seed ${seed}`);
  const codes = new Set(phoneRegions.map(({ callingCode }) => callingCode));
  for (const code of [...codes, ...CODES_OF_NO_REGION]) await reader.load(`+${code}`, 'US');
  await reader.load('with letters', 'US');
  const seen = { valid: 0, unusual: 0, doubtful: 0, impossible: 0 };
  const property = fc.property(text, region, (typed, typedIn) => {
    const verdict = reader.read(typed, typedIn);
    seen[verdict.verdict]++;
    if (verdict.verdict === 'valid' || verdict.verdict === 'unusual') hold(typed, typedIn, verdict);
    else if (verdict.verdict === 'doubtful') holdQuestion(verdict);
  });
  fc.assert(property, { seed, numRuns: RUNS, includeErrorInReport: true });
  t.diagnostic(JSON.stringify(seen));
  for (const [verdict, count] of Object.entries(seen)) assert.ok(count > RUNS / 100, verdict);
});

/** Google's data are a few weeks older than ours. */
const isValid = (e164) => reader.read(e164, 'US').verdict === 'valid';

function hold(typed, region, { verdict, number: { e164, extension = '' } }) {
  const plain = inAscii(typed);
  const all = plain.replace(/[^\d]/g, '');
  assert.ok(all.endsWith(extension), 'the extension was not typed at the end');
  const dialled = all.slice(0, all.length - extension.length);
  const signed = /^[^\d]*\+/.test(plain) ? `+${dialled}` : dialled;
  const ways = new Set(alternatives(signed, plain, region));
  const readings = [...ways].flatMap((one) => parse(one, region));
  assert.ok(readings.some((reading) => reading.e164 === e164), `digits ignored: ${signed} → ${e164}`); // prettier-ignore
  for (const word of plain.match(/\p{L}[\p{L}\p{M}]*/gu) ?? []) {
    assert.ok(isExplained(word), `a letter ignored: ${word}`);
  }
  if (verdict !== 'valid') return;
  for (const name of namedIn(plain)) {
    assert.ok(e164.startsWith(`+${callingCodeOf(name)}`), `a country ignored: ${name}`);
  }
  const others = readings.filter((one) => one.valid && one.e164 !== e164 && isValid(one.e164));
  assert.deepEqual(others, [], 'another reading is valid too');
  const own = plain.slice(0, plain.length - tailOf(plain, extension).length);
  for (const { 0: sign, index } of own.matchAll(/[,;:=|/\n\r\t]/g)) {
    const [before, after] = [own.slice(0, index), own.slice(index + 1)].map((side) => isOther(side, region, e164)); // prettier-ignore
    assert.ok(!(sign === '/' ? before && after : before), `numbers parted by ${sign}`);
    assert.ok(!(sign !== '/' && after), `a number behind ${sign}`);
  }
}

/** What is behind the number: its extension, and what says so. */
function tailOf(plain, extension) {
  return extension && /[\s,;:(]*[^\d\s]*[\s.:=#-]*$/.exec(plain.slice(0, plain.lastIndexOf(extension)))[0] + plain.slice(plain.lastIndexOf(extension)); // prettier-ignore
}

/** Whether a part of a text is a whole number by itself, and not the one that was read. */
function isOther(side, region, e164) {
  const digits = side.replace(/[^\d+]/g, '');
  if (digits.length < 5) return false;
  // Google takes 44 away and adds Jersey's area code to what is left: 44121023 is +441534121023.
  if (region === 'JE' && digits.startsWith('44')) return false;
  return parse(digits, region).some((one) => one.valid && one.e164 !== e164 && isValid(one.e164));
}

/** The countries that a text names: by a flag, in brackets, or at either end. */
function namedIn(plain) {
  const flags = plain.match(/[\u{1f1e6}-\u{1f1ff}]{2}/gu) ?? [];
  const codes = [/\(([A-Z]{2})\)/g, /^[^\p{L}\d]*([A-Z]{2})(?![\p{L}\p{M}\d])/gu, /(?<![\p{L}\p{M}\d])([A-Z]{2})[^\p{L}\d]*$/gu].flatMap((code) => Array.from(plain.matchAll(code), ([, name]) => name)); // prettier-ignore
  return [...flags.map(lettersOf), ...codes].filter((name) => callingCodeOf(name));
}

function flagOf(code) {
  return Array.from(code, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0x1f1a5)).join(
    '',
  );
}

function lettersOf(flag) {
  return Array.from(flag, (sign) => String.fromCharCode(sign.codePointAt(0) - 0x1f1a5)).join('');
}

function holdQuestion({ readings, doubt }) {
  assert.ok(readings.length > 0 && readings.length <= 4, doubt);
  const numbers = readings.map(({ number: { e164, extension } }) => `${e164};${extension}`);
  assert.equal(new Set(numbers).size, numbers.length);
  for (const { number } of readings) assert.match(number.e164, /^\+\d{4,15}$/);
}

/** The digits as people mean them: 00 is +, (0) may be left out, and so may the + before their own code. */
function alternatives(signed, plain, region) {
  const all = [signed];
  if (/^\+?00/.test(signed)) all.push(signed.replace(/^\+?00/, '+'));
  all.push(signed.replace(ABROAD[region] ?? /^00/, '+'));
  if (signed.startsWith(callingCodeOf(region))) all.push(`+${signed}`);
  const international = all.filter((one) => one.startsWith('+'));
  for (const { index } of plain.matchAll(/\(0\)/g)) {
    const behind = digitsIn(signed) - digitsIn(plain.slice(0, index)) - 1;
    const end = (one) => one.length - behind;
    all.push(...international.map((one) => one.slice(0, end(one) - 1) + one.slice(end(one))));
  }
  // Our trunk-one and trunk-zero of disagreements.json.
  const trunk = all.map((one) => one.replace(/^\+(1|44)[01]/, '+$1'));
  return region === 'JE'
    ? [...all, ...trunk, signed.replace(/^0(?!0)/, '+44')]
    : [...all, ...trunk];
}

function digitsIn(text) {
  return text.replace(/\D/g, '').length;
}

function parse(digits, region) {
  try {
    const number = util.parse(digits, region);
    return [
      { e164: util.format(number, PhoneNumberFormat.E164), valid: util.isValidNumber(number) },
    ];
  } catch {
    return [];
  }
}

function isExplained(word) {
  const bare = word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return EXPLAINED.has(bare) || /^[A-Z]{2}$/.test(word);
}

/** Characters that are one digit, of whichever script, as that digit. */
function inAscii(text) {
  return Array.from(text, (character) => {
    if (/[\p{Cf}\u20e3\ufe0f]/u.test(character)) return '';
    // A raised digit is a footnote's.
    if (/[²³¹\u2070-\u2089]/.test(character)) return '?';
    const plain = character.normalize('NFKC');
    if (Array.from(plain).length > 1 && /\p{Nd}/u.test(plain)) return '?';
    return plain.replace(/\p{Nd}/gu, valueOf);
  }).join('');
}

/** The digits of a script begin with its zero, and no two scripts' touch but at ten. */
function valueOf(digit) {
  const point = digit.codePointAt(0);
  let zero = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((point - zero) % 10);
}
