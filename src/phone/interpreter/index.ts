import type {
  Doubt,
  DoubtfulNumber,
  NumberVerdict,
  UnusualNumber,
  ValidNumber,
} from '../verdict.js';
import { interpretations, type Interpretation, type PlainText } from './interpretations.js';

export { interpretations } from './interpretations.js';

/** Reads a plain number; undefined while rules are missing. */
export type ReadPlain = (text: string, region: string) => NumberVerdict | undefined;

type Dialable = ValidNumber | UnusualNumber;

/** An interpretation, and what its numbers are: read when that is asked, which for most is never. */
class Found {
  readonly doubt: Doubt | undefined;
  readonly rival: boolean;
  readonly #numbers: readonly PlainText[];
  readonly #read: (number: PlainText) => NumberVerdict;
  #verdicts: readonly NumberVerdict[] | undefined;

  constructor(
    { doubt, rival = false, numbers }: Interpretation,
    read: (number: PlainText) => NumberVerdict,
  ) {
    this.doubt = doubt;
    this.rival = rival;
    this.#numbers = numbers;
    this.#read = read;
  }

  get verdicts(): readonly NumberVerdict[] {
    return (this.#verdicts ??= this.#numbers.map(this.#read));
  }
}

const nothing: NumberVerdict = { verdict: 'impossible', reason: 'not-a-number' };

/** In what order doubts are settled: what the first explain, the next need not. */
const order: readonly Doubt[] = ['lookalike', 'several', 'outdated', 'not-understood', 'keypad'];

/** More choices help nobody. */
const mostReadings = 4;

/**
 * What a text means that is more than a plain number, or a plain number that is not simply right.
 * @returns undefined where `read` did for one of the numbers.
 */
export function interpret(
  text: string,
  region: string,
  read: ReadPlain,
): NumberVerdict | undefined {
  let missing = false;
  const verdictOf = (number: PlainText): NumberVerdict => {
    const verdict = withExtension(number, read);
    missing ||= !verdict;
    return verdict ?? nothing;
  };
  const verdict = decide(
    interpretations(text, region).map((interpretation) => new Found(interpretation, verdictOf)),
  );
  return missing ? undefined : verdict;
}

function decide(found: readonly Found[]): NumberVerdict {
  const plain = found.filter(({ doubt }) => !doubt);
  const right = numbersOf(plain, isValid);
  if (right.length > 0) {
    const rivals = found.filter(({ rival }) => rival);
    const called = new Set(right.map(({ number: { e164 } }) => e164));
    const all = numbersOf([...rivals, ...plain], isValid);
    const settled = all.every(({ number: { e164 } }) => called.has(e164));
    return settled && right.length === 1 ? right[0]! : asking('ambiguous', all);
  }
  const unusual = numbersOf(plain, isDialable);
  for (const doubt of order) {
    const readings = numbersOf(of(found, doubt), isValid);
    if (readings.length > 0) return asking(doubt, [...readings, ...unusual]);
  }
  if (unusual.length > 0) return unusual[0]!;
  for (const doubt of ['lookalike', 'not-understood'] as const) {
    const readings = numbersOf(of(found, doubt), isDialable);
    if (readings.length > 0) return asking(doubt, readings);
  }
  const [impossible] = [...plain, ...of(found, 'not-understood')].flatMap(
    ({ verdicts }) => verdicts,
  );
  return impossible ?? nothing;
}

/** Those of a doubt; of several numbers one parting is enough. */
function of(found: readonly Found[], doubt: Doubt): readonly Found[] {
  const those = found.filter((one) => one.doubt === doubt);
  if (doubt !== 'several') return those;
  return [those.find((one) => numbersOf([one], isValid).length > 0)].filter((one) => !!one);
}

/** The numbers of the interpretations all of whose numbers are such, each once. */
function numbersOf(
  found: readonly Found[],
  isSuch: (verdict: NumberVerdict) => verdict is Dialable,
): readonly Dialable[] {
  const numbers = new Map<string, Dialable>();
  for (const { verdicts } of found) {
    const meant = verdicts.map((verdict) => readingsOf(verdict).filter(isSuch));
    if (meant.some((readings) => readings.length === 0)) continue;
    for (const reading of meant.flat()) {
      const { e164, extension } = reading.number;
      if (!numbers.has(`${e164};${extension}`)) numbers.set(`${e164};${extension}`, reading);
    }
  }
  return [...numbers.values()];
}

function asking(doubt: Doubt, readings: readonly Dialable[]): DoubtfulNumber {
  return { verdict: 'doubtful', doubt, readings: readings.slice(0, mostReadings) };
}

function isValid(verdict: NumberVerdict): verdict is ValidNumber {
  return verdict.verdict === 'valid';
}

function isDialable(verdict: NumberVerdict): verdict is Dialable {
  return verdict.verdict === 'valid' || verdict.verdict === 'unusual';
}

function readingsOf(verdict: NumberVerdict): readonly NumberVerdict[] {
  return verdict.verdict === 'doubtful' ? verdict.readings : [verdict];
}

function withExtension({ text, region, extension }: PlainText, read: ReadPlain) {
  const verdict = read(text, region);
  if (!verdict || !extension || verdict.verdict === 'impossible') return verdict;
  const extend = <Reading extends Dialable>(reading: Reading): Reading => ({
    ...reading,
    number: { ...reading.number, extension },
  });
  if (verdict.verdict !== 'doubtful') return extend(verdict);
  return { ...verdict, readings: verdict.readings.map(extend) };
}
