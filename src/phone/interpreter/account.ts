import { callingCodeOf } from '../regions.js';
import { initial, isKnownWord, regionOfWord, telephones } from './words.js';

/** What each character of a text is for. */
export interface Account {
  /** The plain numbers in it, in order. */
  readonly chunks: readonly string[];
  /** Everything else is separator, known word or the name of the number's own region. */
  readonly understood: boolean;
  /** Regions named in it of which no number is: "(US) 415 …" typed in Italy. */
  readonly regions: readonly string[];
}

/** Stands in a text for what is not understood, and for what parts two numbers. `cleanNumber` leaves none. */
const unknown = '\u0000';
const border = '\u0001';

/** Parts of a number beside space, brackets, point, stroke and hyphen. Not `# * % @ &`. */
const separators = /(?![()./\-#*%@&])[\p{P}\s`<>|~^=\u00b4]/gu;

/**
 * Accounts for a cleaned text, without its extension.
 * @param region that it was typed in.
 */
export function account(text: string, region: string): Account {
  const named: string[] = [];
  const marked = flags(text)
    .replace(telephones, ' ')
    .replace(/^\s*/, '')
    .replace(initial, ' ')
    .replace(/[\p{L}\p{M}]+/gu, (word, at: number, all: string) => {
      const before = all.slice(0, at);
      const after = all.slice(at + word.length);
      // "333 12 3456m": what touches a digit is part of the number, and no word of a language.
      if (/\d$/.test(before) || /^\d/.test(after)) return unknown;
      const between = /\d/.test(before) && /\d/.test(after);
      if (isKnownWord(word)) return between ? border : ' ';
      const found = regionOfWord(word);
      if (!found) return unknown;
      if (!between) {
        named.push(found);
        return ' ';
      }
      // "+1 (US) 415 …"
      const code = /(?:^|[^\d+])(?:\+|00)[^\d\p{L}]*(\d+)[^\d\p{L}]*$/u.exec(before)?.[1];
      return code === callingCodeOf(found) ? ' ' : unknown;
    })
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .replace(separators, ' ')
    // The first plus sign begins a number, another one the next.
    .replace(/\+(?:[\s(]*\+)+/g, '+')
    .replace(/\+(?![^\d+\u0000\u0001]*\d)/g, unknown)
    .replace(/(?<=\d[^+]*)\+/g, `${border}+`)
    .replace(/[^\d\s()./\-+\u0000\u0001]/gu, unknown);
  const chunks = marked
    .split(/[\u0000\u0001]+/)
    .flatMap((part) => /[+\d](?:.*\d\)?)?/.exec(part)?.[0] ?? [])
    .map((chunk) => chunk.replace(/^\+[\s(]*00/, '+'));
  const strange = named.filter((one) => !isOf(chunks[0], one, region));
  const understood = !marked.includes(unknown) && strange.length === 0;
  return { chunks, understood, regions: strange };
}

/** Whether a number is, or may well be, one of a region. */
function isOf(chunk: string | undefined, region: string, typedIn: string): boolean {
  const code = callingCodeOf(region);
  const dialled = /^(?:\+|0[ -]?0)\D*(\d.*)$/.exec(chunk ?? '')?.[1]?.replace(/\D/g, '');
  return dialled ? dialled.startsWith(code!) : callingCodeOf(typedIn) === code;
}

/** 🇮🇹 → IT */
function flags(text: string): string {
  return text.replace(/([\u{1f1e6}-\u{1f1ff}])([\u{1f1e6}-\u{1f1ff}])/gu, (pair) => {
    const letters = Array.from(pair, (sign) => String.fromCharCode(sign.codePointAt(0)! - 0x1f1a5));
    return ` ${letters.join('')} `;
  });
}
