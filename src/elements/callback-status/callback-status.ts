import { html, LitElement, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import { canCancel } from '../../callback/index.js';
import { visitorMessages, type VisitorMessageKey } from '../../messages/en/visitor.js';
import { phoneNumbers } from '../../phone/index.js';
import type { CallbackStatus as Status, Receipt, Transport } from '../../transport/transport.js';
import { text } from '../shared/attributes.js';
import { callbackStatusStyles } from './callback-status.styles.js';
import { icons } from '../shared/icons.js';
import { Localize } from '../shared/localize.js';
import { buttons, tokens } from '../shared/shared.styles.js';
import { SteadyClicks } from '../shared/steady-clicks.js';
import { TransportController } from '../shared/transport-controller.js';
import { codeOf } from '../shared/failure.js';
import { Follower } from './follower.js';
import { visitorIcons } from '../shared/visitor-icons.js';
import { orAborted } from '../shared/or-aborted.js';
import { isSettled, problemView, statusView, type StatusView } from './status-view.js';
import { Submission } from '../shared/submission.js';
import {
  CallbackAgainRequestedEvent,
  CallbackCanceledEvent,
  CallbackStatusChangedEvent,
} from '../shared/visitor-events.js';

const steps: readonly VisitorMessageKey[] = [
  'status.step-requested',
  'status.step-calling',
  'status.step-connected',
];

/**
 * Follows a request from its receipt and says in words where it stands. Shows only what the backend
 * has said.
 *
 * @summary Says what is happening to a request, and takes it back.
 * @fires {CallbackStatusChangedEvent} callback-status-changed - Another state was reached.
 * @fires {CallbackCanceledEvent} callback-canceled - The backend has confirmed the cancellation.
 * @fires {CallbackAgainRequestedEvent} callback-again-requested - The visitor wants to ask anew.
 * @csspart title - What is happening, in a few words.
 * @csspart text - The same at length.
 * @csspart steps - The progress.
 * @csspart cancel - The button that takes the request back.
 * @csspart again - The button to ask anew.
 */
export class CallbackStatusElement extends LitElement {
  static override styles = [tokens, buttons, callbackStatusStyles];

  /** The backend. Wins over a provider and over `endpoint`. */
  @property({ attribute: false }) transport: Transport | undefined;
  /** Where the backend is, for instance `loopback:`. */
  @property({ converter: text }) endpoint: string | undefined;
  /** What the request gave: id, secret and expiry. */
  @property({ attribute: false }) receipt: Receipt | undefined;
  /** Makes the title a heading of this level, 1 to 6. Default: no heading. */
  @property({ type: Number, attribute: 'heading-level' }) headingLevel = 0;

  @state() private canceling: 'busy' | 'too-late' | 'timeout' | 'failed' | undefined;
  @state() private caller: string | undefined;
  @query('.title') private titleElement!: HTMLElement | null;

  readonly #localize = new Localize(this, visitorMessages);
  readonly #transport = new TransportController(this);
  readonly #follower = new Follower(this, (status) => this.#onStatus(status));
  #cancelOf: AbortController | undefined;
  #hadFocus = false;

  constructor() {
    super();
    new SteadyClicks(this);
    this.addController({
      hostDisconnected: () =>
        queueMicrotask(() => {
          if (!this.isConnected) this.#cancelOf?.abort();
        }),
    });
  }

  /** The status as the backend last told it. */
  get status(): Status | undefined {
    return this.#follower.status;
  }

  /** Whether nothing more is to be expected, so that the receipt may be put away. */
  get settled(): boolean {
    const { status, problem } = this.#follower;
    return (status !== undefined && isSettled(status)) || (!!problem && problem !== 'unavailable');
  }

  /** Takes the request back, as the button does. */
  async cancel(): Promise<void> {
    const { receipt } = this;
    const visitor = this.#transport.value?.visitor;
    if (!receipt || !visitor || this.canceling === 'busy') return;
    const life = (this.#cancelOf = new AbortController());
    const limit = AbortSignal.timeout(Submission.times.timeout);
    const signal = AbortSignal.any([life.signal, limit]);
    this.canceling = 'busy';
    try {
      const status = await orAborted(visitor.cancel(receipt, { signal }), signal);
      if (life.signal.aborted) return;
      this.canceling = undefined;
      this.#follower.take(status);
      const event = new CallbackCanceledEvent(receipt.id);
      this.dispatchEvent(event);
    } catch (error) {
      // Another one may be on its way by now.
      if (this.#cancelOf !== life) return;
      const code = codeOf(error);
      // An aborted one may still have got through; what came of it the next status tells.
      if (life.signal.aborted) this.canceling = undefined;
      else this.canceling = code === 'too-late' || code === 'timeout' ? code : 'failed';
    }
  }

  override focus(options?: FocusOptions): void {
    this.titleElement?.focus(options);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('receipt')) {
      this.#cancelOf?.abort();
      this.canceling = undefined;
    }
    this.#follower.follow(this.receipt, this.#transport.value?.visitor);
    this.#hadFocus = this.shadowRoot?.activeElement instanceof HTMLButtonElement;
  }

  protected override updated(): void {
    // A focused button that has gone must not throw the keyboard back to the top of the page.
    if (this.#hadFocus && !this.shadowRoot?.activeElement) this.focus();
  }

  protected override render() {
    const view = this.#view();
    return html`
      <div class="status ${view?.tone ?? 'calm'}">
        <span class="badge" aria-hidden="true">${view?.icon ?? icons.clock}</span>
        <div class="words" role="status">
          <p
            class="title"
            part="title"
            tabindex="-1"
            role=${this.headingLevel > 0 ? 'heading' : nothing}
            aria-level=${this.headingLevel > 0 ? this.headingLevel : nothing}
          >
            ${this.#text(view?.title ?? 'status.loading')}
          </p>
          ${
            view
              ? html`<p class="text" part="text">
                  ${view.text.map(({ key, parameters }) => html`${this.#text(key, parameters)} `)}
                </p>`
              : nothing
          }
        </div>
        ${view?.step === undefined ? nothing : this.#renderSteps(view.step)} ${this.#renderNotes()}
        ${this.#renderActions()}
      </div>
    `;
  }

  #renderSteps(current: number) {
    return html`
      <ol class="steps" part="steps" aria-label=${this.#text('status.steps')}>
        ${steps.map((step, index) => {
          const done = index < current;
          const now = index === current;
          return html`
            <li class=${classMap({ done, now })} aria-current=${now ? 'step' : nothing}>
              <span class="dot" aria-hidden="true">${done ? icons.check : nothing}</span>
              ${this.#text(step)}
              ${
                done
                  ? html`<span class="visually-hidden">${this.#text('status.step-done')}</span>`
                  : nothing
              }
            </li>
          `;
        })}
      </ol>
    `;
  }

  #renderNotes() {
    const { status, connection, problem } = this.#follower;
    const open = status !== undefined && !isSettled(status);
    const lost = open && (connection === 'lost' || problem === 'unavailable');
    const { canceling } = this;
    return html`
      <div class="notes" role="status">
        ${
          lost
            ? html`<p class="note warning">
                ${visitorIcons.offline}<span>${this.#text('status.lost')}</span>
              </p>`
            : nothing
        }
        ${
          canceling === 'too-late' && open
            ? html`<p class="note">${icons.alert}<span>${this.#text('status.too-late')}</span></p>`
            : nothing
        }
        ${
          (canceling === 'failed' || canceling === 'timeout') && open
            ? html`<p class="note warning">
                ${icons.alert}<span>${this.#text(`status.cancel-${canceling}`)}</span>
              </p>`
            : nothing
        }
      </div>
    `;
  }

  #renderActions() {
    const { status, problem } = this.#follower;
    const busy = this.canceling === 'busy';
    const cancels = this.#transport.value?.visitor?.supports.cancel === true;
    if (status && cancels && canCancel(status.state) && this.canceling !== 'too-late') {
      return html`
        <button
          class="quiet cancel"
          part="cancel"
          type="button"
          aria-disabled=${busy ? 'true' : 'false'}
          @click=${() => void this.cancel()}
        >
          ${this.#text(busy ? 'status.canceling' : 'status.cancel')}
        </button>
      `;
    }
    // After a failed attempt nobody knows whether another one follows: asking anew stays possible.
    if (this.settled || status?.state === 'ended') {
      return html`
        <button class="again" part="again" type="button" @click=${this.#onAgain}>
          ${icons.phone} ${this.#text('status.again')}
        </button>
      `;
    }
    if (problem === 'unavailable' || this.#transport.error !== undefined) {
      return html`<button type="button" @click=${this.#onRetry}>
        ${this.#text('status.retry')}
      </button>`;
    }
    return nothing;
  }

  #view(): StatusView | undefined {
    const { status, problem } = this.#follower;
    if (problem === 'expired-receipt' && status && isSettled(status)) {
      return statusView(status, this.caller, this.#localize.language);
    }
    if (problem && (problem !== 'unavailable' || !status)) return problemView(problem);
    if (status) return statusView(status, this.caller, this.#localize.language);
    if (this.#transport.error !== undefined) return problemView('unavailable');
    const { value } = this.#transport;
    return value && !value.visitor ? problemView('no-service') : undefined;
  }

  #text(key: VisitorMessageKey, parameters?: Readonly<Record<string, string>>): string {
    return this.#localize.text(key, parameters);
  }

  #onStatus(status: Status): void {
    const { callerId } = status;
    if (callerId === undefined) this.caller = undefined;
    else void this.#formatCaller(callerId);
    if (this.canceling !== 'busy') this.canceling = undefined;
    const final = status.final === true;
    const event = new CallbackStatusChangedEvent(status.state, status.end, final);
    this.dispatchEvent(event);
  }

  async #formatCaller(callerId: string): Promise<void> {
    await phoneNumbers.load(callerId, '').catch(() => undefined);
    if (this.status?.callerId !== callerId) return;
    const known = phoneNumbers.read(callerId, '')?.verdict === 'valid';
    this.caller = known ? phoneNumbers.format(callerId, '') : callerId;
  }

  #onAgain(): void {
    const event = new CallbackAgainRequestedEvent();
    this.dispatchEvent(event);
  }

  #onRetry(): void {
    if (this.#transport.error !== undefined) this.#transport.retry();
    else this.#follower.retry();
  }
}
