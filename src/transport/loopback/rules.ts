/**
 * The desk's rules as functions from record to record. None touches the database or the clock;
 * each gets a record that is settled (see `settle`). A rule that refuses throws.
 */
import { canCancel, canReport, isLive, isOver, retryReasons } from '../../callback/index.js';
import type {
  Agent,
  CallReport,
  CallbackStatus,
  Claim,
  ClaimOptions,
  Finish,
  Receipt,
} from '../transport.js';
import { failure, unavailable } from './failure.js';
import { claimOf, type DeskRecord, type HeldClaim, type PastClaim } from './record.js';
import { ended, putBack, withoutLoss } from './settle.js';
import type { Times } from './times.js';

/** @throws `not-found`, `forbidden` */
export function opened(record: DeskRecord | undefined, receipt: Receipt): DeskRecord {
  if (!record) throw failure('not-found');
  if (record.secret !== receipt.secret) throw failure('forbidden');
  return record;
}

/** @throws `not-found` once the receipt is void; `too-late` */
export function canceled(record: DeskRecord, now: number): DeskRecord {
  if (record.end?.reason === 'visitor-canceled') return record;
  if (!canCancel(record.state)) throw failure('too-late');
  return ended(record, { reason: 'visitor-canceled', by: 'visitor' }, now);
}

export function lastStatus(record: DeskRecord): CallbackStatus {
  // `withStatus` has run on every record that was ever written.
  return record.statuses.at(-1)!;
}

/** @throws `not-found`, `callback-ended`, `already-claimed` */
export function claimed(
  record: DeskRecord | undefined,
  agent: Agent,
  { claimKey, token }: Pick<ClaimOptions, 'claimKey'> & { token: string },
  now: number,
  lease: number,
): DeskRecord {
  if (!record?.request || record.twinOf !== undefined) throw failure('not-found');
  const { claim } = record;
  if (claim?.key === claimKey && claim.agent.id === agent.id) return record;
  if (record.state === 'scheduled') throw failure('not-found');
  if (isOver(record.state)) throw failure('callback-ended');
  if (record.state !== 'waiting') throw failure('already-claimed');
  const held: HeldClaim = { key: claimKey, token, agent, seq: 0, leaseUntil: now + lease };
  return { ...record, state: 'claimed', claim: held, changedAt: now };
}

/** @throws `too-late` */
export function released(
  record: DeskRecord | undefined,
  agent: Agent,
  claim: Claim,
  now: number,
): DeskRecord | undefined {
  const { past, held } = look(record, agent, claim);
  if (past) throw failure('too-late');
  // Already given back, or the lease ran out: what was wanted is so.
  if (!record || !held) return record;
  if (record.state !== 'claimed' && record.state !== 'accepted') throw failure('too-late');
  return putBack(record, now);
}

/** @throws `claim-lost`, `callback-ended` */
export function reported(
  record: DeskRecord | undefined,
  agent: Agent,
  claim: Claim,
  report: CallReport,
  session: string,
  now: number,
): DeskRecord {
  const { past, held } = look(record, agent, claim);
  if (!record || (!past && !held)) throw failure('claim-lost');
  const late = report.seq <= (held?.seq ?? past?.claim.seq ?? 0);
  if (!held || isOver(record.state)) {
    // Both sides may end a call at once: the end that came first stands. But nobody may go on to
    // dial in the belief that an earlier `accepted` still holds.
    const dials = report.state === 'accepted' && held && !held.endReported;
    if (report.state === 'ended' || (late && !dials)) return record;
    throw failure('callback-ended');
  }
  if (late) return record;
  const claimNow: HeldClaim = { ...held, seq: report.seq, session };
  if (report.state === 'ended') {
    const over = { ...withoutLoss(record), claim: { ...claimNow, endReported: true as const } };
    return ended(over, report.end, now);
  }
  const next: DeskRecord = {
    ...withoutLoss(record),
    claim: claimNow,
    ...(report.callerId && { callerId: report.callerId }),
  };
  if (!canReport(record.state, report.state)) return next;
  return { ...next, state: report.state, changedAt: now };
}

/** @throws `claim-lost`, `too-late`, `callback-ended`; `unavailable` before the end was reported */
export function finished(
  record: DeskRecord | undefined,
  agent: Agent,
  claim: Claim,
  finish: Finish,
  now: number,
  times: Times,
): DeskRecord {
  const { past, held } = look(record, agent, claim);
  if (record && past) {
    if (past.finishKey !== finish.finishKey) throw failure('too-late');
    return record;
  }
  if (!record || !held) throw failure('claim-lost');
  if (!isOver(record.state)) throw unavailable(new Error('The end of the call was not reported.'));
  const { claim: _, end, retryAt: __, ...rest } = record;
  const one = {
    claim: claimOf(record, held),
    agentId: held.agent.id,
    ...(end && { end }),
    ...finish,
    doneAt: now,
  };
  const next = { ...rest, past: [...record.past, one], changedAt: now };
  if (!('retryAt' in finish)) return { ...next, state: 'done', ...(end && { end }) };
  // The visitor has been told that nothing follows.
  if (!end || !retryReasons.includes(end.reason)) throw failure('callback-ended');
  return {
    ...next,
    state: finish.retryAt > now ? 'scheduled' : 'waiting',
    attempts: record.attempts + 1,
    lastAttempt: end.reason,
    ...(finish.retryAt > now && { retryAt: finish.retryAt }),
    openUntil: Math.max(record.openUntil, finish.retryAt + times.receipt),
  };
}

/** A claim opens nothing to another agent. */
function look(
  record: DeskRecord | undefined,
  agent: Agent,
  { token }: Claim,
): { past?: PastClaim | undefined; held?: HeldClaim | undefined } {
  const { claim: held, past = [] } = record ?? {};
  return {
    past: past.find((one) => one.claim.token === token && one.agentId === agent.id),
    held: held?.token === token && held.agent.id === agent.id ? held : undefined,
  };
}

/** The same agent has opened the desk again and may take the call up. */
export function agentIsBack(record: DeskRecord): DeskRecord {
  return record.lostAt === undefined || record.agentIsBack
    ? record
    : { ...record, agentIsBack: true };
}

/** The agent's page is gone. The phone is never offered to anyone else by itself. */
export function orphaned(record: DeskRecord, now: number): DeskRecord {
  if (record.lostAt !== undefined) return record;
  if (isLive(record.state)) {
    return { ...record, state: 'reconnecting', lostAt: now, changedAt: now };
  }
  // Accepted but not dialled: the visitor goes on reading that the agent is there, until it ends.
  return record.state === 'accepted' ? { ...record, lostAt: now } : record;
}
