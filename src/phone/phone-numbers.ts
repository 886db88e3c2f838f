import { cleanNumber, compact, isPlainNumber } from './clean.js';
import type { Engine } from './engine.js';
import { readingsOf, type Reading } from './reading.js';
import { callingCodeOf, regionsOf } from './regions.js';
import { importPart } from './rules/parts.js';
import type { RulesPart } from './rules-part.js';
import type { NumberVerdict } from './verdict.js';

/** How the rules arrive. */
export interface RulesSource {
  engine(): Promise<Engine>;
  part(callingCode: string): Promise<RulesPart>;
}

/** From this package, by `import()`. */
export const rulesSource: RulesSource = {
  async engine() {
    const { Engine } = await import('./engine.js');
    return new Engine();
  },
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
  /** What was asked for and has not failed, by calling code; the engine under ''. */
  readonly #loading = new Map<string, Promise<void>>();
  #engine: Engine | undefined;
  /** A form asks for the same verdict several times a key. */
  #last: { readonly key: string; readonly verdict: NumberVerdict } | undefined;

  constructor(source: RulesSource = rulesSource) {
    this.#source = source;
  }

  /**
   * Loads what is needed to read a text that was typed in a region. What is on its way is not asked
   * for twice; what failed is asked for again by the next call.
   * @throws what the import threw, for instance while offline.
   */
  async load(text: string, region: string): Promise<void> {
    const own = callingCodeOf(region);
    await Promise.all([this.#loadEngine(), ...(own ? [this.#loadPart(own)] : [])]);
    // The region's own rules say how its people dial another country.
    const codes = callingCodesOf(this.#readings(compact(cleanNumber(text)), region));
    await Promise.all(codes.map((code) => this.#loadPart(code)));
  }

  /** Whether everything is there that a text needs. */
  ready(text: string, region: string): boolean {
    return this.#allReadings(compact(cleanNumber(text)), region) !== undefined;
  }

  /** The text as far as it is typed, formatted; unchanged while rules are missing or no number. */
  format(text: string, region: string): string {
    const clean = compact(cleanNumber(text));
    if (clean === '' || !isPlainNumber(clean)) return text;
    const all = this.#allReadings(clean, region);
    if (!all?.[0]) return text;
    // Where another prefix is the rule, `00` is understood all the same, and looks as it was typed.
    const abroad = clean.startsWith('00') ? all.find(({ prefix }) => prefix) : undefined;
    const reading = abroad?.prefix === '+' ? { ...abroad, prefix: '00' } : (abroad ?? all[0]);
    return this.#engine!.format(reading, region);
  }

  /** What the text means, or undefined while rules are missing. */
  read(text: string, region: string): NumberVerdict | undefined {
    const clean = compact(cleanNumber(text));
    const key = `${region} ${clean}`;
    if (this.#last?.key === key) return this.#last.verdict;
    const all = this.#allReadings(clean, region);
    if (!all) return undefined;
    const verdict = best(all, (reading) => this.#engine!.read(reading, region));
    this.#last = { key, verdict };
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

  #loadEngine(): Promise<void> {
    return this.#once('', async () => {
      this.#engine = await this.#source.engine();
    });
  }

  #loadPart(code: string): Promise<void> {
    return this.#once(code, async () => {
      const [part] = await Promise.all([this.#source.part(code), this.#loadEngine()]);
      this.#engine!.add(code, part);
      this.#rehearse(code);
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
  #allReadings(clean: string, region: string): readonly Reading[] | undefined {
    const engine = this.#engine;
    const own = callingCodeOf(region);
    if (!engine || (own && !engine.has(own))) return undefined;
    const all = this.#readings(clean, region);
    return callingCodesOf(all).every((code) => engine.has(code)) ? all : undefined;
  }

  #readings(clean: string, region: string): readonly Reading[] {
    return readingsOf(clean, region, (digits) => this.#engine?.internationalPrefix(digits, region));
  }
}

/** The calling codes whose rules the readings need. */
function callingCodesOf(readings: readonly Reading[]): readonly string[] {
  return [...new Set(readings.map(({ callingCode }) => callingCode))].filter(
    (code) => code !== undefined,
  );
}

/** A valid reading, else an unusual one, else what is wrong with the likeliest. */
function best(
  readings: readonly Reading[],
  read: (reading: Reading) => NumberVerdict,
): NumberVerdict {
  let found: NumberVerdict | undefined;
  for (const reading of readings) {
    const verdict = read(reading);
    if (verdict.verdict === 'valid') return verdict;
    if (!found || (found.verdict === 'impossible' && verdict.verdict === 'unusual')) {
      found = verdict;
    }
  }
  return found ?? { verdict: 'impossible', reason: 'not-a-number' };
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
