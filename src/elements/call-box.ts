import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { isLive, isOver } from '../callback/index.js';
import type { AgentCall, BoxState } from '../call/index.js';
import { agentMessages, type AgentMessageKey } from '../messages/en/agent.js';
import { asBoxColour, boxColourStyles, boxMark } from './agent/box-colours.js';
import { boxOptions } from './agent/box-options.js';
import { boxFacts, boxNotice, boxState } from './agent/box-state.js';
import { noticeOf, outcomeText, stateText, type Notice } from './agent/box-words.js';
import { defaultDispositions, wrapup, type Disposition } from './agent/box-wrapup.js';
import { closeDialog } from './agent/close-dialog.js';
import { factStyles } from './agent/facts.styles.js';
import { Follow } from './agent/follow.js';
import { NumberTexts } from './agent/number-texts.js';
import { AgentPreferences } from './agent/preferences.js';
import { origin } from './agent/request-facts.js';
import { Ticker } from './agent/ticker.js';
import { nameOf } from './agent/words.js';
import { CallBoxClosedEvent, CallBoxRemovedEvent } from './agent-events.js';
import { callBoxStyles } from './call-box.styles.js';
import type { CallKeypad } from './call-keypad.js';
import { icons } from './icons.js';
import { Localize } from './localize.js';
import { buttons, fields, tokens } from './shared.styles.js';

export type { Disposition };

/**
 * It draws the call and passes on what the agent does; the call belongs to whoever made it. Taking
 * the element off the page, or giving it another call, neither ends nor mutes anything.
 *
 * @summary One call: state, microphone help, mute, keypad, colour, outcome and notes, close and remove.
 * @fires {CallBoxClosedEvent} call-box-closed - The agent has closed the box with its X; carries the callback's id.
 * @fires {CallBoxRemovedEvent} call-box-removed - The agent has taken the closed box away; carries the callback's id.
 * @csspart box - The box itself.
 * @csspart name - The visitor's name.
 * @csspart number - The visitor's number.
 * @csspart state - Where the call is, in words.
 * @csspart timer - How long the two have been talking.
 * @csspart notice - What the agent has to know or do: the microphone, an interruption.
 * @csspart controls - Mute, keypad and hang up together.
 * @csspart mute - The Mute button.
 * @csspart hang-up - The button that ends the call.
 * @csspart muted - What is said while the agent is muted.
 * @csspart options - The panel with the colours.
 * @csspart wrapup - Outcome and notes.
 * @csspart save - The Save button.
 * @csspart put-back - The button that puts the request back into Waiting.
 * @csspart close - The X.
 * @csspart remove - The button that takes a closed box away.
 * @csspart dialog - The question before closing.
 * @cssprop --callback-accent - Colour of what is to be selected.
 * @cssprop --callback-danger - Colour of Hang up.
 * @cssprop --callback-surface - Ground.
 * @cssprop --callback-text - Text.
 * @cssprop --callback-radius - Roundness of the corners.
 */
export class CallBox extends LitElement {
  static override styles = [tokens, buttons, fields, factStyles, boxColourStyles, callBoxStyles];

  /** The call to draw. */
  @property({ attribute: false }) call: AgentCall | undefined;
  /** The outcomes to choose from. Default: five common ones, in the language of the page. */
  @property({ attribute: false }) dispositions: readonly Disposition[] | undefined;

  @state() private optionsShown = false;
  @state() private keypadShown = false;
  @query('dialog') private dialog!: HTMLDialogElement | null;
  @query('call-keypad') private keypad!: CallKeypad | null;

  readonly #words = new Localize<AgentMessageKey>(this, agentMessages);
  readonly #numbers = new NumberTexts(this);
  /** What had the focus before this update took it away. */
  #focused = false;

