import type { AgentRecord, CallbackRecord } from './record.js';
import type { DeskPolicy } from './policy.js';
import type { Secrets } from './store.js';
import type { Work } from './work.js';

/**
 * One thing that can happen at a desk. First it reads, then it decides: at once, and from nothing but
 * what it has read, so that a rule is the same function whatever the store.
 */
export interface Move<Input, Records, Answer> {
  reads(desk: SettledReader, input: Input): Work<Records>;
  /** @throws {TransportError} to refuse; nothing is written then */
  decide(records: Records, input: Input, context: Context): Decision<Answer>;
}

/** The store as a move sees it: every record as time has left it. */
export interface SettledReader {
  get(id: string): Work<CallbackRecord | undefined>;
  byRequestKey(key: string): Work<CallbackRecord | undefined>;
  /** The callback that agents see for a number. */
  openFor(number: string): Work<CallbackRecord | undefined>;
  twinsOf(id: string): Work<readonly CallbackRecord[]>;
  heldBy(agentId: string): Work<readonly CallbackRecord[]>;
  agent(id: string): Work<AgentRecord | undefined>;
  nextPlace(): Work<number>;
}

export interface Context {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly policy: DeskPolicy;
  readonly secrets: Secrets;
}

export interface Decision<Answer> {
  readonly answer: Answer;
  /** What is written. The visitor's status and the index keys are the desk's to bring up to date. */
  readonly puts?: readonly CallbackRecord[];
  /** Written without a word: nothing in it that a reader could see. */
  readonly quiet?: readonly CallbackRecord[];
  readonly agent?: AgentRecord;
}

/** A decision that changes nothing. */
export function unchanged<Answer>(answer: Answer): Decision<Answer> {
  return { answer };
}
