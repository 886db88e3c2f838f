import { html, LitElement, nothing } from 'lit';
import { property, query } from 'lit/decorators.js';
import { visitorMessages } from '../../messages/en/visitor.js';
import type { NumberType } from '../../phone/index.js';
import type {
  CallbackStatus,
  Receipt,
  RequestChange,
  VisitorTransport,
} from '../../transport/transport.js';
import { AvailabilityWatch } from '../callback-form/availability-watch.js';
import { callbackFormStyles } from '../callback-form/callback-form.styles.js';
import { FieldMessages, type Problem } from '../callback-form/field-messages.js';
import { numberPart } from '../callback-form/form-parts.js';
import { NumberCheck, policyOf } from '../callback-form/number-check.js';
import { NumberField, type Offer } from '../callback-form/number-field.js';
import { firstRegion, regionOptions } from '../callback-form/region-options.js';
import { codeOf, failureOf, type Failure } from '../shared/failure.js';
import { icons } from '../shared/icons.js';
import { Localize } from '../shared/localize.js';
import { Pending } from '../shared/pending.js';
import { fields } from '../shared/fields.styles.js';
import { buttons, tokens } from '../shared/shared.styles.js';
import { TimeChoice } from '../shared/time-choice.js';
import type { Say } from '../shared/say.js';
import { TimeFocus } from '../shared/time-focus.js';
import { timeControl, timePart } from '../shared/time-part.js';
import { timePartStyles } from '../shared/time-part.styles.js';
import { callbackChangeStyles } from './callback-change.styles.js';
import { changeAttempt, type ChangeAttempt } from './change-attempt.js';

/** What of a request can be changed, one at a time. */
export type Changeable = 'number' | 'time';

/**
 * The small form inside the status in which a visitor corrects the number or the time. Of its own
 * module, loaded when somebody wants to change something.
 * @internal
 */
export class CallbackChange extends LitElement {
  static override styles = [
    tokens,
    buttons,
    fields,
    timePartStyles,
    callbackFormStyles,
    callbackChangeStyles,
  ];

  @property({ attribute: false }) what: Changeable = 'number';
  @property({ attribute: false }) visitor: VisitorTransport | undefined;
  @property({ attribute: false }) receipt: Receipt | undefined;
  /** An agent has it by now: nothing can be saved any more. */
  @property({ attribute: false }) tooLate = false;
  @property({ attribute: false }) region: string | undefined;
  @property({ attribute: false }) regions: readonly string[] | undefined;
  @property({ attribute: false }) refuseTypes: readonly NumberType[] | undefined;
  @property({ attribute: false }) refusePrefixes: readonly string[] | undefined;
  @query('#number') private numberInput!: HTMLInputElement | null;
  @query('#number-question') private questionBox!: HTMLElement | null;

  /** Told the status after a change. */
  onSaved: (status: CallbackStatus) => void = () => {};
  /** Told that the visitor is through with it. */
  onClose: () => void = () => {};

