import { ContextConsumer } from '@lit/context';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Transport } from '../../transport/transport.js';
import { holdOpened, holdTransport, type TokenSource, type TransportHold } from './endpoint.js';
import { transportContext } from './transport-context.js';

interface Host extends ReactiveControllerHost, HTMLElement {
  transport: Transport | undefined;
  endpoint: string | undefined;
  /** Of elements for agents. */
  token?: TokenSource | undefined;
}

/**
 * Finds the transport of an element: its own `transport` property, else the one of the provider
 * around it, else the one for its `endpoint` attribute. Redraws the host when it changes.
 *
 * It holds the transport until the host has left the page for good; a move in the document is not
 * that. The last holder of an endpoint's transport disposes of it: see `endpoint.ts`.
 */
export class TransportController implements ReactiveController {
  readonly #host: Host;
  readonly #busy: () => boolean;
  readonly #context: ContextConsumer<typeof transportContext, Host>;
  #endpoint: string | undefined;
  #token: TokenSource | undefined;
  #opened: Transport | undefined;
  #opening: TransportHold | undefined;
  #error: unknown;
  /** What the host was given, by its property or by a provider. */
  #given: Transport | undefined;
  #givenHold: TransportHold | undefined;
  #released = false;

  /** @param busy the host needs its transport though it has left the page: see `settle`. */
  constructor(host: Host, busy: () => boolean = () => false) {
    this.#host = host;
    this.#busy = busy;
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

  hostConnected(): void {
    if (!this.#released) return;
    this.#released = false;
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    // A move in the document comes back before this runs.
    queueMicrotask(() => this.settle());
  }

  hostUpdate(): void {
    if (this.#released) return;
    const given = this.#host.transport ?? this.#context.value;
    this.#holdGiven(given);
    const endpoint = given ? undefined : this.#host.endpoint;
    const { token } = this.#host;
    const isOther = endpoint !== this.#endpoint || !token !== !this.#token;
    // Who gives another function at each drawing does not mean another transport.
    if (!isOther && token !== this.#token) this.#opening?.renew(token);
    this.#token = token;
    if (isOther) this.#open(endpoint);
  }

  /** Tries the endpoint again after an error. */
  retry(): void {
    this.#open(this.#host.endpoint);
  }

  /** Lets go of the transport if the host is off the page and not busy any more. */
  settle(): void {
    if (!this.#host.isConnected && !this.#busy()) this.release();
  }

  /** Lets go of the transport until the host is put on a page again. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#holdGiven(undefined);
    this.#open(undefined);
    this.#host.requestUpdate();
  }

  #holdGiven(given: Transport | undefined): void {
    if (given === this.#given) return;
    this.#givenHold?.release();
    this.#given = given;
    this.#givenHold = given && holdOpened(given);
  }

  #open(endpoint: string | undefined): void {
    this.#opening?.release();
    const opening = endpoint === undefined ? undefined : holdTransport(endpoint, this.#token);
    this.#opening = opening;
    this.#endpoint = endpoint;
    this.#opened = undefined;
    this.#error = undefined;
    opening?.transport
      .then(
        (transport) => opening === this.#opening && (this.#opened = transport),
        (error: unknown) => opening === this.#opening && (this.#error = error),
      )
      .finally(() => this.#host.requestUpdate());
  }
}
