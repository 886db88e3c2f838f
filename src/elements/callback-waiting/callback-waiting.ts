import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { codeOf } from '../../callback/index.js';
import type { AgentDesk, ArrivalEvent } from '../../call/index.js';
import { agentMessages, type AgentMessageKey } from '../../messages/en/agent.js';
import type { Transport, WaitingCallback } from '../../transport/transport.js';
import { Arrivals } from './arrivals.js';
import { factStyles } from '../shared/facts.styles.js';
import { Subscription } from '../shared/subscription.js';
import { ListFocus } from './list-focus.js';
import { NumberTexts } from '../shared/number-texts.js';
import { OwnDesk } from '../shared/own-desk.js';
import { emptyStyles } from '../shared/panels.styles.js';
import { AgentPreferences, defaultChoices, type AgentChoices } from '../shared/preferences.js';
import { seconds } from '../shared/service-level.js';
import { Ticker } from '../shared/ticker.js';
import { waitingRow } from './waiting-row.js';
import { askToNotify, waitingSettings, type ArrivalChoice } from './waiting-settings.js';
import { CallbackAcceptedEvent } from '../shared/agent-events.js';
import { text } from '../shared/attributes.js';
import { callbackWaitingStyles } from './callback-waiting.styles.js';
import { agentIcons } from '../shared/agent-icons.js';
import { icons } from '../shared/icons.js';
import { Localize } from '../shared/localize.js';
import { fields } from '../shared/fields.styles.js';
import { buttons, tokens } from '../shared/shared.styles.js';
import { SteadyClicks } from '../shared/steady-clicks.js';
import { TransportController } from '../shared/transport-controller.js';

/**
 * The list is live. It tells of arrivals by sound, in the window's title and by desktop notification,
 * each as the agent chooses; the choices are kept in the browser by the agent's id. While the agent is
 * paused it lists them and tells screen readers, and no more.
 *
 * It claims nothing by itself: `callback-accepted` says that the agent wants a request.
 *
 * @summary The agent's Waiting section: who asked to be called back, since when, and Accept.
 * @fires {CallbackAcceptedEvent} callback-accepted - The agent has selected Accept; carries the callback's id.
 * @slot settings - Further switches, at the end of the settings.
 * @csspart heading - The title with the number of those who wait.
 * @csspart row - One request.
 * @csspart name - A visitor's name.
 * @csspart number - A visitor's number.
 * @csspart age - How long somebody has been waiting.
 * @csspart appointment - The time that was arranged with somebody.
 * @csspart service - How that stands against the service level.
 * @csspart accept - The Accept button of a row.
 * @csspart hide - The button that hides a row for this agent, or shows it again.
 * @csspart banner - What is said above the list: the connection is lost, the sound is blocked.
 * @csspart empty - What is shown in place of the list: loading, nobody is waiting, an error.
 * @csspart settings - The panel with the agent's switches.
 * @cssprop --callback-accent - Colour of what is to be selected.
 * @cssprop --callback-surface - Ground.
 * @cssprop --callback-text - Text.
 * @cssprop --callback-font - Typeface.
 */
export class CallbackWaiting extends LitElement {
  static override styles = [
    tokens,
    buttons,
    fields,
    factStyles,
    emptyStyles,
    callbackWaitingStyles,
  ];

  /** The desk to show. Its owner starts and stops it. Default: one of its own, from the transport. */
  @property({ attribute: false }) desk: AgentDesk | undefined;
  /** The backend. Wins over a provider and over `endpoint`. */
  @property({ attribute: false }) transport: Transport | undefined;
  /** Where the backend is: `https://relay.example`, with a site at its end if there are several; or `loopback:`. */
  @property({ converter: text }) endpoint: string | undefined;
  /** Gives the agent's token, where `endpoint` is a relay: asked at each connection. */
  @property({ attribute: false }) token: (() => Promise<string>) | undefined;
  /** Ids of callbacks that are being claimed here: their Accept is under way. */
  @property({ attribute: false }) accepting: readonly string[] = [];
  /** What Accept does to a call under way, in words; stands above the list. */
  @property({ attribute: 'accept-note' }) acceptNote = '';
  /** A call is going on: arrivals beep instead of ringing. */
  @property({ type: Boolean, attribute: 'in-call' }) inCall = false;
  /** How long anybody should wait, in seconds: each row says whether it is soon due, or over. Default: not said. */
  @property({ attribute: 'service-level', converter: seconds }) serviceLevel: number | undefined;
  /** Shows the list without Accept. */
  @property({ type: Boolean, attribute: 'watch-only' }) watchOnly = false;

  @state() private settingsShown = false;
  @state() private hiddenShown = false;
  @state() private notificationProblem: AgentMessageKey | undefined;

