import type { AgentRecord, CallbackRecord } from './record.js';
import type { MaybePromise, Work } from './work.js';

/**
 * What a desk needs of a store: small enough for a Map, IndexedDB and SQL. No call may cost time in
 * the length of the history: each is served by an index over `IndexKeys`.
 */
export interface DeskStore {
  /**
   * Runs work alone: nobody else changes anything between what it reads and what it writes. When it
   * throws, a database keeps nothing of what it wrote; a store in memory, which runs it within one
   * turn, need not take that back: the desk's work throws only when the store itself has failed.
   * Within a batch of several, later work sees what earlier work wrote.
   */
  transact<T>(work: (transaction: DeskTransaction) => Work<T>): MaybePromise<T>;

  /** Runs work that only reads. */
  read<T>(work: (reader: DeskReader) => Work<T>): MaybePromise<T>;
}

export interface DeskReader {
  get(id: string): MaybePromise<CallbackRecord | undefined>;
  byRequestKey(key: string): MaybePromise<CallbackRecord | undefined>;
  /** Those with this `openNumber`, in the order of their places. */
  openFor(number: string): MaybePromise<readonly CallbackRecord[]>;
  /** Those with this `twinOf`, in the order of their places. */
  twinsOf(id: string): MaybePromise<readonly CallbackRecord[]>;
  /** Those with a `waitingPlace`, in that order. */
  waiting(): MaybePromise<readonly CallbackRecord[]>;
  /** How many have a `waitingPlace` before this one. */
  waitingBefore(place: number): MaybePromise<number>;
  /** Those with this agent among `agents`, in the order of their places. */
  heldBy(agentId: string): MaybePromise<readonly CallbackRecord[]>;
  /** Those `due` at or before this time, earliest first, no more than `limit`. */
  due(until: number, limit: number): MaybePromise<readonly CallbackRecord[]>;
  /** The earliest `due` of all. */
  nextDue(): MaybePromise<number | undefined>;

  agent(id: string): MaybePromise<AgentRecord | undefined>;
  /** Those who have a session. */
  agents(): MaybePromise<readonly AgentRecord[]>;
  /** The earliest `until` of all sessions. */
  nextSessionEnd(): MaybePromise<number | undefined>;
}

export interface DeskTransaction extends DeskReader {
  /** A place greater than every other. */
  nextPlace(): MaybePromise<number>;
  /**
   * @param quiet nothing in it has changed that a reader could see: for stores that write the event of
   *   a change beside it, in the same transaction
   */
  put(record: CallbackRecord, keys: IndexKeys, quiet: boolean): MaybePromise<void>;
  delete(id: string): MaybePromise<void>;
  putAgent(record: AgentRecord, quiet: boolean): MaybePromise<void>;
}

/** What a store finds a record by. Made by the desk with each `put`: no store knows a rule. */
export interface IndexKeys {
  /** Unique. */
  readonly requestKey: string;
  /** The number, while another request for it is the same request. */
  readonly openNumber?: string;
  /** The callback that it asks for again, while it waits. */
  readonly twinOf?: string;
  /** While agents may see it in the Waiting list. */
  readonly waitingPlace?: number;
  /** Who has something to do with it, or had until a short while ago. */
  readonly agents: readonly string[];
  /** When time alone changes it, milliseconds since the epoch. */
  readonly due: number;
}

/** How an adapter keeps secrets. In one browser a hash would be theatre; a server keeps one. */
export interface Secrets {
  keep(secret: string): string;
  /** Whether this is the secret that was kept; on a server, in constant time. */
  opens(kept: string, secret: string): boolean;
}

/** Keeps secrets as they are: for desks that live in their visitor's own browser or in a test. */
export const plainSecrets: Secrets = {
  keep: (secret) => secret,
  opens: (kept, secret) => kept === secret,
};
