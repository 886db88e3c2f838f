import { Bench } from './bench.js';
import { codeOf, LawError } from './assert.js';
import type { LawDesk, LawHarness } from './harness.js';
import { laws } from './all.js';
import { missing, type Law, type Need } from './law.js';

export interface LawOptions {
  /** How long one law may take, in ms. Default 5000. */
  readonly timeout?: number;
}

export type LawOutcome =
  | { readonly law: Law; readonly outcome: 'passed' }
  | { readonly law: Law; readonly outcome: 'skipped'; readonly missing: readonly Need[] }
  | { readonly law: Law; readonly outcome: 'failed'; readonly error: unknown };

export interface LawReport {
  readonly passed: readonly string[];
  readonly skipped: readonly string[];
  readonly failed: readonly { readonly name: string; readonly error: unknown }[];
}

/** Tries one law on a fresh desk. Never rejects because of the desk: a failure is an outcome. */
export async function runLaw(
  law: Law,
  harness: LawHarness,
  { timeout = 5000 }: LawOptions = {},
): Promise<LawOutcome> {
  const desk = await harness();
  const lacks = missing(law, desk);
  if (lacks.length > 0) {
    await desk.dispose?.();
    return { law, outcome: 'skipped', missing: lacks };
  }
  try {
    await runWithin(law, desk, timeout);
    return { law, outcome: 'passed' };
  } catch (error) {
    return { law, outcome: 'failed', error: asLawError(error) };
  } finally {
    await desk.dispose?.();
  }
}

/** Tries all laws one after the other, each on a fresh desk. */
export async function runLaws(
  harness: LawHarness,
  options: LawOptions & { readonly onLaw?: (outcome: LawOutcome) => void } = {},
): Promise<LawReport> {
  const passed: string[] = [];
  const skipped: string[] = [];
  const failed: { name: string; error: unknown }[] = [];
  for (const law of laws) {
    const outcome = await runLaw(law, harness, options);
    if (outcome.outcome === 'passed') passed.push(law.name);
    else if (outcome.outcome === 'skipped') skipped.push(law.name);
    else failed.push({ name: law.name, error: outcome.error });
    options.onLaw?.(outcome);
  }
  return { passed, skipped, failed };
}

/** A transport that never answers fails the law and does not hold up the next. */
async function runWithin(law: Law, desk: LawDesk, timeout: number): Promise<void> {
  const closing = new AbortController();
  const bench = new Bench(desk, closing.signal);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new LawError(`Waited ${timeout} ms in vain for ${bench.waitingFor}.`)),
      timeout,
    );
  });
  const run = Promise.resolve().then(() => law.run(bench));
  // Closing the bench may yet reject what came too late.
  run.catch(() => {});
  try {
    await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
    closing.abort(new LawError('The law is over.'));
  }
}

/** What a transport refused without leave breaks the law; what is thrown otherwise is a mistake. */
function asLawError(error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  return new LawError(`The transport failed unexpectedly with "${code}".`, { cause: error });
}
