import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { canCancel } from '../../callback/index.js';
import { visitorMessages } from '../../messages/en/visitor.js';
import { phoneNumbers, type NumberType } from '../../phone/index.js';
import type { CallbackStatus as Status, Receipt, Transport } from '../../transport/transport.js';
import { text } from '../shared/attributes.js';
import { codeOf } from '../shared/failure.js';
import { listChanged, prefixList, regionList, typeList } from '../shared/form-attributes.js';
import { icons } from '../shared/icons.js';
import { Localize } from '../shared/localize.js';
import { Pending } from '../shared/pending.js';
import { buttons, tokens } from '../shared/shared.styles.js';
import { SteadyClicks } from '../shared/steady-clicks.js';
import type { Say } from '../shared/say.js';
import { TransportController } from '../shared/transport-controller.js';
import {
  CallbackAgainRequestedEvent,
  CallbackCanceledEvent,
  CallbackChangedEvent,
  CallbackStatusChangedEvent,
} from '../shared/visitor-events.js';
import type { CallbackChange, Changeable } from './callback-change.js';
import { callbackStatusStyles } from './callback-status.styles.js';
import { Follower } from './follower.js';
import { canChange, numberSentence } from './status-lines.js';
import * as parts from './status-parts.js';
import {
  isSettled,
  problemView,
  statusView,
  type Sentence,
  type StatusView,
} from './status-view.js';

/**
 * Follows a request from its receipt and says in words where it stands. Shows only what the backend
 * has said.
 *
 * @summary Says what is happening to a request, changes it, and takes it back.
 * @fires {CallbackStatusChangedEvent} callback-status-changed - Another state was reached.
 * @fires {CallbackChangedEvent} callback-changed - The backend has taken another number or time.
 * @fires {CallbackCanceledEvent} callback-canceled - The backend has confirmed the cancellation.
 * @fires {CallbackAgainRequestedEvent} callback-again-requested - The visitor wants to ask anew.
 * @csspart title - What is happening, in a few words.
 * @csspart text - The same at length.
 * @csspart queue - The place in the queue.
 * @csspart called - The number that is called.
 * @csspart steps - The progress.
 * @csspart change - A button that opens the change of number or time.
 * @csspart cancel - The button that takes the request back.
 * @csspart again - The button to ask anew.
 */
export class CallbackStatus extends LitElement {
  static override styles = [tokens, buttons, callbackStatusStyles];

  /** The backend. Wins over a provider and over `endpoint`. */
  @property({ attribute: false }) transport: Transport | undefined;
  /** Where the backend is: `https://relay.example`, or `loopback:` to try it out. */
  @property({ converter: text }) endpoint: string | undefined;
  /** What the request gave: id, secret and expiry. */
  @property({ attribute: false }) receipt: Receipt | undefined;
  /** Makes the title a heading of this level, 1 to 6. Default: no heading. */
  @property({ type: Number, attribute: 'heading-level' }) headingLevel = 0;
  /** For another number: the region to begin with, as in the form. */
  @property({ converter: text }) region: string | undefined;
  /** For another number: the regions that are called, as in the form. */
  @property({ converter: regionList, hasChanged: listChanged })
  regions: readonly string[] | undefined;
  /** For another number: the kinds of numbers that are not called, as in the form. */
  @property({ attribute: 'refuse-types', converter: typeList, hasChanged: listChanged })
  refuseTypes: readonly NumberType[] | undefined;
  /** For another number: the beginnings of numbers that are not called, as in the form. */
  @property({ attribute: 'refuse-prefixes', converter: prefixList, hasChanged: listChanged })
  refusePrefixes: readonly string[] | undefined;

  @state() private cancelProblem: parts.CancelProblem | undefined;
  @state() private changing: Changeable | undefined;
  @state() private changed: Changeable | 'failed' | undefined;
  @state() private caller: string | undefined;
  @query('.title') private titleElement!: HTMLElement | null;
  @query('callback-change') private changeForm!: CallbackChange | null;

  /** @internal */
  loadChange = loadChange;
  readonly #localize = new Localize(this, visitorMessages);
  readonly #say: Say = (key, parameters) => this.#localize.text(key, parameters);
  readonly #transport = new TransportController(this);
  readonly #follower = new Follower(this, (status) => this.#onStatus(status));
  readonly #cancel = new Pending(this);
  readonly #loading = new Pending(this);
  #hadFocus = false;
  /** The last state that was told of. */
  #told: string | undefined;

  constructor() {
    super();
    new SteadyClicks(this);
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
    if (!receipt || !visitor || this.#cancel.busy) return;
    this.cancelProblem = undefined;
    const outcome = await this.#cancel.run((signal) => visitor.cancel(receipt, { signal }));
    this.requestUpdate();
    // What came of one that was let go the next status tells.
    if (!outcome) return;
    if ('value' in outcome) {
      this.#follower.take(outcome.value);
      const event = new CallbackCanceledEvent(receipt.id);
      this.dispatchEvent(event);
    } else {
      const code = codeOf(outcome.error);
      this.cancelProblem = code === 'too-late' || code === 'timeout' ? code : 'failed';
    }
  }

  override focus(options?: FocusOptions): void {
    this.titleElement?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('receipt') && changed.get('receipt')?.id !== this.receipt?.id) {
      this.#cancel.abort();
      this.#loading.abort();
      this.cancelProblem = undefined;
      this.changing = undefined;
      this.changed = undefined;
      this.#told = undefined;
    }
    this.#follower.follow(this.receipt, this.#transport.value?.visitor);
    if (this.settled || this.status?.state === 'ended') this.changing = undefined;
    this.#hadFocus = this.shadowRoot?.activeElement instanceof Element;
  }

