import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { isTone, tones, type Tone } from '../../callback/index.js';
import { ToneSound, type AgentCall, type SentTone } from '../../call/index.js';
import { agentMessages, type AgentMessageKey } from '../../messages/en/agent.js';
import { Subscription } from '../shared/subscription.js';
import { KeypadPressedEvent } from '../shared/agent-events.js';
import { callKeypadStyles } from './call-keypad.styles.js';
import { Localize } from '../shared/localize.js';
import { buttons, tokens } from '../shared/shared.styles.js';

/** ITU-T E.161: the letters of each key. */
const letters: Readonly<Partial<Record<Tone, string>>> = {
  '2': 'ABC',
  '3': 'DEF',
  '4': 'GHI',
  '5': 'JKL',
  '6': 'MNO',
  '7': 'PQRS',
  '8': 'TUV',
  '9': 'WXYZ',
  '0': '+',
};

/** How long a key looks pressed after it was typed, in milliseconds. */
const pressTime = 140;
/** What was sent is announced once no key has been pressed for this long, in milliseconds. */
const announceAfter = 1_200;

/**
 * With a `call` it sends the tones itself and shows what became of each. Without one it is a keypad
 * and no more: listen to `keypad-pressed`.
 *
 * @summary The keypad for DTMF tones: keys, typed digits, paste, and the record of what was sent.
 * @fires {KeypadPressedEvent} keypad-pressed - Keys were pressed, typed or pasted; carries the tones. Does not bubble.
 * @csspart keys - The twelve keys together.
 * @csspart key - One key.
 * @csspart record - What was sent.
 * @csspart problem - Why the keys cannot be used.
 * @cssprop --callback-accent - Colour of a pressed key.
 * @cssprop --callback-sunken - Ground of a key.
 */
export class CallKeypad extends LitElement {
  static override styles = [tokens, buttons, callKeypadStyles];

  /** The call that the tones are for. */
  @property({ attribute: false }) call: AgentCall | undefined;
  /** Nothing can be pressed. */
  @property({ type: Boolean, reflect: true }) disabled = false;
  /** The keys make no sound here. The far end hears them all the same. */
  @property({ type: Boolean, reflect: true }) silent = false;

  @state() private pressed: Tone | undefined;
  @state() private leftOut = 0;
  @state() private announcement = '';

  readonly #words = new Localize<AgentMessageKey>(this, agentMessages);
  readonly #sound = new ToneSound();
  #pressTimer: ReturnType<typeof setTimeout> | undefined;
  #announceTimer: ReturnType<typeof setTimeout> | undefined;
  /** How many tones of the record were announced, or came before this element. */
  #announced = 0;
  #tones: readonly SentTone[] = [];

  constructor() {
    super();
    new Subscription(this, () => this.call);
  }

  /** Why nothing can be pressed, as a key of the dictionary; or undefined. */
  get problem(): 'keypad.unsupported' | 'keypad.not-connected' | 'keypad.on-hold' | undefined {
    if (!this.call) return undefined;
    if (!this.call.supports.dtmf) return 'keypad.unsupported';
    if (this.call.state === 'held') return 'keypad.on-hold';
    return this.call.state === 'connected' ? undefined : 'keypad.not-connected';
  }

  /**
   * Presses the keys in a text; other characters are passed over.
   * @returns how many were pressed.
   */
  press(text: string): number {
    const pressed = [...text].filter(isTone);
    if (this.disabled || this.problem || pressed.length === 0) return 0;
    const taken = this.call ? this.call.sendTones(pressed.join('')) : pressed.length;
    this.leftOut = pressed.length - taken;
    const [first] = pressed;
    if (taken === 0 || !first) return 0;
    this.#show(first);
    if (!this.silent) this.#sound.play(first);
    const event = new KeypadPressedEvent(pressed.slice(0, taken).join(''));
    this.dispatchEvent(event);
    return taken;
  }

  /**
   * Handles a key that was typed outside the keypad.
   * @returns whether it was one; its default is then prevented.
   */
  handleKey(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
    // A key that is held down is one key.
    if (event.repeat || event.isComposing || !isTone(event.key)) return false;
    if (this.press(event.key) === 0) return false;
    event.preventDefault();
    return true;
  }

  /**
   * Handles a paste outside the keypad: presses the keys in the pasted text.
   * @returns whether there were any.
   */
  handlePaste(event: ClipboardEvent): boolean {
    if (event.defaultPrevented) return false;
    if (this.press(event.clipboardData?.getData('text') ?? '') === 0) return false;
    event.preventDefault();
    return true;
  }

