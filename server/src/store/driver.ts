import type { MaybePromise, Work } from 'callback-elements/desk.js';
import type { Statements } from './store.js';

/** One database, as far as two kinds of them differ. */
export interface Driver {
  readonly kind: 'sqlite' | 'postgres';
  /** The table function that makes rows, each in a column `value`, of a JSON array. */
  readonly each: string;
  /** Behind a `SELECT`: keeps all others from writing to what it reads. */
  readonly forUpdate: string;
  /**
   * Writers of one lane share transactions, one after another; of two lanes they need not wait for each
   * other. Undefined: a transaction of its own.
   */
  laneOf(site: string | undefined): string | undefined;
  /** One transaction, synced to disk when this resolves. */
  write<T>(work: (statements: Statements) => Work<T>): Promise<T>;
  /** What it reads is of one moment. */
  read<T>(work: (statements: Statements) => Work<T>): MaybePromise<T>;
  /** Tells other processes that a site has new events. May be lost. */
  notify(site: string): void;
  /** Hears what other processes tell. */
  onNotify(listener: (site: string) => void): void;
  close(): Promise<void>;
}

/** A statement that was not carried out. */
export class DatabaseError extends Error {
  /** Nothing is wrong with the statement: the database is out of reach, out of room or busy. */
  readonly isAway: boolean;

  constructor(cause: unknown, isAway: boolean) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.isAway = isAway;
  }
}
