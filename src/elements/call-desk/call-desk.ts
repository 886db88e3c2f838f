import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { codeOf } from '../../callback/index.js';
import { pruneBoxes, type AgentCall, type AgentDesk } from '../../call/index.js';
import { agentMessages, type AgentMessageKey } from '../../messages/en/agent.js';
import type { CallTransport, Disposition, Transport } from '../../transport/transport.js';
import { askChoices, preferenceSwitch } from '../shared/ask-choices.js';
import { DeskCalls } from '../../call/desk-calls.js';
import { Subscription } from '../shared/subscription.js';
import { OwnDesk } from '../shared/own-desk.js';
import { dialogStyles, emptyStyles } from '../shared/panels.styles.js';
import { AgentPreferences } from '../shared/preferences.js';
import { nameOf } from '../shared/words.js';
import { seconds } from '../shared/service-level.js';
import { PresenceSwitch } from './presence-switch.js';
import { shortcutOf, shortcutsButton, shortcutsDialog, type Shortcut } from './shortcuts.js';
import type { CallbackAcceptedEvent } from '../shared/agent-events.js';
import { text } from '../shared/attributes.js';
import type { CallBox } from '../call-box/call-box.js';
import { callDeskStyles } from './call-desk.styles.js';
import type { CallbackWaiting } from '../callback-waiting/callback-waiting.js';
import { icons } from '../shared/icons.js';
import { Localize } from '../shared/localize.js';
import { fields } from '../shared/fields.styles.js';
import { buttons, tokens } from '../shared/shared.styles.js';
import { TransportController } from '../shared/transport-controller.js';

/**
 * Ready to drop on a page: it claims what the agent accepts, and takes up the agent's claims again
 * after a reload. A move in the document changes nothing. Taken off the page it goes on while there
 * are calls, and stops listening when there are none; `dispose()` ends everything.
 *
 * @summary The agent's whole desk: the Waiting section and the call boxes.
 * @fires {CallbackAcceptedEvent} callback-accepted - The agent has selected Accept; carries the callback's id.
 * @fires {CallBoxClosedEvent} call-box-closed - The agent has closed a box with its X; carries the callback's id.
 * @fires {CallBoxRemovedEvent} call-box-removed - The agent has taken a closed box away; carries the callback's id.
 * @csspart bar - The line with the agent's name, presence and the state of the connection.
 * @csspart presence - The agent's presence with its switch, where the backend knows presence.
 * @csspart presence-switch - The button that pauses, or goes ready again.
 * @csspart presence-problem - Why the presence was not switched.
 * @csspart pause - The panel with the reasons to pause.
 * @csspart notice - What the agent is told once, for instance why a key did nothing.
 * @csspart line - What is said when the phone line is down.
 * @csspart shortcuts - The list of keyboard shortcuts.
 * @csspart waiting - The Waiting section.
 * @csspart calls - The section with the boxes.
 * @csspart box - One call box.
 * @cssprop --callback-accent - Colour of what is to be selected.
 * @cssprop --callback-surface - Ground.
 * @cssprop --callback-text - Text.
 * @cssprop --callback-font - Typeface.
 */
export class CallDesk extends LitElement {
  static override styles = [tokens, buttons, fields, emptyStyles, dialogStyles, callDeskStyles];

  /** The desk to show. Its owner starts and stops it. Default: one of its own, from the transport. */
  @property({ attribute: false }) desk: AgentDesk | undefined;
  /** The backend. Wins over a provider and over `endpoint`. */
  @property({ attribute: false }) transport: Transport | undefined;
  /** Where the backend is: `https://relay.example`, with a site at its end if there are several; or `loopback:`. */
  @property({ converter: text }) endpoint: string | undefined;
  /** Gives the agent's token, where `endpoint` is a relay: asked at each connection. */
  @property({ attribute: false }) token: (() => Promise<string>) | undefined;
  /** How long anybody should wait, in seconds: each row says whether it is soon due, or over. Default: not said. */
  @property({ attribute: 'service-level', converter: seconds }) serviceLevel: number | undefined;
  /** How microphones are opened from now on. Default: as the browser does by itself. */
  @property({ attribute: false }) microphoneConstraints: MediaTrackConstraints | undefined;
  /**
   * How long the browser's question about the microphone may stay open, in milliseconds; then the
   * request goes back to Waiting. Shorter than the backend's lease on a claim. Default: 45,000.
   */
  @property({ attribute: false }) microphoneTimeout: number | undefined;
  /**
   * The outcomes to choose from; an empty list: none. Default: those that the backend names; where it names none, five
   * common ones, in the language of the page.
   */
  @property({ attribute: false }) dispositions: readonly Disposition[] | undefined;
  /**
   * The reasons to pause that are offered, as the backend gets them; the agent may always write
   * another. Default: four common ones, in the language of the page.
   */
  @property({ attribute: false }) pauseReasons: readonly string[] | undefined;

