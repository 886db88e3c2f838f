import { digitsOf } from '../clean.js';
import { callingCodeOf } from '../regions.js';
import { initial, isKnownWord, regionOfWord, telephones } from './words.js';

/** What each character of a text is for. */
export interface Account {
  /** The plain numbers in it, in order, with a `mark` where there is more than a gap between groups. */
  readonly chunks: readonly string[];
  /** Everything else is separator, known word or the name of the number's own region. */
  readonly understood: boolean;
  /** Regions named in it of which no number is: "(US) 415 …" typed in Italy. */
  readonly regions: readonly string[];
}

/** Stands in a text for what is not understood, and for what parts two numbers. `cleanNumber` leaves none. */
const unknown = '\u0000';
const border = '\u0001';
/** Stands for what parts two numbers, or a number and what is none, as well as the groups of one. */
export const mark = '\u0002';
/** Stands before the letters of a flag. */
const flag = '\u0003';

/** Between groups beside space, also line breaks; brackets, point, stroke and hyphen. Not `# * % @ &`, nor `|`, which looks like 1. */
const separators = /(?![()./\-#*%@&])[\p{P}`<>~^=\u00b4]|[^\S ]/gu;

/**
 * Accounts for a cleaned text, without its extension.
 * @param region that it was typed in.
 */
export function account(text: string, region: string): Account {
  const named: string[] = [];
  const marked = flags(text)
    .replace(telephones, ' ')
    // "Handy 2 0151 …": what comes before a whole number is none of it.
    .replace(/(?<=\p{L}\.?\s)\d(?=\s+[+0(])/gu, `$&${mark}`)
    .replace(/^\s*/, '')
    .replace(initial, ' ')
    .replace(/\u0003?[\p{L}\p{M}]+/gu, (letters: string, at: number, all: string) => {
      const before = all.slice(0, at);
      const after = all.slice(at + letters.length);
      const word = letters.replace(flag, '');
      // "333 12 3456m": what touches a digit is part of the number, and no word of a language.
      if (/\d$/.test(before) || /^\d/.test(after)) return unknown;
      const between = /\d/.test(before) && /\d/.test(after);
      const found = regionOfWord(word);
      const isRegion = found && (word !== letters || isCode(word, before, after));
      if (!isRegion && isKnownWord(word)) return between ? border : ' ';
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
    .replace(/^[^]*$/, withoutBrackets)
    .replace(separators, mark)
    // The first plus sign begins a number, another one the next.
    .replace(/\+(?:[\s(\u0002]*\+)+/g, '+')
    .replace(/\+(?![^\d+\u0000\u0001]*\d)/g, unknown)
    .replace(/(?<=\d[^+]*)\+/g, `${border}+`)
    .replace(/[^\d\s()./\-+\u0000-\u0002]/gu, unknown);
  const chunks = marked
    .split(/[\u0000\u0001]+/)
    .flatMap((part) => /[+\d](?:.*\d\)?)?/.exec(part)?.[0] ?? [])
    .map((chunk) => chunk.replace(/^\+[\s(\u0002]*00/, '+'));
  const strange = named.filter((one) => !isOf(chunks[0], one, region));
  const understood = !marked.includes(unknown) && strange.length === 0;
  return { chunks, understood, regions: strange };
}

/**
 * Whether two capitals are a country's, though they may be a word: "IT 06 6982 0000", "(NO) 22 …". Amid
 * other capitals, as in "CALL ME ON 347 …", they are a word.
 */
function isCode(word: string, before: string, after: string): boolean {
  if (!/^[A-Z]{2}$/.test(word)) return false;
  const outermost = [before, after].some(
    (rest) => !/[\p{L}\d]/u.test(rest.replace(/\u0003../g, '')),
  );
  const bracketed = /[([]\s*$/.test(before) && /^\s*[)\]]/.test(after);
  return outermost || bracketed || /\p{Ll}/u.test(before + after);
}

/** Brackets go around area codes, and around a zero that may be left out. Others part. */
function withoutBrackets(text: string): string {
  return text.replace(/\(([^()]*)\)|[()]/g, (group, inside: string | undefined, at: number) => {
    if (inside === undefined) return mark;
    const before = digitsOf(text.slice(0, at)).length;
    if (before > 0 && inside === '0') return group;
    return before < 5 && digitsOf(inside).length <= 5 ? ` ${inside} ` : mark + inside + mark;
  });
}

/** Whether a number is, or may well be, one of a region. */
function isOf(chunk: string | undefined, region: string, typedIn: string): boolean {
  const code = callingCodeOf(region);
  const dialled = /^(?:\+|0[ -]?0)\D*(\d.*)$/.exec(chunk ?? '')?.[1]?.replace(/\D/g, '');
  return dialled ? dialled.startsWith(code!) : callingCodeOf(typedIn) === code;
}

/** 🇮🇹 → IT, marked. */
function flags(text: string): string {
  return text.replace(/([\u{1f1e6}-\u{1f1ff}])([\u{1f1e6}-\u{1f1ff}])/gu, (pair) => {
    const letters = Array.from(pair, (sign) => String.fromCharCode(sign.codePointAt(0)! - 0x1f1a5));
    return ` ${flag}${letters.join('')} `;
  });
}