  readonly #localize = new Localize(this, visitorMessages);
  readonly #say: Say = (key, parameters) => this.#localize.text(key, parameters);
  readonly #pending = new Pending(this);
  readonly #numberField = new NumberField(this, () => this.numberInput);
  readonly #number = new NumberCheck(this.#numberField, () => this.numberInput);
  readonly #time = new TimeChoice(this, () => this.visitor);
  readonly #availability = new AvailabilityWatch(
    this,
    () => (this.what === 'time' ? this.visitor : undefined),
    () => this.requestUpdate(),
  );
  readonly #messages = new FieldMessages<Changeable>(
    this,
    ['number', 'time'],
    (field) => this.#problem(field),
    ({ key, parameters }) => this.#say(key, parameters),
  );
  #failure: Failure | undefined;
  #last: ChangeAttempt | undefined;
  #onSave = false;

  constructor() {
    super();
    new TimeFocus(this);
  }

  /** The focus goes to what is to be changed. */
  override focus(options?: FocusOptions): void {
    const control = this.what === 'number' ? this.numberInput : timeControl(this.renderRoot);
    control?.focus(options);
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) {
      this.#numberField.region = firstRegion({
        number: '',
        region: this.region,
        allowed: this.regions,
        language: this.#localize.language,
      });
      // Who wants another time wants to see the times.
      if (this.what === 'time') this.#time.want('later');
    }
    this.#numberField.allowed = this.regions;
    this.#numberField.policy = policyOf(this);
    this.#time.closed = this.#availability.closed;
    this.#time.opensAt = this.#availability.value?.opensAt;
    this.#onSave = !!this.shadowRoot?.activeElement?.matches('.save');
  }

  protected override updated(): void {
    const select = this.renderRoot.querySelector<HTMLSelectElement>('.region select');
    if (select) select.value = this.#numberField.region;
    // The button is gone with the chance to save; what came of it is said beside.
    if (this.tooLate && this.#onSave) this.renderRoot.querySelector<HTMLElement>('.keep')?.focus();
  }

  protected override render() {
    const { busy, slow } = this.#pending;
    const asked = this.#number.doubt === 'asked';
    const failure = this.tooLate ? ({ key: 'status.change-too-late' } as const) : this.#failure;
    return html`
      <form
        novalidate
        aria-label=${this.#say(`status.change-${this.what}`)}
        @submit=${this.#onSubmit}
        @keydown=${this.#onKeydown}
      >
        ${this.what === 'number' ? this.#renderNumber() : this.#renderTime()}
        <div class="outcome" role="status">
          ${
            failure
              ? html`<p class="failure">${icons.alert}<span>${this.#say(failure.key)}</span></p>`
              : nothing
          }
          ${slow ? html`<p class="hint">${this.#say('form.slow')}</p>` : nothing}
        </div>
        <div class="actions">
          ${
            this.tooLate || this.#number.doubtful
              ? nothing
              : html`<button
                  class="primary save"
                  type="submit"
                  aria-disabled=${busy ? 'true' : 'false'}
                  aria-describedby=${asked ? 'number-question' : nothing}
                  @click=${(event: MouseEvent) => {
                    // The second click of the one that brought the question up is no answer to it.
                    if (asked && event.detail > 1) event.preventDefault();
                  }}
                >
                  ${busy ? html`<span class="spinner"></span>` : nothing}
                  ${this.#say(busy ? 'status.saving' : asked ? 'form.submit-unusual' : 'status.save')}
                </button>`
          }
          <button class="keep" type="button" @click=${() => this.onClose()}>
            ${this.#say(this.tooLate ? 'status.change-close' : 'status.keep')}
          </button>
        </div>
        <div class="visually-hidden" role="status">${this.#messages.announcement}</div>
      </form>
    `;
  }

  #renderNumber() {
    return numberPart(this.#say, {
      region: this.#numberField.region,
      options: regionOptions(this.#localize.language, this.regions),
      value: '',
      disabled: false,
      readOnly: false,
      regionLocked: false,
      hidden: false,
      regionHidden: false,
      problem: this.#messages.at('number'),
      question: {
        unusual: this.#number.unusual,
        doubtful: this.#number.doubtful,
        // The words of a form that does not send by itself: the answer is saved, not sent.
        hosted: true,
        shown: (number) => this.#numberField.shown(number),
        onChoose: (offer) => void this.#choose(offer),
        onCorrect: () => this.#correct(),
      },
      unchecked: this.#numberField.failed,
      onIntent: () => void this.#numberField.ensureRules(),
      onRegion: (event) => {
        const select = event.target as HTMLSelectElement;
        this.#numberField.choose(select.value, select.matches(':autofill'));
        this.#onInput('number');
      },
      onBeforeInput: (event) => this.#numberField.typing(event),
      onComposed: () => this.#numberField.composed(),
      onInput: (event) => {
        this.#numberField.typed(event);
        this.#onInput('number');
      },
      onBlur: () => this.#messages.blur('number'),
    });
  }

  #renderTime() {
    return timePart(this.#say, {
      choice: this.#time,
      language: this.#localize.language,
      disabled: false,
      problem: this.#messages.at('time')?.key,
      onInput: () => this.#onInput('time'),
      onBlur: () => this.#messages.blur('time'),
    });
  }

  #problem(field: Changeable): Problem | undefined {
    if (field !== this.what) return undefined;
    if (field === 'number') return this.#number.problem;
    const key = this.#time.problem;
    return key && { key, element: timeControl(this.renderRoot) };
  }

  async #save(): Promise<void> {
    const { visitor, receipt } = this;
    if (this.#pending.busy || this.tooLate || !visitor?.change || !receipt) return;
    this.#failure = undefined;
    const outcome = await this.#pending.run(async (signal) => {
      const change = await this.#collect();
      if (!change || signal.aborted) return undefined;
      const { changeKey } = (this.#last = changeAttempt(change, this.#last));
      return visitor.change?.(receipt, change, { changeKey, signal });
    });
    this.requestUpdate();
    if (!outcome) return;
    if ('error' in outcome) return this.#take(outcome.error);
    if (!outcome.value) return;
    this.#last = undefined;
    this.onSaved(outcome.value);
  }

  /** As the form does: shows what is wrong, and asks about an unusual number once. */
  async #collect(): Promise<RequestChange | undefined> {
    if (this.what === 'number') await this.#numberField.awaitRules();
    this.#messages.show(this.what);
    if (this.#messages.first) {
      await this.#focusProblem();
      return undefined;
    }
    if (this.what === 'time') return { notBefore: this.#time.chosen?.from ?? null };
    const { reading, doubt } = this.#number;
    if (reading.problem || reading.doubt || doubt === 'open') {
      await this.#ask();
      return undefined;
    }
    const { number, region } = reading;
    return { number, ...(region === undefined ? {} : { region }) };
  }

  /** About an unusual number the focus stays; where there is a choice it goes to the question. */
  async #ask(): Promise<void> {
    const question = this.#number.ask();
    if (!question) return;
    if (!this.#number.doubtful) return this.#messages.announce(question);
    this.requestUpdate();
    await this.updateComplete;
    this.questionBox?.focus();
  }

  /** The button that was pressed is gone with the question. */
  async #choose(offer: Offer): Promise<void> {
    this.#number.choose(offer);
    this.#onInput('number');
    await this.updateComplete;
    this.focus();
    await this.#save();
  }

  #correct(): void {
    this.#number.correct();
    this.requestUpdate();
    this.focus();
  }

  async #focusProblem(): Promise<void> {
    await this.updateComplete;
    const { first } = this.#messages;
    first?.element?.focus();
    this.#messages.announce(first);
  }

  async #take(error: unknown): Promise<void> {
    const code = codeOf(error);
    const failure = failureOf(error);
    if (code === 'key-reused') this.#last = undefined;
    if (code === 'too-late') {
      this.#failure = { key: 'status.change-too-late', retryable: false };
    } else if (failure.field === 'number' && this.what === 'number') {
      this.#number.refuse();
      this.#messages.show('number');
      await this.#focusProblem();
    } else if (failure.field === 'time' && this.#time.chosen) {
      this.#time.refuse();
      this.#messages.show('time');
      await this.#focusProblem();
    } else {
      // Closed for now: the next look at the hours takes "as soon as possible" away.
      if (failure.field === 'time')
        void this.#availability.refresh(AbortSignal.timeout(Pending.times.timeout));
      this.#failure = code === 'forbidden' ? { ...failure, key: 'form.failure-unknown' } : failure;
    }
    this.requestUpdate();
  }

  #onInput(field: Changeable): void {
    this.#failure = undefined;
    this.#messages.input(field);
    this.requestUpdate();
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#save();
  }

  #onKeydown(event: KeyboardEvent): void {
    // A key that is held down must not answer the question that it has brought up.
    if (event.key === 'Enter' && event.repeat) return event.preventDefault();
    if (event.key !== 'Escape' || event.isComposing) return;
    // Only this form closes, not the panel around it.
    event.preventDefault();
    this.onClose();
  }
}
