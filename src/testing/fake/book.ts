import {
  assertRequest,
  canCancel,
  CallbackError,
  isOver,
  type CallbackEnd,
  type CallbackRequest,
} from '../../callback/index.js';
import {
  TransportError,
  type CallbackStatus,
  type Receipt,
  type RequestOptions,
  type TransportErrorCode,
} from '../../transport/transport.js';
import { canonical } from '../../callback/canonical.js';
import type { Clock } from './clock.js';
import { failure } from './failure.js';
import { isFinal, statusOf, type CallbackRecord } from './record.js';

const day = 24 * 60 * 60 * 1000;

/** All callbacks of the desk, and what visitors do with theirs. Tells its readers of each change. */
export class Book {
  readonly clock: Clock;
  readonly records = new Map<string, CallbackRecord>();
  #listeners = new Set<() => void>();
  /** What each visitor was told last, to number the changes that a visitor can see. */
  #told = new Map<CallbackRecord, string>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  request(request: CallbackRequest, { requestKey, secret }: RequestOptions): Receipt {
    assertWellFormed(request);
    for (const record of this.records.values()) {
      if (record.requestKey !== requestKey) continue;
      if (record.secret === secret && canonical(record.request) === canonical(request)) {
        return receiptOf(record);
      }
      throw failure('key-reused', 'The request key came before, with another request.');
    }
    const record = this.#add(structuredClone(request), requestKey, secret);
    this.changed(record);
    return receiptOf(record);
  }

  /** The callback that a receipt opens. */
  open(receipt: Receipt): CallbackRecord {
    const record = this.records.get(receipt.id);
    if (!record || record.expiresAt <= this.clock.now) {
      throw failure('not-found', 'The desk does not know this callback.');
    }
    if (record.secret !== receipt.secret) {
      throw failure('forbidden', 'The secret does not open this callback.');
    }
    return record;
  }

  cancel(receipt: Receipt): CallbackStatus {
    const record = this.open(receipt);
    if (record.end?.reason !== 'visitor-canceled') {
      if (!canCancel(record.state)) throw failure('too-late', 'There is nothing left to cancel.');
      this.end(record, { reason: 'visitor-canceled', by: 'visitor' });
    }
    return statusOf(record);
  }

  end(record: CallbackRecord, end: CallbackEnd): void {
    record.claim?.cancelTimer?.();
    record.state = 'ended';
    record.end = end;
    record.agentUnreachable = false;
    this.changed(record);
  }

  /** What agents are shown of the waiting callbacks, oldest first. */
  waiting(): CallbackRecord[] {
    return [...this.records.values()]
      .filter(({ state, lead }) => !lead && (state === 'waiting' || state === 'claimed'))
      .sort((a, b) => a.requestedAt - b.requestedAt);
  }

  /** Numbers the change for the visitor, settles what follows from it, and tells everybody. */
  changed(record: CallbackRecord): void {
    if (isFinal(record)) this.#settleFollowers(record);
    this.#number(record);
    for (const listener of [...this.#listeners]) listener();
  }

  #number(record: CallbackRecord): void {
    const told = canonical({ ...statusOf(record), version: 0 });
    if (this.#told.get(record) === told) return;
    this.#told.set(record, told);
    record.version += 1;
  }

  #add(request: CallbackRequest, requestKey: string, secret: string): CallbackRecord {
    const lead = this.#openFor(request);
    const now = this.clock.now;
    const record: CallbackRecord = {
      id: `callback-${this.records.size + 1}`,
      request,
      requestKey,
      secret,
      requestedAt: now,
      expiresAt: now + day,
      state: 'waiting',
      version: 0,
      asked: 1,
      attempts: 0,
      agentUnreachable: false,
      end: undefined,
      lastAttempt: undefined,
      retryAt: undefined,
      callerId: undefined,
      disposition: undefined,
      notes: undefined,
      claim: undefined,
      lead,
    };
    this.records.set(record.id, record);
    if (lead) {
      const asked = lead.asked + 1;
      for (const each of [lead, ...this.#followersOf(lead)]) each.asked = asked;
    }
    return record;
  }

  /** A failed attempt is not open, although it may be tried again: agents do not see it. */
  #openFor(request: CallbackRequest): CallbackRecord | undefined {
    const number = canonical(request.number);
    return [...this.records.values()].find(
      ({ lead, state, request }) => !lead && !isOver(state) && canonical(request.number) === number,
    );
  }

  #followersOf(lead: CallbackRecord): CallbackRecord[] {
    return [...this.records.values()].filter((record) => record.lead === lead);
  }

  /**
   * When the two have talked, nobody calls the same number again. Otherwise the next who asked with
   * this number steps into the row: one visitor's cancel is no other visitor's.
   */
  #settleFollowers(lead: CallbackRecord): void {
    const open = this.#followersOf(lead).filter(({ state }) => !isOver(state));
    const next = lead.end?.reason === 'completed' ? undefined : open.shift();
    for (const follower of open) {
      follower.lead = next;
      if (next) continue;
      follower.state = 'ended';
      follower.end = { reason: 'duplicate', by: 'system' };
      this.#number(follower);
    }
    if (next) next.lead = undefined;
  }
}

function receiptOf({ id, secret, expiresAt }: CallbackRecord): Receipt {
  return { id, secret, expiresAt };
}

function assertWellFormed(request: CallbackRequest): void {
  try {
    assertRequest(request);
  } catch (error) {
    if (!(error instanceof CallbackError)) throw error;
    throw new TransportError(error.code as TransportErrorCode, error.message, { cause: error });
  }
}
