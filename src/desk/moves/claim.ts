import { isOver } from '../../callback/index.js';
import { TransportError, type Agent, type Claim } from '../../transport/transport.js';
import { unchanged, type Move } from '../move.js';
import type { CallbackRecord, HeldClaim } from '../record.js';
import { claimOf, rowOf } from '../rows.js';

export interface ClaimInput {
  readonly id: string;
  readonly agent: Agent;
  readonly claimKey: string;
  /** For a new claim. */
  readonly token: string;
}

/** @throws `not-found`, `callback-ended`, `already-claimed`, `claim-lost` */
export const claim: Move<ClaimInput, CallbackRecord | undefined, Claim> = {
  *reads(desk, { id }) {
    return yield* desk.get(id);
  },

  decide(record, { agent, claimKey, token }, { now, policy }) {
    if (!record?.request) throw new TransportError('not-found');
    const before = answerOfKey(record, agent, claimKey);
    if (before) return unchanged(before);
    if (record.twinOf !== undefined || record.state === 'scheduled') {
      throw new TransportError('not-found');
    }
    if (isOver(record.state)) throw new TransportError('callback-ended');
    if (record.state !== 'waiting') throw new TransportError('already-claimed');
    const dial = policy.dial?.(rowOf(record), agent, now);
    const held: HeldClaim = {
      key: claimKey,
      token,
      agent,
      seq: 0,
      leaseUntil: now + policy.times.lease,
      ...(dial && { dial }),
    };
    const next: CallbackRecord = { ...record, state: 'claimed', claim: held, changedAt: now };
    return { puts: [next], answer: claimOf(next, held) };
  },
};

/** What this key was answered before, if it came before: a key has one answer for ever. */
function answerOfKey(record: CallbackRecord, agent: Agent, key: string): Claim | undefined {
  const { claim: held, past, lostClaims } = record;
  if (held?.key === key && held.agent.id === agent.id) return claimOf(record, held);
  const done = past.find((one) => one.key === key && one.agentId === agent.id);
  if (done) return done.claim;
  if (lostClaims.some((one) => one.key === key && one.agentId === agent.id)) {
    throw new TransportError('claim-lost');
  }
  return undefined;
}
