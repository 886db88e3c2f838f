import type { DeskReader, DeskStore, MaybePromise, Work } from 'callback-elements/desk.js';
import type { VisibleCallback } from 'callback-elements/desk.js';

/** The relay's database: the desks of all sites, and what the relay itself keeps. */
export interface RelayStore {
  readonly kind: 'sqlite' | 'postgres';
  /** Another one after a restore: event numbers of another epoch mean nothing here. */
  readonly epoch: string;
  /** The store of one site's desk. The same object each time. */
  site(site: string): SiteStore;
  /** For what the relay keeps beside the desks: limits, outbox. */
  readonly sql: Sql;
  /**
   * Hears of a site that has new events, of this process or another. A call may be lost with the
   * database's connection: whoever listens looks now and then by itself, too.
   *
   * @returns stops it
   */
  onEvents(listener: (site: string) => void): () => void;
  /** @throws `unavailable` when the database does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface SiteStore extends DeskStore {
  /** As `read`, with the number of the newest event, whose effect the work has seen. */
  look<T>(work: (reader: DeskReader) => Work<T>): MaybePromise<Looked<T>>;
  /** Events after a number, in order, no more than `limit`. */
  events(after: number, limit: number): MaybePromise<readonly RelayEvent[]>;
  /** Which events are there: `oldest` is `newest + 1` when none is kept. */
  range(): MaybePromise<{ readonly oldest: number; readonly newest: number }>;
}

export interface Looked<T> {
  readonly value: T;
  readonly number: number;
}

/** One change that a reader can see. Numbers grow by one, in the order of commits. */
export type RelayEvent = CallbackEvent | AgentEvent;

export interface CallbackEvent {
  readonly number: number;
  readonly kind: 'callback';
  /** The callback. */
  readonly id: string;
  /** Absent: it is new. */
  readonly before?: VisibleCallback;
  /** Absent: it is gone. */
  readonly after?: VisibleCallback;
}

/** An agent has signed in or out, or has another presence or name. */
export interface AgentEvent {
  readonly number: number;
  readonly kind: 'agent';
  /** The agent. */
  readonly id: string;
}

/** Statements with `?` for parameters, on either database. */
export interface Statements {
  all<Row>(statement: string, ...parameters: readonly SqlValue[]): MaybePromise<readonly Row[]>;
  /** Runs work that waits for nothing but these statements. */
  run<T>(work: Work<T>): MaybePromise<T>;
}

export interface Sql {
  /** One statement by itself. One that writes shares its sync with whatever else is written just then. */
  all<Row>(statement: string, ...parameters: readonly SqlValue[]): Promise<readonly Row[]>;
  /** Several, all or none of which take effect. */
  transaction<T>(work: (statements: Statements) => Work<T>): Promise<T>;
}

export type SqlValue = string | number | null;
