import { isOver, retryReasons, timeIsWellFormed } from '../../callback/index.js';
import { TransportError, type Agent, type Finish } from '../../transport/transport.js';
import { unchanged, type Move } from '../move.js';
import { kept, type CallbackRecord, type PastClaim } from '../record.js';
import { claimOf } from '../rows.js';
import { claimByToken, type ClaimKey } from './held.js';
import { prolonged } from './request.js';

export interface FinishInput {
  readonly agent: Agent;
  readonly claim: ClaimKey;
  readonly finish: Finish;
}

/**
 * @throws `claim-lost`, `too-late`, `callback-ended`, `time-invalid`; `unavailable` before the end was
 *   reported
 */
export const finish: Move<FinishInput, CallbackRecord | undefined, void> = {
  *reads(desk, { claim }) {
    return yield* desk.get(claim.id);
  },

  decide(record, { agent, claim, finish }, { now, policy }) {
    const { past, held } = claimByToken(record, agent, claim);
    if (record && past) {
      if (past.finishKey !== finish.finishKey) throw new TransportError('too-late');
      return unchanged(undefined);
    }
    if (!record || !held) throw new TransportError('claim-lost');
    if (!isOver(record.state)) {
      throw new TransportError('unavailable', 'The end of the call was not reported.');
    }
    const { claim: _, end, notBefore: __, ...rest } = record;
    // It may hold a password, and nothing is dialled with it any more.
    const { dial: ___, ...spent } = held;
    const done: PastClaim = {
      key: held.key,
      claim: claimOf(record, spent),
      agentId: held.agent.id,
      ...(end && { end }),
      finishKey: finish.finishKey,
      ...('disposition' in finish && { disposition: finish.disposition }),
      ...(finish.notes !== undefined && { notes: finish.notes }),
      doneAt: now,
    };
    const next = {
      ...rest,
      past: kept(record.past, done),
      // The key outlives the claim, which is forgotten before long.
      lostClaims: kept(record.lostClaims, { key: held.key, agentId: held.agent.id }),
      changedAt: now,
    };
    if (!('retryAt' in finish)) {
      return { puts: [{ ...next, state: 'done', ...(end && { end }) }], answer: undefined };
    }
    // The visitor has been told that nothing follows.
    if (!end || !retryReasons.includes(end.reason)) throw new TransportError('callback-ended');
    const retryAt = Math.max(finish.retryAt, now);
    if (!timeIsWellFormed(retryAt)) throw new TransportError('time-invalid');
    const again: CallbackRecord = {
      ...next,
      state: retryAt > now ? 'scheduled' : 'waiting',
      attempts: record.attempts + 1,
      lastAttempt: end.reason,
      ...(retryAt > now && { notBefore: retryAt }),
    };
    return { puts: [prolonged(again, retryAt, policy)], answer: undefined };
  },
};