  /** What the agent is told once: why a key did nothing, that a call has gone to another window. */
  @state() private notice = '';

  readonly #words = new Localize<AgentMessageKey>(this, agentMessages);
  readonly #transport = new TransportController(this, () => this.#unfinished);
  readonly #desk = new OwnDesk(this, this.#transport, () => this.#calls?.busy ?? false);
  readonly #presence = new PresenceSwitch(this, () => this.#desk.value, this.#words);
  #calls: DeskCalls | undefined;
  #madeFor: readonly [AgentDesk | undefined, CallTransport | undefined] = [undefined, undefined];
  #pruned = false;
  /** The calls drawn last, to notice one that has gone with the focus in it. */
  #drawn: readonly AgentCall[] = [];
  #disposed = false;

  constructor() {
    super();
    new Subscription(this, () => this.#desk.value);
    new Subscription(
      this,
      () => this.#preferences,
      ['change'],
      () => this.#applyRingback(),
    );
  }

  /** The calls whose boxes stand here, open and closed, the newest first. */
  get calls(): readonly AgentCall[] {
    return this.#calls?.calls ?? [];
  }

  /** Hangs up, gives back claims, stops listening. The element is of no use afterwards. */
  dispose(): void {
    this.#disposed = true;
    this.#calls?.dispose();
    this.#desk.stop();
    this.#transport.release();
    this.#watchUnload();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#pruned) return;
    this.#pruned = true;
    pruneBoxes();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const desk = this.#desk.value;
    const calls = this.#transport.value?.calls;
    if (this.#disposed || (desk === this.#madeFor[0] && calls === this.#madeFor[1])) return;
    this.#madeFor = [desk, calls];
    this.notice = '';
    this.#calls?.removeEventListener('change', this);
    this.#calls?.dispose();
    this.#calls =
      desk &&
      calls &&
      new DeskCalls(desk, calls, () => ({
        microphoneConstraints: this.microphoneConstraints,
        microphoneTimeout: this.microphoneTimeout,
        ringback: this.#preferences?.choices.ringback,
      }));
    // Off the page too: the calls go on without the element.
    this.#calls?.addEventListener('change', this);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const gone = this.#drawn.findIndex((call) => !this.calls.includes(call));
    this.#drawn = this.calls;
    if (gone >= 0 && this.#focusLost) this.#focusNear(gone);
  }

  /** @internal */
  handleEvent(): void {
    this.#noticeMoved();
    this.#desk.settle();
    this.#transport.settle();
    this.#watchUnload();
    this.requestUpdate();
  }

  protected override render() {
    const desk = this.#desk.value;
    const { calls } = this;
    if (!desk && this.#desk.error) return this.#renderFailure();
    return html`<div class="desk" @keydown=${this.#onKeydown}>
      ${desk ? this.#renderBar(desk) : nothing} ${this.#presence.renderBelow()}
      ${desk ? this.#renderLine() : nothing}
      <p class="notice" part="notice" role="status">${this.notice}</p>
      <div class="columns">
        <callback-waiting
          part="waiting"
          .desk=${desk}
          .transport=${this.transport}
          .accepting=${this.#accepting}
          .serviceLevel=${this.serviceLevel}
          .acceptNote=${this.#acceptNote}
          ?in-call=${(this.#calls?.live.length ?? 0) > 0}
          ?watch-only=${!this.#calls}
          @callback-accepted=${this.#onAccepted}
        >
          ${this.#renderAskChoices()}
        </callback-waiting>
        <section
          class="calls ${calls.length > 0 ? 'some' : ''}"
          part="calls"
          aria-labelledby="calls"
        >
          <h2 id="calls" tabindex="-1">${this.#text('desk.boxes')}</h2>
          ${calls.length > 0 ? this.#renderBoxes(calls) : this.#renderNone()}
        </section>
      </div>
      ${shortcutsDialog(this.#preferences, this.#missing, this.#words, () => this.#shortcuts?.close())}
    </div>`;
  }

  #renderBar(desk: AgentDesk) {
    const { connection } = desk;
    return html`<div class="bar" part="bar">
      <span class="agent typed" dir="auto">${desk.agent.name}</span>
      ${this.#presence.renderSwitch()}
      <span class="connection ${connection}" role="status">
        <span class="dot"></span>${this.#text(`desk.${connection}`)}
      </span>
      ${shortcutsButton(this.#words, () => this.#showShortcuts())}
    </div>`;
  }

  /** The transport did not load. Later failures are shown by the Waiting section. */
  #renderFailure() {
    return html`<div class="empty" role="alert">
      ${icons.alert}
      <strong>${this.#text('desk.failed')}</strong>
      <button @click=${this.#onRetry}>${this.#text('waiting.retry')}</button>
    </div>`;
  }

  /** What is wrong with the phone line. */
  #renderLine() {
    const { state, error } = this.#calls?.line ?? {};
    let text = '';
    if (!this.#transport.value?.calls) text = this.#text('desk.no-calls');
    else if (state === 'disconnected' || state === 'failed') {
      const cause = `line.${codeOf(error) ?? ''}`;
      text = this.#text(`line.${state}`);
      if (cause in agentMessages) text += ` ${this.#text(cause as AgentMessageKey)}`;
    }
    // Always in the page, so that its words are announced when they come.
    return html`<p class="warning" part="line" role="status">${text}</p>`;
  }

  #renderAskChoices() {
    const preferences = this.#preferences;
    if (!preferences) return nothing;
    const ringback = this.#text('desk.ringback');
    return [
      preferenceSwitch(preferences, 'ringback', ringback, 'settings'),
      askChoices(preferences, this.#words, 'settings'),
    ];
  }

  #renderBoxes(calls: readonly AgentCall[]) {
    return html`<ul class="boxes">
      ${repeat(
        calls,
        (call) => call,
        (call) =>
          html`<li>
            <call-box part="box" .call=${call} .dispositions=${this.dispositions}></call-box>
          </li>`,
      )}
    </ul>`;
  }

  #renderNone() {
    return html`<div class="empty">
      ${icons.phone}
      <strong>${this.#text('desk.no-boxes')}</strong>
      <span>${this.#text('desk.no-boxes-hint')}</span>
    </div>`;
  }

