import { canReport, isOver } from '../../callback/index.js';
import { TransportError, type Agent, type CallReport } from '../../transport/transport.js';
import { unchanged, type Move } from '../move.js';
import type { CallbackRecord, HeldClaim } from '../record.js';
import { ended, withoutLoss } from '../settle.js';
import { claimByToken, type ClaimKey } from './held.js';

export interface ReportInput {
  readonly agent: Agent;
  readonly claim: ClaimKey;
  readonly report: CallReport;
  /** The agent's session that reports: the call is in its page. */
  readonly session?: string;
}

/** @throws `claim-lost`, `callback-ended` */
export const report: Move<ReportInput, CallbackRecord | undefined, void> = {
  *reads(desk, { claim }) {
    return yield* desk.get(claim.id);
  },

  decide(record, { agent, claim, report, session }, { now }) {
    const { past, held } = claimByToken(record, agent, claim);
    if (!record || (!past && !held)) throw new TransportError('claim-lost');
    const late = report.seq <= (held?.seq ?? past?.claim.seq ?? 0);
    if (!held || isOver(record.state)) {
      // Both sides may end a call at once: the end that came first stands. But nobody may go on to
      // dial in the belief that an earlier `accepted` still holds.
      const wouldDial = report.state === 'accepted' && held && !held.endReported;
      if (report.state === 'ended' || (late && !wouldDial)) return unchanged(undefined);
      throw new TransportError('callback-ended');
    }
    if (late) return unchanged(undefined);
    const next: CallbackRecord = {
      ...withoutLoss(record),
      claim: { ...held, seq: report.seq, ...(session !== undefined && { session }) },
    };
    return { puts: [applied(next, report, now)], answer: undefined };
  },
};

function applied(record: CallbackRecord, report: CallReport, now: number): CallbackRecord {
  if (report.state === 'ended') {
    const claim: HeldClaim = { ...record.claim!, endReported: true };
    return ended({ ...record, claim }, report.end, now);
  }
  const next = report.callerId ? { ...record, callerId: report.callerId } : record;
  if (!canReport(record.state, report.state)) return next;
  return { ...next, state: report.state, changedAt: now };
}
