import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Availability, VisitorTransport } from '../../transport/transport.js';

/** Milliseconds until a watch that failed is tried again by itself. */
const pause = 5000;

/**
 * Whether somebody can call back: followed where the backend can, for as long as the host is to be seen
 * (a stream is one of six that a browser allows an origin over HTTP/1.1); else asked once.
 */
export class AvailabilityWatch implements ReactiveController {
  value: Availability | undefined;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #find: () => VisitorTransport | undefined;
  readonly #onChange: () => void;
  readonly #sight: IntersectionObserver | undefined;
  #seen = false;
  #visitor: VisitorTransport | undefined;
  #life: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onChange another state than before: `busy` after `ready`. */
  constructor(
    host: ReactiveControllerHost & HTMLElement,
    find: () => VisitorTransport | undefined,
    onChange: () => void,
  ) {
    this.#host = host;
    this.#find = find;
    this.#onChange = onChange;
    // On a server there is none, and nothing to be seen.
    if (typeof IntersectionObserver !== 'undefined') {
      this.#sight = new IntersectionObserver((entries) => {
        this.#seen = entries.at(-1)?.isIntersecting ?? false;
        this.#sync();
      });
    }
    host.addController(this);
  }

  /** Nobody is there now, as far as the backend says. */
  get closed(): boolean {
    return this.value?.state === 'closed';
  }

  hostConnected(): void {
    this.#sight?.observe(this.#host);
    document.addEventListener('visibilitychange', this);
  }

  hostDisconnected(): void {
    this.#sight?.disconnect();
    document.removeEventListener('visibilitychange', this);
    // A move in the document changes nothing.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#stop();
    });
  }

  hostUpdate(): void {
    this.#sync();
  }

  handleEvent(): void {
    this.#sync();
  }

  /** Asks once more, for instance before a request that would be refused. Never rejects. */
  async refresh(signal: AbortSignal): Promise<void> {
    const visitor = this.#find();
    if (!visitor) return;
    const value = await visitor.availability({ signal }).catch(() => undefined);
    if (!signal.aborted && visitor === this.#find()) this.#take(value);
  }

  #sync(): void {
    const visitor = this.#find();
    if (visitor !== this.#visitor) {
      this.#stop();
      this.#visitor = visitor;
      this.#take(undefined);
    }
    if (!visitor || !this.#host.isConnected) return;
    const live = visitor.supports.liveAvailability === true && visitor.watchAvailability;
    if (live && !(this.#seen && document.visibilityState === 'visible')) return this.#stop();
    if (this.#life) return;
    this.#life = new AbortController();
    const { signal } = this.#life;
    if (live) void this.#watch(visitor, signal);
    else void this.refresh(signal);
  }

  async #watch(visitor: VisitorTransport, signal: AbortSignal): Promise<void> {
    try {
      for await (const update of visitor.watchAvailability?.({ signal }) ?? []) {
        if (signal.aborted) return;
        if (update.type === 'availability') this.#take(update.availability);
        // Opening hours hold without a connection; who is at the desk nobody knows then.
        else if (update.connection === 'lost' && !this.closed) this.#take(undefined);
      }
    } catch {
      if (signal.aborted) return;
      if (!this.closed) this.#take(undefined);
      this.#timer = setTimeout(() => {
        this.#stop();
        this.#sync();
      }, pause);
    }
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#life?.abort();
    this.#life = undefined;
  }

  #take(value: Availability | undefined): void {
    const before = this.value;
    this.value = value;
    if (before?.state !== value?.state) this.#onChange();
    if (before !== value) this.#host.requestUpdate();
  }
}
