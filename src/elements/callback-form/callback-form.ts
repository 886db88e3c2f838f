import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import {
  cleanName,
  contextLimits,
  maxNameLength,
  nameProblem,
  type CallbackRequest,
} from '../../callback/index.js';
import { visitorMessages } from '../../messages/en/visitor.js';
import { callingCodeOf, type NumberType } from '../../phone/index.js';
import type { Receipt, SolveChallenge, Transport } from '../../transport/transport.js';
import { text } from '../shared/attributes.js';
import { callbackFormStyles } from './callback-form.styles.js';
import { Localize } from '../shared/localize.js';
import { fields } from '../shared/fields.styles.js';
import { buttons, tokens } from '../shared/shared.styles.js';
import type { Say } from '../shared/say.js';
import { TimeFocus } from '../shared/time-focus.js';
import { timeControl, timePart } from '../shared/time-part.js';
import { timePartStyles } from '../shared/time-part.styles.js';
import { TransportController } from '../shared/transport-controller.js';
import {
  fieldList,
  listChanged,
  prefixList,
  regionList,
  typeList,
  type FormField,
} from '../shared/form-attributes.js';
import { consentText } from './consent.js';
import { ConsentField } from './consent-field.js';
import { readExtras } from './extra-fields.js';
import { FieldMessages, type Problem } from './field-messages.js';
import * as parts from './form-parts.js';
import { formEntries, formState, readState, validityOf, type Typed } from './host-form.js';
import { NumberCheck, policyOf } from './number-check.js';
import { NumberField, type Offer } from './number-field.js';
import { requestPage } from './page.js';
import { Prefill } from './prefill.js';
import { firstRegion, regionOptions } from './region-options.js';
import { Timing } from './timing.js';
import { Proof } from '../shared/proof.js';
import { Submission } from '../shared/submission.js';
import { CallbackBeforeSubmitEvent, CallbackRequestedEvent } from '../shared/visitor-events.js';

const fieldOrder = ['name', 'number', 'extra', 'time', 'consent'] as const;
type Field = (typeof fieldOrder)[number];

// Long, for a third of it declares and describes the public attributes; what they do is in the modules
// beside it.

/**
 * Asks a visitor for name and number and sends the request: for now, or, where the backend can, for a
 * time that the visitor chooses.
 *
 * Inside a host `<form>` it sends nothing by itself: it hides its button, takes part in the host's
 * validation and submits `NAME-name`, `NAME-number` (E.164, or as typed when the number rules did not
 * load), `NAME-extension`, `NAME-region`, `NAME-consent`, `NAME-consent-version` and
 * `NAME-consent-at`, where NAME is its `name` attribute. A time cannot be chosen there.
 *
 * @summary Captures name and phone number, and asks for a callback.
 * @fires {CallbackBeforeSubmitEvent} callback-before-submit - About to send; cancelable; carries the request.
 * @fires {CallbackRequestedEvent} callback-requested - The backend has accepted the request; carries its id.
 * @slot - The site's own fields (`input`, `select`, `textarea`, form-associated custom elements, with a
 *   `name`); they are validated and travel as the request's `context`. Passwords and files never do.
 * @slot consent - The consent text, in place of the `consent` attribute; may hold links.
 * @csspart name - The name's input.
 * @csspart region - The box that shows the region.
 * @csspart number - The number's input.
 * @csspart when - Now or later, and when.
 * @csspart submit - The button.
 * @csspart error - A message at a field.
 * @csspart question - The question whether a number is right, or which one is meant.
 * @csspart offer - A number to choose, as a button in the question.
 * @csspart correct - The button in the question that goes back to the number's input.
 * @csspart failure - The message after a failed submit.
 * @csspart done - What stands there after a request was accepted.
 */
export class CallbackForm extends LitElement {
  static readonly formAssociated = true;
  static override styles = [tokens, buttons, fields, timePartStyles, callbackFormStyles];

