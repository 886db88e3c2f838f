import type { CallbackEnd, CallbackRequest, CallbackState, EndReason } from '../callback/index.js';
import type {
  Agent,
  CallbackStatus,
  ChosenPresence,
  Claim,
  DialInstructions,
} from '../transport/transport.js';

/** A callback as a desk keeps it: plain data, never changed in place. Times: ms since the epoch. */
export interface CallbackRecord {
  readonly id: string;
  readonly requestKey: string;
  /** As the adapter keeps it: see `Secrets`. */
  readonly secret: string;
  /** Absent once forgotten: what is left only recognises a repeated request. */
  readonly request?: CallbackRequest;
  /** As it came, in canonical JSON, once it was judged or changed: a repeat is recognised by it. */
  readonly firstRequest?: string;
  /** The callback that this one asks for again. Agents see that one only. */
  readonly twinOf?: string;
  /** Place in the Waiting list: grows with each request, and is kept through all that follows. */
  readonly place: number;
  readonly state: CallbackState;
  readonly end?: CallbackEnd;
  readonly requestedAt: number;
  /** When the receipt stops working, and how long it may wait. */
  readonly expiresAt: number;
  /** `expiresAt` is later than the receipt says: a later time was chosen since. */
  readonly isProlonged?: true;
  /** When `state` changed last. */
  readonly changedAt: number;
  readonly attempts: number;
  readonly lastAttempt?: EndReason;
  /** The time that the visitor chose, or after an attempt the agent; kept once it has come. */
  readonly notBefore?: number;
  /** How often this number asked while this was open. */
  readonly asked: number;
  readonly callerId?: string;
  /** When the agent's page was found gone. */
  readonly lostAt?: number;
  /** The state until then, for when that page was only late with its sign. */
  readonly lostFrom?: CallbackState;
  /** The agent has opened the desk again since, but not taken the call up. */
  readonly agentIsBack?: true;
  readonly claim?: HeldClaim;
  /** Claims of earlier attempts, and the one that is done, newest last, at most `keptKeys`. */
  readonly past: readonly PastClaim[];
  /** Claims that were given back, ran out or were finished, newest last, at most `keptKeys`. */
  readonly lostClaims: readonly LostClaim[];
  /** Changes that the visitor has made, newest last, at most `keptKeys`. */
  readonly changes: readonly MadeChange[];
  /** What the visitor is shown, newest last: readers that come late still see each step. */
  readonly statuses: readonly CallbackStatus[];
}

/** The right to call, while an agent has it. */
export interface HeldClaim {
  readonly key: string;
  readonly token: string;
  readonly agent: Agent;
  readonly seq: number;
  /** Counts in `claimed` only. */
  readonly leaseUntil: number;
  /** The agent's session that reported last: the call is in its page. */
  readonly session?: string;
  /** The agent itself has said that the call is over. */
  readonly endReported?: true;
  readonly dial?: DialInstructions;
}

/** A claim that was finished. */
export interface PastClaim {
  readonly key: string;
  readonly claim: Claim;
  readonly agentId: string;
  readonly end?: CallbackEnd;
  readonly finishKey: string;
  readonly disposition?: string;
  readonly notes?: string;
  readonly doneAt: number;
}

/** A claim that is no more. A repeat of its key, however late, must not make another. */
export interface LostClaim {
  readonly key: string;
  readonly agentId: string;
}

export interface MadeChange {
  readonly key: string;
  /** The change itself, in canonical JSON: a repeat is recognised by it. */
  readonly change: string;
}

/** How many keys a record remembers: what is repeated later than that is not recognised any more. */
export const keptKeys = 64;

/** An agent as a desk keeps it. */
export interface AgentRecord {
  readonly id: string;
  readonly name: string;
  readonly presence: ChosenPresence;
  readonly sessions: readonly SessionRecord[];
}

/**
 * One page of an agent that has the desk open. An adapter that cannot tell when a page is gone gives
 * `until` and renews it; one that can leaves it out, and says so.
 */
export interface SessionRecord {
  readonly id: string;
  /** Without a sign from it the session is lost then. */
  readonly until?: number;
}

/** When the first of these agents' sessions is lost without a sign; undefined: none is by itself. */
export function firstEnd(agents: readonly AgentRecord[]): number | undefined {
  const ends = agents.flatMap(({ sessions }) => sessions.flatMap(({ until }) => until ?? []));
  return ends.length > 0 ? Math.min(...ends) : undefined;
}

/** The newest `keptKeys`. */
export function kept<T>(list: readonly T[], one: T): readonly T[] {
  return [...list, one].slice(-keptKeys);
}
