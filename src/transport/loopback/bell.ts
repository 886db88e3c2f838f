/**
 * Wakes readers: those of this transport directly, those of other pages over a BroadcastChannel. A
 * ring says nothing but "look again". The bell also rings when the page is seen or shown again,
 * because a hidden or frozen page may have missed some. Nothing is open while nobody listens.
 */
export class Bell {
  readonly #name: string;
  readonly #listeners = new Set<() => void>();
  #channel: BroadcastChannel | undefined;
  #page: AbortController | undefined;

  constructor(desk: string) {
    this.#name = `callback-elements/loopback/${desk}`;
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#open();
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#close();
    };
  }

  ring(): void {
    const channel = this.#channel ?? openChannel(this.#name);
    channel?.postMessage('changed');
    if (!this.#channel) channel?.close();
    this.#wake();
  }

  #open(): void {
    const page = new AbortController();
    this.#page = page;
    const { signal } = page;
    this.#connect();
    addEventListener('pagehide', this.#onPagehide, { signal });
    addEventListener('pageshow', () => this.#connect(), { signal });
    document.addEventListener('visibilitychange', () => !document.hidden && this.#wake(), {
      signal,
    });
  }

  #close(): void {
    this.#page?.abort();
    this.#page = undefined;
    this.#disconnect();
  }

  /** Others look again: the agent who worked here is not there any more. */
  readonly #onPagehide = (): void => {
    this.#channel?.postMessage('changed');
    this.#disconnect();
  };

  #connect(): void {
    this.#channel ??= openChannel(this.#name);
    if (this.#channel) this.#channel.onmessage = () => this.#wake();
    this.#wake();
  }

  #disconnect(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }

  #wake(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Without channels readers still look again by themselves, only later. */
function openChannel(name: string): BroadcastChannel | undefined {
  return typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name);
}
