import { html, nothing, type ReactiveControllerHost } from 'lit';
import { codeOf, isLive } from '../../callback/index.js';
import type { AgentCall } from '../../call/index.js';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import { icons } from '../shared/icons.js';
import type { Localize } from '../shared/localize.js';
import type { NumberTexts } from '../shared/number-texts.js';
import { nameOf } from '../shared/words.js';
import { readTransferTarget } from './transfer-target.js';

interface Host extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly call: AgentCall | undefined;
}

/**
 * Asks in the box where the visitor is to be transferred, and once more before it is done: a transfer
 * cannot be taken back.
 */
export class TransferForm {
  readonly #host: Host;
  readonly #words: Localize<AgentMessageKey>;
  readonly #numbers: NumberTexts;
  #shown = false;
  /** As it was typed. */
  #typed = '';
  /** What is asked about, or under way. */
  #target: string | undefined;
  #problem: 'transfer.invalid' | 'transfer.refused' | 'transfer.failed' | undefined;

  constructor(host: Host, words: Localize<AgentMessageKey>, numbers: NumberTexts) {
    this.#host = host;
    this.#words = words;
    this.#numbers = numbers;
  }

  get shown(): boolean {
    return this.#shown;
  }

  /** Opens it, with the focus in the field, or closes it: not while a transfer is under way. */
  toggle(): void {
    if (this.#host.call?.transferring) return;
    if (this.#shown) this.close();
    else this.#step(undefined, '#target');
  }

  /** Closes it, with the focus on the button that opens it. */
  close(): void {
    this.reset();
    this.#host.requestUpdate();
    this.#focus('.transfer-toggle');
  }

  /** Closes it for an Escape from within. @returns whether it did. */
  handleEscape(event: Event): boolean {
    const form = this.#host.renderRoot.querySelector('.transfer');
    if (!form || event.defaultPrevented || !event.composedPath().includes(form)) return false;
    event.preventDefault();
    event.stopPropagation();
    // Once it is under way there is nothing to cancel.
    if (!this.#host.call?.transferring) this.close();
    return true;
  }

  /** Another call, or none that could be transferred. */
  reset(): void {
    this.#shown = false;
    this.#typed = '';
    this.#target = undefined;
    this.#problem = undefined;
  }

  render(call: AgentCall) {
    if (!this.#shown) return nothing;
    return html`<form
      class="transfer"
      id="transfer"
      part="transfer"
      aria-label=${this.#words.text('box.transfer')}
      @submit=${(event: SubmitEvent) => this.#onSubmit(event)}
    >
      ${
        this.#target === undefined
          ? this.#renderField(call)
          : this.#renderQuestion(call, this.#target)
      }
    </form>`;
  }

  #renderField(call: AgentCall) {
    const words = this.#words;
    const name = nameOf(call.callback);
    const problem = this.#problem && words.text(this.#problem, { name });
    return html`<div class="field">
        <label for="target">${words.text('transfer.target')}</label>
        <input
          id="target"
          .value=${this.#typed}
          maxlength="255"
          dir="ltr"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          aria-invalid=${this.#problem === 'transfer.invalid' ? 'true' : nothing}
          aria-describedby=${problem ? 'target-problem' : 'target-hint'}
          @input=${(event: Event) => this.#onInput(event)}
        />
        ${
          problem
            ? html`<p class="error" id="target-problem" role="alert">
                ${icons.alert}<span>${problem}</span>
              </p>`
            : html`<p class="hint" id="target-hint">${words.text('transfer.hint')}</p>`
        }
      </div>
      <div class="actions">
        <button type="button" class="cancel-transfer" @click=${() => this.close()}>
          ${words.text('transfer.cancel')}
        </button>
        <button class="primary">${words.text('transfer.next')}</button>
      </div>`;
  }

  #renderQuestion(call: AgentCall, target: string) {
    const words = this.#words;
    const pending = call.transferring;
    const name = nameOf(call.callback);
    return html`<div id="transfer-question">
        <p class="typed">
          <strong>${words.text('transfer.ask', { name, target: this.#targetText(target) })}</strong>
        </p>
        <p>${words.text('transfer.ask-after')}</p>
      </div>
      <div class="actions">
        <button
          type="button"
          aria-disabled=${pending ? 'true' : nothing}
          @click=${() => !pending && this.#step(undefined, '#target')}
        >
          ${words.text('transfer.back')}
        </button>
        <button
          class="primary confirm-transfer"
          aria-describedby="transfer-question"
          aria-disabled=${pending ? 'true' : nothing}
        >
          ${words.text(pending ? 'transfer.pending' : 'transfer.confirm')}
        </button>
      </div>`;
  }

  /** What goes to the line, and nothing else; a number grouped. It reads left to right (UAX #9). */
  #targetText(target: string): string {
    const text = target.startsWith('+') ? this.#numbers.of({ e164: target }) : target;
    return `\u2066${text}\u2069`;
  }

  #onInput(event: Event): void {
    this.#typed = (event.target as HTMLInputElement).value;
    if (!this.#problem) return;
    this.#problem = undefined;
    this.#host.requestUpdate();
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    if (this.#target !== undefined) return void this.#transfer(this.#target);
    const target = readTransferTarget(this.#typed);
    this.#problem = target === undefined ? 'transfer.invalid' : undefined;
    this.#step(target, target === undefined ? '#target' : '.confirm-transfer');
  }

  async #transfer(target: string): Promise<void> {
    const { call } = this.#host;
    if (!call || call.transferring) return;
    const able = call.canTransfer;
    await call.transfer(target);
    // Done, the call is over and this form gone with it.
    if (call !== this.#host.call || this.#target !== target || !isLive(call.state)) return;
    const code = able ? codeOf(call.transferError) : 'unavailable';
    if (code === 'number-invalid') this.#problem = 'transfer.invalid';
    else this.#problem = code === 'refused' ? 'transfer.refused' : 'transfer.failed';
    this.#step(undefined, '#target');
  }

  #step(target: string | undefined, selector: string): void {
    this.#shown = true;
    this.#target = target;
    this.#host.requestUpdate();
    this.#focus(selector);
  }

  #focus(selector: string): void {
    void this.#host.updateComplete.then(() =>
      this.#host.renderRoot.querySelector<HTMLElement>(selector)?.focus(),
    );
  }
}
