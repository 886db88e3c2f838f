import { cleanNumber, compact, isPlainNumber } from './clean.js';
import type { Engine } from './engine.js';
import type * as Interpreter from './interpreter/index.js';
import { readingsOf, type Reading } from './reading.js';
import { callingCodeOf, regionsOf } from './regions.js';
import { importPart } from './rules/parts.js';
import type { RulesPart } from './rules-part.js';
import type { NumberVerdict, PlainVerdict } from './verdict.js';

/** How the rules arrive. */
export interface RulesSource {
  engine(): Promise<Engine>;
  /** Asked for by texts that are more than a plain number, or one that is not simply right. */
  interpreter(): Promise<typeof Interpreter>;
  part(callingCode: string): Promise<RulesPart>;
}

/** From this package, by `import()`. */
export const rulesSource: RulesSource = {
  async engine() {
    const { Engine } = await import('./engine.js');
    return new Engine();
  },
  interpreter: () => import('./interpreter/index.js'),
  async part(callingCode) {
    const { default: part } = await importPart(callingCode);
    return part;
  },
};

/**
 * Numbers as people type them, read with Google's full rules. The rules arrive in parts, one for each
 * calling code: `load` brings what a text needs, all else is synchronous and works with what is there.
 */
export class PhoneNumbers {
  readonly #source: RulesSource;
  /** What was asked for and has not failed: parts by calling code, and the two below. */
  readonly #loading = new Map<string, Promise<void>>();
  #engine: Engine | undefined;
  #interpreter: typeof Interpreter | undefined;
  /** A form asks for the same verdict several times a key. */
  #last: Last | undefined;
  #lastPlain: Last | undefined;

  constructor(source: RulesSource = rulesSource) {
    this.#source = source;
  }

