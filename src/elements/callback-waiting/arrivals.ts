import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { Ringer } from '../../call/index.js';
import { OneTab } from './one-tab.js';
import type { AgentChoices } from '../shared/preferences.js';
import { showBadge } from './title-badge.js';

/** The words for arrivals, none with a name or a number. */
export interface ArrivalWords {
  /** For the live region. */
  readonly announcement: string;
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

/** Arrivals within this time are announced together, in milliseconds. */
const batchTime = 600;
/** How long the live region keeps its text, in milliseconds. */
const announcementTime = 6_000;
/** A tab with the focus goes first, and shows no notification: the agent sees the page. In milliseconds. */
const headStart = 300;

/** Signals arriving requests: always in the live region, else as the agent has chosen. */
export class Arrivals implements ReactiveController {
  readonly ringer = new Ringer();
  readonly #host: ReactiveControllerHost;
  readonly #options: ArrivalOptions;
  #arrived: string[] = [];
  #announcement = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #life = new AbortController();
  #tab: OneTab | undefined;
  #tabOf = '';
  #probed = false;
  #refused = false;

  constructor(host: ReactiveControllerHost, options: ArrivalOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** The text of the live region. */
  get announcement(): string {
    return this.#announcement;
  }

  hostConnected(): void {
    this.#life = new AbortController();
    const { signal } = this.#life;
    // The first gesture on the page lets it sound: the hint about that goes.
    const options = { signal, capture: true };
    document.addEventListener('pointerup', this, options);
    document.addEventListener('keyup', this, options);
  }

  hostDisconnected(): void {
    this.#life.abort();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#arrived = [];
    this.#announcement = '';
    this.#probed = false;
    this.ringer.stop();
    this.#tab?.close();
    this.#tab = undefined;
    showBadge(this, 0);
  }

  hostUpdated(): void {
    const { agentId, inCall } = this.#options;
    const id = agentId();
    if (this.#life.signal.aborted) return;
    if (id !== this.#tabOf || !this.#tab) {
      this.#tab?.close();
      this.#tab = id ? new OneTab(id) : undefined;
      this.#tabOf = id;
    }
    this.#tab?.callHere(inCall());
  }

  handleEvent(): void {
    if (this.ringer.blocked) void this.#probe();
  }

  /** The desk is ready: finds out, once, whether a ring would be heard. */
  probe(): void {
    if (this.#probed) return;
    this.#probed = true;
    void this.#probe();
  }

  /** The agent wants to hear: rings as a proof. */
  async soundOn(): Promise<void> {
    this.#refused = !(await this.ringer.unlock());
    this.#host.requestUpdate();
  }

  /** The browser stayed silent though the agent has clicked. */
  get refused(): boolean {
    return this.#refused && this.ringer.blocked;
  }

  /** How many wait, for the window's title. */
  showBadge(count: number): void {
    showBadge(this, count);
  }

  /** A request has come. */
  add(id: string): void {
    this.#arrived.push(id);
    if (this.#arrived.length > 1) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#announce(), batchTime);
  }

  #announce(): void {
    const ids = this.#arrived.splice(0);
    const { choices, words } = this.#options;
    const { announcement, notificationTitle, notificationBody } = words(ids.length);
    this.#announcement = announcement;
    this.#timer = setTimeout(() => {
      this.#announcement = '';
      this.#host.requestUpdate();
    }, announcementTime);
    this.#host.requestUpdate();
    const { sound, notification } = choices();
    if (sound && !this.ringer.blocked) void this.#tab?.act('ring', ids, () => this.#ring());
    if (notification) void this.#notify(ids, notificationTitle, notificationBody);
  }

  /** One ring for a person, not one for each of the person's tabs; soft while a call is in any. */
  async #ring(): Promise<void> {
    const soft = await this.#tab?.callAnywhere();
    await this.ringer.ring(soft ? 'beep' : 'ring');
    // What it found out about the sound.
    this.#host.requestUpdate();
  }

  /** Nothing pops up while any of the agent's tabs is looked at. */
  async #notify(ids: readonly string[], title: string, body: string): Promise<void> {
    const watched = document.hasFocus();
    if (!watched) await pause(headStart, this.#life.signal);
    await this.#tab?.act('notify', ids, () => watched || notify(title, body));
  }

  async #probe(): Promise<void> {
    await this.ringer.probe();
    this.#host.requestUpdate();
  }
}

function notify(title: string, body: string): void {
  if (!('Notification' in window)) return;
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
