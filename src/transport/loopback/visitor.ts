import {
  randomToken,
  assertRequest,
  CallbackError,
  isLive,
  type CallbackRequest,
  type RequestProblem,
} from '../../callback/index.js';
import { canonical } from '../../callback/canonical.js';
import {
  TransportError,
  type Availability,
  type CallbackStatus,
  type Receipt,
  type RequestOptions,
  type TransportOptions,
  type VisitorTransport,
  type VisitorUpdate,
} from '../transport.js';
import { abortable } from './abortable.js';
import type { Desk } from './desk.js';
import { failure } from './failure.js';
import { silencePhones } from './line.js';
import { Orphans } from './orphans.js';
import { readAgain } from './reader.js';
import type { DeskRecord } from './record.js';
import { canceled, lastStatus, opened } from './rules.js';
import { readyAgents } from './session.js';
import { stream } from './stream.js';

/** The visitor's role. Needs no secure context. */
export class LoopbackVisitor implements VisitorTransport {
  readonly supports = { cancel: true } as const;
  readonly #desk: Desk;
  readonly #name: string;

  constructor(desk: Desk, name: string) {
    this.#desk = desk;
    this.#name = name;
  }

  /** Always `now`: in this browser the visitor may well ask before the desk is opened in a tab. */
  async availability({ signal }: TransportOptions = {}): Promise<Availability> {
    const agents = await abortable(() => readyAgents(this.#name), signal);
    return { state: 'unknown', ...(agents !== undefined && { agents }) };
  }

  async request(request: CallbackRequest, options: RequestOptions): Promise<Receipt> {
    const { requestKey, secret, signal } = options;
    return abortable(async () => {
      check(request);
      return this.#desk.change(async (records, now) => {
        const before = await records.byRequestKey(requestKey);
        if (before) {
          const same = !before.request || canonical(before.request) === canonical(request);
          if (!same || before.secret !== secret) throw failure('key-reused');
          return receiptOf(before);
        }
        const number = canonical(request.number);
        const first = await records.openFor(number);
        const asked = (first?.asked ?? 0) + 1;
        if (first) await records.put({ ...first, asked });
        const expiresAt = now + this.#desk.times.receipt;
        const record: DeskRecord = {
          id: randomToken(),
          requestKey,
          secret,
          request,
          number,
          ...(first && { twinOf: first.id }),
          place: await records.nextPlace(),
          state: 'waiting',
          requestedAt: now,
          expiresAt,
          openUntil: expiresAt,
          changedAt: now,
          attempts: 0,
          asked,
          past: [],
          statuses: [],
          due: 0,
        };
        return receiptOf(await records.put(record));
      });
    }, signal);
  }

  watch(receipt: Receipt, { signal }: TransportOptions = {}): AsyncIterable<VisitorUpdate> {
    return stream<VisitorUpdate>((feed) => {
      const orphans = new Orphans(this.#desk);
      let version = 0;
      const stop = readAgain(this.#desk, feed, async (push, fresh) => {
        const record = await this.#desk.get(receipt.id);
        const now = this.#desk.clock.now();
        // Once begun, the iteration outlives the receipt: the end is still told.
        const found = version ? opened(record, receipt) : valid(record, receipt, now);
        const { statuses, due } = found;
        const news = !fresh ? statuses.filter((one) => one.version > version) : statuses.slice(-1);
        for (const status of news) {
          version = status.version;
          push({ type: 'status', status });
          if (status.final) feed.end();
        }
        orphans.watch([found]);
        return due;
      });
      return () => {
        stop();
        orphans.stop();
      };
    }, signal);
  }

  async cancel(receipt: Receipt, { signal }: TransportOptions = {}): Promise<CallbackStatus> {
    return abortable(async () => {
      let rings = false;
      const status = await this.#desk.change(async (records, now) => {
        const record = valid(await records.get(receipt.id), receipt, now);
        // With `accepted` the agent may have dialled, and the report of it be on its way.
        rings = record.state === 'accepted' || isLive(record.state);
        const next = canceled(record, now);
        return lastStatus(next === record ? record : await records.put(next));
      });
      if (rings) await silencePhones(this.#name, receipt.id);
      return status;
    }, signal);
  }
}

function valid(record: DeskRecord | undefined, receipt: Receipt, now: number): DeskRecord {
  const found = opened(record, receipt);
  if (found.expiresAt <= now) throw failure('not-found');
  return found;
}

function receiptOf({ id, secret, expiresAt }: DeskRecord): Receipt {
  return { id, secret, expiresAt };
}

function check(request: CallbackRequest): void {
  try {
    assertRequest(request);
  } catch (error) {
    if (!(error instanceof CallbackError)) throw error;
    throw new TransportError(error.code as RequestProblem, error.message, { cause: error });
  }
}
