import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { visitorMessages, type VisitorMessageKey } from '../messages/en/visitor.js';
import type { Receipt, Transport } from '../transport/transport.js';
import { callbackEngagementStyles } from './callback-engagement.styles.js';
import type { CallbackForm } from './callback-form.js';
import type { CallbackStatus } from './callback-status.js';
import { icons } from './icons.js';
import { Localize } from './localize.js';
import { buttons, tokens } from './shared.styles.js';
import { regionList, text } from './visitor/attributes.js';
import { visitorIcons } from './visitor/icons.js';
import { OutsideLauncher } from './visitor/outside-launcher.js';
import { loadParts, warmUp } from './visitor/parts.js';
import { ReceiptStore } from './visitor/receipt-store.js';
import { CallbackClosedEvent, CallbackOpenedEvent } from './visitor-events.js';

type View = 'channels' | 'form' | 'status';

const titles: Readonly<Record<View, VisitorMessageKey>> = {
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
  /** Where the backend is, for instance `loopback:`. */
  @property({ converter: text }) endpoint: string | undefined;
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
  /** For the form: the regions to choose from. */
  @property({ converter: regionList }) regions: readonly string[] | undefined;
  /** For the form: text that the visitor must agree to. */
  @property() consent = '';
  /** For the form: the version of the consent text. */
  @property({ attribute: 'consent-version', converter: text }) consentVersion: string | undefined;
  /** For the form: a link to the privacy policy. */
  @property({ attribute: 'privacy-href', converter: text }) privacyHref: string | undefined;

  @state() private view: View = 'channels';
  @state() private parts: 'none' | 'loading' | 'ready' | 'failed' = 'none';
  @state() private receipt: Receipt | undefined;
  @state() private formWanted = false;
  @state() private announcement = '';
  @query('.dock') private dock!: HTMLElement | null;
  @query('.panel') private panel!: HTMLElement | null;
  @query('.panel-title') private titleElement!: HTMLElement | null;
  @query('callback-form') private form!: CallbackForm | null;
  @query('callback-status') private status!: CallbackStatus | null;

  /** @internal */
  loadParts = loadParts;
  readonly #localize = new Localize(this, visitorMessages);
  #store = new ReceiptStore('default');
  #opener: HTMLElement | undefined;
  #focusNext = false;

  constructor() {
    super();
    new OutsideLauncher(this, {
      intent: () => this.#preload(),
      press: (launcher) => this.#toggle(launcher),
      description: () => (this.receipt ? this.#text('engagement.open-mark') : undefined),
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

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('storage', this.#onStorage);
    // A move in the document hides popovers without a word.
    if (this.hasUpdated) this.#syncPopovers();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('storage', this.#onStorage);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('storageKey') || changed.has('endpoint') || !this.hasUpdated) {
      this.#store = new ReceiptStore(this.storageKey ?? this.endpoint ?? 'default');
      this.receipt = this.#store.read();
    }
    if (changed.has('opened') && this.opened) {
      this.receipt = this.#store.read();
      if (this.receipt) this.view = 'status';
      else if (this.view === 'status') this.view = 'channels';
      this.#preload();
    }
    if (changed.has('opened') && !this.opened) {
      this.announcement = '';
      // The end was seen and is put away.
      if (this.view === 'status' && this.status?.settled) this.#forget('channels');
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

  protected override render() {
    const floating = !this.inline;
    return html`
      ${
        this.htmlFor === undefined
          ? html`
              <div class="dock" popover=${floating ? 'manual' : nothing}>
                <slot
                  name="launcher"
                  @pointerover=${this.#preload}
                  @focusin=${this.#preload}
                  @touchstart=${{ handleEvent: () => this.#preload(), passive: true }}
                  @click=${this.#onLauncher}
                  >${this.#renderLauncher()}</slot
                >
              </div>
            `
          : nothing
      }
      ${this.#renderPanel()}
    `;
  }

  #renderLauncher() {
    const key = this.receipt ? 'engagement.launcher-open' : 'engagement.launcher';
    return html`
      <button
        class="launcher primary"
        part="launcher"
        type="button"
        aria-haspopup="dialog"
        aria-expanded=${this.opened ? 'true' : 'false'}
      >
        ${icons.phone}
        <span>${this.receipt ? this.#text(key) : (this.label ?? this.#text(key))}</span>
        ${
          this.receipt
            ? html`<span class="mark" aria-hidden="true"></span>
                <span class="visually-hidden">${this.#text('engagement.open-mark')}</span>`
            : nothing
        }
      </button>
    `;
  }

  #renderPanel() {
    const { view } = this;
    return html`
      <div
        class="panel"
        part="panel"
        popover="manual"
        role="dialog"
        aria-labelledby="panel-title"
        @keydown=${this.#onKeydown}
        @toggle=${this.#onToggle}
      >
        <header>
          ${
            view === 'channels'
              ? nothing
              : html`<button
                  class="quiet icon back"
                  type="button"
                  aria-label=${this.#text('engagement.back')}
                  @click=${() => this.#show('channels')}
                >
                  ${visitorIcons.back}
                </button>`
          }
          <h2 id="panel-title" class="panel-title" part="title" tabindex="-1">
            ${this.#text(titles[view])}
          </h2>
          <button
            class="quiet icon close"
            type="button"
            aria-label=${this.#text('engagement.close')}
            @click=${() => this.close()}
          >
            ${icons.close}
          </button>
        </header>
        <div class="body">
          <div class="channels" ?hidden=${view !== 'channels'}>${this.#renderChannels()}</div>
          ${view === 'channels' ? nothing : this.#renderLoading()}
          ${this.parts === 'ready' ? this.#renderParts() : nothing}
        </div>
        <div class="visually-hidden" role="status">${this.announcement}</div>
      </div>
    `;
  }

  #renderChannels() {
    const open = this.receipt ? '-open' : '';
    return html`
      <button
        class="channel"
        part="channel"
        type="button"
        @click=${() => this.#show(this.receipt ? 'status' : 'form')}
      >
        <span class="channel-icon">${icons.phone}</span>
        <span class="channel-words">
          <span class="channel-name">${this.#text(`engagement.channel${open}`)}</span>
          <span class="channel-hint">${this.#text(`engagement.channel${open}-hint`)}</span>
        </span>
        ${visitorIcons.forward}
      </button>
      <slot></slot>
    `;
  }

  #renderLoading() {
    if (this.parts === 'ready') return nothing;
    if (this.parts !== 'failed') {
      return html`<p class="loading">${this.#text('engagement.loading')}</p>`;
    }
    return html`
      <div class="failed">
        <p role="alert">${this.#text('engagement.failed')}</p>
        <button type="button" @click=${this.#preload}>${this.#text('engagement.retry')}</button>
      </div>
    `;
  }

  #renderParts() {
    return html`
      ${
        this.formWanted
          ? html`
              <callback-form
                ?hidden=${this.view !== 'form'}
                .transport=${this.transport}
                .endpoint=${this.endpoint}
                .visitorName=${this.visitorName}
                .visitorNumber=${this.visitorNumber}
                .region=${this.region}
                .regions=${this.regions}
                .consent=${this.consent}
                .consentVersion=${this.consentVersion}
                .privacyHref=${this.privacyHref}
                @callback-requested=${this.#onRequested}
              >
                <slot name="fields"></slot>
                <slot name="consent" slot="consent"></slot>
              </callback-form>
            `
          : nothing
      }
      ${
        this.receipt
          ? html`
              <callback-status
                ?hidden=${this.view !== 'status'}
                heading-level="3"
                .transport=${this.transport}
                .endpoint=${this.endpoint}
                .receipt=${this.receipt}
                @callback-again-requested=${this.#onAgain}
              ></callback-status>
            `
          : nothing
      }
    `;
  }

  #text(key: VisitorMessageKey): string {
    return this.#localize.text(key);
  }

  #show(view: View): void {
    this.view = view;
    if (view === 'form') this.formWanted = true;
    this.announcement = this.#text(titles[view]);
    this.#focusNext = true;
  }

  /** Loads what the panel needs; called at every sign of intent. */
  #preload(): void {
    if (this.parts === 'loading' || this.parts === 'ready') return;
    this.parts = 'loading';
    warmUp(this.transport ? undefined : this.endpoint);
    this.loadParts().then(
      () => (this.parts = 'ready'),
      () => (this.parts = 'failed'),
    );
  }

  #syncPopovers(): void {
    show(this.dock, !this.inline && !this.opened);
    show(this.panel, this.opened);
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
      if (this.form && matchMedia('(pointer: fine)').matches) {
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

  #forget(view: View): void {
    this.#store.clear();
    this.receipt = undefined;
    this.view = view;
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
    this.#store.write(receipt);
    this.receipt = receipt;
    this.formWanted = false;
    this.#show('status');
  }

  #onAgain(): void {
    this.#forget('form');
    this.#show('form');
  }

  #onStorage = (event: StorageEvent): void => {
    if (!this.#store.isAbout(event)) return;
    const receipt = this.#store.read();
    if (receipt?.id === this.receipt?.id) return;
    this.receipt = receipt;
    if (!receipt && this.view === 'status') this.view = 'channels';
    // Who is typing here is not interrupted by what happens in another tab.
    if (receipt && !(this.opened && this.view === 'form')) this.view = 'status';
  };
}

function show(popover: HTMLElement | null, shown: boolean): void {
  if (!popover?.isConnected || !popover.popover) return;
  if (popover.matches(':popover-open') === shown) return;
  if (shown) popover.showPopover();
  else popover.hidePopover();
}

/** What has the focus, through all shadow roots; undefined when nothing has. */
function deepActiveElement(): HTMLElement | undefined {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active instanceof HTMLElement && active !== document.body ? active : undefined;
}
