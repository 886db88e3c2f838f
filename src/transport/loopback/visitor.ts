import type { CallbackRequest } from '../../callback/index.js';
import { AvailabilityUpdates, VisitorUpdates } from '../../desk/index.js';
import type {
  Availability,
  AvailabilityUpdate,
  CallbackStatus,
  ChangeOptions,
  Receipt,
  RequestChange,
  RequestOptions,
  TimeRange,
  TransportOptions,
  VisitorTransport,
  VisitorUpdate,
} from '../transport.js';
import { abortable } from '../abortable.js';
import type { Backend } from './backend.js';
import { clearGhosts } from './ghosts.js';
import { judged } from './judge.js';
import { silencePhones } from './line.js';
import { follow } from './reader.js';

/** The visitor's role. Needs no secure context. */
export class LoopbackVisitor implements VisitorTransport {
  readonly supports = {
    cancel: true,
    schedule: true,
    change: true,
    liveAvailability: true,
    queue: true,
  } as const;
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  availability({ signal }: TransportOptions = {}): Promise<Availability> {
    return abortable(async () => {
      await clearGhosts(this.#backend);
      return (await this.#backend.desk.availability()).view;
    }, signal);
  }

  watchAvailability({ signal }: TransportOptions = {}): AsyncIterable<AvailabilityUpdate> {
    return follow<AvailabilityUpdate>(this.#backend, signal, () => {
      const told = new AvailabilityUpdates();
      return {
        read: async (fresh) => {
          const { view: availability, nextDue } = await this.#backend.desk.availability();
          if (fresh) told.restart();
          return { updates: told.changes(availability), again: nextDue };
        },
      };
    });
  }

  slots(range: TimeRange, { signal }: TransportOptions = {}): Promise<readonly TimeRange[]> {
    return abortable(async () => this.#backend.desk.slots(range), signal);
  }

  request(request: CallbackRequest, options: RequestOptions): Promise<Receipt> {
    const { requestKey, secret, signal } = options;
    return abortable(
      async () =>
        this.#backend.desk.request(request, { requestKey, secret }, await judged(request)),
      signal,
    );
  }

  watch(receipt: Receipt, { signal }: TransportOptions = {}): AsyncIterable<VisitorUpdate> {
    return follow<VisitorUpdate>(this.#backend, signal, () => {
      const told = new VisitorUpdates();
      return {
        read: async (fresh) => {
          if (fresh) told.restart();
          const { view, nextDue } = await this.#backend.desk.visitor(receipt, told.told);
          const updates = told.changes(view);
          return { updates, again: nextDue, isOver: told.isOver };
        },
      };
    });
  }

  change(receipt: Receipt, change: RequestChange, options: ChangeOptions): Promise<CallbackStatus> {
    const { changeKey, signal } = options;
    return abortable(
      async () => this.#backend.desk.change(receipt, change, changeKey, await judged(change)),
      signal,
    );
  }

  cancel(receipt: Receipt, { signal }: TransportOptions = {}): Promise<CallbackStatus> {
    return abortable(async () => {
      const { status, rings } = await this.#backend.desk.cancel(receipt);
      if (rings) await silencePhones(this.#backend.name, receipt.id);
      return status;
    }, signal);
  }
}
