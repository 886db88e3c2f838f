import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { TimeRange, VisitorTransport } from '../../transport/transport.js';
import { Pending } from './pending.js';

/** How far ahead a time can be chosen, in milliseconds from the next opening: two weeks. */
const horizon = 14 * 86_400_000;

/** Older answers, in milliseconds, are asked for anew before somebody chooses among them. */
const maxAge = 60_000;

/** More are not shown: nobody reads so long a list, and a backend may send anything. */
const maxSlots = 2000;

/** The times that can be chosen, read from the backend when somebody is about to choose. */
export class SlotList implements ReactiveController {
  /** The last reading failed. */
  failed = false;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #find: () => VisitorTransport | undefined;
  readonly #onRead: () => void;
  readonly #pending: Pending;
  #visitor: VisitorTransport | undefined;
  #slots: readonly TimeRange[] | undefined;
  #readAt = 0;
  #again = false;

  /** @param onRead another list is there. */
  constructor(
    host: ReactiveControllerHost & HTMLElement,
    find: () => VisitorTransport | undefined,
    onRead: () => void,
  ) {
    this.#host = host;
    this.#find = find;
    this.#onRead = onRead;
    this.#pending = new Pending(host);
    host.addController(this);
  }

  hostUpdate(): void {
    const visitor = this.#find();
    if (visitor === this.#visitor) return;
    // Another backend, other times.
    this.#visitor = visitor;
    this.#slots = undefined;
    this.failed = false;
    if (this.loading) this.#pending.abort();
  }

  /** Whether times can be asked for at all. */
  get offered(): boolean {
    const visitor = this.#find();
    return visitor?.supports.schedule === true && visitor.slots !== undefined;
  }

  get loading(): boolean {
    return this.#pending.busy;
  }

  /** Those that could not be read are read once more. */
  get retrying(): boolean {
    return this.#again && this.loading;
  }

  get slow(): boolean {
    return this.#pending.slow;
  }

  /** Those that are not over; undefined until the first answer. */
  get slots(): readonly TimeRange[] | undefined {
    const now = Date.now();
    return this.#slots?.filter(({ to }) => to > now);
  }

  /** At a sign of intent: reads them unless they are fresh. A failure waits for `read`. */
  ensure(opensAt?: number): void {
    const fresh = this.#slots !== undefined && Date.now() - this.#readAt < maxAge;
    if (!fresh && !this.loading && !this.failed) void this.read(opensAt);
  }

  /** Reads them anew; those that are known stay until the answer. */
  async read(opensAt = 0): Promise<void> {
    const visitor = this.#find();
    if (!visitor?.slots) return;
    this.#again = this.failed;
    this.failed = false;
    const now = Date.now();
    const range = { from: now, to: Math.max(now, opensAt) + horizon };
    const outcome = await this.#pending.run(async (signal) => visitor.slots?.(range, { signal }));
    if (!outcome) return;
    this.failed = 'error' in outcome;
    if ('value' in outcome) {
      this.#slots = (outcome.value ?? []).filter(isSlot).slice(0, maxSlots);
      this.#readAt = now;
      this.#onRead();
    }
    this.#host.requestUpdate();
  }
}

function isSlot({ from, to }: TimeRange): boolean {
  return Number.isFinite(from) && Number.isFinite(to) && from < to;
}
