import { isOver, retryReasons, type CallbackEnd } from '../callback/index.js';
import type { DeskTimes } from './policy.js';
import { kept, type CallbackRecord } from './record.js';

/** Whether nothing can follow. A failed attempt is not final until the agent has said so. */
export function isFinal(record: CallbackRecord): boolean {
  if (record.state === 'done') return true;
  return isOver(record.state) && !(record.end && retryReasons.includes(record.end.reason));
}

/** The record after the call is over for the visitor. */
export function ended(record: CallbackRecord, end: CallbackEnd, now: number): CallbackRecord {
  return { ...withoutLoss(record), state: 'ended', end, changedAt: now };
}

/** The record waiting again, with its age and its place; the key of its claim opens nothing more. */
export function putBack(record: CallbackRecord, now: number): CallbackRecord {
  const { claim, end: _, ...rest } = withoutLoss(record);
  return {
    ...rest,
    state: 'waiting',
    changedAt: now,
    ...(claim && {
      lostClaims: kept(record.lostClaims, { key: claim.key, agentId: claim.agent.id }),
    }),
  };
}

/** The record with its agent's page there, or no longer needed. */
export function withoutLoss(record: CallbackRecord): CallbackRecord {
  const { lostAt: _, agentIsBack: __, ...rest } = record;
  return rest;
}

/**
 * What time alone makes of a record: every move and every view begins with this, so that the rules hold
 * whoever looks first. Returns the same object when nothing changed, undefined when it is gone.
 */
export function settle(
  record: CallbackRecord,
  now: number,
  times: DeskTimes,
): CallbackRecord | undefined {
  if (now >= record.openUntil + times.remove) return undefined;
  if (!record.request) return record;
  let next = record;
  if (next.state === 'claimed' && next.claim && next.claim.leaseUntil <= now) {
    next = putBack(next, now);
  }
  if (next.lostAt !== undefined && next.lostAt + times.reunite <= now) {
    next = ended(next, { reason: 'network-failed', by: 'system' }, now);
  }
  if (next.state === 'scheduled' && (next.notBefore ?? 0) <= now) {
    next = { ...next, state: 'waiting', changedAt: now };
  }
  if (next.state === 'waiting' && next.openUntil <= now) {
    next = ended(next, { reason: 'expired', by: 'system' }, now);
  }
  if (next.past.some((one) => one.doneAt + times.forget <= now)) {
    next = { ...next, past: next.past.filter((one) => one.doneAt + times.forget > now) };
  }
  const forgetAt = timeToForget(next, times);
  return forgetAt !== undefined && forgetAt <= now ? forgotten(next, now) : next;
}

/** When a settled record next changes by itself. */
export function dueTime(record: CallbackRecord, times: DeskTimes): number {
  const candidates = [record.openUntil + times.remove];
  if (record.request) {
    if (record.state === 'claimed' && record.claim) candidates.push(record.claim.leaseUntil);
    if (record.state === 'scheduled') candidates.push(record.notBefore ?? 0);
    if (record.state === 'waiting') candidates.push(record.openUntil);
    if (record.lostAt !== undefined) candidates.push(record.lostAt + times.reunite);
    for (const one of record.past) candidates.push(one.doneAt + times.forget);
    const forgetAt = timeToForget(record, times);
    if (forgetAt !== undefined) candidates.push(forgetAt);
  }
  return Math.min(...candidates);
}

/** An agent who never wrapped up keeps the record until its receipt is void. */
function timeToForget(record: CallbackRecord, times: DeskTimes): number | undefined {
  if (!isOver(record.state)) return undefined;
  const kept = record.state !== 'done' && record.claim;
  return (kept ? Math.max(record.changedAt, record.openUntil) : record.changedAt) + times.forget;
}

/** Without a name and a number, and without the digits that statuses showed. */
function forgotten(record: CallbackRecord, now: number): CallbackRecord {
  const { request: _, claim: __, ...rest } = record;
  const changedAt = record.state === 'done' ? record.changedAt : now;
  const statuses = rest.statuses.slice(-1).map(({ number: ___, ...status }) => status);
  return { ...rest, state: 'done', past: [], lostClaims: [], changes: [], statuses, changedAt };
}
