import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import {
  cleanName,
  contextLimits,
  maxNameLength,
  nameProblem,
  type CallbackRequest,
  type Consent,
} from '../callback/index.js';
import { visitorMessages, type VisitorMessageKey } from '../messages/en/visitor.js';
import { callingCodeOf, defaultRegion, regionByCallingCode } from '../phone/index.js';
import type { Receipt, Transport } from '../transport/transport.js';
import { callbackFormStyles } from './callback-form.styles.js';
import { icons } from './icons.js';
import { Localize } from './localize.js';
import { buttons, fields, tokens } from './shared.styles.js';
import { TransportController } from './transport-controller.js';
import { regionList, text } from './visitor/attributes.js';
import { consentText, pageLink } from './visitor/consent.js';
import { availabilityNote } from './visitor/availability.js';
import { readExtras } from './visitor/extra-fields.js';
import { formEntries, formState, readState, type Typed } from './visitor/host-form.js';
import { visitorIcons } from './visitor/icons.js';
import { NumberField } from './visitor/number-field.js';
import { regionOptions } from './visitor/region-options.js';
import { Submission } from './visitor/submission.js';
import { CallbackBeforeSubmitEvent, CallbackRequestedEvent } from './visitor-events.js';

type Field = 'name' | 'number' | 'extra' | 'consent';
const fieldOrder: readonly Field[] = ['name', 'number', 'extra', 'consent'];

interface Problem {
  readonly key: VisitorMessageKey;
  readonly parameters?: Readonly<Record<string, string | number>>;
  readonly element?: HTMLElement | null | undefined;
}

/**
 * Asks a visitor for name and number and sends the request.
 *
 * Inside a host `<form>` it sends nothing by itself: it hides its button, takes part in the host's
 * validation and submits `NAME-name`, `NAME-number` (E.164, or as typed when the number rules did not
 * load), `NAME-extension`, `NAME-region`, `NAME-consent`, `NAME-consent-version` and
 * `NAME-consent-at`, where NAME is its `name` attribute.
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
 * @csspart submit - The button.
 * @csspart error - A message at a field.
 * @csspart failure - The message after a failed submit.
 * @csspart done - What stands there after a request was accepted.
 */
export class CallbackForm extends LitElement {
  static readonly formAssociated = true;
  static override styles = [tokens, buttons, fields, callbackFormStyles];

  /** The backend. Wins over a provider and over `endpoint`. */
  @property({ attribute: false }) transport: Transport | undefined;
  /** Where the backend is, for instance `loopback:`. */
  @property({ converter: text }) endpoint: string | undefined;
  /** The prefix of its entries in a host form. */
  @property({ converter: text }) name: string | undefined;
  /** Prefills the name. */
  @property({ attribute: 'visitor-name' }) visitorName = '';
  /** Prefills the number. */
  @property({ attribute: 'visitor-number' }) visitorNumber = '';
  /** The region to begin with, ISO 3166-1 alpha-2. Default: from the page's and the browser's languages. */
  @property({ converter: text }) region: string | undefined;
  /** The regions to choose from, `"IT FR"`. Default: all. */
  @property({ converter: regionList }) regions: readonly string[] | undefined;
  /** Text that the visitor must agree to. */
  @property() consent = '';
  /** The site's own name of this consent text's version. */
  @property({ attribute: 'consent-version', converter: text }) consentVersion: string | undefined;
  /** A link to the privacy policy. */
  @property({ attribute: 'privacy-href', converter: text }) privacyHref: string | undefined;
  /** Switches all of it off. */
  @property({ type: Boolean, reflect: true }) disabled = false;

  @state() private shown: ReadonlySet<Field> = new Set();
  @state() private hosted = false;
  @state() private hostDisabled = false;
  @state() private announcement = '';
  @query('#name') private nameInput!: HTMLInputElement | null;
  @query('#number') private numberInput!: HTMLInputElement | null;
  @query('#consent') private consentInput!: HTMLInputElement | null;
  @query('slot:not([name])') private extraSlot!: HTMLSlotElement | null;
  @query('slot[name=consent]') private consentSlot!: HTMLSlotElement | null;

  /** @internal */
  readonly numberField = new NumberField(this, () => this.numberInput);
  readonly #localize = new Localize(this, visitorMessages);
  readonly #submission = new Submission(this, new TransportController(this));
  readonly #internals = this.attachInternals();
  #typed = new Set<Field>();
  #receipt: Receipt | undefined;
  #tickedAt: number | undefined;
  #refusedNumber: string | undefined;

  /** The receipt of the accepted request: id, secret and expiry. Hand it to `<callback-status>`. */
  get receipt(): Receipt | undefined {
    return this.#receipt;
  }

