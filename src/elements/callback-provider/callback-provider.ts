import { ContextProvider } from '@lit/context';
import { css, html, LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type { Transport } from '../../transport/transport.js';
import { text } from '../shared/attributes.js';
import { TransportController } from '../shared/transport-controller.js';
import { transportContext } from '../shared/transport-context.js';

/**
 * Renders no box of its own: its content is laid out as if it were not there.
 *
 * @summary Gives a transport to every element inside it.
 * @slot - Any content.
 */
export class CallbackProvider extends LitElement {
  static override styles = css`
    :host {
      display: contents;
    }
  `;

  /** The backend. Wins over `endpoint`. */
  @property({ attribute: false }) transport: Transport | undefined;
  /** Where the backend is: `https://relay.example`, with a site at its end if there are several; or `loopback:`. */
  @property({ converter: text }) endpoint: string | undefined;
  /** Gives the agent's token, where `endpoint` is a relay and an agent works here: asked at each connection. */
  @property({ attribute: false }) token: (() => Promise<string>) | undefined;

  readonly #transport = new TransportController(this);
  readonly #provider = new ContextProvider(this, { context: transportContext });

  /** Why the endpoint gave no transport, or undefined. */
  get error(): unknown {
    return this.#transport.error;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { value } = this.#transport;
    if (value !== this.#provider.value) this.#provider.setValue(value);
  }

  protected override render() {
    return html`<slot></slot>`;
  }
}
