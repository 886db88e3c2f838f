import { digitsOf } from '../clean.js';
import { leadingCode } from '../regions.js';
import { mark } from './account.js';

export interface Parting {
  readonly pair: readonly [string, string];
  /** At a stroke, which parts numbers as well as the groups of one. */
  readonly rival: boolean;
}

/** Fewer digits are nobody's number, and more than those of two are not parted by hand. */
const fewest = 5;
const most = 40;
/** So many digits are surely no single number, whatever the second begins with. */
const surelyTwo = 20;

/**
 * The numbers that a chunk may be by its marks: all of its pieces, then from its beginning, to its end,
 * and each alone. Any of them is to be asked about: "030 123456, 9-17" is one number and office hours.
 */
export function apart(chunk: string): readonly (readonly string[])[] {
  const pieces = chunk.split(mark);
  if (pieces.length < 2 || digitsOf(chunk).length > most) return [];
  const from = (start: number, end?: number) => plainly(pieces.slice(start, end).join(' '));
  const ends = pieces.slice(1).flatMap((_, index) => [from(0, index + 1), from(index + 1)]);
  const isLong = (piece: string) => digitsOf(piece).length >= fewest;
  const alone = pieces.map(plainly).filter(isLong);
  const single = [...new Set([...ends, ...alone])].filter(isLong).map((piece) => [piece]);
  return alone.length > 1 ? [alone, ...single] : single;
}

/** A chunk, or a piece of one, as a plain number. */
export function plainly(chunk: string): string {
  return chunk.replace(/[\s\u0002]+/g, ' ').trim();
}

/** A plain text as two numbers, the likeliest parting first. */
export function parted(plain: string): readonly Parting[] {
  if (digitsOf(plain).length > most) return [];
  const partings: Parting[] = [];
  for (const { index, 0: separator } of plain.matchAll(/[ /.-]+/g)) {
    const pair = [plain.slice(0, index), plain.slice(index + separator.length)] as const;
    partings.push({ pair, rival: separator.includes('/') });
  }
  // Pasted twice.
  const [left, right] = [plain.slice(0, plain.length / 2), plain.slice(plain.length / 2)];
  if (left === right) partings.push({ pair: [left, right], rival: false });
  return [
    ...partings
      .filter(({ pair }) => pair.every((text) => digitsOf(text).length >= fewest))
      .filter(({ pair, rival }) => rival || digitsOf(plain).length >= surelyTwo || areAlike(pair))
      .sort((a, b) => difference(a) - difference(b)),
    ...abbreviated(plain),
  ];
}

/** "+49 30 1234 5678 9012 34" is one number too long: its second half does not begin like a number. */
function areAlike([left, right]: Parting['pair']): boolean {
  if (/^\W*[+0]/.test(right)) return true;
  const code = left.startsWith('+') ? leadingCode(digitsOf(left)) : undefined;
  return digitsOf(left).charAt(code?.length ?? 0) === digitsOf(right).charAt(0);
}

function difference({ pair: [left, right] }: Parting): number {
  return Math.abs(digitsOf(left).length - digitsOf(right).length);
}

/** "06 6982000/1" is how a switchboard writes 06 6982000 and 06 6982001. */
function abbreviated(plain: string): readonly Parting[] {
  const [, first = '', last = ''] = /^(.*\d{3})\s*\/\s*(\d{1,3})$/.exec(plain) ?? [];
  if (digitsOf(first).length < fewest) return [];
  return [{ pair: [first, first.slice(0, -last.length) + last], rival: true }];
}
