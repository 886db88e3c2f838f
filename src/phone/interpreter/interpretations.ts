import { digitsOf } from '../clean.js';
import { callingCodeOf, leadingCode, regionsOf } from '../regions.js';
import type { Doubt } from '../verdict.js';
import { account, type Account } from './account.js';
import { extended } from './extension.js';
import { fromKeypad, withoutLookalikes } from './letters.js';
import { updated } from './outdated.js';
import { apart, parted, plainly } from './parting.js';
import { initial, isKnownWord } from './words.js';

/** A plain number to be read. */
export interface PlainText {
  readonly text: string;
  readonly region: string;
  readonly extension?: string | undefined;
}

/** What a text may mean. */
export interface Interpretation {
  /** What there is to ask; absent where every character is accounted for. */
  readonly doubt?: Doubt;
  /** Right only if each of them is a number. */
  readonly numbers: readonly PlainText[];
  /** To be asked about even where the text as a whole is a number. */
  readonly rival?: boolean;
}

/** Longer texts are read as one number only: nobody parts them by hand. */
const mostChunks = 8;

/** What a cleaned text may mean that was typed in a region, the likeliest of each doubt first. */
export function interpretations(text: string, region: string): readonly Interpretation[] {
  return [
    ...typed(text, region),
    ...doubtful('lookalike', withoutLookalikes(text), region),
    ...doubtful('keypad', spelled(text), region).flatMap(shortened),
  ];
}

function typed(text: string, region: string): readonly Interpretation[] {
  return extended(text).flatMap(({ text: main, extension }) => {
    const accounted = account(main, region);
    const { chunks, understood } = accounted;
    const plain = (chunk: string, own = region): PlainText => ({
      text: chunk,
      region: own,
      extension,
    });
    const [only] = chunks;
    if (understood && chunks.length === 1) {
      return [
        { numbers: [plain(plainly(only!))] },
        ...otherwise(only!, region, extension),
        ...second(only!, region, extension),
      ];
    }
    // An extension belongs to a number, and here it is not known to which.
    if (extension !== undefined && chunks.length !== 1) return [];
    return [...several(chunks, region), ...read(accounted, plain)];
  });
}

/** What an understood number may be besides what it says. */
function otherwise(chunk: string, region: string, extension?: string): readonly Interpretation[] {
  const plain = plainly(chunk);
  const one = (doubt: Doubt) => (text: string) => ({
    doubt,
    numbers: [{ text, region, extension }],
  });
  return [
    ...apart(chunk).map((texts) => ({
      doubt: 'several' as const,
      numbers: inContext(texts, region),
      rival: true,
    })),
    ...parted(plain).map(({ pair, rival }) => ({
      doubt: 'several' as const,
      numbers: inContext(pair, region),
      rival,
    })),
    ...today(plain, region).map(one('outdated')),
    ...withoutRepeatedCode(plain).map(one('not-understood')),
  ];
}

/** "347 1234567 int 333 …": what is too long to be dialled behind a number may be one. */
function second(first: string, region: string, extension = ''): readonly Interpretation[] {
  if (extension.length < 8) return [];
  const numbers = inContext([plainly(first), extension], region);
  return [{ doubt: 'several', numbers, rival: true }];
}

/** The numbers among what is not understood: all of it, then each, the longest first. */
function read(
  { chunks, regions }: Account,
  plain: (chunk: string, region?: string) => PlainText,
): readonly Interpretation[] {
  const longestFirst = [...chunks].sort((a, b) => digitsOf(b).length - digitsOf(a).length);
  const whole =
    chunks.length > 1 && !/.\+/.test(chunks.join('')) ? [plainly(chunks.join(' '))] : [];
  return [...whole, ...longestFirst.slice(0, mostChunks)].flatMap((chunk) => {
    const { region, extension } = plain(chunk);
    return [
      ...regions.map((named) => ({
        doubt: 'not-understood' as const,
        numbers: [plain(plainly(chunk), named)],
      })),
      { doubt: 'not-understood' as const, numbers: [plain(plainly(chunk))] },
      ...otherwise(chunk, region, extension),
    ];
  });
}