  /**
   * Loads what is needed to read a text that was typed in a region. What is on its way is not asked
   * for twice; what failed is asked for again by the next call.
   * @throws what the import threw, for instance while offline.
   */
  async load(text: string, region: string): Promise<void> {
    const clean = cleanNumber(text);
    for (let missing; (missing = this.#missing(clean, region)).length > 0;) {
      await Promise.all(missing.map((name) => this.#load(name)));
    }
  }

  /** Whether everything is there that a text needs. */
  ready(text: string, region: string): boolean {
    return this.#missing(cleanNumber(text), region).length === 0;
  }

  /**
   * The text as far as it is typed, formatted. Unchanged while rules are missing, where it is no number,
   * and where its signs say more than that they part groups.
   */
  format(text: string, region: string): string {
    const typed = cleanNumber(text);
    const clean = compact(typed);
    if (clean === '' || !isPlainNumber(clean) || this.#isTelling(typed, region)) return text;
    const all = this.#allReadings(clean, region);
    if (!all?.[0]) return text;
    // Where another prefix is the rule, `00` is understood all the same, and looks as it was typed.
    const abroad = clean.startsWith('00') ? all.find(({ prefix }) => prefix) : undefined;
    const reading = abroad?.prefix === '+' ? { ...abroad, prefix: '00' } : (abroad ?? all[0]);
    return this.#engine!.format(reading, region);
  }

  /** What the text means, or undefined while rules are missing. */
  read(text: string, region: string): NumberVerdict | undefined {
    const clean = cleanNumber(text);
    const key = region + clean;
    if (this.#last?.key === key) return this.#last.verdict;
    const plain = isPlainNumber(clean) ? this.#readPlain(clean, region) : undefined;
    const verdict =
      plain && isSettled(clean, plain, region)
        ? plain
        : this.#interpreter?.interpret(clean, region, (...typed) => this.#readPlain(...typed));
    if (verdict) this.#last = { key, verdict };
    return verdict;
  }

  /**
   * The region that a text itself dials with `+` or `00`, as far as the digits and the rules tell;
   * undefined while it dials none. Other prefixes are those of the region that they are typed in:
   * Japan's `010` would mean something else anywhere else.
   */
  regionOf(text: string, region: string): string | undefined {
    const clean = compact(cleanNumber(text));
    if (!/^(\+|00)/.test(clean)) return undefined;
    const dialled = this.#readings(clean, region).find(({ prefix }) =>
      /^(\+|00)$/.test(prefix ?? ''),
    );
    const [main] = regionsOf(dialled?.callingCode ?? '') ?? [];
    if (!dialled || !main) return undefined;
    const verdict = this.read(text, region);
    const exact = verdict && 'region' in verdict ? verdict.region : undefined;
    if (exact) return exact;
    return callingCodeOf(region) === dialled.callingCode ? region : main;
  }

  /** "333 1234567 / 06 …" is not what is left without the signs. */
  #isTelling(typed: string, region: string): boolean {
    const [before] = typed.split('/');
    if (before !== typed && this.#readPlain(before!, region)?.verdict === 'valid') return true;
    const verdict = this.read(typed, region);
    if (verdict?.verdict === 'impossible') return verdict.reason === 'too-long';
    return verdict?.verdict === 'doubtful';
  }

  #readPlain(text: string, region: string): NumberVerdict | undefined {
    const plain = compact(text);
    const key = region + plain;
    if (this.#lastPlain?.key === key) return this.#lastPlain.verdict;
    const all = this.#allReadings(plain, region);
    if (!all) return undefined;
    const verdict = best(all.map((reading) => this.#engine!.read(reading, region)));
    this.#lastPlain = { key, verdict };
    return verdict;
  }

  /** What a cleaned text needs next and is not there. */
  #missing(clean: string, region: string): readonly string[] {
    const own = callingCodeOf(region);
    const missing = new Set(this.#engine ? [] : [engine]);
    // The region's own rules say how its people dial another country.
    if (own && !this.#engine?.has(own)) missing.add(own);
    if (missing.size > 0) return [...missing];
    if (isPlainNumber(clean)) {
      for (const code of this.#codesOf(compact(clean), region)) missing.add(code);
      if (missing.size > 0) return [...missing];
      if (this.read(clean, region)) return [];
    }
    if (!this.#interpreter) return [interpreter];
    for (const { numbers } of this.#interpreter.interpretations(clean, region)) {
      for (const { text, region: typedIn } of numbers) {
        for (const code of this.#codesOf(compact(text), typedIn)) missing.add(code);
      }
    }
    return [...missing];
  }

  #load(name: string): Promise<void> {
    if (name === engine) return this.#loadEngine();
    if (name !== interpreter) return this.#loadPart(name);
    return this.#once(interpreter, async () => {
      this.#interpreter = await this.#source.interpreter();
    });
  }

  #loadEngine(): Promise<void> {
    return this.#once(engine, async () => {
      this.#engine = await this.#source.engine();
    });
  }

  #loadPart(code: string): Promise<void> {
    return this.#once(code, async () => {
      const [part] = await Promise.all([this.#source.part(code), this.#loadEngine()]);
      this.#engine!.add(code, part);
      // On a server nobody types.
      if (globalThis.document) this.#rehearse(code);
    });
  }

  /**
   * Types and reads numbers that nobody typed. Otherwise the first key, and the first that makes a
   * whole number, would wait for the browser to compile what they run: 9 ms on a slow phone.
   */
  #rehearse(code: string): void {
    const [region = ''] = regionsOf(code) ?? [];
    for (const text of ['2345678901', `0${code}`, `+${code}2345678901`]) {
      this.format(text, region);
      this.read(text, region);
    }
  }

  #once(key: string, load: () => Promise<void>): Promise<void> {
    let loading = this.#loading.get(key);
    if (!loading) {
      loading = load();
      this.#loading.set(key, loading);
      loading.catch(() => this.#loading.delete(key));
    }
    return loading;
  }

  /** The readings, or undefined while there is one whose rules are missing. */
  #allReadings(plain: string, region: string): readonly Reading[] | undefined {
    const own = callingCodeOf(region);
    if (!this.#engine || (own && !this.#engine.has(own))) return undefined;
    const all = this.#readings(plain, region);
    return all.every(({ callingCode }) => this.#has(callingCode)) ? all : undefined;
  }

  /** The calling codes of a plain number's readings whose rules are missing. */
  #codesOf(plain: string, region: string): readonly string[] {
    const own = callingCodeOf(region);
    const codes = [own, ...this.#readings(plain, region).map(({ callingCode }) => callingCode)];
    return codes.filter((code) => code !== undefined && !this.#has(code)) as string[];
  }

  #has(code: string | undefined): boolean {
    return code === undefined || this.#engine!.has(code);
  }

  #readings(plain: string, region: string): readonly Reading[] {
    return readingsOf(plain, region, (digits) => this.#engine?.internationalPrefix(digits, region));
  }
}

/** Names of what is loaded beside the parts. */
const engine = 'engine';
const interpreter = 'interpreter';

interface Last {
  readonly key: string;
  readonly verdict: NumberVerdict;
}

/** A region and what is typed in it, where numbers have changed: see `interpreter/outdated.ts`. */
const changed = /^(?:AR|B[JR]|CI|MX|\D*(?:00)?(?:5[245]|22[59]))/;
/** "+00 39 …", "+39 39 …", "+39 0039 …" */
const twicePrefixed = /^\+(?:0|(\d\d\d?)(?:00)?\1)/;

/** Whether a plain number is what it seems: neither two numbers nor one of before a change. */
function isSettled(clean: string, verdict: NumberVerdict, region: string): boolean {
  if (clean.includes('/')) return false;
  if (verdict.verdict === 'valid' || verdict.verdict === 'doubtful') return true;
  if (verdict.verdict === 'impossible' && verdict.reason === 'too-long') return false;
  const plain = compact(clean);
  if (twicePrefixed.test(plain)) return false;
  return plain.length < 8 || !changed.test(region + plain);
}

/** The valid readings, which have to be one number; else an unusual one, else what is wrong. */
function best(verdicts: readonly PlainVerdict[]): NumberVerdict {
  const valid = verdicts.filter((verdict) => verdict.verdict === 'valid');
  const numbers = new Map(valid.map((verdict) => [verdict.number.e164, verdict]));
  // What was added to the text to read it so is what people leave out.
  if (numbers.size > 1) return { verdict: 'doubtful', doubt: 'ambiguous', readings: [...numbers.values()].reverse() }; // prettier-ignore
  return (
    valid[0] ??
    verdicts.find(({ verdict }) => verdict === 'unusual') ??
    verdicts[0] ?? { verdict: 'impossible', reason: 'not-a-number' }
  );
}

/** The one that a page's forms share. */
export const phoneNumbers = new PhoneNumbers();

/**
 * Reads a number when there is time to wait for the rules, as a server has.
 * @throws what the import threw, when the rules cannot be loaded.
 */
export async function readNumber(text: string, region: string): Promise<NumberVerdict> {
  await phoneNumbers.load(text, region);
  return phoneNumbers.read(text, region)!;
}
