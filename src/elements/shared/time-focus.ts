import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { timeControl } from './time-part.js';

/** Keeps the focus in the choice of a time when the control that has it goes. */
export class TimeFocus implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #within = false;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#within = !!this.#focused?.closest('.when');
  }

  hostUpdated(): void {
    const root = this.#host.shadowRoot;
    // The choice as a whole has it only until there is something to choose from.
    if (root && this.#within && (this.#focused?.matches('.when') ?? true)) {
      timeControl(root)?.focus();
    }
  }

  get #focused(): Element | null | undefined {
    return this.#host.shadowRoot?.activeElement;
  }
}
