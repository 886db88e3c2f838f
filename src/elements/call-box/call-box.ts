import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { isLive, isOver } from '../../callback/index.js';
import type { AgentCall } from '../../call/index.js';
import { agentMessages, type AgentMessageKey } from '../../messages/en/agent.js';
import type { Disposition } from '../../transport/transport.js';
import { asBoxColour, boxColourStyles, boxMark } from './box-colours.js';
import { boxOptions } from './box-options.js';
import { boxControls, boxCountdown } from './box-controls.js';
import { boxCallerId, boxFacts, boxNotice, boxState } from './box-state.js';
import { holdText, noticeOf, outcomeText, stateText, type Notice } from './box-words.js';
import { defaultDispositions, wrapup } from './box-wrapup.js';
import { askChoice, closeDialog, lossOf } from './close-dialog.js';
import { factStyles } from '../shared/facts.styles.js';
import { Subscription } from '../shared/subscription.js';
import { HangUpDelay } from './hang-up-delay.js';
import { NumberTexts } from '../shared/number-texts.js';
import { dialogStyles } from '../shared/panels.styles.js';
import { AgentPreferences } from '../shared/preferences.js';
import { origin } from '../shared/request-facts.js';
import { Announcer } from './announcer.js';
import { TransferForm } from './transfer-form.js';
import { Ticker } from '../shared/ticker.js';
import { nameOf } from '../shared/words.js';
import { CallBoxClosedEvent, CallBoxRemovedEvent } from '../shared/agent-events.js';
import { callBoxStyles } from './call-box.styles.js';
import type { CallKeypad } from '../call-keypad/call-keypad.js';
import { agentIcons } from '../shared/agent-icons.js';
import { icons } from '../shared/icons.js';
import { Localize } from '../shared/localize.js';
import { fields } from '../shared/fields.styles.js';
import { buttons, tokens } from '../shared/shared.styles.js';
import { SteadyClicks } from '../shared/steady-clicks.js';

/**
 * Draws the call and passes on what the agent does; it does not own the call. Taking the element off
 * the page, or giving it another call, neither ends nor mutes anything.
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
 * @csspart controls - Mute, hold, keypad, transfer and hang up together.
 * @csspart mute - The Mute button.
 * @csspart hold - The Hold button, where the line can hold.
 * @csspart transfer-toggle - The button that opens the form for a transfer, where the line can transfer.
 * @csspart hang-up - The button that ends the call.
 * @csspart muted - What is said while the agent is muted.
 * @csspart held - Who holds the call.
 * @csspart transfer - The form for a transfer.
 * @csspart caller-id - The number that the visitor sees calling.
 * @csspart options - The panel with the colours.
 * @csspart wrapup - Outcome and notes.
 * @csspart save - The Save button.
 * @csspart put-back - The button that puts the request back into Waiting.
 * @csspart close - The X.
 * @csspart remove - The button that takes a closed box away.
 * @csspart dialog - The question before something is lost.
 * @csspart countdown - The moment in which a call can be kept that X hangs up without a question.
 * @cssprop --callback-accent - Colour of what is to be selected.
 * @cssprop --callback-danger - Colour of Hang up.
 * @cssprop --callback-surface - Ground.
 * @cssprop --callback-text - Text.
 * @cssprop --callback-radius - Roundness of the corners.
 */
export class CallBox extends LitElement {
  static override styles = [
    tokens,
    buttons,
    fields,
    factStyles,
    boxColourStyles,
    dialogStyles,
    callBoxStyles,
  ];

  /** The call to draw. */
  @property({ attribute: false }) call: AgentCall | undefined;
  /**
   * The outcomes to choose from; an empty list: none. Default: those that the backend names; where it
   * names none, five common ones, in the language of the page.
   */
  @property({ attribute: false }) dispositions: readonly Disposition[] | undefined;

  @state() private optionsShown = false;
  @state() private keypadShown = false;
  /** What was asked for last would close the box, not hang up alone. */
  @state() private closing = true;
  @query('dialog') private dialog!: HTMLDialogElement | null;
  @query('call-keypad') private keypad!: CallKeypad | null;