  protected override updated(): void {
    // A focused control that has gone must not throw the keyboard back to the top of the page.
    if (this.#hadFocus && !this.shadowRoot?.activeElement) this.focus();
  }

  protected override render() {
    const view = this.#view();
    const { status, queue } = this.#follower;
    const sentence = (one: Sentence) => this.#say(one.key, one.parameters);
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
            ${view ? sentence(view.title) : this.#say('status.loading')}
          </p>
          ${
            view
              ? html`<p class="text" part="text">
                  ${view.text.map((one) => html`${sentence(one)} `)}
                </p>`
              : nothing
          }
        </div>
        ${parts.queuePart(this.#say, queue, this.#localize.language)}
        ${status ? this.#renderNumber(status) : nothing}
        ${view?.step === undefined ? nothing : parts.stepsPart(this.#say, view.step)}
        ${this.#renderNotes()} ${this.changing ? this.#renderChange() : this.#renderActions()}
      </div>
    `;
  }

  #renderNumber(status: Status) {
    const changes = this.#changes && canChange(status);
    const cancels = this.#transport.value?.visitor?.supports.cancel === true;
    return parts.numberPart(this.#say, {
      sentence: numberSentence(status),
      onChange: changes && !this.changing ? () => void this.#openChange('number') : undefined,
      cancelable: cancels && !canChange(status) && !this.changing,
    });
  }

  #renderNotes() {
    const { status, connection, problem } = this.#follower;
    const open = status !== undefined && !isSettled(status);
    return parts.notesPart(this.#say, {
      lost: open && (connection === 'lost' || problem === 'unavailable'),
      cancel: open ? this.cancelProblem : undefined,
      changed: open ? this.changed : undefined,
    });
  }

  #renderChange() {
    const { status } = this.#follower;
    return html`
      <callback-change
        .what=${this.changing}
        .visitor=${this.#transport.value?.visitor}
        .receipt=${this.receipt}
        .tooLate=${!!status && !canChange(status)}
        .region=${this.region}
        .regions=${this.regions}
        .refuseTypes=${this.refuseTypes}
        .refusePrefixes=${this.refusePrefixes}
        .onSaved=${(saved: Status) => this.#onSaved(saved)}
        .onClose=${() => void this.#closeChange()}
      ></callback-change>
    `;
  }

  #renderActions() {
    const { status, problem } = this.#follower;
    const visitor = this.#transport.value?.visitor;
    const cancels = visitor?.supports.cancel === true;
    if (status && canCancel(status.state)) {
      const plans = this.#changes && visitor?.supports.schedule === true && canChange(status);
      return parts.actionsPart(this.#say, {
        planned: status.state === 'scheduled',
        canceling: this.#cancel.busy,
        onTime: plans ? () => void this.#openChange('time') : undefined,
        onCancel:
          cancels && this.cancelProblem !== 'too-late' ? () => void this.cancel() : undefined,
      });
    }
    // After a failed attempt nobody knows whether another one follows: asking anew stays possible.
    if (this.settled || status?.state === 'ended') {
      return html`
        <button class="again" part="again" type="button" @click=${this.#onAgain}>
          ${icons.phone} ${this.#say('status.again')}
        </button>
      `;
    }
    if (problem === 'unavailable' || this.#transport.error !== undefined) {
      return html`<button type="button" @click=${this.#onRetry}>
        ${this.#say('status.retry')}
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

  get #changes(): boolean {
    const visitor = this.#transport.value?.visitor;
    return visitor?.supports.change === true && visitor.change !== undefined;
  }

  async #openChange(what: Changeable): Promise<void> {
    if (this.#loading.busy) return;
    this.changed = undefined;
    const outcome = await this.#loading.run(() => this.loadChange());
    this.requestUpdate();
    if (!outcome) return;
    if ('error' in outcome) {
      this.changed = 'failed';
      return;
    }
    this.changing = what;
    await this.updateComplete;
    await this.changeForm?.updateComplete;
    this.changeForm?.focus();
  }

  /** The focus goes back to where it came from. */
  async #closeChange(): Promise<void> {
    const what = this.changing;
    this.changing = undefined;
    await this.updateComplete;
    const opener = this.shadowRoot?.querySelector<HTMLElement>(`.change-${what}`);
    (opener ?? this).focus();
  }

  #onSaved(status: Status): void {
    const { receipt, changing } = this;
    if (!receipt || !changing) return;
    this.#follower.take(status);
    this.changed = changing;
    void this.#closeChange();
    const event = new CallbackChangedEvent(receipt.id, changing);
    this.dispatchEvent(event);
  }

  #onStatus(status: Status): void {
    const { callerId } = status;
    if (callerId === undefined) this.caller = undefined;
    else void this.#formatCaller(callerId);
    if (!this.#cancel.busy) this.cancelProblem = undefined;
    this.changed = undefined;
    const { state, end } = status;
    const final = status.final === true;
    // A newer status may tell of another number, and of the same state.
    const told = [state, end?.reason, final].join(' ');
    if (told === this.#told) return;
    this.#told = told;
    const event = new CallbackStatusChangedEvent(state, end, final);
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

/** What only a change needs: the number field and the choice of a time. */
async function loadChange(): Promise<void> {
  const { CallbackChange } = await import('./callback-change.js');
  // By another name: the manifest analyzer would take this for an element of the package.
  const registry = customElements;
  if (!registry.get('callback-change')) registry.define('callback-change', CallbackChange);
}
