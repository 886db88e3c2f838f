/**
 * Reads what people paste: other scripts' digits, `tel:` links, typographic dashes, invisible marks
 * that address books and messengers put around numbers. Nothing that is seen is left out.
 */

/** More than any number with its words. In place of what follows stands a sign that is not understood. */
const maxLength = 1000;

/**
 * Bidirectional and zero-width characters, soft hyphen, byte order mark, control characters, and the
 * two that make an emoji, or a keycap, of a digit.
 */
const invisible = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\ufe0f\ufeff]/gu; // prettier-ignore

/** A link has no spaces: "tel: 06 6982" is a word before a number. */
const link = /^(?:tel|callto|sms|sips?):(?:\/\/)?(\S+)$/i;

/** The text in plain characters, without what is around a number. */
export function cleanNumber(text: string): string {
  const all = text.trim();
  const trimmed = all.length > maxLength ? `${all.slice(0, maxLength)}\ufffd` : all;
  // What most people type needs none of the work below; it is asked for at each key.
  if (isPlainNumber(trimmed)) return trimmed;
  return asciiDigits(unlink(trimmed).replace(/[^\x00-\x7f²³¹\u2070-\u2089]+/g, compatible))
    .replace(invisible, '')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .trim();
}

/**
 * Whether a text is made of what numbers are typed with, so that it may be formatted while typing. Not
 * with brackets around anything but an area code: "2) 030 123456", "030 123456 (9-17)", "+39 (0) 347 …".
 * But "(21555-2368", which deleting a digit leaves, is one.
 */
export function isPlainNumber(text: string): boolean {
  return /^\+?[\d .\-/]{0,6}(\((?!0\))[\d ]{0,6}\)?)?[\d .\-/]*$/.test(text);
}

/** What a plain number may stand for as it was typed in a region of this calling code. */
export function spellings(plain: string, code: string | undefined): readonly string[] {
  const all = new Set([plain]);
  // How most of the world types the plus sign, also where another prefix is the rule.
  all.add(plain.replace(/^0[ -]?0/, '+'));
  // Address books and what browsers fill in leave it out.
  if (code && digitsOf(plain).startsWith(code) && !plain.startsWith('+')) all.add(`+${plain}`);
  return [...all];
}

/** The text without the punctuation that says nothing. */
export function compact(clean: string): string {
  return isPlainNumber(clean) ? clean.replace(/[^\d+]/g, '') : clean;
}

export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/**
 * The number of a link: `tel:06-6982;ext=12;phone-context=+39` is `+3906-6982;ext=12` (RFC 3966), and
 * `sip:+39066982@host` (RFC 3261) its user.
 */
function unlink(text: string): string {
  const address = link.exec(text)?.[1];
  if (address === undefined) return text;
  const [number = '', ...parameters] = decode(address).split(/[?@]/, 1)[0]!.split(';');
  const context = parameters.find((parameter) => /^phone-context=\+\d/i.test(parameter));
  const prefix = context && !number.startsWith('+') ? context.replace(/^[^+]*/, '') : '';
  // What is no parameter was typed by somebody: "tel:066982;12".
  const rest = parameters.filter((parameter) => /^ext=|^[^=]*$/i.test(parameter));
  return [prefix + number, ...rest].join(';');
}

function decode(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/**
 * １ and ① are 1. But ½ is not 1/2, nor ⑽ three characters: a digit comes from one character. A raised
 * one is a footnote's, and not given to this.
 */
function compatible(text: string): string {
  return Array.from(text, (character) => {
    const plain = character.normalize('NFKC');
    return plain.length > 1 && /\p{Nd}/u.test(plain) ? character : plain;
  }).join('');
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
