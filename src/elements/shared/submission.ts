import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CallbackRequest } from '../../callback/index.js';
import type { Availability, Receipt, VisitorTransport } from '../../transport/transport.js';
import { transportFor } from './endpoint.js';
import type { TransportController } from './transport-controller.js';
import { attemptFor, type Attempt } from './attempt.js';
import { codeOf, failureOf, type Failure } from './failure.js';
import { orAborted } from './or-aborted.js';

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly endpoint: string | undefined;
}

/** The sending of a request: once at a time, repeatable without asking twice, gone with its element. */
export class Submission implements ReactiveController {
  /** Milliseconds until "this takes longer" is said, and until it is given up. */
  static times = { slow: 8000, timeout: 30_000 };

  busy = false;
  slow = false;
  failure: Failure | undefined;
  availability: Availability | undefined;
  readonly #host: Host;
  readonly #transport: TransportController;
  #last: Attempt | undefined;
  #life: AbortController | undefined;
  #asked: VisitorTransport | undefined;
  #asking: AbortController | undefined;

  constructor(host: Host, transport: TransportController) {
    this.#host = host;
    this.#transport = transport;
    host.addController(this);
  }

  hostDisconnected(): void {
    // A move in the document is no good-bye: only who is still away a moment later is gone.
    queueMicrotask(() => {
      if (this.#host.isConnected) return;
      this.#life?.abort(new DOMException('The form was removed.', 'AbortError'));
      this.#asking?.abort();
      this.#asked = undefined;
    });
  }

  hostUpdated(): void {
    const visitor = this.#transport.value?.visitor;
    if (!visitor || visitor === this.#asked || !this.#host.isConnected) return;
    this.#asked = visitor;
    this.#asking?.abort();
    this.#asking = new AbortController();
    void this.#ask(visitor, this.#asking.signal);
  }

  /** Nobody is there now, as far as the backend says. */
  get away(): boolean {
    return this.availability?.state === 'closed';
  }

  /**
   * Sends what `prepare` gives, unless it gives nothing. Never rejects: a failure is in `failure`.
   * @returns the receipt, or undefined when nothing was accepted.
   */
  async run(prepare: () => Promise<CallbackRequest | undefined>): Promise<Receipt | undefined> {
    if (this.busy) return undefined;
    const life = (this.#life = new AbortController());
    this.busy = true;
    this.failure = undefined;
    this.#host.requestUpdate();
    const slow = setTimeout(() => {
      this.slow = true;
      this.#host.requestUpdate();
    }, Submission.times.slow);
    try {
      const request = await prepare();
      life.signal.throwIfAborted();
      return request && (await this.#send(request, life.signal));
    } catch (error) {
      if (!life.signal.aborted) this.failure = failureOf(error);
      // The key belongs to another request: the next try needs its own.
      if (codeOf(error) === 'key-reused') this.#last = undefined;
      return undefined;
    } finally {
      clearTimeout(slow);
      this.busy = false;
      this.slow = false;
      this.#host.requestUpdate();
    }
  }

  /** Forgets the failure, for instance because something was changed. */
  clear(): void {
    this.failure = undefined;
    this.#host.requestUpdate();
  }

  async #send(request: CallbackRequest, life: AbortSignal): Promise<Receipt | undefined> {
    const signal = AbortSignal.any([life, AbortSignal.timeout(Submission.times.timeout)]);
    const visitor = await orAborted(this.#visitor(), signal);
    if (this.away) {
      await orAborted(this.#ask(visitor, signal), signal);
      // What is said of it already stands above the fields.
      if (this.away) return undefined;
    }
    const attempt = (this.#last = attemptFor(request, this.#last));
    const { requestKey, secret } = attempt;
    const asking = visitor.request(attempt.request, { requestKey, secret, signal });
    const receipt = await orAborted(asking, signal);
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

  async #ask(visitor: VisitorTransport, signal: AbortSignal): Promise<void> {
    const availability = await visitor.availability({ signal }).catch(() => undefined);
    if (signal.aborted || visitor !== (this.#transport.value?.visitor ?? visitor)) return;
    this.availability = availability;
    this.#host.requestUpdate();
  }
}
