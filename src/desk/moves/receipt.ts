import { TransportError, type Receipt } from '../../transport/transport.js';
import type { Secrets } from '../store.js';
import type { CallbackRecord } from '../record.js';

/** As much of a receipt as opens its callback. */
export type ReceiptKey = Pick<Receipt, 'id' | 'secret'>;

/** @throws `not-found`, `forbidden` */
export function opened(
  record: CallbackRecord | undefined,
  receipt: ReceiptKey,
  secrets: Secrets,
): CallbackRecord {
  if (!record) throw new TransportError('not-found');
  if (!secrets.opens(record.secret, receipt.secret)) throw new TransportError('forbidden');
  return record;
}

/** @throws `not-found`, also once the receipt is void; `forbidden` */
export function valid(
  record: CallbackRecord | undefined,
  receipt: ReceiptKey,
  { now, secrets }: { readonly now: number; readonly secrets: Secrets },
): CallbackRecord {
  const found = opened(record, receipt, secrets);
  if (found.expiresAt <= now) throw new TransportError('not-found');
  return found;
}
