import { canonical } from '../../callback/canonical.js';
import {
  numberIsWellFormed,
  timeIsWellFormed,
  type CallbackRequest,
} from '../../callback/index.js';
import {
  TransportError,
  type CallbackStatus,
  type RequestChange,
} from '../../transport/transport.js';
import { numberKey } from '../keys.js';
import { unchanged, type Context, type Move } from '../move.js';
import { kept, type CallbackRecord } from '../record.js';
import { statusOf, withStatus } from '../status.js';
import { successors } from '../succession.js';
import { valid, type ReceiptKey } from './receipt.js';
import { prolonged, timeAskedFor, type Judged } from './request.js';

export interface ChangeInput {
  readonly receipt: ReceiptKey;
  readonly change: Judged<RequestChange>;
  /** As it came, before the desk judged its number. */
  readonly sent: RequestChange;
  readonly changeKey: string;
}

interface ChangeRecords {
  readonly record: CallbackRecord | undefined;
  /** What is open for the number that it will have. */
  readonly open: CallbackRecord | undefined;
  readonly openTwins: readonly CallbackRecord[];
  /** Those who asked again for the same. */
  readonly twins: readonly CallbackRecord[];
  /** What this one asked again for. */
  readonly lead: CallbackRecord | undefined;
}

/**
 * Corrects number or time: place and age are kept.
 * @throws `not-found`, `forbidden`, `too-late`, `key-reused`, `number-invalid`, `refused`, `time-invalid`,
 *   `closed`
 */
export const change: Move<ChangeInput, ChangeRecords, CallbackStatus> = {
  *reads(desk, { receipt, change }) {
    const record = yield* desk.get(receipt.id);
    const wished = typeof change === 'string' ? undefined : change.number;
    const number = wished ?? record?.request?.number;
    const open = number && (yield* desk.openFor(numberKey(number)));
    return {
      record,
      open,
      openTwins: open ? yield* desk.twinsOf(open.id) : [],
      twins: yield* desk.twinsOf(receipt.id),
      lead: record?.twinOf === undefined ? undefined : yield* desk.get(record.twinOf),
    };
  },

  decide(records, { receipt, change, sent, changeKey }, context) {
    const record = valid(records.record, receipt, context);
    const text = canonical(sent);
    const before = record.changes.find(({ key }) => key === changeKey);
    if (before && before.change !== text) throw new TransportError('key-reused');
    if (before) return unchanged(statusOf(record));
    const { request } = record;
    const isFree = record.state === 'waiting' || record.state === 'scheduled';
    if (!request || !isFree) throw new TransportError('too-late');
    if (typeof change === 'string') throw new TransportError(change);
    assertWellFormed(change);

    const fixed = corrected(request, change);
    const changed = retimed(
      {
        ...record,
        request: fixed,
        firstRequest: record.firstRequest ?? canonical(request),
        changes: kept(record.changes, { key: changeKey, change: text }),
      },
      change,
      context,
    );
    const isSameNumber = numberKey(fixed.number) === numberKey(request.number);
    const puts =
      isSameNumber && changed.state === record.state
        ? [changed]
        : isSameNumber && record.state === 'scheduled'
          ? joinGroup(changed, records)
          : [...leaveGroup(record, records), ...joinGroup({ ...changed, asked: 1 }, records)];
    return { puts, answer: statusOf(withStatus(puts.at(-1)!, context.policy)) };
  },
};

function assertWellFormed({ number, notBefore }: RequestChange): void {
  if (number && !numberIsWellFormed(number)) throw new TransportError('number-invalid');
  if (typeof notBefore === 'number' && !timeIsWellFormed(notBefore)) {
    throw new TransportError('time-invalid');
  }
}

function corrected(request: CallbackRequest, { number, region }: RequestChange): CallbackRequest {
  if (!number) return request;
  // The region was the old number's.
  const { region: _, ...rest } = request;
  return { ...rest, number, ...(region && { region }) };
}

function retimed(
  record: CallbackRecord,
  { notBefore: wish }: RequestChange,
  context: Context,
): CallbackRecord {
  if (wish === undefined) return record;
  const { now, policy } = context;
  const time = timeAskedFor(wish, context);
  const { notBefore: _, ...rest } = prolonged(record, time ?? now, policy);
  return {
    ...rest,
    state: time === undefined ? 'waiting' : 'scheduled',
    ...(time !== undefined && { notBefore: time }),
    changedAt: now,
  };
}

/** What becomes of those who asked for what it asked for until now. */
function leaveGroup(record: CallbackRecord, { lead, twins }: ChangeRecords): CallbackRecord[] {
  if (lead) return [{ ...lead, asked: lead.asked - 1 }];
  return successors(twins, record.asked - 1);
}

/** The record, last, with those who ask for what it asks for now. The earlier place has the row. */
function joinGroup(
  { twinOf: _, ...record }: CallbackRecord,
  { open, openTwins }: ChangeRecords,
): CallbackRecord[] {
  if (!open || record.state === 'scheduled') return [record];
  const asked = open.asked + 1;
  if (open.state === 'waiting' && open.place > record.place) {
    const others = [open, ...openTwins].map((one) => ({ ...one, twinOf: record.id }));
    return [...others, { ...record, asked }];
  }
  return [
    { ...open, asked },
    { ...record, twinOf: open.id },
  ];
}
