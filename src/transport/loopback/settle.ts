import { isOver, type CallbackEnd } from '../../callback/index.js';
import type { DeskRecord } from './record.js';
import type { Times } from './times.js';

/** The record after the call is over for the visitor. */
export function ended(record: DeskRecord, end: CallbackEnd, now: number): DeskRecord {
  return { ...withoutLoss(record), state: 'ended', end, changedAt: now };
}

/** The record waiting again, with its age and its place. */
export function putBack(record: DeskRecord, now: number): DeskRecord {
  const { claim: _, end: __, ...rest } = withoutLoss(record);
  return { ...rest, state: 'waiting', changedAt: now };
}

/** The record with its agent's page there, or no longer needed. */
export function withoutLoss(record: DeskRecord): DeskRecord {
  const { lostAt: _, agentIsBack: __, ...rest } = record;
  return rest;
}

/**
 * What time alone makes of a record: every read and every move begins with this, so that the rules
 * hold whoever looks first. Returns the same object when nothing changed, undefined when it is gone.
 */
export function settle(record: DeskRecord, now: number, times: Times): DeskRecord | undefined {
  if (now >= record.openUntil + times.remove) return undefined;
  if (!record.request) return record;
  let next = record;
  if (next.state === 'claimed' && next.claim && next.claim.leaseUntil <= now) {
    next = putBack(next, now);
  }
  if (next.lostAt !== undefined && next.lostAt + times.reunite <= now) {
    next = ended(next, { reason: 'network-failed', by: 'system' }, now);
  }
  if (next.state === 'scheduled' && (next.retryAt ?? 0) <= now) {
    const { retryAt: _, ...rest } = next;
    next = { ...rest, state: 'waiting', changedAt: now };
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
export function dueTime(record: DeskRecord, times: Times): number {
  const candidates = [record.openUntil + times.remove];
  if (record.request) {
    if (record.state === 'claimed' && record.claim) candidates.push(record.claim.leaseUntil);
    if (record.state === 'scheduled') candidates.push(record.retryAt ?? 0);
    if (record.state === 'waiting') candidates.push(record.openUntil);
    if (record.lostAt !== undefined) candidates.push(record.lostAt + times.reunite);
    for (const one of record.past) candidates.push(one.doneAt + times.forget);
    const forgetAt = timeToForget(record, times);
    if (forgetAt !== undefined) candidates.push(forgetAt);
  }
  return Math.min(...candidates);
}

/** An agent who never wrapped up keeps the record until its receipt is void. */
function timeToForget(record: DeskRecord, times: Times): number | undefined {
  if (record.state === 'done') return record.changedAt + times.forget;
  if (isOver(record.state)) {
    const from = record.claim ? Math.max(record.changedAt, record.openUntil) : record.changedAt;
    return from + times.forget;
  }
  return undefined;
}

function forgotten(record: DeskRecord, now: number): DeskRecord {
  const { request: _, number: __, claim: ___, ...rest } = record;
  const changedAt = record.state === 'done' ? record.changedAt : now;
  return { ...rest, state: 'done', past: [], changedAt };
}