  /** Puts the focus on the first key. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.key:enabled')?.focus(options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pressTimer);
    clearTimeout(this.#announceTimer);
    this.pressed = undefined;
    this.#sound.stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const record = this.call?.tones ?? [];
    if (changed.has('call')) {
      this.#announced = record.length;
      this.announcement = '';
      this.leftOut = 0;
    } else if (record !== this.#tones) {
      clearTimeout(this.#announceTimer);
      this.#announceTimer = setTimeout(() => this.#announce(), announceAfter);
    }
    this.#tones = record;
  }

  protected override render() {
    const { problem } = this;
    return html`<div
      class="keypad"
      role="group"
      aria-label=${this.#text('keypad.label')}
      aria-describedby=${problem ? 'problem' : nothing}
      @keydown=${this.#onKeydown}
      @paste=${this.#onPaste}
    >
      ${
        problem
          ? html`<p class="problem" id="problem" part="problem">${this.#text(problem)}</p>`
          : nothing
      }
      ${this.call ? this.#renderRecord() : nothing}
      <div class="keys" part="keys">${tones.map((tone) => this.#renderKey(tone))}</div>
      ${problem || this.disabled ? nothing : html`<p class="hint">${this.#text('keypad.hint')}</p>`}
      <p class="visually-hidden" role="status">${this.announcement}</p>
    </div>`;
  }

  #renderKey(tone: Tone) {
    const name =
      tone === '*' ? this.#text('keypad.star') : tone === '#' ? this.#text('keypad.hash') : nothing;
    return html`<button
      class="key ${this.pressed === tone ? 'pressed' : ''}"
      part="key"
      aria-label=${name}
      ?disabled=${this.disabled || this.problem !== undefined}
      @click=${() => this.press(tone)}
    >
      <span>${tone}</span>
      <span class="letters" aria-hidden="true">${letters[tone]}</span>
    </button>`;
  }

  #renderRecord() {
    const failed = this.#tones.filter(({ state }) => state === 'failed').length;
    return html`<div class="record" part="record" role="group" aria-labelledby="record-label">
      <span class="label" id="record-label">
        ${this.#text(this.#tones.length > 0 ? 'keypad.sent' : 'keypad.none')}
      </span>
      <span class="sent">
        ${this.#tones.map(
          ({ tone, state }) =>
            html`<span class=${state}
              >${tone}${
                state === 'failed'
                  ? html`<span class="visually-hidden"> ${this.#text('keypad.not-sent')}</span>`
                  : nothing
              }</span
            >`,
        )}
      </span>
      ${
        failed > 0
          ? html`<span class="failed-note" aria-hidden="true"
              >${this.#text('keypad.not-sent')}</span
            >`
          : nothing
      }
      ${
        this.leftOut > 0
          ? html`<span class="failed-note" role="status"
              >${this.#text('keypad.too-many', { count: this.leftOut })}</span
            >`
          : nothing
      }
    </div>`;
  }

  #text(key: AgentMessageKey, parameters?: Readonly<Record<string, string | number>>): string {
    return this.#words.text(key, parameters);
  }

  #show(tone: Tone): void {
    this.pressed = tone;
    clearTimeout(this.#pressTimer);
    this.#pressTimer = setTimeout(() => (this.pressed = undefined), pressTime);
  }

  /** Announces what became of the keys since the last time, in one go. */
  #announce(): void {
    const fresh = this.#tones.slice(this.#announced);
    const pending = fresh.findIndex(({ state }) => state === 'pending' || state === 'sending');
    const settled = pending < 0 ? fresh : fresh.slice(0, pending);
    this.#announced += settled.length;
    const spoken = (wanted: SentTone['state']) =>
      settled.filter(({ state }) => state === wanted).map(({ tone }) => tone);
    const [sent, failed] = [spoken('sent').join(' '), spoken('failed').join(' ')];
    this.announcement = [
      sent && this.#text('keypad.said-sent', { tones: sent }),
      failed && this.#text('keypad.said-failed', { tones: failed }),
    ]
      .filter(Boolean)
      .join('. ');
  }

  #onKeydown(event: KeyboardEvent): void {
    this.handleKey(event);
  }

  #onPaste(event: ClipboardEvent): void {
    this.handlePaste(event);
  }
}
