import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { engagementMessages, type EngagementMessageKey } from '../../messages/en/engagement.js';
import type { NumberType } from '../../phone/index.js';
import type { SolveChallenge, Transport } from '../../transport/transport.js';
import { text } from '../shared/attributes.js';
import { callbackEngagementStyles } from './callback-engagement.styles.js';
import type { CallbackForm } from '../callback-form/callback-form.js';
import type { CallbackStatus } from '../callback-status/callback-status.js';
import { Localize } from '../shared/localize.js';
import { buttons, tokens } from '../shared/shared.styles.js';
import { SteadyClicks } from '../shared/steady-clicks.js';
import { listChanged, prefixList, regionList, typeList } from '../shared/form-attributes.js';
import * as panelParts from './engagement-parts.js';
import { OpenRequest } from './open-request.js';
import { OutsideLauncher } from './outside-launcher.js';
import { loadParts, warmUp } from './parts.js';
import { deepActiveElement, showPopover } from './popovers.js';
import { CallbackClosedEvent, CallbackOpenedEvent } from '../shared/panel-events.js';

type View = 'channels' | 'form' | 'status';

const titles: Readonly<Record<View, EngagementMessageKey>> = {
  channels: 'engagement.title',
  form: 'engagement.form-title',
  status: 'engagement.status-title',
};

/**
 * A launcher and a panel: the ways to get in touch, the form, then the status. An open request
 * survives reload and navigation: of it only the receipt is kept, in `localStorage`. Form, status,
 * number rules and transport are loaded when somebody is about to use them.
 *
 * @summary The visitor's widget: launcher, channels, form and status.
 * @fires {CallbackOpenedEvent} callback-opened - The panel has opened.
 * @fires {CallbackClosedEvent} callback-closed - The panel has closed.
 * @fires {CallbackBeforeSubmitEvent} callback-before-submit - From the form: about to send; cancelable.
 * @fires {CallbackRequestedEvent} callback-requested - From the form: the backend has accepted.
 * @fires {CallbackStatusChangedEvent} callback-status-changed - From the status: another state.
 * @fires {CallbackChangedEvent} callback-changed - From the status: another number or time.
 * @fires {CallbackCanceledEvent} callback-canceled - From the status: canceled.
 * @fires {CallbackAgainRequestedEvent} callback-again-requested - From the status: the visitor asks anew.
 * @slot - Further channels: links and buttons.
 * @slot launcher - A launcher of your own, in place of the built-in button.
 * @slot fields - The site's own fields of the form.
 * @slot consent - The consent text of the form.
 * @csspart launcher - The built-in launcher.
 * @csspart panel - The panel.
 * @csspart title - The panel's title.
 * @csspart channel - The built-in channel.
 * @cssprop --callback-inset - Distance of launcher and panel from the edges of the window. Default 1rem.
 */
export class CallbackEngagement extends LitElement {
  static override styles = [tokens, buttons, callbackEngagementStyles];

  /** The backend. Wins over a provider and over `endpoint`. */
  @property({ attribute: false }) transport: Transport | undefined;
  /** Where the backend is: `https://relay.example`, or `loopback:` to try it out. */
  @property({ converter: text }) endpoint: string | undefined;
  /** For the form: solves the challenges of the backend, in place of the built-in solver. */
  @property({ attribute: false }) solveChallenge: SolveChallenge | undefined;
  /** The corner for launcher and panel: `bottom-end`, `bottom-start`, `top-end`, `top-start`. */
  @property({ reflect: true }) placement = 'bottom-end';
  /** The launcher stands where the element stands, instead of floating. */
  @property({ type: Boolean, reflect: true }) inline = false;
  /** The id of a button of the page that is the launcher, instead of the built-in one. */
  @property({ attribute: 'for', converter: text }) htmlFor: string | undefined;
  /** Whether the panel is open. */
  @property({ type: Boolean, reflect: true }) opened = false;
  /** The launcher's words. */
  @property({ converter: text }) label: string | undefined;
  /** Keeps the receipt apart from those of other widgets on this site. Default: the endpoint. */
  @property({ attribute: 'storage-key', converter: text }) storageKey: string | undefined;
  /** For the form: prefills the name. */
  @property({ attribute: 'visitor-name' }) visitorName = '';
  /** For the form: prefills the number. */
  @property({ attribute: 'visitor-number' }) visitorNumber = '';
  /** For the form: the region to begin with. */
  @property({ converter: text }) region: string | undefined;
  /** For the form: the regions that are called. */
  @property({ converter: regionList, hasChanged: listChanged })
  regions: readonly string[] | undefined;
  /** For the form: the kinds of numbers that are not called, in place of the default. */
  @property({ attribute: 'refuse-types', converter: typeList, hasChanged: listChanged })
  refuseTypes: readonly NumberType[] | undefined;
  /** For the form: the beginnings of numbers that are not called, in place of the default. */
  @property({ attribute: 'refuse-prefixes', converter: prefixList, hasChanged: listChanged })
  refusePrefixes: readonly string[] | undefined;
  /** For the form: text that the visitor must agree to. */
  @property() consent = '';
  /** For the form: the version of the consent text. */
  @property({ attribute: 'consent-version', converter: text }) consentVersion: string | undefined;
  /** For the form: a link to the privacy policy. */
  @property({ attribute: 'privacy-href', converter: text }) privacyHref: string | undefined;

