/**
 * Reads what people paste: other scripts' digits, `tel:` links, typographic dashes, invisible marks
 * that address books and messengers put around numbers, extensions in several languages.
 */

/** More than any number with its words; what follows is not read. */
const maxLength = 1000;

/** Bidirectional and zero-width characters, soft hyphen, byte order mark, control characters. */
const invisible = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu; // prettier-ignore

const scheme = /^(?:tel|callto|sms|sips?):(?:\/\/)?/i;

/** Words for "extension" that the number rules do not know. */
const extensionWords = /[\s,;]*\b(?:interno|int|durchwahl|dw|poste|ramal|toestel|klappe)\b[.:\s]*(\d{1,7})\s*$/iu; // prettier-ignore

/** The text in plain characters, without what is around a number. */
export function cleanNumber(text: string): string {
  const trimmed = text.slice(0, maxLength).trim();
  // What most people type needs none of the work below; it is asked for at each key.
  if (isPlainNumber(trimmed)) return trimmed;
  const plain = asciiDigits(unlink(trimmed).normalize('NFKC'))
    .replace(invisible, '')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/\s+/gu, ' ')
    .trim();
  return plain.replace(extensionWords, ' ext. $1');
}

/** Whether a text is made of what numbers are typed with, so that it may be formatted while typing. */
export function isPlainNumber(text: string): boolean {
  return /^\+?[\d ().\-/]*$/.test(text);
}

/** The spellings of what a cleaned text may mean, the likeliest first. */
export function spellings(clean: string): readonly string[] {
  if (isPlainNumber(clean)) return variants(clean);
  // Words around it: the text as it is (an extension may be among them), then each number in it.
  const numbers = clean.match(/\+?[\d(][\d ().\-/]{4,}\d/g) ?? [];
  const longestFirst = numbers.sort((a, b) => digitsOf(b).length - digitsOf(a).length);
  return [clean, ...longestFirst].flatMap(variants);
}

function variants(text: string): readonly string[] {
  // How most of the world types the plus sign, also where another prefix is the rule.
  if (/^0[ -]?0/.test(text)) return [text, `+${text.replace(/^0[ -]?0/, '')}`];
  // "+39 (0) 347 …": a zero that is dialled only inside the country, and not even there by all.
  if (/^\+.*\(0\)/.test(text)) return [text, text.replace('(0)', '')];
  return [text];
}

/** The text without the punctuation that says nothing. */
export function compact(clean: string): string {
  // "+39 (0) 347 …" is not the same as "+39 0347 …".
  return isPlainNumber(clean) && !clean.includes('(0)') ? clean.replace(/[^\d+]/g, '') : clean;
}

export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/**
 * The number of a link: `tel:06-6982;ext=12;phone-context=+39` is `+3906-6982;ext=12` (RFC 3966), and
 * `sip:+39066982@host` (RFC 3261) its user.
 */
function unlink(text: string): string {
  if (!scheme.test(text)) return text;
  const [number = '', ...parameters] = decode(text.replace(scheme, '')).split(/[?@]/, 1)[0]!.split(';'); // prettier-ignore
  const context = parameters.find((parameter) => /^phone-context=\+\d/i.test(parameter));
  const extension = parameters.find((parameter) => /^ext=/i.test(parameter));
  const prefix = context && !number.startsWith('+') ? context.replace(/^[^+]*/, '') : '';
  return `${prefix}${number}${extension ? `;${extension}` : ''}`;
}

function decode(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/** ٠٦٩٨ → 0698. Decimal digits of a script stand in a row of ten, so their place is their value. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    let before = 0;
    const point = digit.codePointAt(0) ?? 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(point - before - 1))) before++;
    return String(before % 10);
  });
}
