import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What got the first click, in whichever element, and where: there is one pointer. */
let first: { readonly target: EventTarget | undefined; readonly x: number; readonly y: number } = {
  target: undefined,
  x: 0,
  y: 0,
};
/** Two taps further apart are two taps, though some browsers count them as one double tap. CSS pixels. */
const near = 24;

/**
 * The second click of a double click counts only on what got the first one. A button may be gone by
 * then, and another have moved under the pointer: the next request of the list, a question's answer.
 *
 * A press of a key, assistive technology and scripts count no clicks (`detail` is 0) and always pass.
 */
export class SteadyClicks implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener('click', this, { capture: true });
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('click', this, { capture: true });
  }

  handleEvent(event: MouseEvent): void {
    const target = event.composedPath().find(isPressed);
    const { clientX: x, clientY: y } = event;
    if (event.detail < 2) {
      first = { target, x, y };
    } else if (target && target !== first.target && Math.hypot(x - first.x, y - first.y) < near) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }
}

function isPressed(node: EventTarget): boolean {
  return node instanceof HTMLButtonElement || node instanceof HTMLAnchorElement;
}