  @state() private view: View = 'channels';
  @state() private parts: 'none' | 'loading' | 'ready' | 'failed' = 'none';
  @state() private formWanted = false;
  @state() private announcement = '';
  @query('.dock') private dock!: HTMLElement | null;
  @query('.panel') private panel!: HTMLElement | null;
  @query('.panel-title') private titleElement!: HTMLElement | null;
  @query('callback-form') private form!: CallbackForm | null;
  @query('callback-status') private status!: CallbackStatus | null;

  /** @internal */
  loadParts = loadParts;
  readonly #localize = new Localize(this, engagementMessages);
  readonly #say: panelParts.Say = (key) => this.#localize.text(key);
  readonly #request = new OpenRequest(this, () => this.#onElsewhere());
  #opener: HTMLElement | undefined;
  #focusNext = false;

  constructor() {
    super();
    new SteadyClicks(this);
    new OutsideLauncher(this, {
      intent: () => this.#preload(),
      press: (launcher) => this.#toggle(launcher),
      description: () => (this.#request.receipt ? this.#say('engagement.open-mark') : undefined),
    });
    this.addController({
      // A move in the document hides popovers without a word.
      hostConnected: () => this.#syncPopovers(),
    });
  }

  /** Opens the panel and moves the focus into it. */
  open(): void {
    if (this.opened) return;
    this.#opener ??= deepActiveElement();
    this.#focusNext = true;
    this.opened = true;
  }

  /** Closes the panel; the focus goes back to where it came from. What was typed stays. */
  close(): void {
    this.opened = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('storageKey') || changed.has('endpoint') || !this.hasUpdated) {
      this.#request.use(this.storageKey ?? this.endpoint ?? 'default');
    }
    if (changed.has('opened') && this.opened) {
      this.#request.refresh();
      if (this.#request.receipt) this.view = 'status';
      else if (this.view === 'status') this.view = 'channels';
      this.#preload();
    }
    if (changed.has('opened') && !this.opened) {
      this.announcement = '';
      // The end was seen and is put away.
      if (this.view === 'status' && this.status?.settled) {
        this.#request.forget();
        this.view = 'channels';
      }
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    const wasInside = this.panel?.matches(':focus-within') ?? false;
    this.#syncPopovers();
    if (changed.has('opened') && (this.opened || changed.get('opened'))) {
      if (this.opened) this.#didOpen();
      else this.#didClose(wasInside);
    }
    if (this.#focusNext && this.opened) this.#moveFocus();
  }

  // What is clicked is the launcher inside the slot, which is a button.
  /* eslint-disable lit-a11y/click-events-have-key-events */
  protected override render() {
    const { view, opened, label } = this;
    const pending = this.#request.receipt !== undefined;
    return html`
      ${
        this.htmlFor === undefined
          ? html`
              <div class="dock" popover=${this.inline ? nothing : 'manual'}>
                <slot
                  name="launcher"
                  @pointerover=${this.#preload}
                  @focusin=${this.#preload}
                  @touchstart=${{ handleEvent: () => this.#preload(), passive: true }}
                  @click=${this.#onLauncher}
                  >${panelParts.launcherPart(this.#say, { label, opened, pending })}</slot
                >
              </div>
            `
          : nothing
      }
      <div
        class="panel"
        part="panel"
        popover="manual"
        role="dialog"
        aria-labelledby="panel-title"
        @keydown=${this.#onKeydown}
        @toggle=${this.#onToggle}
      >
        ${panelParts.headerPart(this.#say, {
          title: this.#say(titles[view]),
          onBack: view === 'channels' ? undefined : () => this.#show('channels'),
          onClose: () => this.close(),
        })}
        <div class="body">
          <div class="channels" ?hidden=${view !== 'channels'}>
            ${panelParts.channelPart(this.#say, pending, () =>
              this.#show(pending ? 'status' : 'form'),
            )}
            <slot></slot>
          </div>
          ${
            view === 'channels' || this.parts === 'ready'
              ? nothing
              : panelParts.loadingPart(this.#say, this.parts === 'failed', () => this.#preload())
          }
          ${this.parts === 'ready' ? this.#renderParts() : nothing}
        </div>
        <div class="visually-hidden" role="status">${this.announcement}</div>
      </div>
    `;
  }

  /* eslint-enable lit-a11y/click-events-have-key-events */

  #renderParts() {
    return html`
      ${
        this.formWanted
          ? html`
              <callback-form
                ?hidden=${this.view !== 'form'}
                .transport=${this.transport}
                .endpoint=${this.endpoint}
                .solveChallenge=${this.solveChallenge}
                .visitorName=${this.visitorName}
                .visitorNumber=${this.visitorNumber}
                .region=${this.region}
                .regions=${this.regions}
                .refuseTypes=${this.refuseTypes}
                .refusePrefixes=${this.refusePrefixes}
                .consent=${this.consent}
                .consentVersion=${this.consentVersion}
                .privacyHref=${this.privacyHref}
                @callback-requested=${this.#onRequested}
              >
                <slot name="fields"></slot>
                <slot name="consent" slot="consent">${this.consent}</slot>
              </callback-form>
            `
          : nothing
      }
      ${
        this.#request.receipt
          ? html`
              <callback-status
                ?hidden=${this.view !== 'status'}
                heading-level="3"
                .transport=${this.transport}
                .endpoint=${this.endpoint}
                .receipt=${this.#request.receipt}
                .region=${this.region}
                .regions=${this.regions}
                .refuseTypes=${this.refuseTypes}
                .refusePrefixes=${this.refusePrefixes}
                @callback-status-changed=${this.#onStatus}
                @callback-changed=${this.#onStatus}
                @callback-again-requested=${this.#onAgain}
              ></callback-status>
            `
          : nothing
      }
    `;
  }

  #show(view: View): void {
    this.view = view;
    if (view === 'form') this.formWanted = true;
    this.announcement = this.#say(titles[view]);
    this.#focusNext = true;
  }

  /** Loads what the panel needs; called at every sign of intent. */
  #preload(): void {
    if (this.parts === 'loading' || this.parts === 'ready') return;
    this.parts = 'loading';
    warmUp(this.transport ? undefined : this.endpoint, this.visitorNumber, {
      region: this.region,
      language: this.#localize.language,
      languages: navigator.languages,
    });
    this.loadParts().then(
      () => (this.parts = 'ready'),
      () => (this.parts = 'failed'),
    );
  }

  #syncPopovers(): void {
    showPopover(this.dock, !this.inline && !this.opened);
    showPopover(this.panel, this.opened);
  }

  #toggle(launcher: HTMLElement): void {
    if (this.opened) return this.close();
    this.#opener = launcher;
    this.open();
  }

  #didOpen(): void {
    const event = new CallbackOpenedEvent();
    this.dispatchEvent(event);
  }

  #didClose(wasInside: boolean): void {
    const launcher = this.renderRoot.querySelector<HTMLElement>('.launcher') ?? undefined;
    const back = this.#opener?.isConnected ? this.#opener : launcher;
    this.#opener = undefined;
    this.#focusNext = false;
    // Closing by program must not take the focus from where the visitor works meanwhile.
    if (wasInside || deepActiveElement() === undefined) back?.focus();
    const event = new CallbackClosedEvent();
    this.dispatchEvent(event);
  }

  #moveFocus(): void {
    if (this.view === 'form') {
      // A keyboard that slides in would hide what the panel says: touch screens get the title.
      if (this.form && !matchMedia('(pointer: coarse)').matches) {
        this.#focusNext = false;
        void this.form.updateComplete.then(() => this.form?.focus());
        return;
      }
      if (this.parts === 'ready') this.#focusNext = false;
    } else {
      this.#focusNext = false;
    }
    this.titleElement?.focus();
  }

  #onLauncher(event: Event): void {
    if (event.defaultPrevented) return;
    const launcher = event
      .composedPath()
      .find((node): node is HTMLElement => node instanceof HTMLElement && node.tabIndex >= 0);
    if (launcher) this.#toggle(launcher);
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    this.close();
  }

  #onToggle(event: ToggleEvent): void {
    // Something else has hidden the popover.
    if (event.newState === 'closed' && this.opened && !this.panel?.matches(':popover-open')) {
      this.opened = false;
    }
  }

  #onRequested(): void {
    const receipt = this.form?.receipt;
    if (!receipt) return;
    this.#request.keep(receipt);
    this.formWanted = false;
    this.#show('status');
  }

  #onAgain(): void {
    this.#request.forget();
    this.#show('form');
  }

  /** Put off, by the visitor or after an attempt, a request may outlive its receipt as it was given. */
  #onStatus(): void {
    const { receipt } = this.#request;
    const expiresAt = this.status?.status?.expiresAt;
    if (!receipt || expiresAt === undefined || expiresAt <= receipt.expiresAt) return;
    this.#request.keep({ ...receipt, expiresAt });
  }

  #onElsewhere(): void {
    const { receipt } = this.#request;
    if (!receipt && this.view === 'status') this.view = 'channels';
    // Who is typing here is not interrupted by what happens in another tab.
    if (receipt && !(this.opened && this.view === 'form')) this.view = 'status';
  }
}
