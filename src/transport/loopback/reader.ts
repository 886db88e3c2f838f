import { TransportError, type TransportOptions } from '../transport.js';
import { stream, type Feed, type Source } from '../stream.js';
import { untilClosed, type Backend } from './backend.js';
import { CallWatch, clearGhosts } from './ghosts.js';

/** Looks again after this time at the latest, so that a lost wake-up does not matter. Milliseconds. */
const patience = 15_000;

/** Between attempts to reach a database that failed. Milliseconds. */
const retryAfter = 1_000;

/** What one reading of the desk has brought. */
export interface Reading<Update> {
  readonly updates: readonly Update[];
  /** When to look again though nobody rang. */
  readonly again: number;
  /** Nothing can follow. */
  readonly isOver?: boolean;
}

/**
 * Reads the desk. `fresh` asks for all of it: it is the first reading, or the first after a gap. What
 * it throws ends the stream, unless it is `unavailable`.
 */
export type Read<Update> = (fresh: boolean) => Promise<Reading<Update>>;

/**
 * A stream of what is read now, whenever the bell rings and when time is up, one reading at a time. A
 * database that fails does not end it: its connection is lost, and live again later.
 *
 * @param open for each iteration, how it reads, and what it does when it ends
 */
export function follow<Update>(
  backend: Backend,
  { signal }: TransportOptions,
  open: () => { readonly read: Read<Update>; readonly stop?: () => void },
) {
  const start = (feed: Feed<Update>): Source => {
    const { read, stop } = open();
    const reader = new Reader(backend, feed, read);
    return {
      restart: () => reader.restart(),
      stop: () => {
        reader.stop();
        stop?.();
      },
    };
  };
  return stream(start, untilClosed(backend, signal));
}

class Reader<Update> {
  readonly #backend: Backend;
  readonly #feed: Feed<Update>;
  readonly #read: Read<Update>;
  readonly #calls: CallWatch;
  readonly #letGo: () => void;
  readonly #silence: () => void;
  #cancelTimer = () => {};
  #stopped = false;
  #reading = false;
  #rung = false;
  #fresh = true;

  constructor(backend: Backend, feed: Feed<Update>, read: Read<Update>) {
    this.#backend = backend;
    this.#feed = feed;
    this.#read = read;
    this.#calls = new CallWatch(backend);
    this.#letGo = backend.store.hold();
    this.#silence = backend.bell.listen(this.#look);
    void this.#look();
  }

  restart(): void {
    this.#fresh = true;
    void this.#look();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
    this.#silence();
    this.#calls.stop();
    this.#letGo();
  }

  readonly #look = async (): Promise<void> => {
    this.#rung = true;
    if (this.#reading) return;
    this.#reading = true;
    while (this.#rung && !this.#stopped) {
      this.#rung = false;
      this.#cancelTimer();
      const again = await this.#attempt();
      if (!this.#stopped) this.#cancelTimer = this.#backend.clock.at(again, this.#look);
    }
    this.#reading = false;
  };

  /** @returns when to look again. */
  async #attempt(): Promise<number> {
    const { clock } = this.#backend;
    const fresh = this.#fresh;
    this.#fresh = false;
    try {
      this.#calls.watch(await clearGhosts(this.#backend));
      const { updates, again, isOver } = await this.#read(fresh);
      this.#feed.live();
      this.#feed.push(...updates);
      if (isOver) this.#feed.end();
      // Never in a tight circle, whatever the times are.
      return Math.min(Math.max(again, clock.now() + 1), clock.now() + patience);
    } catch (error) {
      this.#fresh = true;
      if (error instanceof TransportError && error.code === 'unavailable') this.#feed.lost();
      else this.#feed.fail(error);
      return clock.now() + retryAfter;
    }
  }
}
