import { canonical } from '../../callback/canonical.js';
import {
  assertRequest,
  CallbackError,
  type CallbackRequest,
  type RequestProblem,
} from '../../callback/index.js';
import { TransportError, type Receipt } from '../../transport/transport.js';
import { isOpenAt } from '../hours.js';
import { numberKey } from '../keys.js';
import { unchanged, type Context, type Move } from '../move.js';
import type { DeskPolicy } from '../policy.js';
import type { CallbackRecord } from '../record.js';

export interface RequestInput {
  /** For a new callback. */
  readonly id: string;
  readonly request: Judged<CallbackRequest>;
  /** As it came, before the desk judged its number. */
  readonly sent: CallbackRequest;
  readonly requestKey: string;
  readonly secret: string;
}

/** What came, with a number that the adapter has judged; or that it is none, or one that policy refuses. */
export type Judged<Wish> = Wish | 'number-invalid' | 'refused';

interface RequestRecords {
  readonly before: CallbackRecord | undefined;
  readonly open: CallbackRecord | undefined;
  readonly place: number;
}

/** @throws `key-reused`, `refused`, `closed`, `time-invalid`, a `RequestProblem` */
export const request: Move<RequestInput, RequestRecords, Receipt> = {
  *reads(desk, { requestKey, request, sent }) {
    const number = typeof request === 'string' ? undefined : request.number;
    assertWellFormed(typeof request === 'string' ? sent : request);
    return {
      before: yield* desk.byRequestKey(requestKey),
      open: number && (yield* desk.openFor(numberKey(number))),
      place: yield* desk.nextPlace(),
    };
  },

  decide({ before, open, place }, input, context) {
    const { id, request, sent, requestKey, secret } = input;
    const { now, policy, secrets } = context;
    const text = canonical(sent);
    if (before) {
      // Of a forgotten one nothing is left to compare with.
      const first = before.firstRequest ?? (before.request && canonical(before.request));
      const isSame = first === undefined || first === text;
      if (!isSame || !secrets.opens(before.secret, secret)) throw new TransportError('key-reused');
      return unchanged({ id: before.id, secret, expiresAt: before.expiresAt });
    }
    // Not before: a repeat is answered as the first was, whatever is known of the number by now.
    if (typeof request === 'string') throw new TransportError(request);
    const notBefore = timeAskedFor(request.notBefore, context);
    // Who asks for later asks for something else than who asks for now.
    const lead = notBefore === undefined ? open : undefined;
    const asked = (lead?.asked ?? 0) + 1;
    const expiresAt = receiptEnd(notBefore ?? now, policy);
    const record: CallbackRecord = {
      id,
      requestKey,
      secret: secrets.keep(secret),
      request,
      ...(text !== canonical(request) && { firstRequest: text }),
      ...(lead && { twinOf: lead.id }),
      place,
      state: notBefore === undefined ? 'waiting' : 'scheduled',
      ...(notBefore !== undefined && { notBefore }),
      requestedAt: now,
      expiresAt,
      changedAt: now,
      attempts: 0,
      asked,
      past: [],
      lostClaims: [],
      changes: [],
      statuses: [],
    };
    const puts = lead ? [{ ...lead, asked }, record] : [record];
    return { puts, answer: { id, secret, expiresAt } };
  },
};

/**
 * The time to call at, or undefined for now.
 * @throws `closed` when nobody is there then; `time-invalid` when it is too far away
 */
export function timeAskedFor(
  time: number | null | undefined,
  { now, policy }: Context,
): number | undefined {
  const later = typeof time === 'number' && time > now ? time : undefined;
  if (later !== undefined && later > now + policy.horizon * 24 * 60 * 60_000) {
    throw new TransportError('time-invalid');
  }
  if (!isOpenAt(policy.hours, later ?? now)) throw new TransportError('closed');
  return later;
}

/** How long a receipt for a call at that time works. */
function receiptEnd(time: number, { times }: DeskPolicy): number {
  return time + times.receipt;
}

/** The record with a receipt that outlives a call at that time. */
export function prolonged(
  record: CallbackRecord,
  time: number,
  policy: DeskPolicy,
): CallbackRecord {
  const expiresAt = receiptEnd(time, policy);
  return expiresAt > record.expiresAt ? { ...record, expiresAt, isProlonged: true } : record;
}

function assertWellFormed(request: CallbackRequest): void {
  try {
    assertRequest(request);
  } catch (error) {
    if (!(error instanceof CallbackError)) throw error;
    throw new TransportError(error.code as RequestProblem, error.message, { cause: error });
  }
}
