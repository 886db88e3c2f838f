import { html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { cleanName, codeOf } from '../../callback/index.js';
import type { AgentDesk } from '../../call/index.js';
import { agentMessages, type AgentMessageKey } from '../../messages/en/agent.js';
import type { Presence } from '../../transport/transport.js';
import { agentIcons } from '../shared/agent-icons.js';
import { icons } from '../shared/icons.js';
import type { Localize } from '../shared/localize.js';
import { PresenceChoice } from './presence-choice.js';

interface Host extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** The reasons to pause that the application names. */
  readonly pauseReasons: readonly string[] | undefined;
}

const defaultReasons = ['break', 'lunch', 'meeting', 'training'] as const;

/** Whether new calls are counted on, the button that changes it, and the panel with the reasons. */
export class PresenceSwitch implements ReactiveController {
  readonly #host: Host;
  readonly #desk: () => AgentDesk | undefined;
  readonly #words: Localize<AgentMessageKey>;
  readonly #choice: PresenceChoice;
  #panelShown = false;
  /** The agent's own words, as they were typed, until a pause is taken. */
  #typed = '';
  #focusGoes = false;

  constructor(host: Host, desk: () => AgentDesk | undefined, words: Localize<AgentMessageKey>) {
    this.#host = host;
    this.#desk = desk;
    this.#words = words;
    this.#choice = new PresenceChoice(host);
    host.addController(this);
  }

  /** Paused, from another tab for instance, there is nothing to give a reason for. */
  hostUpdate(): void {
    if (!this.#panelShown || this.presence?.state !== 'paused') return;
    this.#panelShown = false;
    this.#focusGoes = !!this.#find('.pause')?.matches(':focus-within');
  }

  hostUpdated(): void {
    if (this.#focusGoes) this.#find('.switch')?.focus();
    this.#focusGoes = false;
  }

  /** The agent's presence; undefined where the backend knows none. */
  get presence(): Presence | undefined {
    const { transport, presence } = this.#desk() ?? {};
    return transport?.supports.presence ? presence : undefined;
  }

  /** Goes ready at once; to pause, the key and Enter are enough. */
  async handleShortcut(): Promise<void> {
    if (!this.presence) return;
    if (this.presence.state === 'paused') return this.#onSwitch();
    this.#show(true);
    await this.#host.updateComplete;
    this.#find('#reason')?.focus();
  }

  /** Closes the panel for an Escape from within. @returns whether it did. */
  handleEscape(event: Event): boolean {
    const panel = this.#find('.pause');
    const within = !!panel && event.composedPath().includes(panel);
    if (!within || event.defaultPrevented) return false;
    event.preventDefault();
    this.#close();
    return true;
  }

  renderSwitch() {
    const { presence } = this;
    if (!presence) return nothing;
    const { pending } = this.#choice;
    const paused = presence.state === 'paused';
    return html`<div class="presence" part="presence">
      <span class="is-${pending ? 'pending' : presence.state} typed" role="status">
        <span class="dot"></span><span>${this.#text(presence)}</span>
      </span>
      <button
        class="switch ${paused ? 'primary' : ''}"
        part="presence-switch"
        aria-expanded=${paused ? nothing : this.#panelShown}
        aria-controls=${paused ? nothing : 'pause'}
        @click=${() => this.#onSwitch()}
      >
        ${paused ? icons.phone : agentIcons.pause}
        ${this.#words.text(paused ? 'pause.end' : 'pause.begin')}
      </button>
    </div>`;
  }

  /** What stands below the switch: the panel, and why the last choice was not taken. */
  renderBelow() {
    const panel = this.#panelShown && this.presence;
    return html`${panel ? this.#renderPanel() : nothing} ${this.#renderProblem()}`;
  }

  #renderPanel() {
    const words = this.#words;
    const reasons =
      this.#host.pauseReasons ?? defaultReasons.map((reason) => words.text(`pause.${reason}`));
    return html`<form
      class="pause"
      id="pause"
      part="pause"
      aria-label=${words.text('pause.begin')}
      @submit=${(event: SubmitEvent) => this.#onSubmit(event)}
    >
      <p>${words.text('pause.note')}</p>
      ${
        reasons.length > 0
          ? html`<div class="reasons" role="group" aria-label=${words.text('pause.reasons')}>
              ${reasons.map(
                (reason) =>
                  html`<button type="button" class="typed" @click=${() => void this.#pause(reason)}>
                    ${reason}
                  </button>`,
              )}
            </div>`
          : nothing
      }
      <div class="field">
        <label for="reason">${words.text('pause.reason')}</label>
        <div class="own">
          <input
            id="reason"
            .value=${this.#typed}
            maxlength="60"
            dir="auto"
            autocomplete="off"
            @input=${(event: Event) => (this.#typed = (event.target as HTMLInputElement).value)}
          />
          <button class="primary">${words.text('pause.begin')}</button>
        </div>
      </div>
    </form>`;
  }

  #renderProblem() {
    const { error } = this.#choice;
    if (!error) return nothing;
    const words = this.#words;
    const key = `error.${codeOf(error) ?? 'other'}`;
    const problem = words.text(key in agentMessages ? (key as AgentMessageKey) : 'error.other');
    return html`<p class="error" part="presence-problem" role="alert">
      ${icons.alert}<span>${words.text('pause.failed', { problem })}</span>
    </p>`;
  }

  #text(presence: Presence): string {
    const { pending } = this.#choice;
    const words = this.#words;
    if (pending) return words.text(pending.state === 'ready' ? 'pause.ending' : 'pause.beginning');
    if (presence.state !== 'paused') return words.text(`desk.${presence.state}`);
    const reason = cleanName(presence.reason ?? '');
    return reason ? words.text('desk.paused-because', { reason }) : words.text('desk.paused');
  }

  #find(selector: string): HTMLElement | null {
    return this.#host.renderRoot.querySelector(selector);
  }

  #show(shown: boolean): void {
    this.#panelShown = shown;
    this.#host.requestUpdate();
  }

  #close(): void {
    this.#show(false);
    this.#find('.switch')?.focus();
  }

  #onSwitch(): void {
    const desk = this.#desk();
    if (desk?.paused) void this.#choice.choose(desk, { state: 'ready' });
    else this.#show(!this.#panelShown);
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#pause(this.#typed.trim() || undefined);
  }

  async #pause(reason: string | undefined): Promise<void> {
    const desk = this.#desk();
    this.#close();
    const choice = { state: 'paused', ...(reason === undefined ? {} : { reason }) } as const;
    if (desk && (await this.#choice.choose(desk, choice))) this.#typed = '';
  }
}
