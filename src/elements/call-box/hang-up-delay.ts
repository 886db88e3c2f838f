import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Seconds that the agent has to keep the call. */
const seconds = 3;

/**
 * The moment between an X that asks nothing and the end of a call: seconds counted down, which a
 * click or Escape stops. It waits for a clock, never for an animation, which reduced motion leaves out.
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

  /** @param onEnd what happens if nobody stops it. */
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
    // Wherever the focus is by now: nobody should have to look for it.
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

  /** What has left the page hangs nobody up. */
  hostDisconnected(): void {
    if (this.#left > 0) this.stop();
  }
}
