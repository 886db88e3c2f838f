import type { Clock } from 'callback-elements/transport/clock.js';

export interface RepeaterOptions {
  readonly clock: Clock;
  /** Milliseconds from the end of one run to the beginning of the next. Default 0. */
  readonly pause?: number;
  /** The pause is at least so many times as long as the run took. Default 0. */
  readonly idle?: number;
  /** Hears of a failure; the work is tried again after a second. */
  readonly onError: (error: unknown) => void;
}

const retryAfter = 1_000;

/**
 * Does the same work again and again, whenever somebody asks for it: never twice at a time, and always
 * once more after the last asking.
 */
export class Repeater {
  readonly #work: () => Promise<void>;
  readonly #options: RepeaterOptions;
  #isAsked = false;
  #isBusy = false;
  #isStopped = false;
  #notBefore = -Infinity;
  #cancelTimer: (() => void) | undefined;

  constructor(work: () => Promise<void>, options: RepeaterOptions) {
    this.#work = work;
    this.#options = options;
  }

  ask(): void {
    this.#isAsked = true;
    this.#next();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer?.();
  }

  #next(): void {
    if (!this.#isAsked || this.#isBusy || this.#isStopped || this.#cancelTimer) return;
    const { clock } = this.#options;
    if (clock.now() >= this.#notBefore) return void this.#run();
    this.#cancelTimer = clock.at(this.#notBefore, () => {
      this.#cancelTimer = undefined;
      this.#next();
    });
  }

  async #run(): Promise<void> {
    const { clock, pause = 0, idle = 0, onError } = this.#options;
    this.#isBusy = true;
    this.#isAsked = false;
    const start = performance.now();
    try {
      await this.#work();
      this.#notBefore = clock.now() + Math.max(pause, idle * (performance.now() - start));
    } catch (error) {
      if (!this.#isStopped) onError(error);
      this.#isAsked = true;
      this.#notBefore = clock.now() + retryAfter;
    }
    this.#isBusy = false;
    this.#next();
  }
}
