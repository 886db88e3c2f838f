import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Listens to an event target that changes with the host's properties, while the host is on the page,
 * and redraws the host at each event.
 */
export class Subscription implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #find: () => EventTarget | undefined;
  readonly #types: readonly string[];
  readonly #onEvent: (event: Event) => void;
  #target: EventTarget | undefined;
  #connected = false;

  constructor(
    host: ReactiveControllerHost,
    find: () => EventTarget | undefined,
    types: readonly string[] = ['change'],
    onEvent: (event: Event) => void = () => {},
  ) {
    this.#host = host;
    this.#find = find;
    this.#types = types;
    this.#onEvent = onEvent;
    host.addController(this);
  }

  hostConnected(): void {
    this.#connected = true;
    this.#listenTo(this.#find());
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#listenTo(undefined);
  }

  hostUpdate(): void {
    if (this.#connected) this.#listenTo(this.#find());
  }

  handleEvent(event: Event): void {
    this.#onEvent(event);
    this.#host.requestUpdate();
  }

  #listenTo(target: EventTarget | undefined): void {
    if (target === this.#target) return;
    for (const type of this.#types) {
      this.#target?.removeEventListener(type, this);
      target?.addEventListener(type, this);
    }
    this.#target = target;
    // It may have changed before this.
    if (target) this.#host.requestUpdate();
  }
}
