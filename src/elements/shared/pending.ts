import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { orAborted } from './or-aborted.js';

/** What came of it; undefined when it was let go, because its element left the page for instance. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown } | undefined;

/**
 * What an element waits for from its backend, one thing at a time: said to be slow after a while, given
 * up after a longer one, let go when the element leaves the page.
 */
export class Pending implements ReactiveController {
  /** Milliseconds until "this takes longer" is said, and until it is given up. */
  static times = { slow: 8000, timeout: 30_000 };

  busy = false;
  slow = false;
  readonly #host: ReactiveControllerHost & HTMLElement;
  #life: AbortController | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    // A move in the document is no good-bye: only who is still away a moment later is gone.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.abort();
    });
  }

  abort(): void {
    this.#life?.abort();
    this.#settle();
    this.#host.requestUpdate();
  }

  /**
   * Never rejects. Lets go of what was waited for before. Once it is over the caller draws the host
   * anew, after it has taken the outcome: in between nothing would be busy, and nothing be there.
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>> {
    this.abort();
    const life = (this.#life = new AbortController());
    this.busy = true;
    this.#host.requestUpdate();
    const slow = setTimeout(() => {
      this.slow = this.#life === life;
      this.#host.requestUpdate();
    }, Pending.times.slow);
    const signal = AbortSignal.any([life.signal, AbortSignal.timeout(Pending.times.timeout)]);
    try {
      const value = await orAborted(work(signal), signal);
      return life.signal.aborted ? undefined : { value };
    } catch (error) {
      return life.signal.aborted ? undefined : { error };
    } finally {
      clearTimeout(slow);
      if (this.#life === life) this.#settle();
    }
  }

  #settle(): void {
    this.#life = undefined;
    this.busy = false;
    this.slow = false;
  }
}