  get #preferences(): AgentPreferences | undefined {
    const desk = this.#desk.value;
    return desk && AgentPreferences.of(desk.agent.id);
  }

  get #accepting(): readonly string[] {
    const claiming = this.calls.filter(({ state, busy }) => busy && state === 'waiting');
    return claiming.map(({ callback }) => callback.id);
  }

  /** The backend has still to be told something: an end, an outcome. */
  get #unfinished(): boolean {
    const telling = this.calls.some(({ saving, state }) => saving || state === 'ended');
    return telling || (this.#calls?.busy ?? false);
  }

  /** What accepting another call does to those under way. */
  get #acceptNote(): string {
    const heard = this.#calls?.live.filter(({ transmitting }) => transmitting) ?? [];
    const [only] = heard;
    if (!only) return '';
    return heard.length === 1
      ? this.#text('desk.accept-note', { name: nameOf(only.callback) })
      : this.#text('desk.accept-note-several', { count: heard.length });
  }

  #text(key: AgentMessageKey, parameters?: Readonly<Record<string, string | number>>): string {
    return this.#words.text(key, parameters);
  }

  get #boxes(): readonly CallBox[] {
    return [...this.renderRoot.querySelectorAll('call-box')] as CallBox[];
  }

  get #waiting(): CallbackWaiting | null {
    return this.renderRoot.querySelector('callback-waiting');
  }

  get #shortcuts(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('#shortcuts');
  }

  /** The box that a key is for: the one with the focus, else the call that hears the agent. */
  get #currentBox(): CallBox | undefined {
    const boxes = this.#boxes;
    const live = this.#calls?.live ?? [];
    const call = live.find(({ transmitting }) => transmitting) ?? live[0];
    return (
      boxes.find((box) => box.matches(':focus-within')) ??
      boxes.find((box) => call !== undefined && box.call === call) ??
      boxes[0]
    );
  }

  /** What this backend cannot do. */
  get #missing(): readonly Shortcut[] {
    const { hold, transfer } = this.#transport.value?.calls?.supports ?? {};
    const missing: Shortcut[] = [];
    if (!this.#presence.presence) missing.push('presence');
    if (!hold) missing.push('hold');
    if (!transfer) missing.push('transfer');
    return missing;
  }

  get #focusLost(): boolean {
    const { activeElement } = document;
    return activeElement === null || activeElement === document.body;
  }

  #focusNear(index: number): void {
    const boxes = this.#boxes;
    const next = boxes[Math.min(index, boxes.length - 1)];
    if (next) next.focus();
    else this.#waiting?.focus();
  }

  /** Leaving the page would cut somebody off: the browser asks first. */
  #watchUnload(): void {
    const live = (this.#calls?.live.length ?? 0) > 0;
    if (live) addEventListener('beforeunload', this.#preventUnload);
    else removeEventListener('beforeunload', this.#preventUnload);
  }

  readonly #preventUnload = (event: Event) => event.preventDefault();

  #showShortcuts(): void {
    const dialog = this.#shortcuts;
    if (!dialog || dialog.open) return;
    dialog.showModal();
    // Screen readers begin at the top; the first control is the switch at the end.
    dialog.querySelector('h2')?.focus();
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.#presence.handleEscape(event)) return;
    const shortcut = shortcutOf(event);
    // The list is where they are switched on again, and has a button.
    if (!shortcut || !this.#preferences?.choices.shortcuts) return;
    const box = this.#currentBox;
    event.preventDefault();
    this.notice = '';
    switch (shortcut) {
      case 'accept':
        this.#acceptFirst();
        break;
      case 'mute':
        box?.call?.mute(!box.call.muted);
        break;
      case 'hold':
        void box?.call?.hold(!box.call.held.local);
        break;
      case 'transfer':
        box?.toggleTransfer();
        break;
      case 'keypad':
        box?.toggleKeypad();
        break;
      case 'hang-up':
        box?.requestHangUp();
        break;
      case 'notes':
        box?.focusNotes();
        break;
      case 'waiting':
        this.#waiting?.focus();
        break;
      case 'presence':
        void this.#presence.handleShortcut();
        break;
      case 'help':
        this.#showShortcuts();
    }
  }

  /** A call that has gone without being removed was taken up by another window of this agent. */
  #noticeMoved(): void {
    if (this.calls.some((call) => !this.#drawn.includes(call))) this.notice = '';
    const moved = this.#drawn.find((call) => !this.calls.includes(call) && call.box !== 'removed');
    if (!moved || this.#disposed) return;
    this.notice = this.#text('desk.moved', { name: nameOf(moved.callback) });
  }

  #applyRingback(): void {
    const ringback = this.#preferences?.choices.ringback ?? true;
    for (const call of this.calls) if (call.ringback !== ringback) call.ringback = ringback;
  }

  #acceptFirst(): void {
    // One after the other: a key that is pressed three times must not ring three phones.
    const call = this.calls.find(isUnderWay);
    if (call) this.notice = this.#text('desk.one-at-a-time', { name: nameOf(call.callback) });
    else if (!this.#waiting?.acceptFirst()) this.notice = this.#text('desk.none-to-accept');
  }

  #onRetry(): void {
    this.#desk.retry();
  }

  async #onAccepted({ id }: CallbackAcceptedEvent): Promise<void> {
    const call = this.#calls?.accept(id);
    await this.updateComplete;
    const box = this.#boxes.find((each) => each.call === call);
    await box?.updateComplete;
    box?.focus();
  }
}

/** Accepted, and the visitor has not answered yet. */
function isUnderWay({ box, busy, state }: AgentCall): boolean {
  if (box !== 'open') return false;
  return busy || ['claimed', 'accepted', 'dialing', 'ringing'].includes(state);
}