  /** Whether a request is on its way. */
  get busy(): boolean {
    return this.#submission.busy;
  }

  /** The request as it would be sent now, or undefined while something is missing. Shows nothing. */
  get request(): CallbackRequest | undefined {
    if (fieldOrder.some((field) => this.#problem(field))) return undefined;
    const reading = this.numberField.read(this.numberInput?.value ?? '');
    if (reading.problem) return undefined;
    const { context } = readExtras(this.extraSlot, contextLimits.valueLength);
    const consent = this.#consent();
    return {
      name: cleanName(this.nameInput?.value ?? ''),
      number: reading.number,
      ...(reading.region === undefined ? {} : { region: reading.region }),
      language: this.#localize.language,
      page: { url: location.href, title: document.title },
      ...(consent ? { consent } : {}),
      ...(Object.keys(context).length > 0 ? { context: { ...context } } : {}),
    };
  }

  /**
   * Checks everything, shows what is wrong and moves the focus there.
   * @returns the request, for developers who send it themselves, or undefined.
   */
  async collect(): Promise<CallbackRequest | undefined> {
    await this.numberField.awaitRules();
    this.shown = new Set(fieldOrder);
    const { request } = this;
    if (!request) await this.#focusFirstProblem();
    return request;
  }

  /** Checks and sends, as the button does. Resolves to the receipt, or undefined. */
  async submit(): Promise<Receipt | undefined> {
    if (this.disabled || this.hostDisabled) return undefined;
    const receipt = await this.#submission.run(async () => {
      const request = await this.collect();
      if (!request) return undefined;
      const event = new CallbackBeforeSubmitEvent(request);
      return this.dispatchEvent(event) ? request : undefined;
    });
    if (receipt) this.#accept(receipt);
    else await this.#takeFailure();
    return receipt;
  }

