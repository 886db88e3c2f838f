import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly htmlFor: string | undefined;
  readonly opened: boolean;
}

export interface OutsideLauncherOptions {
  /** Somebody is about to use the launcher. */
  readonly intent: () => void;
  readonly press: (launcher: HTMLElement) => void;
  /** What is said of the launcher while a request is open, else undefined. */
  readonly description: () => string | undefined;
}

const intents = ['pointerover', 'focusin', 'touchstart'] as const;
const attributes = ['aria-haspopup', 'aria-expanded', 'aria-description'] as const;

/**
 * Binds the host page's own button, named by `for`. It listens at the root and not at the button: the
 * page may put the button there later, or draw it anew.
 */
export class OutsideLauncher implements ReactiveController {
  readonly #host: Host;
  readonly #options: OutsideLauncherOptions;
  #root: Node | undefined;
  #button: HTMLElement | undefined;
  #before = new Map<string, string | null>();

  constructor(host: Host, options: OutsideLauncherOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    this.#root = this.#host.getRootNode();
    this.#root.addEventListener('click', this);
    for (const type of intents) this.#root.addEventListener(type, this, { passive: true });
  }

  hostDisconnected(): void {
    this.#root?.removeEventListener('click', this);
    for (const type of intents) this.#root?.removeEventListener(type, this);
    this.#letGo();
  }

  hostUpdated(): void {
    const { htmlFor, opened } = this.#host;
    const found =
      htmlFor && this.#root instanceof DocumentFragment
        ? this.#root.getElementById(htmlFor)
        : htmlFor && document.getElementById(htmlFor);
    const button = found || undefined;
    if (button !== this.#button) this.#letGo();
    if (!button) return;
    if (this.#button !== button) {
      this.#button = button;
      for (const name of attributes) this.#before.set(name, button.getAttribute(name));
    }
    button.setAttribute('aria-haspopup', 'dialog');
    button.setAttribute('aria-expanded', String(opened));
    const description = this.#options.description();
    if (description === undefined) this.#restore('aria-description');
    else button.setAttribute('aria-description', description);
  }

  handleEvent(event: Event): void {
    const { htmlFor } = this.#host;
    if (!htmlFor) return;
    const launcher = event
      .composedPath()
      .find((node): node is HTMLElement => node instanceof HTMLElement && node.id === htmlFor);
    if (!launcher) return;
    if (event.type !== 'click') return this.#options.intent();
    if (event.defaultPrevented) return;
    // A launcher may be a link for those without script.
    event.preventDefault();
    this.#options.press(launcher);
  }

  #letGo(): void {
    for (const name of this.#before.keys()) this.#restore(name);
    this.#before.clear();
    this.#button = undefined;
  }

  #restore(name: string): void {
    const value = this.#before.get(name) ?? null;
    if (value === null) this.#button?.removeAttribute(name);
    else this.#button?.setAttribute(name, value);
  }
}
