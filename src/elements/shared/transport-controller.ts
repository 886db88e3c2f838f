import { ContextConsumer } from '@lit/context';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Transport } from '../../transport/transport.js';
import { transportFor } from './endpoint.js';
import { transportContext } from './transport-context.js';

interface Host extends ReactiveControllerHost, HTMLElement {
  transport: Transport | undefined;
  endpoint: string | undefined;
}

/**
 * Finds the transport of an element: its own `transport` property, else the one of the provider
 * around it, else the one for its `endpoint` attribute. Redraws the host when it changes.
 */
export class TransportController implements ReactiveController {
  readonly #host: Host;
  readonly #context: ContextConsumer<typeof transportContext, Host>;
  #endpoint: string | undefined;
  #opened: Transport | undefined;
  #error: unknown;

  constructor(host: Host) {
    this.#host = host;
    this.#context = new ContextConsumer(host, { context: transportContext, subscribe: true });
    host.addController(this);
  }

  /** The transport, or undefined while there is none (yet). */
  get value(): Transport | undefined {
    return this.#host.transport ?? this.#context.value ?? this.#opened;
  }

  /** Why the endpoint gave no transport, or undefined. */
  get error(): unknown {
    return this.value ? undefined : this.#error;
  }

  hostUpdate(): void {
    if (this.#host.transport || this.#context.value) return;
    if (this.#host.endpoint !== this.#endpoint) this.#open(this.#host.endpoint);
  }

  /** Tries the endpoint again after an error. */
  retry(): void {
    this.#open(this.#host.endpoint);
  }

  #open(endpoint: string | undefined): void {
    this.#endpoint = endpoint;
    this.#opened = undefined;
    this.#error = undefined;
    if (endpoint === undefined) return;
    transportFor(endpoint)
      .then(
        (transport) => endpoint === this.#endpoint && (this.#opened = transport),
        (error: unknown) => endpoint === this.#endpoint && (this.#error = error),
      )
      .finally(() => this.#host.requestUpdate());
  }
}