  /** Empties the fields, back to what was prefilled. */
  reset(): void {
    this.#receipt = undefined;
    this.#typed.clear();
    this.#refusedNumber = undefined;
    this.shown = new Set();
    this.#tickedAt = undefined;
    if (this.consentInput) this.consentInput.checked = false;
    this.announcement = '';
    this.#submission.clear();
    this.#fill({
      name: this.visitorName,
      number: this.visitorNumber,
      region: this.#firstRegion(),
    });
  }

  override focus(options?: FocusOptions): void {
    this.nameInput?.focus(options);
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

  constructor() {
    super();
    // The host form asks for validity: what is wrong is shown in the form's own words as well.
    this.addEventListener('invalid', () => (this.shown = new Set(fieldOrder)));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.numberField.allowed = this.regions;
    if (changed.has('region') || changed.has('regions') || changed.has('visitorNumber')) {
      this.numberField.region = this.#firstRegion();
    }
  }

  protected override updated(): void {
    const select = this.renderRoot.querySelector('select');
    if (select) select.value = this.numberField.region;
    if (this.hosted) this.#syncHost();
  }

  protected override render() {
    if (this.#receipt && !this.hosted) return this.#renderDone();
    const off = this.disabled || this.hostDisabled;
    return html`
      <form novalidate autocomplete="on" @submit=${this.#onSubmit} @keydown=${this.#onKeydown}>
        ${this.hosted ? nothing : this.#renderAvailability()}
        <div class="field">
          <label for="name">${this.#text('form.name')}</label>
          <input
            id="name"
            part="name"
            name="name"
            autocomplete="name"
            autocapitalize="words"
            spellcheck="false"
            required
            dir="auto"
            .value=${this.visitorName}
            ?disabled=${off}
            aria-invalid=${this.#invalid('name')}
            aria-describedby="name-error"
            @input=${() => this.#onInput('name')}
            @blur=${() => this.#onBlur('name')}
          />
          ${this.#renderError('name')}
        </div>
        ${this.#renderNumber(off)}
        <div class="extras">
          <slot
            @slotchange=${this.#onSlotChange}
            @input=${() => this.#onInput('extra')}
            @change=${() => this.#onInput('extra')}
            @focusout=${() => this.#onBlur('extra')}
          ></slot>
          ${this.#renderError('extra')}
        </div>
        ${this.#renderConsent(off)} ${this.hosted ? nothing : this.#renderSubmit(off)}
        <div class="visually-hidden" role="status">${this.announcement}</div>
      </form>
    `;
  }

  #renderAvailability() {
    const note = availabilityNote(this.#submission.availability, this.#localize.language);
    if (!note) return nothing;
    return html`<p class="note ${note.tone}">
      ${note.tone === 'warning' ? icons.alert : icons.clock}
      <span>${this.#text(note.key, note.parameters)}</span>
    </p>`;
  }

  #renderNumber(off: boolean) {
    const { region } = this.numberField;
    const options = regionOptions(this.#localize.language, this.regions);
    return html`
      <div class="field">
        <label for="number">${this.#text('form.number')}</label>
        <div class="number-row">
          <div class="region" part="region">
            <span class="chosen" aria-hidden="true">
              ${region} <bdi class="number">+${callingCodeOf(region)}</bdi> ${visitorIcons.down}
            </span>
            <select
              name="country"
              autocomplete="country"
              aria-label=${this.#text('form.region')}
              ?disabled=${off}
              @focus=${() => void this.numberField.ensureRules()}
              @change=${this.#onRegion}
            >
              ${options.map(
                (option) => html`
                  <option value=${option.region}>${option.name} (+${option.callingCode})</option>
                `,
              )}
            </select>
          </div>
          <input
            id="number"
            part="number"
            name="tel"
            type="tel"
            inputmode="tel"
            autocomplete="tel"
            required
            dir="ltr"
            .value=${this.visitorNumber}
            ?disabled=${off}
            aria-invalid=${this.#invalid('number')}
            aria-describedby="number-error number-hint"
            @focus=${() => void this.numberField.ensureRules()}
            @pointerdown=${() => void this.numberField.ensureRules()}
            @input=${this.#onNumber}
            @blur=${() => this.#onBlur('number')}
          />
        </div>
        ${this.#renderError('number')}
        <p id="number-hint" class="hint" ?hidden=${!this.numberField.failed}>
          ${this.#text('form.rules-missing')}
        </p>
      </div>
    `;
  }

  #renderConsent(off: boolean) {
    const link = pageLink(this.privacyHref);
    return html`
      <div class="consent field" ?hidden=${this.#consentText() === ''}>
        <div class="tick">
          <input
            id="consent"
            type="checkbox"
            ?disabled=${off}
            aria-invalid=${this.#invalid('consent')}
            aria-describedby="consent-error"
            @change=${this.#onTick}
          />
          <label for="consent">
            <slot name="consent" @slotchange=${this.#onSlotChange}>${this.consent}</slot>
          </label>
        </div>
        ${this.#renderError('consent')}
      </div>
      ${
        link
          ? html`<p class="privacy">
              <a href=${link} target="_blank" rel="noopener">${this.#text('form.privacy')}</a>
              <span class="visually-hidden">${this.#text('form.privacy-new-tab')}</span>
            </p>`
          : nothing
      }
    `;
  }

  #renderSubmit(off: boolean) {
    const { busy, slow, failure } = this.#submission;
    const label = failure?.retryable ? 'form.submit-again' : 'form.submit';
    return html`
      <div class="outcome" role="status">
        ${
          failure
            ? html`<p class="failure" part="failure">
                ${icons.alert}<span>${this.#text(failure.key, failure.parameters)}</span>
              </p>`
            : nothing
        }
        ${slow ? html`<p class="hint">${this.#text('form.slow')}</p>` : nothing}
      </div>
      <button
        class="primary"
        part="submit"
        type="submit"
        ?disabled=${off}
        aria-disabled=${busy ? 'true' : 'false'}
      >
        ${busy ? html`<span class="spinner"></span>` : icons.phone}
        ${this.#text(busy ? 'form.busy' : label)}
      </button>
    `;
  }

  #renderDone() {
    return html`
      <div class="done" part="done" tabindex="-1">
        <span class="badge">${icons.check}</span>
        <p class="title">${this.#text('form.done-title')}</p>
        <p>${this.#text('form.done-text')}</p>
      </div>
    `;
  }

  #renderError(field: Field) {
    const problem = this.shown.has(field) ? this.#problem(field) : undefined;
    return html`
      <p id="${field}-error" class="error" part="error" ?hidden=${!problem}>
        ${
          problem
            ? html`${icons.alert}<span>${this.#text(problem.key, problem.parameters)}</span>`
            : nothing
        }
      </p>
    `;
  }

  #text(key: VisitorMessageKey, parameters?: Readonly<Record<string, string | number>>): string {
    return this.#localize.text(key, parameters);
  }

  #invalid(field: Field): 'true' | 'false' {
    return this.shown.has(field) && this.#problem(field) ? 'true' : 'false';
  }

  /** What is wrong with a field as it stands now. Reads the inputs: autofill may fire no event. */
  #problem(field: Field): Problem | undefined {
    switch (field) {
      case 'name': {
        const problem = nameProblem(this.nameInput?.value ?? '');
        const parameters = { max: maxNameLength };
        return problem && { key: `form.${problem}`, parameters, element: this.nameInput };
      }
      case 'number': {
        const text = this.numberInput?.value ?? '';
        const { problem } = this.numberField.read(text);
        const refused = text !== '' && text === this.#refusedNumber ? 'invalid' : undefined;
        const found = problem ?? refused;
        return found && { key: `form.number-${found}`, element: this.numberInput };
      }
      case 'extra':
        return readExtras(this.extraSlot, contextLimits.valueLength).problem;
      case 'consent':
        if (this.#consentText() === '' || this.consentInput?.checked) return undefined;
        return { key: 'form.consent-missing', element: this.consentInput };
    }
  }

  #consentText(): string {
    return consentText(this.consentSlot, this.consent);
  }

  #consent(): Consent | undefined {
    const text = this.#consentText();
    if (text === '' || !this.consentInput?.checked) return undefined;
    // A box that the browser restored ticked fired no event.
    const at = (this.#tickedAt ??= Date.now());
    return { text, ...(this.consentVersion ? { version: this.consentVersion } : {}), at };
  }

  #firstRegion(): string {
    const region =
      regionByCallingCode(this.visitorNumber) ??
      defaultRegion({
        region: this.region,
        language: this.#localize.language,
        languages: navigator.languages,
      });
    return !this.regions?.length || this.regions.includes(region) ? region : this.regions[0]!;
  }

  #fill({ name, number, region }: Typed): void {
    if (this.nameInput) this.nameInput.value = name;
    if (this.numberInput) this.numberInput.value = number;
    if (callingCodeOf(region)) this.numberField.region = region;
    this.requestUpdate();
  }

  async #focusFirstProblem(): Promise<void> {
    await this.updateComplete;
    for (const field of fieldOrder) {
      const problem = this.#problem(field);
      if (!problem) continue;
      problem.element?.focus();
      this.announcement = this.#text(problem.key, problem.parameters);
      return;
    }
  }

  #accept(receipt: Receipt): void {
    const focused = this.matches(':focus-within');
    this.#receipt = receipt;
    this.requestUpdate();
    const event = new CallbackRequestedEvent(receipt.id);
    this.dispatchEvent(event);
    if (!focused) return;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('.done')?.focus(),
    );
  }

  async #takeFailure(): Promise<void> {
    const { failure } = this.#submission;
    if (failure?.field === 'number') {
      // The backend judged the number: the words belong to the field.
      this.#submission.clear();
      this.#refusedNumber = this.numberInput?.value;
      this.shown = new Set([...this.shown, 'number']);
      await this.#focusFirstProblem();
    } else if (this.#submission.away) {
      const note = availabilityNote(this.#submission.availability, this.#localize.language);
      this.announcement = note ? this.#text(note.key, note.parameters) : '';
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
    const problem = this.#problem('name') ?? this.#problem('number') ?? this.#problem('consent');
    if (!problem) return this.#internals.setValidity({});
    const flag = /-missing$/.test(problem.key) ? 'valueMissing' : 'customError';
    const message = this.#text(problem.key, problem.parameters);
    this.#internals.setValidity({ [flag]: true }, message, problem.element ?? undefined);
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    if (!this.hosted) void this.submit();
  }

  #onKeydown(event: KeyboardEvent): void {
    // Without a button of its own the inner form would swallow Enter.
    if (!this.hosted || event.key !== 'Enter' || event.isComposing) return;
    if (!(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    this.#internals.form?.requestSubmit();
  }

  #onInput(field: Field): void {
    this.#typed.add(field);
    this.announcement = '';
    if (this.#submission.failure) this.#submission.clear();
    if (this.shown.has(field) && !this.#problem(field)) {
      this.shown = new Set([...this.shown].filter((other) => other !== field));
    }
    this.requestUpdate();
  }

  #onNumber(event: Event): void {
    this.numberField.typed(event);
    this.#onInput('number');
  }

  #onRegion(event: Event): void {
    const select = event.target as HTMLSelectElement;
    this.numberField.choose(select.value, select.matches(':autofill'));
    this.#onInput('number');
  }

  #onTick(event: Event): void {
    this.#tickedAt = (event.target as HTMLInputElement).checked ? Date.now() : undefined;
    this.#onInput('consent');
  }

  #onBlur(field: Field): void {
    const problem = this.#typed.has(field) ? this.#problem(field) : undefined;
    if (!problem) return;
    this.shown = new Set([...this.shown, field]);
    this.announcement = this.#text(problem.key, problem.parameters);
  }

  #onSlotChange(): void {
    this.requestUpdate();
  }
}
