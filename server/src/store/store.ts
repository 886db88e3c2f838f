import type { DeskReader, DeskStore, Work } from 'callback-elements/desk.js';
import type {
  CallbackStatus,
  MyClaim,
  WaitingCallback,
} from 'callback-elements/transport/transport.js';

/** The relay's database: the desks of all sites, and what the relay itself keeps. */
export interface RelayStore {
  readonly kind: 'sqlite' | 'postgres';
  /** Another one after a restore: event numbers of another epoch mean nothing here. */
  readonly epoch: string;
  /** The store of one site's desk. The same object each time. */
  site(site: string): SiteStore;
  /** For what the relay keeps beside the desks: limits, outbox, seals. */
  readonly sql: Sql;
  /** Calls back when a site may have new events, of this process or another; also now and then. */
  onEvents(listener: (site: string) => void): () => void;
  /** @throws when the database does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface SiteStore extends DeskStore {
  /** As `read`, with the number of the newest event that the work has seen the effect of. */
  look<T>(work: (reader: DeskReader) => Work<T>): Promise<{ value: T; number: number }>;
  /** Events after a number, in order, no more than `limit`. */
  events(after: number, limit: number): Promise<readonly RelayEvent[]>;
  /** The number of the newest event, and of the oldest that is kept (newest + 1 when none is). */
  range(): Promise<{ oldest: number; newest: number }>;
}

/** One change that a reader can see. */
export type RelayEvent =
  | {
      readonly number: number;
      readonly kind: 'callback';
      /** The callback. */
      readonly id: string;
      readonly before?: VisibleCallback;
      /** Absent: it is gone. */
      readonly after?: VisibleCallback;
    }
  | { readonly number: number; readonly kind: 'agent'; /** The agent. */ readonly id: string };

/** A callback as far as its readers see it. */
export interface VisibleCallback {
  /** In the Waiting list. */
  readonly row?: WaitingCallback;
  readonly claims: readonly { readonly agentId: string; readonly mine: MyClaim }[];
  readonly status: CallbackStatus;
}

/** Statements of the relay's own, `?` for parameters on both databases. */
export interface Sql {
  all<Row>(statement: string, ...parameters: readonly SqlValue[]): Promise<readonly Row[]>;
  /** Runs work alone, atomically. Its statements go through the argument. */
  transaction<T>(work: (sql: Pick<Sql, 'all'>) => Promise<T>): Promise<T>;
}

export type SqlValue = string | number | null;
