import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** One timer that redraws its host now and then, while the host is on the page and has need of it. */
export class Ticker implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #interval: number;
  readonly #needed: () => boolean;
  #connected = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, interval: number, needed: () => boolean) {
    this.#host = host;
    this.#interval = interval;
    this.#needed = needed;
    host.addController(this);
  }

  hostUpdated(): void {
    // A host that was taken away may be redrawn once more, and the timer would keep it for ever.
    if (!this.#connected || !this.#needed()) this.#stop();
    else this.#timer ??= setInterval(() => this.#host.requestUpdate(), this.#interval);
  }

  hostConnected(): void {
    this.#connected = true;
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#stop();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
