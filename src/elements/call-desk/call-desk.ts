import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { pruneBoxes, type AgentCall, type AgentDesk } from '../../call/index.js';
import { agentMessages, type AgentMessageKey } from '../../messages/en/agent.js';
import type { CallTransport, Transport } from '../../transport/transport.js';
import { askChoices } from '../shared/ask-choices.js';
import type { Disposition } from '../call-box/box-wrapup.js';
import { DeskCalls } from '../../call/desk-calls.js';
import { Follow } from '../shared/follow.js';
import { OwnDesk } from '../shared/own-desk.js';
import { dialogStyles, emptyStyles } from '../shared/panels.styles.js';
import { AgentPreferences } from '../shared/preferences.js';
import { nameOf } from '../shared/words.js';
import { seconds } from '../shared/service-level.js';
import { shortcutOf, shortcutsButton, shortcutsDialog } from './shortcuts.js';
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
 * @csspart bar - The line with the agent's name and the state of the connection.
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
  /** Where the backend is, for instance `loopback:`. */
  @property({ converter: text }) endpoint: string | undefined;
  /** How long anybody should wait, in seconds: each row says whether it is soon due, or over. Default: not said. */
  @property({ attribute: 'service-level', converter: seconds }) serviceLevel: number | undefined;
  /** How microphones are opened from now on. Default: as the browser does by itself. */
  @property({ attribute: false }) microphoneConstraints: MediaTrackConstraints | undefined;
  /**
   * How long the browser's question about the microphone may stay open, in milliseconds; then the
   * request goes back to Waiting. Shorter than the backend's lease on a claim. Default: 45,000.
   */
  @property({ attribute: false }) microphoneTimeout: number | undefined;
  /** The outcomes to choose from. Default: five common ones, in the language of the page. */
  @property({ attribute: false }) dispositions: readonly Disposition[] | undefined;

  readonly #words = new Localize<AgentMessageKey>(this, agentMessages);
  readonly #transport = new TransportController(this);
  readonly #desk = new OwnDesk(this, this.#transport, () => this.#calls?.busy ?? false);
  #calls: DeskCalls | undefined;
  #madeFor: readonly [AgentDesk | undefined, CallTransport | undefined] = [undefined, undefined];
  #pruned = false;
  /** The calls drawn last, to notice one that has gone with the focus in it. */
  #drawn: readonly AgentCall[] = [];
  #disposed = false;

  constructor() {
    super();
    new Follow(this, () => this.#desk.value);
    new Follow(this, () => this.#preferences);
  }

  /** The calls whose boxes stand here, open and closed, the newest first. */
  get calls(): readonly AgentCall[] {
    return this.#calls?.calls ?? [];
  }

  /** Hangs up, gives back what is reserved, stops listening. Whoever still wants a desk makes a new one. */
  dispose(): void {
    this.#disposed = true;
    this.#calls?.dispose();
    this.#desk.stop();
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
    this.#calls?.removeEventListener('change', this);
    this.#calls?.dispose();
    this.#calls =
      desk &&
      calls &&
      new DeskCalls(desk, calls, () => ({
        microphoneConstraints: this.microphoneConstraints,
        microphoneTimeout: this.microphoneTimeout,
      }));
    // Heard on and off the page: the calls go on without the element.
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
    this.#desk.settle();
    this.#watchUnload();
    this.requestUpdate();
  }

  protected override render() {
    const desk = this.#desk.value;
    const { calls } = this;
    if (!desk && this.#desk.error) return this.#renderFailure();
    return html`<div class="desk" @keydown=${this.#onKeydown}>
      ${desk ? this.#renderBar(desk) : nothing}
      ${
        desk && !this.#transport.value?.calls
          ? html`<p class="warning" role="status">${this.#text('desk.no-calls')}</p>`
          : nothing
      }
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
      ${shortcutsDialog(this.#preferences, this.#words, () => this.#shortcuts?.close())}
    </div>`;
  }

  #renderBar(desk: AgentDesk) {
    const { connection } = desk;
    return html`<div class="bar" part="bar">
      <span class="agent typed" dir="auto">${desk.agent.name}</span>
      <span class="connection ${connection}" role="status">
        <span class="dot"></span>${this.#text(`desk.${connection}`)}
      </span>
      ${shortcutsButton(this.#words, () => this.#showShortcuts())}
    </div>`;
  }

  /** The transport did not load. What fails later is the Waiting section's to say. */
  #renderFailure() {
    return html`<div class="empty" role="alert">
      ${icons.alert}
      <strong>${this.#text('desk.failed')}</strong>
      <button @click=${this.#onRetry}>${this.#text('waiting.retry')}</button>
    </div>`;
  }

  #renderAskChoices() {
    const preferences = this.#preferences;
    if (!preferences) return nothing;
    return askChoices(preferences, this.#words, 'settings');
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

  /** What taking another call does to those under way. */
  get #acceptNote(): string {
    const heard = this.#calls?.live.filter(({ muted }) => !muted) ?? [];
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
    const call = live.find(({ muted }) => !muted) ?? live[0];
    return (
      boxes.find((box) => box.matches(':focus-within')) ??
      boxes.find((box) => call !== undefined && box.call === call) ??
      boxes[0]
    );
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
    // Reading begins at the top: the first control is the switch at the end.
    dialog.querySelector('h2')?.focus();
  }

  #onKeydown(event: KeyboardEvent): void {
    const shortcut = shortcutOf(event);
    // The list is where they are switched on again, and has a button.
    if (!shortcut || !this.#preferences?.choices.shortcuts) return;
    const box = this.#currentBox;
    event.preventDefault();
    switch (shortcut) {
      case 'accept':
        // One after the other: a key that is pressed three times must not ring three phones.
        if (!this.calls.some(isUnderWay)) this.#waiting?.acceptFirst();
        break;
      case 'mute':
        box?.call?.mute(!box.call.muted);
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
      case 'help':
        this.#showShortcuts();
    }
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
