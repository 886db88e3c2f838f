import { got, type Work } from 'callback-elements/desk.js';
import { TransportError } from 'callback-elements/transport/transport.js';
import { DatabaseError, type Driver } from './driver.js';
import type { SqlValue, Statements } from './store.js';
import { SiteTransaction, type RecordChange, type SiteCounters } from './transaction.js';

/** How many jobs share one transaction at most: the last of them waits for the first. */
const batchSize = 256;

interface Job {
  readonly run: (batch: Batch) => Work<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchesOptions {
  readonly driver: Driver;
  readonly clock: () => number;
  /** What else is written with each change of a record. */
  readonly beside: (changes: readonly RecordChange[], each: Driver['each']) => readonly Beside[];
  /** Hears of sites that have new events, once they are on the disk. Never throws. */
  readonly onEvents: (sites: readonly string[]) => void;
}

export interface Beside {
  readonly statement: string;
  readonly parameters: readonly SqlValue[];
}

/**
 * Group commit: jobs that come in one turn of the event loop, and those that come while a batch is
 * under way, share one transaction, and with it one sync of the disk. They run one after another. None
 * is answered before the commit.
 */
export class Batches {
  readonly #options: BatchesOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #running = new Set<Promise<void>>();

  constructor(options: BatchesOptions) {
    this.#options = options;
  }

  /** @throws `unavailable` when the database does not answer; then nothing of it was kept, or all. */
  run<T>(site: string | undefined, run: (batch: Batch) => Work<T>): Promise<T> {
    const lane = this.#laneFor(this.#options.driver.laneOf(site));
    const { promise, resolve, reject } = withResolvers();
    lane.add({ run, resolve, reject });
    const running = lane.idle;
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
    return promise as Promise<T>;
  }

  /** Resolves once all that was asked for is answered. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  #laneFor(name: string | undefined): Lane {
    const known = name !== undefined && this.#lanes.get(name);
    if (known) return known;
    const lane = new Lane(this.#options);
    if (name !== undefined) this.#lanes.set(name, lane);
    return lane;
  }
}

class Lane {
  idle: Promise<void> = Promise.resolve();
  readonly #options: BatchesOptions;
  #jobs: Job[] = [];
  #isRunning = false;

  constructor(options: BatchesOptions) {
    this.#options = options;
  }

  add(job: Job): void {
    this.#jobs.push(job);
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.idle = this.#drain();
  }

  async #drain(): Promise<void> {
    while (this.#jobs.length > 0) {
      await turn();
      await this.#runAll(this.#jobs.splice(0, batchSize));
    }
    this.#isRunning = false;
  }

  async #runAll(jobs: readonly Job[]): Promise<void> {
    const done = await this.#commit(jobs).catch((error: unknown) => this.#failed(jobs, error));
    if (!done) return;
    jobs.forEach(({ resolve }, at) => resolve(done.values[at]));
    if (done.sites.length > 0) this.#options.onEvents(done.sites);
  }

  async #failed(jobs: readonly Job[], error: unknown): Promise<undefined> {
    const isAway = error instanceof DatabaseError && error.isAway;
    if (jobs.length === 1 || isAway) {
      for (const { reject } of jobs) reject(refusal(error));
    } else {
      // One of them is to blame; the others must not suffer for it.
      for (const job of jobs) await this.#runAll([job]);
    }
  }

  async #commit(jobs: readonly Job[]) {
    const { driver } = this.#options;
    const { beside, clock } = this.#options;
    return driver.write(function* (statements) {
      const batch = new Batch(driver, statements, clock());
      const values: unknown[] = [];
      for (const { run } of jobs) values.push(yield* run(batch));
      const sites = yield* batch.flush(beside);
      return { values, sites };
    });
  }
}

/** One transaction, in which several jobs run. */
export class Batch {
  readonly statements: Statements;
  readonly #driver: Driver;
  readonly #now: number;
  readonly #sites = new Map<string, SiteTransaction>();

  constructor(driver: Driver, statements: Statements, now: number) {
    this.#driver = driver;
    this.statements = statements;
    this.#now = now;
  }

  /** The site's part of the transaction; from now on the site's other writers wait for its end. */
  *site(site: string): Work<SiteTransaction> {
    const known = this.#sites.get(site);
    if (known) return known;
    const { each, forUpdate } = this.#driver;
    const select = `SELECT place, number FROM sites WHERE site = ? ${forUpdate}`;
    let [counters] = yield* got(this.statements.all<SiteCounters>(select, site));
    if (!counters) {
      const insert =
        'INSERT INTO sites (site, place, number) VALUES (?, 0, 0) ON CONFLICT DO NOTHING';
      yield* got(this.statements.all(insert, site));
      [counters] = yield* got(this.statements.all<SiteCounters>(select, site));
    }
    const options = { each, now: this.#now };
    const transaction = new SiteTransaction(this.statements, site, counters!, options);
    this.#sites.set(site, transaction);
    return transaction;
  }

  /** @returns the sites that have new events */
  *flush(beside: BatchesOptions['beside']): Work<readonly string[]> {
    const changes: RecordChange[] = [];
    for (const transaction of this.#sites.values()) {
      yield* transaction.flush();
      changes.push(...transaction.changes);
    }
    for (const { statement, parameters } of changes.length > 0
      ? beside(changes, this.#driver.each)
      : []) {
      yield* got(this.statements.all(statement, ...parameters));
    }
    return [...this.#sites].filter(([, { hasEvents }]) => hasEvents).map(([site]) => site);
  }
}

/** What came in this turn of the event loop is all there. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function refusal(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error;
  return new TransportError('unavailable', 'The database does not answer.', { cause: error });
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers() {
  let resolve!: (value: unknown) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<unknown>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
