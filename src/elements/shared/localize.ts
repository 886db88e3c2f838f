import type { ReactiveController, ReactiveControllerHost } from 'lit';
import {
  fillMessage,
  findMessage,
  messagesChanged,
  type Messages,
} from '../../messages/messages.js';

type Host = ReactiveControllerHost & HTMLElement;

/** Gives an element its texts, in the language of the place where it stands. */
export class Localize<Key extends string> implements ReactiveController {
  readonly #host: Host;
  readonly #english: Messages<Key>;

  constructor(host: Host, english: Messages<Key>) {
    this.#host = host;
    this.#english = english;
    host.addController(this);
  }

  hostConnected(): void {
    messagesChanged.addEventListener('change', this);
  }

  hostDisconnected(): void {
    messagesChanged.removeEventListener('change', this);
  }

  handleEvent(): void {
    this.#host.requestUpdate();
  }

  /** BCP 47 tag of the nearest `lang`, across shadow roots; else the browser's language. */
  get language(): string {
    for (let node: Node | null = this.#host; node; node = parentOf(node)) {
      if (node instanceof HTMLElement && node.lang !== '') return node.lang;
    }
    return typeof navigator === 'undefined' ? 'en' : navigator.language;
  }

  /** The text for a key, with parameters filled in. */
  text(key: Key, parameters?: Readonly<Record<string, string | number>>): string {
    return fillMessage(findMessage(this.language, key) ?? this.#english[key], parameters);
  }
}

function parentOf(node: Node): Node | null {
  return node instanceof ShadowRoot ? node.host : node.parentNode;
}