  /** The backend. Wins over a provider and over `endpoint`. */
  @property({ attribute: false }) transport: Transport | undefined;
  /** Where the backend is: `https://relay.example`, or `loopback:` to try it out. */
  @property({ converter: text }) endpoint: string | undefined;
  /**
   * Solves the challenges of a backend that asks for proof of work, in place of the built-in solver, which
   * knows ALTCHA's.
   */
  @property({ attribute: false }) solveChallenge: SolveChallenge | undefined;
  /** The prefix of its entries in a host form. */
  @property({ converter: text }) name: string | undefined;
  /** Prefills the name. */
  @property({ attribute: 'visitor-name' }) visitorName = '';
  /** Prefills the number. */
  @property({ attribute: 'visitor-number' }) visitorNumber = '';
  /** The region to begin with, ISO 3166-1 alpha-2. Default: from the page's and the browser's languages. */
  @property({ converter: text }) region: string | undefined;
  /** The regions that are called, `"IT FR"`: only these can be chosen, and only their numbers sent. Default: all. */
  @property({ converter: regionList, hasChanged: listChanged })
  regions: readonly string[] | undefined;
  /**
   * The kinds of numbers that are not called, in place of the default
   * `"premium-rate shared-cost personal pager uan voicemail"`. Empty: none.
   */
  @property({ attribute: 'refuse-types', converter: typeList, hasChanged: listChanged })
  refuseTypes: readonly NumberType[] | undefined;
  /**
   * The beginnings of numbers that are not called, in place of the default: satellites, networks of no
   * country but +800, and +1976. Empty: none.
   */
  @property({ attribute: 'refuse-prefixes', converter: prefixList, hasChanged: listChanged })
  refusePrefixes: readonly string[] | undefined;
  /**
   * Prefilled fields that cannot be changed, `"name number"`. A field that is empty or wrong can be
   * changed all the same: nobody is to stand before a form that cannot be sent.
   */
  @property({ attribute: 'readonly', converter: fieldList, hasChanged: listChanged })
  readOnly: readonly FormField[] = [];
  /** Fields that are not shown, `"region"`. As above, an empty or wrong name or number is shown. */
  @property({ converter: fieldList, hasChanged: listChanged })
  hide: readonly FormField[] = [];
  /** Text that the visitor must agree to. */
  @property() consent = '';
  /** The site's own name of this consent text's version. */
  @property({ attribute: 'consent-version', converter: text }) consentVersion: string | undefined;
  /** A link to the privacy policy. */
  @property({ attribute: 'privacy-href', converter: text }) privacyHref: string | undefined;
  /** Switches all of it off. */
  @property({ type: Boolean, reflect: true }) disabled = false;

  @state() private hosted = false;
  @state() private hostDisabled = false;
  @query('#name') private nameInput!: HTMLInputElement | null;
  @query('#number') private numberInput!: HTMLInputElement | null;
  @query('#number-question') private questionBox!: HTMLElement | null;
  @query('button[type=submit]') private submitButton!: HTMLButtonElement | null;
  @query('#consent') private consentInput!: HTMLInputElement | null;
  @query('slot:not([name])') private extraSlot!: HTMLSlotElement | null;
  @query('slot[name=consent]') private consentSlot!: HTMLSlotElement | null;

