import type { ReactiveControllerHost } from 'lit';
import type { CallbackRequest } from '../../callback/index.js';
import type { Receipt, VisitorTransport } from '../../transport/transport.js';
import { attemptFor, type Attempt } from './attempt.js';
import { transportFor } from './endpoint.js';
import { codeOf, failureOf, type Failure } from './failure.js';
import { Pending } from './pending.js';
import type { TransportController } from './transport-controller.js';

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly endpoint: string | undefined;
}

/** The sending of a request: once at a time, repeatable without asking twice, gone with its element. */
export class Submission {
  failure: Failure | undefined;
  readonly #host: Host;
  readonly #transport: TransportController;
  readonly #pending: Pending;
  #last: Attempt | undefined;

  constructor(host: Host, transport: TransportController) {
    this.#host = host;
    this.#transport = transport;
    this.#pending = new Pending(host);
  }

  get busy(): boolean {
    return this.#pending.busy;
  }

  get slow(): boolean {
    return this.#pending.slow;
  }

  /**
   * Sends what `prepare` gives, unless it gives nothing. Never rejects: a failure is in `failure`.
   * @returns the receipt, or undefined when nothing was accepted.
   */
  async run(
    prepare: (signal: AbortSignal) => Promise<CallbackRequest | undefined>,
  ): Promise<Receipt | undefined> {
    if (this.busy) return undefined;
    this.failure = undefined;
    const outcome = await this.#pending.run(async (signal) => {
      const request = await prepare(signal);
      signal.throwIfAborted();
      return request && (await this.#send(request, signal));
    });
    this.#host.requestUpdate();
    if (!outcome) return undefined;
    if ('value' in outcome) return outcome.value;
    const { error } = outcome;
    this.failure = failureOf(error);
    // The key belongs to another request: the next try needs its own.
    if (codeOf(error) === 'key-reused') this.#last = undefined;
    return undefined;
  }

  /** Forgets the failure, for instance because something was changed. */
  clear(): void {
    this.failure = undefined;
    this.#host.requestUpdate();
  }

  async #send(request: CallbackRequest, signal: AbortSignal): Promise<Receipt> {
    const visitor = await this.#visitor();
    signal.throwIfAborted();
    const attempt = (this.#last = attemptFor(request, this.#last));
    const { requestKey, secret } = attempt;
    const receipt = await visitor.request(attempt.request, { requestKey, secret, signal });
    // An answer that nobody waits for any more settles nothing: the next try repeats the key.
    signal.throwIfAborted();
    this.#last = undefined;
    return receipt;
  }

  async #visitor(): Promise<VisitorTransport> {
    const { endpoint } = this.#host;
    const transport =
      this.#transport.value ?? (endpoint === undefined ? undefined : await transportFor(endpoint));
    if (transport?.visitor) return transport.visitor;
    throw Object.assign(new Error('There is no visitor transport.'), { code: 'no-service' });
  }
}
