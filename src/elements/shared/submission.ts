import type { ReactiveControllerHost } from 'lit';
import type { CallbackRequest } from '../../callback/index.js';
import type { Receipt, VisitorTransport } from '../../transport/transport.js';
import { attemptFor, proven, type Attempt } from './attempt.js';
import { transportFor } from './endpoint.js';
import { codeOf, failureOf, type Failure } from './failure.js';
import { Pending } from './pending.js';
import type { Proof } from './proof.js';
import type { TransportController } from './transport-controller.js';

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly endpoint: string | undefined;
}

/** Milliseconds after which the visitor is told what is waited for. */
const noticeable = 300;

/** The sending of a request: once at a time, repeatable without asking twice, gone with its element. */
export class Submission {
  failure: Failure | undefined;
  /** It waits for the proof of a challenge. */
  checking = false;
  readonly #host: Host;
  readonly #transport: TransportController;
  readonly #pending: Pending;
  readonly #proof: Proof;
  #last: Attempt | undefined;

  constructor(host: Host, transport: TransportController, proof: Proof) {
    this.#host = host;
    this.#transport = transport;
    this.#proof = proof;
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
    if (codeOf(error) === 'challenge-failed' && this.#last) this.#last = proven(this.#last);
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
    const attempt = attemptFor(request, this.#last);
    const receipt = await this.#ask(visitor, attempt, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if (codeOf(error) !== 'challenge-failed') throw error;
      // Too old, or the backend has just begun to ask for one. Another will do, or none.
      return this.#ask(visitor, proven(attempt), signal);
    });
    // An answer that nobody waits for any more settles nothing: the next try repeats the key.
    signal.throwIfAborted();
    this.#last = undefined;
    return receipt;
  }

  async #ask(visitor: VisitorTransport, attempt: Attempt, signal: AbortSignal): Promise<Receipt> {
    this.#last = attempt;
    const proof = attempt.proof ?? (await this.#take(visitor, signal));
    const { request, ...options } = (this.#last = proven(attempt, proof));
    return visitor.request(request, { ...options, signal });
  }

  async #take(visitor: VisitorTransport, signal: AbortSignal): Promise<string | undefined> {
    const say = (checking: boolean) => {
      this.checking = checking;
      this.#host.requestUpdate();
    };
    const timer = setTimeout(() => say(true), noticeable);
    try {
      return await this.#proof.take(visitor, signal);
    } finally {
      clearTimeout(timer);
      if (this.checking) say(false);
    }
  }

  async #visitor(): Promise<VisitorTransport> {
    const { endpoint } = this.#host;
    const transport =
      this.#transport.value ?? (endpoint === undefined ? undefined : await transportFor(endpoint));
    if (transport?.visitor) return transport.visitor;
    throw Object.assign(new Error('There is no visitor transport.'), { code: 'no-service' });
  }
}
