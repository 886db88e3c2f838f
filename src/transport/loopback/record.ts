import {
  isLive,
  isOver,
  retryReasons,
  visitorState,
  type CallbackEnd,
  type CallbackRequest,
  type CallbackState,
  type EndReason,
} from '../../callback/index.js';
import type { Agent, CallbackStatus, Claim, MyClaim, WaitingCallback } from '../transport.js';

/** A callback as the desk's database keeps it. Never changed in place. */
export interface DeskRecord {
  readonly id: string;
  readonly requestKey: string;
  readonly secret: string;
  /** Absent once forgotten: what is left only recognises a repeated request. */
  readonly request?: CallbackRequest;
  /** The number, to notice that it asks again. Absent once forgotten. Indexed. */
  readonly number?: string;
  /** The callback that this one asks for again. Agents see that one only. */
  readonly twinOf?: string;
  /** Place in the Waiting list: grows with each request. */
  readonly place: number;
  readonly state: CallbackState;
  readonly end?: CallbackEnd;
  /** Milliseconds since the epoch, like all times here. */
  readonly requestedAt: number;
  /** When the receipt stops working. */
  readonly expiresAt: number;
  /** How long it may wait: as long as the receipt, and longer when an agent chose a late retry. */
  readonly openUntil: number;
  /** When `state` changed last. */
  readonly changedAt: number;
  readonly attempts: number;
  readonly lastAttempt?: EndReason;
  readonly retryAt?: number;
  readonly asked: number;
  readonly callerId?: string;
  /** When the agent's page was found gone. */
  readonly lostAt?: number;
  /** The agent has opened the desk again since, but not taken the call up. */
  readonly agentIsBack?: true;
  readonly claim?: HeldClaim;
  /** Claims of earlier attempts, and the one that is done. */
  readonly past: readonly PastClaim[];
  /** What the visitor is shown, newest last: readers that come late still see each step. */
  readonly statuses: readonly CallbackStatus[];
  /** When time alone changes this record. Indexed. */
  readonly due: number;
}

/** The right to call, while an agent has it. */
export interface HeldClaim {
  readonly key: string;
  readonly token: string;
  readonly agent: Agent;
  readonly seq: number;
  readonly leaseUntil: number;
  /** The agent page that reported last: the name of its lock. */
  readonly session?: string;
  /** The agent itself has said that the call is over. */
  readonly endReported?: true;
}

/** A claim that was finished. */
export interface PastClaim {
  readonly claim: Claim;
  readonly agentId: string;
  readonly end?: CallbackEnd;
  readonly finishKey: string;
  readonly disposition?: string;
  readonly notes?: string;
  readonly doneAt: number;
}

/** How many steps are kept for late readers. */
const keptStatuses = 32;

/** Whether nothing can follow. A failed attempt is not final until the agent has said so. */
export function isFinal(record: DeskRecord): boolean {
  if (record.state === 'done') return true;
  return isOver(record.state) && !(record.end && retryReasons.includes(record.end.reason));
}

/** Whether agents may see it in the Waiting list. */
export function isOffered({ request, twinOf, state }: DeskRecord): boolean {
  return request !== undefined && twinOf === undefined && /^(waiting|claimed)$/.test(state);
}

/** The record with the visitor's status brought up to date; the version grows only with a change. */
export function withStatus(record: DeskRecord): DeskRecord {
  const last = record.statuses.at(-1);
  const status = { ...bareStatus(record), version: (last?.version ?? 0) + 1 };
  if (last && JSON.stringify({ ...status, version: last.version }) === JSON.stringify(last)) {
    return record;
  }
  return { ...record, statuses: [...record.statuses, status].slice(-keptStatuses) };
}

function bareStatus(record: DeskRecord): Omit<CallbackStatus, 'version'> {
  const state = visitorState(record.state);
  return {
    state,
    ...(state === 'ended' && record.end && { end: record.end }),
    ...(isFinal(record) && { final: true as const }),
    attempts: record.attempts,
    ...(record.lastAttempt && { lastAttempt: record.lastAttempt }),
    ...(record.retryAt !== undefined && { notBefore: record.retryAt }),
    ...(record.callerId && { callerId: record.callerId }),
    ...(record.lostAt &&
      isLive(record.state) &&
      !record.agentIsBack && { agentUnreachable: true as const }),
  };
}

/** The row that agents see. Not for a forgotten record. */
export function rowOf(record: DeskRecord): WaitingCallback {
  const { name, number, region, language, page, context } = record.request!;
  return {
    id: record.id,
    state: record.claim ? 'claimed' : 'waiting',
    ...(record.claim && { claimedBy: record.claim.agent }),
    name,
    number,
    ...(region && { region }),
    ...(language && { language }),
    ...(page && { page }),
    ...(context && { context }),
    requestedAt: record.requestedAt,
    attempts: record.attempts,
    ...(record.lastAttempt && { lastAttempt: record.lastAttempt }),
    asked: record.asked,
  };
}

/** The claim as its agent holds it. */
export function claimOf(record: DeskRecord, held: HeldClaim): Claim {
  return { id: record.id, token: held.token, seq: held.seq, callback: rowOf(record) };
}

/** What one agent still has to do with this callback, or had until a short while ago. */
export function claimsOf(record: DeskRecord, agentId: string): MyClaim[] {
  if (!record.request) return [];
  const past = record.past
    .filter((one) => one.agentId === agentId)
    .map((one) => ({ claim: one.claim, state: 'done' as const, ...(one.end && { end: one.end }) }));
  if (record.claim?.agent.id !== agentId) return past;
  const { state, end } = record;
  return [...past, { claim: claimOf(record, record.claim), state, ...(end && { end }) }];
}