  readonly #words = new Localize<AgentMessageKey>(this, agentMessages);
  readonly #transport = new TransportController(this);
  readonly #desk = new OwnDesk(this, this.#transport);
  readonly #arrivals = new Arrivals(this, {
    agentId: () => this.#desk.value?.agent.id ?? '',
    choices: () => this.#signals,
    inCall: () => this.inCall,
    words: (arrived) => this.#arrivalWords(arrived),
  });
  /** Ids that this agent has hidden. They come back with the page. */
  #hidden = new Set<string>();
  readonly #focus = new ListFocus(this);
  readonly #numbers = new NumberTexts(this);

  constructor() {
    super();
    new SteadyClicks(this);
    new Subscription(
      this,
      () => this.#desk.value,
      ['change', 'arrival'],
      (event) => this.#onDesk(event),
    );
    new Subscription(this, () => this.#preferences);
    new Ticker(this, 15_000, () => this.#waiting.length > 0);
  }

  /** Puts the focus on the heading. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus(options);
  }

  /**
   * Accepts the request that has waited longest, as the button of the first row does.
   * @returns whether there was anybody to accept.
   */
  acceptFirst(): boolean {
    const first = this.#acceptable.find(({ id }) => !this.accepting.includes(id));
    if (!first || this.watchOnly) return false;
    this.#onAccept(first.id);
    return true;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { waiting } = this.#desk.value ?? {};
    for (const id of this.#hidden) if (waiting && !waiting.has(id)) this.#hidden.delete(id);
    if (this.#hidden.size === 0) this.hiddenShown = false;
    this.#focus.remember();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#arrivals.showBadge(this.#signals.badge && this.isConnected ? this.#acceptable.length : 0);
    if (this.isConnected && this.#desk.value?.ready && this.#signals.sound) this.#arrivals.probe();
    this.#focus.keep();
  }

  protected override render() {
    const desk = this.#desk.value;
    const count = this.#acceptable.length;
    return html`<section class="section" aria-labelledby="heading">
      <header>
        <h2 id="heading" part="heading" tabindex="-1">
          ${this.#text('waiting.title')}
          ${
            desk?.ready
              ? html`<span class="count" aria-label=${this.#text('waiting.count', { count })}
                  >${count}</span
                >`
              : nothing
          }
        </h2>
        ${desk ? this.#renderSettingsButton() : nothing}
      </header>
      ${this.settingsShown && desk ? this.#renderSettings() : nothing} ${this.#renderBanners()}
      ${this.#renderList()}
      <p class="visually-hidden" role="status">${this.#arrivals.announcement}</p>
    </section>`;
  }

  #renderSettingsButton() {
    const { sound, notification } = this.#signals;
    return html`<button
      class="icon quiet"
      aria-expanded=${this.settingsShown}
      aria-controls="settings"
      aria-label=${this.#text('waiting.settings')}
      title=${this.#text('waiting.settings')}
      @click=${this.#onSettings}
    >
      ${sound || notification ? agentIcons.bell : agentIcons.bellOff}
    </button>`;
  }

  #renderSettings() {
    return waitingSettings(
      this.#choices,
      this.notificationProblem,
      this.#words,
      (choice, event) => {
        void this.#onChoice(choice, event);
      },
    );
  }

  #renderBanners() {
    const desk = this.#desk.value;
    const silent = desk?.ready && this.#signals.sound && this.#arrivals.ringer.blocked;
    return html`
      ${
        desk?.ready && desk.connection === 'lost' && !desk.error
          ? html`<p class="banner" part="banner" role="status">
              ${icons.alert}<span>${this.#text('waiting.lost')}</span>
            </p>`
          : nothing
      }
      ${
        silent
          ? html`<div class="banner" part="banner">
              ${agentIcons.bellOff}
              <span role="status"
                >${this.#text(
                  this.#arrivals.refused ? 'waiting.sound-refused' : 'waiting.sound-blocked',
                )}</span
              >
              <button @click=${this.#onSoundOn}>${this.#text('waiting.sound-on')}</button>
            </div>`
          : nothing
      }
      ${this.#desk.value?.paused ? html`<p class="note"><span>${this.#text('waiting.paused')}</span></p>` : nothing}
      ${
        this.acceptNote && this.#acceptable.length > 0
          ? html`<p class="note" id="note"><span>${this.acceptNote}</span></p>`
          : nothing
      }
    `;
  }

  #renderList() {
    const desk = this.#desk.value;
    if (this.#desk.error || this.#desk.notForAgents) return this.#renderFailure();
    if (!desk?.ready) {
      return html`<div class="empty" part="empty" role="status">
        <span class="spinner"></span>${this.#text('waiting.loading')}
      </div>`;
    }
    const rows = this.#shown;
    const hidden = this.#hidden.size;
    return html`
      ${
        rows.length > 0
          ? html`<ul class="rows">
              ${repeat(
                rows,
                ({ id }) => id,
                (callback) => this.#renderRow(callback, desk),
              )}
            </ul>`
          : this.#renderEmpty()
      }
      ${
        hidden > 0
          ? html`<button
              class="quiet more"
              aria-expanded=${this.hiddenShown}
              @click=${this.#onMore}
            >
              ${this.#text(this.hiddenShown ? 'waiting.hidden-shown' : 'waiting.hidden', {
                count: hidden,
              })}
            </button>`
          : nothing
      }
    `;
  }

  #renderRow(callback: WaitingCallback, desk: AgentDesk) {
    const hidden = this.#hidden.has(callback.id);
    const row = {
      callback,
      number: this.#numbers.of(callback.number),
      hidden,
      now: desk.now(),
      serviceLevel: this.serviceLevel,
      accepting: this.accepting.includes(callback.id),
      acceptable: !this.watchOnly,
      noted: this.acceptNote !== '',
      onAccept: () => this.#onAccept(callback.id),
      onHide: () => this.#onHide(callback.id),
    };
    const kind = `row ${callback.state} ${hidden ? 'hidden' : ''}`;
    return html`<li class=${kind} part="row">${waitingRow(row, this.#words)}</li>`;
  }

  #renderEmpty() {
    return html`<div class="empty" part="empty">
      ${icons.check}
      ${
        this.#hidden.size > 0
          ? html`<strong>${this.#text('waiting.all-hidden')}</strong>`
          : html`<strong>${this.#text('waiting.empty')}</strong>
              <span>${this.#text('waiting.empty-hint')}</span>`
      }
    </div>`;
  }

  #renderFailure() {
    const { error } = this.#desk;
    const forbidden = codeOf(error) === 'forbidden';
    return html`<div class="empty failed" part="empty" role="alert">
      ${icons.alert}
      <strong>${this.#text('waiting.failed')}</strong>
      ${forbidden ? html`<span>${this.#text('waiting.failed-forbidden')}</span>` : nothing}
      ${
        error
          ? html`<button @click=${this.#onRetry}>${this.#text('waiting.retry')}</button>`
          : html`<span>${this.#text('waiting.no-agent')}</span>`
      }
    </div>`;
  }

  get #waiting(): readonly WaitingCallback[] {
    return [...(this.#desk.value?.waiting.values() ?? [])];
  }

  get #shown(): readonly WaitingCallback[] {
    if (this.hiddenShown) return this.#waiting;
    return this.#waiting.filter(({ id }) => !this.#hidden.has(id));
  }

  /** Those that this agent can accept and has not hidden. */
  get #acceptable(): readonly WaitingCallback[] {
    return this.#waiting.filter(({ id, state }) => state === 'waiting' && !this.#hidden.has(id));
  }

  get #preferences(): AgentPreferences | undefined {
    const desk = this.#desk.value;
    return desk && AgentPreferences.of(desk.agent.id);
  }

  get #choices(): AgentChoices {
    // Before the agent is known, nothing is signalled.
    return this.#preferences?.choices ?? { ...defaultChoices, sound: false, badge: false };
  }

  /** How arrivals are told of now: a pause silences them, whatever the agent has chosen. */
  get #signals(): AgentChoices {
    const choices = this.#choices;
    if (!this.#desk.value?.paused) return choices;
    return { ...choices, sound: false, badge: false, notification: false };
  }

  #text(key: AgentMessageKey, parameters?: Readonly<Record<string, string | number>>): string {
    return this.#words.text(key, parameters);
  }

  #arrivalWords(arrived: number) {
    const count = this.#acceptable.length;
    return {
      announcement:
        arrived === 1
          ? this.#text('waiting.arrived', { count })
          : this.#text('waiting.arrived-several', { arrived, count }),
      notificationTitle: this.#text('waiting.notification-title'),
      notificationBody: this.#text('waiting.notification-body', { count }),
    };
  }

  #onDesk(event: Event): void {
    if (event.type !== 'arrival') return;
    const { id, attempts } = (event as ArrivalEvent).callback;
    if (!this.#hidden.has(id)) this.#arrivals.add(`${id}/${attempts}`);
  }

  #onAccept(id: string): void {
    if (this.accepting.includes(id)) return;
    const event = new CallbackAcceptedEvent(id);
    this.dispatchEvent(event);
  }

  #onHide(id: string): void {
    if (!this.#hidden.delete(id)) this.#hidden.add(id);
    this.requestUpdate();
  }

  #onMore(): void {
    this.hiddenShown = !this.hiddenShown;
  }

  #onSettings(): void {
    this.settingsShown = !this.settingsShown;
  }

  #onSoundOn(): void {
    // The click itself is the gesture that the browser wanted; the ring is its proof.
    void this.#arrivals.soundOn();
  }

  #onRetry(): void {
    this.#desk.retry();
  }

  async #onChoice(choice: ArrivalChoice, event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const { checked } = input;
    const preferences = this.#preferences;
    if (choice === 'notification') {
      this.notificationProblem = checked ? await askToNotify() : undefined;
      if (this.notificationProblem) {
        input.checked = false;
        preferences?.set({ notification: false });
        return;
      }
    }
    preferences?.set({ [choice]: checked });
    if (choice === 'sound' && checked) void this.#arrivals.soundOn();
  }
}
