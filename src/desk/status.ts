import { canonical } from '../callback/canonical.js';
import { isLive, isOver, maskNumber, visitorState } from '../callback/index.js';
import type { CallbackStatus } from '../transport/transport.js';
import type { DeskPolicy } from './policy.js';
import type { CallbackRecord } from './record.js';
import { isFinal } from './settle.js';

/** How many steps are kept for late readers. */
const keptStatuses = 32;

/** The record with the visitor's status brought up to date; the version grows only with a change. */
export function withStatus(record: CallbackRecord, policy: DeskPolicy): CallbackRecord {
  const last = record.statuses.at(-1);
  const status = { ...bareStatus(record, policy), version: (last?.version ?? 0) + 1 };
  // A store may hand out its fields in another order.
  if (last && canonical({ ...status, version: last.version }) === canonical(last)) {
    return record;
  }
  return { ...record, statuses: [...record.statuses, status].slice(-keptStatuses) };
}

/** The visitor's present status. */
export function statusOf(record: CallbackRecord): CallbackStatus {
  // `withStatus` has run on every record that was ever written.
  return record.statuses.at(-1)!;
}

function bareStatus(record: CallbackRecord, policy: DeskPolicy): Omit<CallbackStatus, 'version'> {
  const { end, claim, request, notBefore, lastAttempt, callerId } = record;
  const state = visitorState(record.state);
  const underway = record.state === 'accepted' || isLive(record.state);
  const unreachable = record.lostAt !== undefined && isLive(record.state) && !record.agentIsBack;
  return {
    state,
    // What the telephone network said is the agent's business.
    ...(isOver(record.state) && end && { end: { reason: end.reason, by: end.by } }),
    ...(isFinal(record) && { final: true as const }),
    attempts: record.attempts,
    ...(lastAttempt && { lastAttempt }),
    ...(state === 'scheduled' && notBefore !== undefined && { notBefore }),
    ...(record.isProlonged && { expiresAt: record.expiresAt }),
    ...(callerId && { callerId }),
    ...(request && { number: maskNumber(request.number) }),
    ...(policy.showAgent && underway && claim && { agent: claim.agent.name }),
    ...(unreachable && { agentUnreachable: true as const }),
  };
}
