import { isOver, retryReasons, type CallbackEnd } from '../callback/index.js';
import type { DeskTimes } from './policy.js';
import { kept, type CallbackRecord } from './record.js';

const hour = 60 * 60_000;

/** Whether nothing can follow. A failed attempt is not final until its agent has said so. */
export function isFinal({ state, end, claim }: CallbackRecord): boolean {
  if (state === 'done') return true;
  return isOver(state) && !(claim && end && retryReasons.includes(end.reason));
}

/** The record after the call is over for the visitor. */
export function ended(record: CallbackRecord, end: CallbackEnd, at: number): CallbackRecord {
  return { ...withoutLoss(record), state: 'ended', end, changedAt: at };
}

/** The record waiting again, with its age and its place; the key of its claim opens nothing more. */
export function putBack(record: CallbackRecord, at: number): CallbackRecord {
  const { claim, end: _, ...rest } = withoutLoss(record);
  return {
    ...rest,
    state: 'waiting',
    changedAt: at,
    ...(claim && {
      lostClaims: kept(record.lostClaims, { key: claim.key, agentId: claim.agent.id }),
    }),
  };
}

/** The record with its agent's page there, or no longer needed. */
export function withoutLoss(record: CallbackRecord): CallbackRecord {
  const { lostAt: _, lostFrom: __, agentIsBack: ___, ...rest } = record;
  return rest;
}

/** The record with its page there, which was only late with its sign: nothing was lost. */
export function found(record: CallbackRecord, at: number): CallbackRecord {
  const { lostFrom } = record;
  return { ...withoutLoss(record), ...(lostFrom && { state: lostFrom, changedAt: at }) };
}

/**
 * What time alone makes of a record: every move and every view begins with this, so that the rules hold
 * whoever looks first, and whenever. Returns the same object when nothing changed, undefined when it is
 * gone.
 */
export function settle(
  record: CallbackRecord,
  now: number,
  times: DeskTimes,
): CallbackRecord | undefined {
  const removeAt = record.expiresAt + times.remove;
  if (!record.request) return removeAt <= now ? undefined : record;
  let next = record;
  if (next.state === 'claimed' && next.claim && next.claim.leaseUntil <= now) {
    next = putBack(next, next.claim.leaseUntil);
  }
  if (next.lostAt !== undefined && next.lostAt + times.resumeWindow <= now) {
    const end = { reason: 'network-failed', by: 'system' } as const;
    next = ended(next, end, next.lostAt + times.resumeWindow);
  }
  if (next.state === 'scheduled' && (next.notBefore ?? 0) <= now) {
    next = { ...next, state: 'waiting', changedAt: next.notBefore ?? now };
  }
  // In somebody's hands it may last longer, but not for ever.
  const endsAt = next.state === 'waiting' ? next.expiresAt : removeAt;
  if (!isOver(next.state) && endsAt <= now) {
    next = ended(next, { reason: 'expired', by: 'system' }, Math.max(endsAt, next.changedAt));
  }
  const shown = timeShown(times);
  if (next.past.some((one) => one.doneAt + shown <= now)) {
    next = { ...next, past: next.past.filter((one) => one.doneAt + shown > now) };
  }
  const forgetAt = timeToForget(next, times);
  if (forgetAt === undefined || forgetAt > now) return next;
  return removeAt <= now ? undefined : forgotten(next, forgetAt);
}

/** When a settled record next changes by itself. */
export function dueTime(record: CallbackRecord, times: DeskTimes): number {
  const removeAt = record.expiresAt + times.remove;
  if (!record.request) return removeAt;
  const candidates = record.past.map((one) => one.doneAt + timeShown(times));
  if (record.state === 'claimed' && record.claim) candidates.push(record.claim.leaseUntil);
  if (record.state === 'scheduled') candidates.push(record.notBefore ?? 0);
  if (record.lostAt !== undefined) candidates.push(record.lostAt + times.resumeWindow);
  candidates.push(
    timeToForget(record, times) ?? (record.state === 'waiting' ? record.expiresAt : removeAt),
  );
  return Math.min(...candidates);
}

/**
 * How long an agent sees what is done: a page that reloads brings its boxes back. However long a site
 * keeps records, an agent's view must not grow with them.
 */
function timeShown({ forget }: DeskTimes): number {
  return Math.min(forget, hour);
}

/** An agent who never wrapped up keeps the record until its receipt is void. */
function timeToForget(record: CallbackRecord, times: DeskTimes): number | undefined {
  if (!isOver(record.state)) return undefined;
  const kept = record.state !== 'done' && record.claim;
  return (kept ? Math.max(record.changedAt, record.expiresAt) : record.changedAt) + times.forget;
}

/** Without a name and a number, the digits that statuses showed and the network's own words. */
export function forgotten(record: CallbackRecord, at: number): CallbackRecord {
  const { request: _, firstRequest: __, claim: ___, end, ...rest } = record;
  const changedAt = record.state === 'done' ? record.changedAt : at;
  const statuses = rest.statuses.slice(-1).map(({ number: ____, ...status }) => status);
  return {
    ...rest,
    state: 'done',
    ...(end && { end: { reason: end.reason, by: end.by } }),
    past: [],
    lostClaims: [],
    changes: [],
    statuses,
    changedAt,
  };
}