/** Two chunks and more, of which all that are long enough are numbers. */
function several(chunks: readonly string[], region: string): readonly Interpretation[] {
  const long = chunks.filter((chunk) => digitsOf(chunk).length >= 5);
  if (long.length < 2 || long.length > mostChunks) return [];
  return [{ doubt: 'several', numbers: inContext(long.map(plainly), region) }];
}

/** "+39 06 6982 0000 / 333 1234567": what follows is of the same country. */
function inContext(texts: readonly string[], region: string): readonly PlainText[] {
  const [first = ''] = texts;
  const code = first.startsWith('+') ? leadingCode(digitsOf(first)) : undefined;
  const country =
    code === undefined || code === callingCodeOf(region) ? region : regionsOf(code)?.[0];
  return texts.map((text) => ({ text, region: country ?? region }));
}

function today(plain: string, region: string): readonly string[] {
  const digits = digitsOf(plain);
  const own = callingCodeOf(region);
  const dialled = /^(?:\+|00)/.test(plain.replace(/[^\d+]/g, ''));
  const rest = dialled ? digits.replace(/^00/, '') : digits;
  const codes = dialled ? [leadingCode(rest)] : [own];
  return codes.flatMap((code) => {
    if (code === undefined) return [];
    const national = rest.startsWith(code) ? [rest.slice(code.length)] : [];
    return [...national, ...(dialled ? [] : [rest])]
      .flatMap((one) => updated(one, code))
      .map((one) => `+${code}${one}`);
  });
}

/**
 * "+39 0039 347 …": the field, or the browser, has put the code before a number that had it. Not so for
 * codes of one digit, which are as likely to be a digit that was typed twice.
 */
function withoutRepeatedCode(plain: string): readonly string[] {
  const digits = digitsOf(plain);
  const code = plain.startsWith('+') ? leadingCode(digits) : undefined;
  if (code === undefined || code.length < 2) return [];
  const repeated = new RegExp(`^${code}(?:00)?(?=${code})`);
  return repeated.test(digits) ? [`+${digits.replace(repeated, '')}`] : [];
}

/** The text read as another one: asked about even where nothing else is strange. */
function doubtful(
  doubt: Doubt,
  text: string | undefined,
  region: string,
): readonly Interpretation[] {
  if (text === undefined) return [];
  return extended(text).flatMap(({ text: main, extension }) => {
    const { chunks, understood } = account(main, region);
    if (!understood || chunks.length !== 1) return [];
    return [{ doubt, numbers: [{ text: plainly(chunks[0]!), region, extension }] }];
  });
}

/** "call 1-800-FLOWERS now": the letters of the number are those that follow its first digit. */
function spelled(text: string): string | undefined {
  const start = text.search(/[+\d]/);
  if (start < 0) return undefined;
  const before = text.slice(0, start).replace(initial, '');
  if (!(before.match(/\p{L}+/gu) ?? []).every(isKnownWord)) return undefined;
  const [{ text: main, extension }] = extended(text.slice(start)) as [
    { text: string; extension?: string },
  ];
  const words = main.split(/(?<=\p{L})[^\p{L}\d]+(?=\p{L})/u);
  // "… FLOWERS now": a word of the language at the end is none of the number.
  while (words.length > 1 && isKnownWord(words.at(-1)!)) words.pop();
  const digits = fromKeypad(words.join(' '));
  return digits && (extension ? `${digits} ext. ${extension}` : digits);
}

/** North America hears ten digits, however long the word is that spells them. */
function shortened(interpretation: Interpretation): readonly Interpretation[] {
  const [number] = interpretation.numbers;
  const { text, region } = number!;
  const [, code, ten] = /^(\+?1)?([2-9]\d{9})\d{1,4}$/.exec(text.replace(/[^\d+]/g, '')) ?? [];
  if (!ten || (code !== '+1' && callingCodeOf(region) !== '1')) return [interpretation];
  return [interpretation, { ...interpretation, numbers: [{ ...number!, text: `+1${ten}` }] }];
}
