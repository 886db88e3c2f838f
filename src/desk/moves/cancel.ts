import { canCancel, isLive } from '../../callback/index.js';
import { TransportError, type CallbackStatus } from '../../transport/transport.js';
import { unchanged, type Move } from '../move.js';
import type { CallbackRecord } from '../record.js';
import { ended } from '../settle.js';
import { statusOf, withStatus } from '../status.js';
import { valid, type ReceiptKey } from './receipt.js';

export interface CancelInput {
  readonly receipt: ReceiptKey;
}

export interface Canceled {
  readonly status: CallbackStatus;
  /** A phone may ring: the adapter silences it before it answers. */
  readonly rings: boolean;
}

/** @throws `not-found`, `forbidden`, `too-late` */
export const cancel: Move<CancelInput, CallbackRecord | undefined, Canceled> = {
  *reads(desk, { receipt }) {
    return yield* desk.get(receipt.id);
  },

  decide(found, { receipt }, context) {
    const record = valid(found, receipt, context);
    if (record.end?.reason === 'visitor-canceled') {
      // The phone may not have heard it the first time. Before its first report nobody dials.
      const { claim } = record;
      const rings = claim !== undefined && claim.seq > 0 && !claim.endReported;
      return unchanged({ status: statusOf(record), rings });
    }
    // With `accepted` the agent may have dialled, and the report of it be on its way.
    const rings = record.state === 'accepted' || isLive(record.state);
    if (!canCancel(record.state)) throw new TransportError('too-late');
    const end = { reason: 'visitor-canceled', by: 'visitor' } as const;
    const over = ended(record, end, context.now);
    const status = statusOf(withStatus(over, context.policy));
    return { puts: [over], answer: { status, rings } };
  },
};