  constructor() {
    super();
    new Follow(this, () => this.call);
    new Follow(this, () => this.call && AgentPreferences.of(this.call.agent.id));
    new Ticker(this, 1_000, () => this.#talking);
  }

  /** Puts the focus on the visitor's name, where a screen reader begins to read. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('#name')?.focus(options);
  }

  /** Closes the box as the X does: asks first, if the agent wants to be asked. */
  requestClose(): void {
    if (this.call?.box !== 'open' || !this.dialog || this.dialog.open) return;
    if (!AgentPreferences.of(this.call.agent.id).choices.askBeforeClosing) return this.#close();
    const never = this.dialog.querySelector<HTMLInputElement>('[name="never-again"]');
    if (never) never.checked = false;
    this.dialog.showModal();
    this.dialog.querySelector<HTMLElement>('.cancel')?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A dialog that leaves the page is no longer modal and would come back as a ghost.
    this.dialog?.close();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('call')) {
      this.optionsShown = false;
      this.keypadShown = false;
    }
    this.#focused = !!(this.renderRoot as Partial<ShadowRoot> | undefined)?.activeElement;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // The question is about a call that is no longer there, or a box that is closed already.
    if (this.dialog?.open && (changed.has('call') || this.call?.box !== 'open')) {
      this.dialog.close();
    }
    // What was focused has gone with the state that it belonged to.
    if (this.#focused && !(this.renderRoot as ShadowRoot).activeElement) this.focus();
  }

  protected override render() {
    const { call } = this;
    if (!call || call.box === 'removed') return nothing;
    const closed = call.box === 'closed';
    const colour = asBoxColour(call.colour);
    const notice = noticeOf(call, this.#words);
    const dispositions = this.dispositions ?? defaultDispositions(this.#words);
    const look = `box is-${closed ? 'closed' : call.interrupted ? 'interrupted' : call.state}`;
    return html`<article
      class=${look}
      part="box"
      data-colour=${colour ?? ''}
      aria-labelledby="name"
      @keydown=${this.#onKeydown}
      @paste=${this.#onPaste}
    >
      ${this.#renderHeader(call)}
      <div class="body">
        ${boxState(call, this.#words)} ${boxFacts(call, this.#words)}
        ${notice ? boxNotice(call, notice, this.#words) : nothing}
        ${isLive(call.state) && !call.interrupted ? this.#renderControls(call) : nothing}
        ${isLive(call.state) || isOver(call.state) ? wrapup(call, dispositions, this.#words) : nothing}
        ${closed ? this.#renderRemove(call) : nothing}
      </div>
      <p class="visually-hidden" role="status">${this.#announcement(call, notice)}</p>
      ${closeDialog(call, this.#words, {
        onCancel: () => this.dialog?.close(),
        onConfirm: () => this.#onConfirm(),
      })}
    </article>`;
  }

  #renderHeader(call: AgentCall) {
    const { callback } = call;
    const colour = asBoxColour(call.colour);
    const colourName = colour && this.#text(`colour.${colour}`);
    const options = colourName
      ? this.#text('box.options-colour', { colour: colourName })
      : this.#text('box.options');
    return html`<header>
        ${
          colour
            ? html`<span class="mark" title=${colourName ?? ''}>${boxMark(colour)}</span>`
            : nothing
        }
        <div class="who">
          <h3 id="name" part="name" class="typed" dir="auto" tabindex="-1">${nameOf(callback)}</h3>
          <p class="reach">
            <span class="number" part="number">${this.#numbers.of(callback.number)}</span>
            ${origin(callback, this.#words.language)}
          </p>
        </div>
        <button
          class="icon quiet"
          aria-expanded=${this.optionsShown}
          aria-controls="options"
          aria-label=${options}
          title=${options}
          @click=${this.#onOptions}
        >
          ${icons.palette}
        </button>
        ${
          call.box === 'open'
            ? html`<button
                class="icon quiet"
                part="close"
                aria-label=${this.#text('box.close', { name: nameOf(callback) })}
                title=${this.#text('close.confirm')}
                @click=${this.requestClose}
              >
                ${icons.close}
              </button>`
            : nothing
        }
      </header>
      ${
        this.optionsShown
          ? boxOptions(call, AgentPreferences.of(call.agent.id), this.#words)
          : nothing
      }`;
  }

  #renderControls(call: AgentCall) {
    const { muted } = call;
    return html`<div class="controls" part="controls">
        <button
          class="mute"
          part="mute"
          aria-pressed=${muted}
          @click=${() => call.mute(!call.muted)}
        >
          ${muted ? icons.microphoneOff : icons.microphone} ${this.#text('box.mute')}
        </button>
        <button
          class="keypad-toggle"
          aria-expanded=${this.keypadShown}
          aria-controls="keypad"
          @click=${this.#onKeypad}
        >
          ${icons.keypad} ${this.#text('box.keypad')}
        </button>
        <button class="danger hang-up" part="hang-up" @click=${() => call.hangUp()}>
          ${icons.phoneOff} ${this.#text('box.hang-up')}
        </button>
      </div>
      ${
        muted
          ? html`<p class="muted-line" part="muted">
              ${icons.microphoneOff}<span>${this.#text(muteKey(call))}</span>
            </p>`
          : nothing
      }
      <call-keypad
        id="keypad"
        .call=${call}
        ?hidden=${!this.keypadShown}
        @keypad-pressed=${this.#onTones}
      ></call-keypad>`;
  }

  #renderRemove(call: AgentCall) {
    const unsaved = isOver(call.state) && call.state !== 'done';
    return html`<button class="remove" part="remove" @click=${this.#onRemove}>
      ${this.#text(unsaved ? 'wrapup.save-remove' : 'wrapup.remove')}
    </button>`;
  }

  get #talking(): boolean {
    const { call } = this;
    return !!call && call.connectedAt !== undefined && call.endedAt === undefined;
  }

  #text(key: AgentMessageKey, parameters?: Readonly<Record<string, string | number>>): string {
    return this.#words.text(key, parameters);
  }

  #outcome(call: AgentCall): string {
    return outcomeText(call, this.#words);
  }

  /** One line for screen readers: each change is said once, and the timer never. */
  #announcement(call: AgentCall, notice: Notice | undefined): string {
    const over = isOver(call.state) || call.box === 'closed';
    return [
      over ? this.#outcome(call) : stateText(call, this.#words),
      call.box === 'closed' ? this.#text('box.closed') : '',
      call.state === 'done' ? this.#text('wrapup.saved') : '',
      notice?.text ?? '',
      call.mutedBecause === 'other-call' ? this.#text('box.muted-other') : '',
    ]
      .filter(Boolean)
      .join('. ');
  }

