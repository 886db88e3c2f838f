import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { Ringer } from '../../call/index.js';
import type { AgentChoices } from './preferences.js';

/** What is said of arrivals, all of it without a name or a number. */
export interface ArrivalWords {
  /** For the live region. */
  readonly said: string;
  readonly notificationTitle: string;
  readonly notificationBody: string;
}

export interface ArrivalOptions {
  readonly agentId: () => string;
  readonly choices: () => AgentChoices;
  /** A call is going on: a beep instead of a ring. */
  readonly inCall: () => boolean;
  readonly words: (arrived: number) => ArrivalWords;
}

/** Arrivals within this time are told of together, in milliseconds. */
const together = 600;
/** How long the live region keeps its text, in milliseconds. */
const kept = 6_000;

/** Tells the agent of arriving requests: in the live region always, else as the agent has chosen. */
export class Arrivals implements ReactiveController {
  readonly ringer = new Ringer();
  readonly #host: ReactiveControllerHost;
  readonly #options: ArrivalOptions;
  #arrived: string[] = [];
  #said = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #life = new AbortController();
  #badge = '';

  constructor(host: ReactiveControllerHost, options: ArrivalOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** The text of the live region. */
  get said(): string {
    return this.#said;
  }

  hostConnected(): void {
    this.#life = new AbortController();
    const { signal } = this.#life;
    // The first gesture on the page lets it sound: the hint about that goes.
    const options = { signal, once: true, capture: true };
    document.addEventListener('pointerup', this, options);
    document.addEventListener('keydown', this, options);
  }

  hostDisconnected(): void {
    this.#life.abort();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#arrived = [];
    this.#said = '';
    this.ringer.stop();
    this.showBadge(0);
  }

  handleEvent(): void {
    this.#host.requestUpdate();
  }

  /** A request has come. */
  add(id: string): void {
    this.#arrived.push(id);
    if (this.#arrived.length > 1) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), together);
  }

  /** Puts a number before the page's title; 0 takes it away. Whatever else the page writes stays. */
  showBadge(count: number): void {
    const badge = count > 0 ? `(${count}) ` : '';
    const { title } = document;
    const bare =
      this.#badge && title.startsWith(this.#badge) ? title.slice(this.#badge.length) : title;
    this.#badge = badge;
    if (badge + bare !== title) document.title = badge + bare;
  }

  #tell(): void {
    const ids = this.#arrived.splice(0);
    const { choices, words, inCall } = this.#options;
    const { said, notificationTitle, notificationBody } = words(ids.length);
    this.#said = said;
    this.#timer = setTimeout(() => {
      this.#said = '';
      this.#host.requestUpdate();
    }, kept);
    this.#host.requestUpdate();
    const { sound, notification } = choices();
    if (sound) this.#once(ids[0] ?? '', () => this.ringer.ring(inCall() ? 'beep' : 'ring'));
    if (notification) notify(notificationTitle, notificationBody);
  }

  /** One ring for a person, not one for each of the person's tabs: the first tab rings. */
  #once(id: string, ring: () => Promise<void>): void {
    const locks = (navigator as Partial<Navigator>).locks;
    if (!locks) return void ring();
    const { signal } = this.#life;
    const name = `callback-elements/ring/${this.#options.agentId()}/${id}`;
    locks
      .request(name, { ifAvailable: true }, async (lock) => {
        if (!lock || signal.aborted) return;
        await Promise.all([ring(), pause(1_500, signal)]);
      })
      // The document is not the one shown: then it need not sound.
      .catch(() => {});
  }
}

/** Only to somebody who is looking elsewhere. */
function notify(title: string, body: string): void {
  if (document.hasFocus() || !('Notification' in window)) return;
  if (Notification.permission !== 'granted') return;
  try {
    const notification = new Notification(title, { body, tag: 'callback-elements' });
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
    });
  } catch {
    // Chrome on Android knows the name and throws all the same: crbug.com/481856.
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
