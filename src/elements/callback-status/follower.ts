import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type {
  CallbackStatus,
  QueuePlace,
  Receipt,
  VisitorTransport,
  VisitorUpdate,
} from '../../transport/transport.js';
import { codeOf } from '../shared/failure.js';

/** Why there is no status to show. */
export type FollowProblem = 'not-found' | 'forbidden' | 'expired-receipt' | 'unavailable';

/** Milliseconds until a watch that failed is tried again by itself. */
const pause = 5000;

/** Follows one request at a time, from its receipt, for as long as its element is on the page. */
export class Follower implements ReactiveController {
  status: CallbackStatus | undefined;
  /** Where it stands in the Waiting list, as long as the backend says so. */
  queue: QueuePlace | undefined;
  connection: 'live' | 'lost' = 'live';
  problem: FollowProblem | undefined;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #onStatus: (status: CallbackStatus) => void;
  #receipt: Receipt | undefined;
  #visitor: VisitorTransport | undefined;
  #life: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    onStatus: (status: CallbackStatus) => void,
  ) {
    this.#host = host;
    this.#onStatus = onStatus;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('online', this);
    // After a removal, unlike after a move, nothing runs any more.
    if (!this.#life) this.retry();
  }

  hostDisconnected(): void {
    removeEventListener('online', this);
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#stop();
    });
  }

  handleEvent(): void {
    if (this.problem === 'unavailable') this.retry();
  }

  /** Follows this receipt from now on; the same again changes nothing. */
  follow(receipt: Receipt | undefined, visitor: VisitorTransport | undefined): void {
    const same = receipt?.id === this.#receipt?.id && receipt?.secret === this.#receipt?.secret;
    this.#receipt = receipt;
    if (same && visitor === this.#visitor) return;
    this.#visitor = visitor;
    if (!same) {
      this.status = undefined;
      this.connection = 'live';
    }
    this.retry();
  }

  /** Begins anew, after a failure for instance. */
  retry(): void {
    this.#stop();
    this.problem = undefined;
    this.queue = undefined;
    if (!this.#receipt || !this.#host.isConnected) return;
    const { expiresAt } = this.#receipt;
    if (Math.max(expiresAt, this.status?.expiresAt ?? 0) <= Date.now()) {
      this.problem = 'expired-receipt';
    } else if (this.#visitor) {
      this.#life = new AbortController();
      void this.#run(this.#visitor, this.#receipt, this.#life.signal);
    }
    this.#host.requestUpdate();
  }

  /** Takes a status over, unless a newer one is known. */
  take(status: CallbackStatus): void {
    if (this.status && status.version <= this.status.version) return;
    this.status = status;
    if (status.state !== 'waiting') this.queue = undefined;
    this.#onStatus(status);
    this.#host.requestUpdate();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#life?.abort();
    this.#life = undefined;
  }

  async #run(visitor: VisitorTransport, receipt: Receipt, signal: AbortSignal): Promise<void> {
    try {
      for await (const update of visitor.watch(receipt, { signal })) {
        if (signal.aborted) return;
        this.#on(update);
      }
    } catch (error) {
      if (signal.aborted) return;
      const code = codeOf(error);
      this.problem = code === 'not-found' || code === 'forbidden' ? code : 'unavailable';
      this.queue = undefined;
      if (this.problem === 'unavailable') this.#timer = setTimeout(() => this.retry(), pause);
      this.#host.requestUpdate();
    }
  }

  #on(update: VisitorUpdate): void {
    switch (update.type) {
      case 'status':
        this.take(update.status);
        break;
      case 'queue':
        if (this.status?.state === 'waiting') this.queue = update.queue;
        break;
      case 'connection':
        this.connection = update.connection;
        // Others move on meanwhile.
        if (update.connection === 'lost') this.queue = undefined;
        break;
    }
    this.#host.requestUpdate();
  }
}