  #close(): void {
    const { call } = this;
    if (call?.box !== 'open') return;
    call.close();
    const event = new CallBoxClosedEvent(call.callback.id);
    this.dispatchEvent(event);
    void this.updateComplete.then(() => this.focus());
  }

  #onConfirm(): void {
    const never = this.dialog?.querySelector<HTMLInputElement>('[name="never-again"]');
    if (never?.checked && this.call) {
      AgentPreferences.of(this.call.agent.id).set({ askBeforeClosing: false });
    }
    this.dialog?.close();
    this.#close();
  }

  async #onRemove(): Promise<void> {
    const { call } = this;
    if (call?.box !== 'closed') return;
    await call.remove();
    // Not removed where the wrap-up could not be saved: the box says why.
    if ((call.box as BoxState) !== 'removed') return;
    const event = new CallBoxRemovedEvent(call.callback.id);
    this.dispatchEvent(event);
  }

  #onOptions(): void {
    this.optionsShown = !this.optionsShown;
  }

  #onKeypad(): void {
    this.keypadShown = !this.keypadShown;
  }

  #onTones(): void {
    // Typed blindly: what was sent is to be seen.
    this.keypadShown = true;
  }

  #onKeydown(event: KeyboardEvent): void {
    if (!writesText(event)) this.keypad?.handleKey(event);
  }

  #onPaste(event: ClipboardEvent): void {
    if (!writesText(event)) this.keypad?.handlePaste(event);
  }
}

function muteKey({ mutedBecause }: AgentCall): AgentMessageKey {
  return mutedBecause === 'other-call' ? 'box.muted-other' : 'box.muted';
}

/** The event belongs to a field that takes text, or to the question before closing. */
function writesText(event: Event): boolean {
  return event
    .composedPath()
    .some(
      (node) =>
        node instanceof HTMLTextAreaElement ||
        node instanceof HTMLSelectElement ||
        node instanceof HTMLDialogElement ||
        (node instanceof HTMLInputElement && node.type === 'text'),
    );
}