  /** @internal */
  readonly numberField = new NumberField(this, () => this.numberInput);
  readonly #localize = new Localize(this, visitorMessages);
  readonly #transport = new TransportController(this);
  readonly #proof = new Proof(
    this,
    () => this.#transport.value?.visitor,
    () => this.solveChallenge,
  );
  readonly #submission = new Submission(this, this.#transport, this.#proof);
  readonly #timing = new Timing(this, {
    visitor: () => this.#transport.value?.visitor,
    hosted: () => this.hosted,
    language: () => this.#localize.language,
    announce: (note) => this.#messages.announce(note),
  });
  readonly #say: Say = (key, parameters) => this.#localize.text(key, parameters);
  readonly #messages = new FieldMessages<Field>(
    this,
    fieldOrder,
    (field) => this.#problem(field),
    ({ key, parameters }) => this.#say(key, parameters),
  );
  readonly #number = new NumberCheck(this.numberField, () => this.numberInput);
  readonly #prefill = new Prefill((field) =>
    field === 'name' ? this.nameInput : this.numberInput,
  );
  readonly #consent = new ConsentField(() => ({
    box: this.consentInput,
    words: this.#consentText(),
    version: this.consentVersion,
  }));
  readonly #internals = this.attachInternals();
  #receipt: Receipt | undefined;
  /** With the receipt: when the call will be, unless it is to be now. */
  #appointment: number | undefined;

  constructor() {
    super();
    new TimeFocus(this);
    // The host form asks for validity: what is wrong is shown in the form's own words as well.
    this.addEventListener('invalid', () => {
      this.#messages.show(...fieldOrder);
      if (!this.#messages.first) this.#ask();
    });
  }

  /** The receipt of the accepted request: id, secret and expiry. Hand it to `<callback-status>`. */
  get receipt(): Receipt | undefined {
    return this.#receipt;
  }

  /** Whether a request is on its way. */
  get busy(): boolean {
    return this.#submission.busy;
  }

  /**
   * The request as it would be sent now, or undefined while something is missing, an unusual number
   * is not confirmed, or it is not chosen what a doubtful one means. Shows nothing.
   */
  get request(): CallbackRequest | undefined {
    const { reading, doubt } = this.#number;
    if (this.#messages.first || reading.problem || reading.doubt || doubt === 'open') {
      return undefined;
    }
    const { chosen } = this.#timing.choice;
    const { context } = readExtras(this.extraSlot, contextLimits.valueLength);
    const consent = this.#consent.given;
    return {
      name: cleanName(this.nameInput?.value ?? ''),
      number: reading.number,
      ...(reading.region === undefined ? {} : { region: reading.region }),
      ...(chosen ? { notBefore: chosen.from } : {}),
      language: this.#localize.language,
      page: requestPage(location, document.title),
      ...(consent ? { consent } : {}),
      ...(Object.keys(context).length > 0 ? { context: { ...context } } : {}),
    };
  }

  /**
   * Checks everything, shows what is wrong and moves the focus there. About an unusual number it asks
   * the first time, and takes it the second; about a doubtful one it asks until the visitor has chosen.
   * @returns the request, for developers who send it themselves, or undefined.
   */
  async collect(): Promise<CallbackRequest | undefined> {
    // What was filled in ahead stands in the field only then.
    await this.updateComplete;
    await this.numberField.awaitRules();
    this.#checkConsent();
    this.#messages.show(...fieldOrder);
    const { request } = this;
    if (this.#messages.first) await this.#focusFirstProblem();
    else if (!request) this.#ask();
    return request;
  }

  /** Checks and sends, as the button does. Resolves to the receipt, or undefined. */
  async submit(): Promise<Receipt | undefined> {
    if (this.disabled || this.hostDisabled) return undefined;
    let appointment: number | undefined;
    const receipt = await this.#submission.run(async (signal) => {
      const request = await this.collect();
      if (!request || (await this.#timing.isClosedFor(request, signal))) return undefined;
      appointment = request.notBefore;
      const event = new CallbackBeforeSubmitEvent(request);
      return this.dispatchEvent(event) ? request : undefined;
    });
    if (receipt) this.#accept(receipt, appointment);
    else await this.#takeFailure(appointment !== undefined);
    return receipt;
  }

  /** Empties the fields, back to what was prefilled. */
  reset(): void {
    this.#receipt = undefined;
    this.#consent.clear();
    this.#number.clear();
    this.#timing.choice.clear();
    this.#messages.clear();
    this.#submission.clear();
    const { visitorName: name, visitorNumber: number } = this;
    Object.assign(this.#prefill, { name, number });
    this.#fill({ name, number, region: this.#firstRegion() });
  }

  override focus(options?: FocusOptions): void {
    const open = [this.nameInput, this.numberInput].find((input) => input?.offsetParent);
    (open ?? this.nameInput)?.focus(options);
  }

  /** Whether the page's wish for a field holds: not where it would leave the visitor helpless. */
  #wished(wishes: readonly FormField[], field: FormField): boolean {
    if (!wishes.includes(field)) return false;
    if (field === 'region') return true;
    const prefilled = this.#prefill[field];
    return prefilled.trim() !== '' && !this.#messages.at(field);
  }

  /** @internal */
  formAssociatedCallback(form: HTMLFormElement | null): void {
    this.hosted = form !== null;
  }

  /** @internal */
  formDisabledCallback(disabled: boolean): void {
    this.hostDisabled = disabled;
  }

  /** @internal */
  formResetCallback(): void {
    this.reset();
  }

  /** @internal */
  formStateRestoreCallback(state: File | string | FormData | null): void {
    const typed = readState(state);
    if (typed) void this.updateComplete.then(() => this.#fill(typed));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.numberField.allowed = this.regions;
    this.numberField.policy = policyOf(this);
    if (changed.has('visitorName')) this.#prefill.take('name', this.visitorName);
    const renumbered =
      changed.has('visitorNumber') && this.#prefill.take('number', this.visitorNumber);
    if (renumbered || changed.has('region') || changed.has('regions') || !this.hasUpdated)
      this.numberField.region = this.#firstRegion();
    if (this.hasUpdated) this.#checkConsent();
  }

  protected override updated(): void {
    const select = this.renderRoot.querySelector('select');
    if (select) select.value = this.numberField.region;
    if (this.hosted) this.#syncHost();
  }

  protected override render() {
    if (this.#receipt && !this.hosted) {
      return parts.donePart(this.#say, this.#appointment, this.#localize.language);
    }
    const disabled = this.disabled || this.hostDisabled;
    const later = this.#timing.choice.wish === 'later';
    const { busy, checking, slow, failure } = this.#submission;
    return html`
      <form novalidate @submit=${this.#onSubmit} @keydown=${this.#onKeydown}>
        ${this.hosted ? nothing : parts.notePart(this.#say, this.#timing.note)}
        ${this.#renderName(disabled)} ${this.#renderNumber(disabled)} ${this.#renderExtras()}
        ${this.#renderTime(disabled)} ${this.#renderConsent(disabled)}
        ${this.hosted ? nothing : parts.submitPart(this.#say, { busy, checking, slow, failure, disabled, later, doubted: this.#number.doubt === 'asked', choosing: this.#number.doubtful !== undefined })}
        <div class="visually-hidden" role="status">
          ${busy ? this.#say(checking ? 'form.checking' : 'form.busy') : this.#messages.announcement}
        </div>
      </form>
    `;
  }

  #renderName(disabled: boolean) {
    return parts.namePart(this.#say, {
      value: this.#prefill.name,
      disabled,
      readOnly: this.#wished(this.readOnly, 'name'),
      hidden: this.#wished(this.hide, 'name'),
      problem: this.#messages.at('name'),
      onInput: () => this.#onInput('name'),
      onBlur: () => this.#messages.blur('name'),
    });
  }

  #renderNumber(disabled: boolean) {
    return parts.numberPart(this.#say, {
      region: this.numberField.region,
      options: regionOptions(this.#localize.language, this.regions),
      value: this.#prefill.number,
      disabled,
      readOnly: this.#wished(this.readOnly, 'number'),
      regionLocked: this.#wished(this.readOnly, 'region') || this.#wished(this.readOnly, 'number'),
      hidden: this.#wished(this.hide, 'number'),
      regionHidden: this.#wished(this.hide, 'region'),
      problem: this.#messages.at('number'),
      question: {
        unusual: this.#number.unusual,
        doubtful: this.#number.doubtful,
        hosted: this.hosted,
        shown: (number) => this.numberField.shown(number),
        onChoose: (offer) => void this.#choose(offer),
        onCorrect: () => this.#correct(),
      },
      unchecked: this.numberField.failed,
      onIntent: () => void this.numberField.ensureRules(),
      onRegion: (event) => this.#onRegion(event),
      onBeforeInput: (event) => this.numberField.typing(event),
      onComposed: () => this.numberField.composed(),
      onInput: (event) => {
        this.numberField.typed(event);
        this.#onInput('number');
      },
      onBlur: () => this.#messages.blur('number'),
    });
  }

  #renderExtras() {
    return html`
      <div class="extras">
        <slot
          @slotchange=${() => this.requestUpdate()}
          @input=${() => this.#onInput('extra')}
          @change=${() => this.#onInput('extra')}
          @focusout=${() => this.#messages.blur('extra')}
        ></slot>
        ${parts.errorPart(this.#say, 'extra', this.#messages.at('extra'))}
      </div>
    `;
  }

  #renderTime(disabled: boolean) {
    return timePart(this.#say, {
      choice: this.#timing.choice,
      language: this.#localize.language,
      disabled,
      problem: this.#messages.at('time')?.key,
      onInput: () => this.#onInput('time'),
      onBlur: () => this.#messages.blur('time'),
    });
  }

  #renderConsent(disabled: boolean) {
    return parts.consentPart(this.#say, {
      asked: this.#consentText() !== '',
      text: this.consent,
      privacyHref: this.privacyHref,
      disabled,
      problem: this.#messages.at('consent'),
      onTick: (event) => this.#onTick(event),
      onSlotChange: () => this.requestUpdate(),
    });
  }

  /** What is wrong with a field as it stands now. Reads the inputs: autofill may fire no event. */
  #problem(field: Field): Problem | undefined {
    switch (field) {
      case 'name': {
        const problem = nameProblem(this.nameInput?.value ?? '');
        const parameters = { max: maxNameLength };
        return problem && { key: `form.${problem}`, parameters, element: this.nameInput };
      }
      case 'number':
        return this.#number.problem;
      case 'extra':
        return readExtras(this.extraSlot, contextLimits.valueLength).problem;
      case 'time': {
        const key = this.#timing.choice.problem;
        return key && { key, element: timeControl(this.renderRoot) };
      }
      case 'consent':
        return this.#consent.problem;
    }
  }

  /** What holds a host form up that cannot ask. */
  get #question(): Problem | undefined {
    return this.#number.question[0];
  }

  #consentText(): string {
    return consentText(this.consentSlot, this.consent);
  }

  #checkConsent(): void {
    if (!this.#consent.check()) return;
    this.#messages.show('consent');
    this.#messages.announce(this.#consent.problem);
  }

  #firstRegion(): string {
    return firstRegion({
      number: this.visitorNumber,
      region: this.region,
      allowed: this.regions,
      language: this.#localize.language,
    });
  }

  #fill({ name, number, region }: Typed): void {
    if (this.nameInput) this.nameInput.value = name;
    if (this.numberInput) this.numberInput.value = number;
    if (callingCodeOf(region)) this.numberField.region = region;
    this.requestUpdate();
  }

  async #focusFirstProblem(): Promise<void> {
    await this.updateComplete;
    const { first } = this.#messages;
    first?.element?.focus();
    this.#messages.announce(first);
  }

  /**
   * About an unusual number the focus stays: the same button, or Enter, is the answer. Where there is
   * a choice it goes to the question, and so it is said.
   */
  #ask(): void {
    const question = this.#number.ask();
    if (!question) return;
    if (!this.#number.doubtful) return this.#messages.announce(question);
    this.requestUpdate();
    void this.updateComplete.then(() => this.questionBox?.focus());
  }

  async #choose(offer: Offer): Promise<void> {
    this.#number.choose(offer);
    this.#onInput('number');
    await this.updateComplete;
    // The button that was pressed is gone.
    (this.submitButton ?? this.numberInput)?.focus();
    if (!this.hosted) await this.submit();
  }

  #correct(): void {
    this.#number.correct();
    this.requestUpdate();
    this.numberInput?.focus();
  }

  #accept(receipt: Receipt, appointment: number | undefined): void {
    const focused = this.matches(':focus-within');
    this.#receipt = receipt;
    this.#appointment = appointment;
    this.requestUpdate();
    const event = new CallbackRequestedEvent(receipt.id);
    this.dispatchEvent(event);
    if (!focused) return;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('.done')?.focus(),
    );
  }

  /** What the backend says of one field stands at that field, and nothing that was typed is lost. */
  async #takeFailure(planned: boolean): Promise<void> {
    const { failure } = this.#submission;
    if (failure?.field === 'number') {
      this.#submission.clear();
      this.#number.refuse();
      this.#messages.show('number');
      await this.#focusFirstProblem();
    } else if (failure?.field === 'time' && planned) {
      this.#submission.clear();
      this.#timing.choice.refuse();
      this.#messages.show('time');
      await this.#focusFirstProblem();
    } else if (failure?.field === 'time' && (await this.#timing.closes())) {
      // What can be done now the note says, and the choice of a time.
      this.#submission.clear();
    }
  }

  #syncHost(): void {
    const typed = {
      name: this.nameInput?.value ?? '',
      number: this.numberInput?.value ?? '',
      region: this.numberField.region,
    };
    const entries = formEntries(this.name ?? '', typed, this.request);
    this.#internals.setFormValue(entries, formState(typed));
    // The site's own fields are in the host form themselves.
    const problem =
      this.#problem('name') ?? this.#number.problem ?? this.#consent.problem ?? this.#question;
    if (!problem) return this.#internals.setValidity({});
    const message = this.#say(problem.key, problem.parameters);
    this.#internals.setValidity(validityOf(problem), message, problem.element ?? undefined);
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    if (!this.hosted) void this.submit();
  }

  #onKeydown(event: KeyboardEvent): void {
    // A key that is held down must not answer the question that it has brought up.
    if (event.key === 'Enter' && event.repeat) return event.preventDefault();
    // Without a button of its own the inner form would swallow Enter.
    if (!this.hosted || event.key !== 'Enter' || event.isComposing) return;
    if (!(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    this.#internals.form?.requestSubmit();
  }

  #onInput(field: Field): void {
    // By when the button is pressed it is there.
    if (!this.hosted) this.#proof.begin();
    if (this.#submission.failure) this.#submission.clear();
    this.#messages.input(field);
    // The host form learns of each key; a question that was asked may be none of the new number.
    if (this.hosted || this.#number.hasAsked) this.requestUpdate();
  }

  #onRegion(event: Event): void {
    const select = event.target as HTMLSelectElement;
    this.numberField.choose(select.value, select.matches(':autofill'));
    this.#onInput('number');
  }

  #onTick(event: Event): void {
    this.#consent.tick((event.target as HTMLInputElement).checked);
    this.#onInput('consent');
  }
}
