import type { DeskPolicy } from 'callback-elements/desk.js';
import { deskOf } from './desk-of.js';
import type { RelayStore } from './store/store.js';

/** Times: milliseconds. */
export interface RetentionOptions {
  /** How long events are kept for streams that resume. */
  readonly keepEvents: number;
  /** How long a message may wait to be delivered, or lie dead. Default 7 days. */
  readonly keepMessages?: number;
  readonly policyOf?: (site: string) => Partial<DeskPolicy> | undefined;
  /** Between two rounds. Default 1 minute. */
  readonly interval?: number;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** Hears of what the database refused; the next round tries again. */
  readonly onError?: (error: unknown) => void;
}

const week = 7 * 24 * 3_600_000;

/** Rows that one statement deletes at most: others get their turn in between. */
const atOnce = 1000;

/**
 * Erases what has been kept for as long as it may: records by their site's policy, also of sites that
 * nobody looks at or that are not served any more; events; messages. Any number of nodes may run one.
 */
export class Retention {
  readonly #store: Pick<RelayStore, 'sql' | 'site'>;
  readonly #options: Required<RetentionOptions>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round: Promise<void> = Promise.resolve();
  #isRunning = false;

  constructor(store: Pick<RelayStore, 'sql' | 'site'>, options: RetentionOptions) {
    this.#store = store;
    this.#options = {
      keepMessages: week,
      policyOf: () => undefined,
      interval: 60_000,
      clock: Date.now,
      onError: () => {},
      ...options,
    };
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#next();
  }

  /** Resolves once the round that is under way is over. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    clearTimeout(this.#timer);
    await this.#round;
  }

  /** One round. @throws what the database refuses */
  async runOnce(): Promise<void> {
    const { clock, keepEvents, keepMessages } = this.#options;
    const { sql } = this.#store;
    const now = clock();
    const sites = await sql.all<{ site: string }>('SELECT site FROM sites');
    for (const { site } of sites) {
      const desk = deskOf(this.#store, site, this.#options);
      if ((await desk.nextDue()) <= now) await desk.expire();
    }
    // From the oldest on without a hole, whatever the clocks of several nodes said: a stream that resumes
    // is told everything from its number on, or knows that it is not.
    for (const { site } of sites) {
      const [old] = await sql.all<{ number: number | null }>(
        'SELECT MAX(number) AS number FROM events WHERE site = ? AND at < ?',
        ...[site, now - keepEvents],
      );
      const number = old?.number ?? null;
      if (number === null) continue;
      await this.#deleteAll(
        `DELETE FROM events WHERE site = ? AND number IN (
           SELECT number FROM events WHERE site = ? AND number <= ? ORDER BY number LIMIT ${atOnce})
         RETURNING number`,
        ...[site, site, number],
      );
    }
    await this.#deleteAll(
      `DELETE FROM outbox WHERE place IN (
         SELECT place FROM outbox WHERE created < ? ORDER BY created LIMIT ${atOnce})
       RETURNING place`,
      now - keepMessages,
    );
  }

  async #deleteAll(statement: string, ...values: readonly (string | number)[]): Promise<void> {
    let deleted;
    do deleted = (await this.#store.sql.all(statement, ...values)).length;
    while (deleted === atOnce);
  }

  #next(): void {
    this.#round = this.runOnce()
      .catch(this.#options.onError)
      .finally(() => {
        if (!this.#isRunning) return;
        this.#timer = setTimeout(() => this.#next(), this.#options.interval);
      });
  }
}
