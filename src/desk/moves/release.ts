import { TransportError, type Agent } from '../../transport/transport.js';
import { unchanged, type Move } from '../move.js';
import type { CallbackRecord } from '../record.js';
import { putBack } from '../settle.js';
import { claimByToken, type ClaimKey } from './held.js';

export interface ReleaseInput {
  readonly agent: Agent;
  readonly claim: ClaimKey;
}

/** @throws `too-late` */
export const release: Move<ReleaseInput, CallbackRecord | undefined, void> = {
  *reads(desk, { claim }) {
    return yield* desk.get(claim.id);
  },

  decide(record, { agent, claim }, { now }) {
    const { past, held } = claimByToken(record, agent, claim);
    if (past) throw new TransportError('too-late');
    // Already given back, or the lease ran out: what was wanted is so.
    if (!record || !held) return unchanged(undefined);
    if (record.state !== 'claimed' && record.state !== 'accepted') {
      throw new TransportError('too-late');
    }
    return { puts: [putBack(record, now)], answer: undefined };
  },
};
