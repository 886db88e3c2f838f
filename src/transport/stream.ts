import type { ConnectionUpdate } from './transport.js';

/** What a source says to one reader of its stream. */
export interface Feed<Update> {
  push(...updates: readonly (Update | ConnectionUpdate)[]): void;
  /** The backend is out of reach: said once, until `live`. */
  lost(): void;
  /** It is within reach again: said if it was lost. A snapshot follows. */
  live(): void;
  /** Nothing follows; what was pushed is still read. To be said again after `restart`. */
  end(): void;
  /** As `end`, and the reader is thrown this. */
  fail(error: unknown): void;
}

/** A source that was started for one reader. */
export interface Source {
  /** Lets go of everything. */
  stop(): void;
  /** Pushes all there is to know again: the reader was so slow that updates were dropped. */
  restart(): void;
}

/** How many updates wait for a slow reader before they are dropped, for a snapshot in their place. */
const defaultLimit = 1000;

/**
 * A stream as the transport contract wants it: each iteration has a source of its own, started by the
 * first `next()` and stopped by whatever comes first: abort (the iteration ends quietly), `return()`
 * (also while a `next()` is pending, which a generator could not do), its end or failure.
 */
export function stream<Update>(
  start: (feed: Feed<Update>) => Source,
  signal: AbortSignal | undefined,
  limit = defaultLimit,
): AsyncIterable<Update | ConnectionUpdate> {
  return { [Symbol.asyncIterator]: () => new Reading(start, signal, limit) };
}

const lost = { type: 'connection', connection: 'lost' } as const;
const live = { type: 'connection', connection: 'live' } as const;

type Result<T> = IteratorResult<T, undefined>;

interface PendingRead<T> {
  readonly resolve: (result: Result<T>) => void;
  readonly reject: (error: unknown) => void;
}

class Reading<Update> implements AsyncIterator<Update | ConnectionUpdate, undefined>, Feed<Update> {
  readonly #start: (feed: Feed<Update>) => Source;
  readonly #signal: AbortSignal | undefined;
  readonly #limit: number;
  #queue: (Update | ConnectionUpdate)[] = [];
  readonly #pending: PendingRead<Update | ConnectionUpdate>[] = [];
  #source: Source | undefined;
  #started = false;
  #over = false;
  #dropped = false;
  #lost = false;
  /** What the reader knows: `lost` or `live` may have been dropped. */
  #isReadAsLost = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    start: (feed: Feed<Update>) => Source,
    signal: AbortSignal | undefined,
    limit: number,
  ) {
    this.#start = start;
    this.#signal = signal;
    this.#limit = limit;
  }

  next(): Promise<Result<Update | ConnectionUpdate>> {
    this.#begin();
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject });
      this.#catchUp();
      this.#serve();
    });
  }

  return(): Promise<Result<Update | ConnectionUpdate>> {
    this.#abandon();
    return Promise.resolve({ done: true, value: undefined });
  }

  push(...updates: readonly (Update | ConnectionUpdate)[]): void {
    if (this.#over || this.#dropped) return;
    this.#queue.push(...updates);
    this.#serve();
    if (this.#queue.length <= this.#limit) return;
    this.#queue = [];
    this.#dropped = true;
  }

  lost(): void {
    if (this.#lost) return;
    this.#lost = true;
    this.push(lost);
  }

  live(): void {
    if (!this.#lost) return;
    this.#lost = false;
    this.push(live);
  }

  end(): void {
    // What was dropped is read again first, and ends again.
    if (this.#dropped) return;
    this.#close();
    this.#serve();
  }

  fail(error: unknown): void {
    if (this.#over) return;
    this.#failure = { error };
    this.#close();
    this.#serve();
  }

  #begin(): void {
    if (this.#started) return;
    this.#started = true;
    if (this.#over) return;
    if (this.#signal?.aborted) return this.#abandon();
    this.#signal?.addEventListener('abort', this.#abandon);
    try {
      this.#source = this.#start(this);
    } catch (error) {
      return this.fail(error);
    }
    // It may have ended while it was starting.
    if (this.#over) this.#source.stop();
  }

  /** After a gap that was the reader's own fault. */
  #catchUp(): void {
    if (!this.#dropped || this.#over) return;
    this.#dropped = false;
    if (this.#lost !== this.#isReadAsLost) this.push(this.#lost ? lost : live);
    // Lost, a snapshot follows by itself once it is live again.
    if (!this.#lost) this.#source?.restart();
  }

  /** Nobody reads on: what is queued is not wanted either. */
  readonly #abandon = (): void => {
    this.#queue = [];
    this.#failure = undefined;
    this.#close();
    this.#serve();
  };

  #close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#signal?.removeEventListener('abort', this.#abandon);
    this.#source?.stop();
  }

  #serve(): void {
    while (this.#pending.length > 0 && (this.#queue.length > 0 || this.#over)) {
      const read = this.#pending.shift()!;
      if (this.#queue.length > 0) {
        const value = this.#queue.shift()!;
        if (value === lost) this.#isReadAsLost = true;
        if (value === live) this.#isReadAsLost = false;
        read.resolve({ done: false, value });
      } else if (this.#failure) {
        read.reject(this.#failure.error);
        this.#failure = undefined;
      } else read.resolve({ done: true, value: undefined });
    }
  }
}
