import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { timeControl } from './time-part.js';

/** Keeps the focus in the choice of a time when the control that has it goes. */
export class TimeFocus implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #within = false;
  /** The choice as a whole has it, until there is something to choose from. */
  #waiting = false;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    const focused = this.#focused;
    this.#within = !!focused?.closest('.when');
    // A click between the controls gives it the focus too, and means nothing.
    if (!focused?.matches('.when')) this.#waiting = false;
  }

  hostUpdated(): void {
    const root = this.#host.shadowRoot;
    if (!root || !this.#within || (this.#focused && !this.#waiting)) return;
    const control = timeControl(root);
    this.#waiting = !!control?.matches('.when');
    control?.focus();
  }

  get #focused(): Element | null | undefined {
    return this.#host.shadowRoot?.activeElement;
  }
}
