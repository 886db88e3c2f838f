import {
  isOver,
  retryReasons,
  visitorState,
  type CallbackEnd,
  type CallbackRequest,
  type CallbackState,
  type EndReason,
} from '../../callback/index.js';
import type { Agent, CallbackStatus, MyClaim, WaitingCallback } from '../../transport/transport.js';

/** Everything that the desk knows of a callback. */
export interface CallbackRecord {
  readonly id: string;
  readonly request: CallbackRequest;
  readonly requestKey: string;
  readonly secret: string;
  readonly requestedAt: number;
  readonly expiresAt: number;
  state: CallbackState;
  version: number;
  asked: number;
  attempts: number;
  agentUnreachable: boolean;
  end: CallbackEnd | undefined;
  lastAttempt: EndReason | undefined;
  retryAt: number | undefined;
  callerId: string | undefined;
  disposition: string | undefined;
  notes: string | undefined;
  /** Who has it now, or had it last until it was put back. */
  claim: ClaimRecord | undefined;
  /** The earlier open callback of the same number, in whose row agents see this one. */
  lead: CallbackRecord | undefined;
}

/** An agent's claim, which may outlive the attempt that it was for. */
export interface ClaimRecord {
  readonly key: string;
  readonly token: string;
  readonly agent: Agent;
  readonly record: CallbackRecord;
  seq: number;
  /** Released, or its lease ran out. */
  lost: boolean;
  /** Whether the agent itself has reported the end. */
  endReported: boolean;
  /** How it was finished, and what its agent is shown of it from then on. */
  finish: { readonly key: string; readonly at: number; readonly shown: MyClaim } | undefined;
  /** Calls off what happens when the agent stays away. */
  cancelTimer: (() => void) | undefined;
}

/** Whether nothing can follow. */
export function isFinal(record: CallbackRecord): boolean {
  if (record.state === 'done') return true;
  return isOver(record.state) && !!record.end && !retryReasons.includes(record.end.reason);
}

/** What the visitor may know. */
export function statusOf(record: CallbackRecord): CallbackStatus {
  return withoutUndefined<CallbackStatus>({
    state: visitorState(record.state),
    version: record.version,
    end: record.end,
    final: isFinal(record) ? true : undefined,
    attempts: record.attempts,
    lastAttempt: record.lastAttempt,
    notBefore: record.retryAt,
    callerId: record.callerId,
    agentUnreachable: record.agentUnreachable ? true : undefined,
  });
}

/** What agents see. The consent is evidence, kept for those who answer for the desk. */
export function rowOf(record: CallbackRecord): WaitingCallback {
  const { name, number, region, language, page, context } = record.request;
  const claimedBy = record.state === 'waiting' ? undefined : record.claim?.agent;
  return withoutUndefined<WaitingCallback>({
    id: record.id,
    state: claimedBy ? 'claimed' : 'waiting',
    claimedBy,
    name,
    number,
    region,
    language,
    page,
    context,
    requestedAt: record.requestedAt,
    attempts: record.attempts,
    lastAttempt: record.lastAttempt,
    asked: record.asked,
  });
}

export function myClaimOf(claim: ClaimRecord): MyClaim {
  const { record } = claim;
  if (claim.finish) return claim.finish.shown;
  return withoutUndefined<MyClaim>({
    claim: {
      id: record.id,
      token: claim.token,
      seq: claim.seq,
      callback: { ...rowOf(record), state: 'claimed', claimedBy: claim.agent },
    },
    state: record.state,
    end: record.end,
  });
}

/** An optional field is absent, not undefined: that is how it travels in JSON. */
export function withoutUndefined<T extends object>(fields: {
  [Key in keyof T]: T[Key] | undefined;
}): T {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as T;
}
