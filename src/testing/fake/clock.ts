interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** The longest time that `setTimeout` can wait. */
const longest = 2 ** 31 - 1;

/**
 * The desk's clock: the real time, or a frozen one that only `advance` moves. All timers of a fake
 * are here, on one real timer, so that disposing of the clock leaves nothing running.
 */
export class Clock {
  readonly #frozenAt: number | undefined;
  #advanced = 0;
  #timers = new Set<Timer>();
  #waiting = new Set<() => void>();
  #realTimer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(frozenAt?: number) {
    this.#frozenAt = frozenAt;
  }

  get now(): number {
    return (this.#frozenAt ?? Date.now()) + this.#advanced;
  }

  /** Lets time pass; what is due meanwhile happens in order, each at its own time. */
  advance(ms: number): void {
    const target = this.now + ms;
    for (let timer = this.#earliest(); timer && timer.due <= target; timer = this.#earliest()) {
      this.#advanced += Math.max(0, timer.due - this.now);
      this.#timers.delete(timer);
      timer.run();
    }
    this.#advanced += Math.max(0, target - this.now);
    this.#arm();
  }

  /** Runs something later; the answer calls it off. */
  after(ms: number, run: () => void): () => void {
    const timer: Timer = { due: this.now + ms, run };
    if (!this.#disposed) this.#timers.add(timer);
    this.#arm();
    return () => {
      this.#timers.delete(timer);
      this.#arm();
    };
  }

  /** Waits; rejects with the signal's reason. No time at all takes no timer. */
  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms > 0 && !this.#disposed && !signal?.aborted) await this.#sleep(ms, signal);
    // Never in the caller's own turn: whoever aborts at once must not get an answer all the same.
    else await Promise.resolve();
    signal?.throwIfAborted();
  }

  /** Stops all timers; those who wait go on at once. */
  dispose(): void {
    this.#disposed = true;
    this.#timers.clear();
    this.#arm();
    for (const wake of [...this.#waiting]) wake();
  }

  #sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const cancel = this.after(ms, wake);
      this.#waiting.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }

  #earliest(): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) if (!earliest || timer.due < earliest.due) earliest = timer;
    return earliest;
  }

  #arm(): void {
    clearTimeout(this.#realTimer);
    this.#realTimer = undefined;
    const timer = this.#earliest();
    if (!timer || this.#frozenAt !== undefined) return;
    const ms = Math.min(longest, Math.max(0, timer.due - this.now));
    this.#realTimer = setTimeout(() => this.advance(0), ms);
  }
}
