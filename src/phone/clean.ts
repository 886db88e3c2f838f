/**
 * Reads what people paste: other scripts' digits, `tel:` links, typographic dashes, invisible marks
 * that address books and messengers put around numbers, extensions in several languages.
 */

/** Bidirectional and zero-width characters, soft hyphen, byte order mark, control characters. */
const invisible = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu; // prettier-ignore

const scheme = /^(?:tel|callto|sms|sips?):(?:\/\/)?/i;

/** Words for "extension" that the number rules do not know. */
const extensionWords = /[\s,;]*\b(?:interno|int|durchwahl|dw|poste|ramal|toestel|klappe)\b[.:\s]*(\d{1,7})\s*$/iu; // prettier-ignore

export function cleanNumber(text: string): string {
  const plain = asciiDigits(unlink(text.trim()).normalize('NFKC'))
    .replace(invisible, '')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/\s+/gu, ' ')
    .trim();
  return plain.replace(extensionWords, ' ext. $1');
}

/** Whether a text is made of what numbers are typed with, so that it may be formatted while typing. */
export function isPlainNumber(text: string): boolean {
  return /^\+?[\d\s().\-/]*$/.test(text);
}

function unlink(text: string): string {
  if (!scheme.test(text)) return text;
  const address = text.replace(scheme, '');
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

/**
 * Where the caret belongs after a text was formatted: behind as many digits as before.
 */
export function caretAfter(before: string, caret: number, after: string): number {
  if (caret >= before.length) return after.length;
  const count = (before.slice(0, caret).match(/[\d+]/g) ?? []).length;
  let seen = 0;
  for (let index = 0; index < after.length; index++) {
    if (seen === count) return index;
    if (/[\d+]/.test(after.charAt(index))) seen++;
  }
  return after.length;
}
