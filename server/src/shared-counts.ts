import type { Sql } from './store/store.js';

/** How often a subject was counted since its window began, and how long that lasts yet, in ms. */
export interface Count {
  readonly hits: number;
  readonly left: number;
}

interface Entry {
  /** When its window ends, milliseconds since the epoch. */
  ends: number;
  /** What all nodes have counted, as the database last said. */
  shared: number;
  /** What this node has counted since. */
  own: number;
}

/** How long nodes keep what they count to themselves, in ms. */
const delay = 250;

/** Between two removals of what counts no more, in ms. */
const sweepEvery = 60_000;

/** How many subjects a node has in mind: those whose windows began first go first. */
const capacity = 100_000;

/** How many subjects are shared at once, those with most hits: the desks' writers wait for them. */
const flushSize = 500;

/**
 * Counts that all nodes share, for what is too frequent to ask a database about each time. A node counts
 * in memory, and answers from there; four times a second it adds what it has counted to the database,
 * which tells it what the others have. So each of n nodes may for a moment let in as many as all should;
 * and while the database is away each of them limits by itself: a flood is not let in, nor anybody locked
 * out.
 */
export class SharedCounts {
  readonly #sql: Sql;
  readonly #clock: () => number;
  readonly #entries = new Map<string, Entry>();
  /** What was counted since it was shared. */
  #fresh = new Map<string, Entry>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #flushing: Promise<void> | undefined;
  #closed = false;
  #swept = 0;

  constructor(sql: Sql, clock: () => number) {
    this.#sql = sql;
    this.#clock = clock;
  }

  /** Counts once more. */
  count(subject: string, window: number): Count {
    const now = this.#clock();
    let entry = this.#entries.get(subject);
    if (!entry || entry.ends <= now) {
      entry = { ends: now + window, shared: 0, own: 0 };
      this.#entries.delete(subject);
      this.#entries.set(subject, entry);
      this.#trim();
    }
    entry.own += 1;
    this.#fresh.set(subject, entry);
    this.#arm();
    return { hits: entry.shared + entry.own, left: entry.ends - now };
  }

  /** Adds what was counted to the database, and takes up what others have. Never rejects. */
  flush(): Promise<void> {
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = undefined;
      this.#timer = undefined;
      if (this.#fresh.size > 0) this.#arm();
    });
    return this.#flushing;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    if (this.#closed) return;
    // Nobody has to wait for it: what is not shared is not lost, only forgotten with its node.
    this.#timer ??= setTimeout(() => void this.flush(), delay).unref();
  }

  async #flush(): Promise<void> {
    const now = this.#clock();
    const fresh = [...this.#fresh].filter(([, { ends }]) => ends > now);
    this.#fresh = new Map();
    const most = fresh.sort(([, a], [, b]) => b.own - a.own).slice(0, flushSize);
    // In one order on all nodes, or two wait for each other.
    most.sort(([a], [b]) => (a < b ? -1 : 1));
    await Promise.all(most.map(([subject, entry]) => this.#share(subject, entry, now)));
    await this.#sweep(now);
  }

  async #share(subject: string, entry: Entry, now: number): Promise<void> {
    const { own } = entry;
    try {
      const parameters = [subject, own, entry.ends, now, now];
      const [row] = await this.#sql.all<{ hits: number; ends: number }>(add, ...parameters);
      if (!row) return;
      entry.shared = row.hits;
      entry.ends = row.ends;
      entry.own -= own;
    } catch {
      // It counts here, and is told with the next.
    }
  }

  /** Here and in the database, of what counts no more. */
  async #sweep(now: number): Promise<void> {
    if (now - this.#swept < sweepEvery) return;
    this.#swept = now;
    for (const [subject, { ends }] of this.#entries) {
      if (ends <= now) this.#entries.delete(subject);
    }
    try {
      for (const table of ['counts', 'numbers_asked', 'proofs']) {
        await this.#sql.all(`DELETE FROM ${table} WHERE ends <= ?`, now);
      }
    } catch {
      // It goes the next time.
    }
  }

  #trim(): void {
    if (this.#entries.size <= capacity) return;
    // Many at once: to find the first of a map that has just lost its first takes long.
    for (const subject of this.#entries.keys()) {
      if (this.#entries.size <= 0.9 * capacity) return;
      this.#entries.delete(subject);
    }
  }
}

const add = `
  INSERT INTO counts (subject, hits, ends) VALUES (?, ?, ?)
  ON CONFLICT (subject) DO UPDATE SET
    hits = CASE WHEN counts.ends <= ? THEN excluded.hits ELSE counts.hits + excluded.hits END,
    ends = CASE WHEN counts.ends <= ? THEN excluded.ends ELSE counts.ends END
  RETURNING hits, ends`;
