import { html, nothing, type ReactiveControllerHost } from 'lit';
import { codeOf } from '../../callback/index.js';
import type { AgentCall } from '../../call/index.js';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import { icons } from '../shared/icons.js';
import type { Localize } from '../shared/localize.js';
import type { NumberTexts } from '../shared/number-texts.js';
import { nameOf } from '../shared/words.js';
import { readTransferTarget } from './transfer-target.js';

interface Host extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
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
  #invalid = false;

  constructor(host: Host, words: Localize<AgentMessageKey>, numbers: NumberTexts) {
    this.#host = host;
    this.#words = words;
    this.#numbers = numbers;
  }

  get shown(): boolean {
    return this.#shown;
  }

  /** Opens it, with the focus in the field, or closes it. */
  toggle(): void {
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
    this.close();
    return true;
  }

  /** Another call, or none that could be transferred. */
  reset(): void {
    this.#shown = false;
    this.#typed = '';
    this.#target = undefined;
    this.#invalid = false;
  }

  render(call: AgentCall) {
    if (!this.#shown) return nothing;
    const asking = this.#target !== undefined;
    return html`<form
      class="transfer"
      id="transfer"
      part="transfer"
      aria-label=${this.#words.text('box.transfer')}
      @submit=${(event: SubmitEvent) => this.#onSubmit(event, call)}
    >
      ${asking ? this.#renderQuestion(call, this.#target!) : this.#renderField(call)}
    </form>`;
  }

  #renderField(call: AgentCall) {
    const words = this.#words;
    const problem = this.#problem(call);
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
          aria-invalid=${this.#invalid ? 'true' : nothing}
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
    return html`<p id="transfer-question">
        <span class="typed">${words.text('transfer.ask', { name })}</span>
        <strong class="number typed">${this.#targetText(target)}</strong>${'?'}
        <span>${words.text('transfer.ask-after')}</span>
      </p>
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

  /** What goes to the line, and nothing else; only grouped. */
  #targetText(target: string): string {
    return target.startsWith('+') ? this.#numbers.of({ e164: target }) : target;
  }

  #problem(call: AgentCall): string | undefined {
    const name = nameOf(call.callback);
    const code = codeOf(call.transferError);
    if (this.#invalid || code === 'number-invalid') return this.#words.text('transfer.invalid');
    if (code === 'refused') return this.#words.text('transfer.refused', { name });
    return call.transferError ? this.#words.text('transfer.failed', { name }) : undefined;
  }

  #onInput(event: Event): void {
    this.#typed = (event.target as HTMLInputElement).value;
    if (!this.#invalid) return;
    this.#invalid = false;
    this.#host.requestUpdate();
  }

  #onSubmit(event: SubmitEvent, call: AgentCall): void {
    event.preventDefault();
    if (this.#target !== undefined) return void this.#transfer(call, this.#target);
    const target = readTransferTarget(this.#typed);
    this.#invalid = target === undefined;
    this.#step(target, target === undefined ? '#target' : '.confirm-transfer');
  }

  async #transfer(call: AgentCall, target: string): Promise<void> {
    if (call.transferring) return;
    await call.transfer(target);
    // Done, the call is over and this form gone with it. Else it is to be tried again.
    if (this.#shown && this.#target === target) this.#step(undefined, '#target');
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
