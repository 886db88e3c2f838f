import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Seconds that the agent has to keep the call. */
const seconds = 3;

/**
 * The countdown before a call is hung up without a question; a click or Escape stops it. Timed by a
 * clock, never by an animation, which reduced motion removes.
 */
export class HangUpDelay implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #left = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #life: AbortController | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Seconds left; 0 while nothing is counted. */
  get left(): number {
    return this.#left;
  }

  /** @param onEnd called if the countdown is not stopped. */
  start(onEnd: () => void): void {
    if (this.#left > 0) return;
    this.#left = seconds;
    this.#timer = setInterval(() => {
      this.#left -= 1;
      this.#host.requestUpdate();
      if (this.#left > 0) return;
      this.stop();
      onEnd();
    }, 1_000);
    this.#life = new AbortController();
    // On the document: Escape works wherever the focus is by now.
    document.addEventListener('keydown', this, { signal: this.#life.signal, capture: true });
    this.#host.requestUpdate();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#life?.abort();
    this.#left = 0;
    this.#host.requestUpdate();
  }

  handleEvent(event: Event): void {
    const { key, isComposing } = event as KeyboardEvent;
    if (key !== 'Escape' || isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.stop();
  }

  /** An element that has left the page hangs up no call. */
  hostDisconnected(): void {
    if (this.#left > 0) this.stop();
  }
}