  readonly #words = new Localize<AgentMessageKey>(this, agentMessages);
  readonly #numbers = new NumberTexts(this);
  readonly #delay = new HangUpDelay(this);
  readonly #transfer = new TransferForm(this, this.#words, this.#numbers);
  readonly #announcer = new Announcer();
  /** What had the focus before this update took it away. */
  #focused = false;
  #onKeep = false;

  constructor() {
    super();
    new SteadyClicks(this);
    new Subscription(this, () => this.call);
    new Subscription(this, () => this.call && AgentPreferences.of(this.call.agent.id));
    new Ticker(this, 1_000, () => this.#talking);
  }

  /** Puts the focus on the visitor's name, where a screen reader begins to read. */
  override focus(options?: FocusOptions): void {
    this.#find('#name')?.focus(options);
  }

  /**
   * Closes the box as the X does: asks where something would be lost and the agent wants to be asked.
   * A call that is hung up without a question can be kept for three seconds.
   */
  requestClose(): void {
    this.#ask(true);
  }

  /** Hangs up, after the same question or moment as the X, and leaves the box open. */
  requestHangUp(): void {
    if (this.call && isLive(this.call.state)) this.#ask(false);
  }

  /** Shows the keypad with the focus on it, or hides it. Does nothing when there is no call. */
  toggleKeypad(): void {
    if (!this.keypad) return;
    this.#onKeypad();
    const selector = this.keypadShown ? 'call-keypad' : '.keypad-toggle';
    void this.updateComplete.then(() => this.#find(selector)?.focus());
  }

  /** Opens the form for a transfer, with the focus in it, or closes it. Does nothing while the call cannot be transferred, or is. */
  toggleTransfer(): void {
    if (this.call?.canTransfer || this.#transfer.shown) this.#transfer.toggle();
  }

  /** Puts the focus into the notes. */
  focusNotes(): void {
    this.#find('#notes')?.focus();
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
      this.#announcer.clear();
      this.#transfer.reset();
    }
    if (this.#over) this.#transfer.reset();
    if (this.#delay.left > 0 && (this.#pointless(changed) || this.#over)) {
      this.#delay.stop();
      // The call has ended meanwhile: only closing is left to be done.
      if (!this.#pointless(changed) && this.closing) this.#close();
    }
    const active = (this.renderRoot as Partial<ShadowRoot> | undefined)?.activeElement;
    this.#focused = !!active;
    this.#onKeep = !!active?.matches('.keep');
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // The question is about a call that is no longer there, or a box that is closed already.
    if (this.dialog?.open && (this.#pointless(changed) || (this.#over && !this.closing))) {
      this.dialog.close();
    }
    this.#keepFocus();
  }

  protected override render() {
    const { call } = this;
    if (!call || call.box === 'removed') return nothing;
    const closed = call.box === 'closed';
    const colour = asBoxColour(call.colour);
    const notice = noticeOf(call, this.#words);
    const dispositions = this.dispositions ?? call.dispositions ?? defaultDispositions(this.#words);
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
        ${
          this.#delay.left > 0
            ? boxCountdown(this.#delay.left, () => this.#delay.stop(), this.#words)
            : nothing
        }
        ${boxState(call, this.#words)} ${boxCallerId(call, this.#numbers, this.#words)}
        ${boxFacts(call, this.#words)} ${notice ? boxNotice(call, notice, this.#words) : nothing}
        ${isLive(call.state) && !call.interrupted ? this.#renderControls(call) : nothing}
        ${isLive(call.state) || isOver(call.state) ? wrapup(call, dispositions, this.#words) : nothing}
        ${closed ? this.#renderRemove(call) : nothing}
      </div>
      <p class="visually-hidden" role="status">${this.#announcement(call, notice)}</p>
      ${closeDialog(call, this.closing, this.#words, {
        onCancel: () => this.dialog?.close(),
        onConfirm: () => this.#onConfirm(),
        onSave: () => this.#onSaveAndClose(),
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
          ${agentIcons.palette}
        </button>
        ${
          call.box === 'open'
            ? html`<button
                class="icon quiet close"
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
    const options = {
      keypadShown: this.keypadShown,
      transferShown: this.#transfer.shown,
      onTransfer: () => this.toggleTransfer(),
      onKeypad: () => this.#onKeypad(),
      onTones: () => this.#onTones(),
    };
    return [boxControls(call, options, this.#words), this.#transfer.render(call)];
  }

  #renderRemove(call: AgentCall) {
    const unsaved = isOver(call.state) && call.state !== 'done';
    const words = call.unsavable ? 'wrapup.give-up-remove' : 'wrapup.save-remove';
    // A new button for what loses something: the second click of a double click does not count on it.
    return keyed(
      call.unsavable,
      html`<button class="remove" part="remove" @click=${this.#onRemove}>
        ${this.#text(unsaved ? words : 'wrapup.remove')}
      </button>`,
    );
  }

  get #over(): boolean {
    return !this.call || !isLive(this.call.state);
  }

  #pointless(changed: PropertyValues<this>): boolean {
    return changed.has('call') || this.call?.box !== 'open';
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
    return this.#announcer.announce([
      over ? this.#outcome(call) : stateText(call, this.#words),
      call.box === 'closed' ? this.#text('box.closed') : '',
      call.saveDelayed ? this.#text('wrapup.delayed') : '',
      call.state === 'done' ? this.#text('wrapup.saved') : '',
      notice?.text ?? '',
      isLive(call.state) ? holdText(call, this.#words) : '',
      call.mutedBecause === 'other-call' ? this.#text('box.muted-other') : '',
      this.#delay.left > 0 ? this.#text('close.countdown-said') : '',
    ]);
  }

  #ask(closing: boolean): void {
    const { call, dialog } = this;
    if (call?.box !== 'open' || !dialog || dialog.open || this.#delay.left > 0) return;
    const loss = lossOf(call);
    this.closing = closing;
    if (!loss) return this.#close();
    if (AgentPreferences.of(call.agent.id).choices[askChoice[loss]]) {
      const never = dialog.querySelector<HTMLInputElement>('[name="never-again"]');
      if (never) never.checked = false;
      dialog.showModal();
      dialog.querySelector<HTMLElement>('.cancel')?.focus();
    } else if (loss === 'live') {
      this.#delay.start(() => this.#end());
      void this.updateComplete.then(() => this.#find('.keep')?.focus());
    } else this.#close();
  }

  #find(selector: string): HTMLElement | null {
    return this.renderRoot.querySelector(selector);
  }

  /** Does what was asked for. */
  #end(): void {
    if (this.closing) this.#close();
    else this.call?.hangUp();
  }

  /** The focused control has gone with the state that it belonged to. */
  #keepFocus(): void {
    if (!this.#focused || (this.renderRoot as ShadowRoot).activeElement) return;
    // The call is kept: back to the X that was pressed.
    const back = this.#onKeep && this.call?.box === 'open' ? this.#find('.close') : null;
    (back ?? this).focus();
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
    this.#takeTick();
    this.dialog?.close();
    this.#end();
  }

  #onSaveAndClose(): void {
    this.#takeTick();
    void this.call?.saveWrapup();
    this.dialog?.close();
    this.#close();
  }

  #takeTick(): void {
    const never = this.dialog?.querySelector<HTMLInputElement>('[name="never-again"]');
    const loss = this.call && lossOf(this.call);
    if (!never?.checked || !this.call || !loss) return;
    AgentPreferences.of(this.call.agent.id).set({ [askChoice[loss]]: false });
  }

  async #onRemove(): Promise<void> {
    const { call } = this;
    if (call?.box !== 'closed') return;
    // Not removed where the wrap-up could not be saved: the box says why.
    if (!(await call.remove())) return;
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
    if (event.key === 'Escape' && this.#transfer.handleEscape(event)) return;
    if (!writesText(event)) this.keypad?.handleKey(event);
  }

  #onPaste(event: ClipboardEvent): void {
    if (!writesText(event)) this.keypad?.handlePaste(event);
  }
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
