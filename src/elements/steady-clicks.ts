import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * The second click of a double click counts only on what got the first one. A button may be gone by
 * then, and another have moved under the pointer: the next request of the list, a question's answer.
 *
 * A press of a key, assistive technology and scripts count no clicks (`detail` is 0) and always pass.
 */
export class SteadyClicks implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #first: EventTarget | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener('click', this, { capture: true });
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('click', this, { capture: true });
    this.#first = undefined;
  }

  handleEvent(event: MouseEvent): void {
    const target = event.composedPath().find(isPressed);
    if (event.detail < 2) {
      this.#first = target;
    } else if (target && target !== this.#first) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }
}

function isPressed(node: EventTarget): boolean {
  return node instanceof HTMLButtonElement || node instanceof HTMLAnchorElement;
}
