import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { AgentDesk } from '../../call/index.js';
import type { TransportController } from './transport-controller.js';

interface Host extends ReactiveControllerHost, HTMLElement {
  desk: AgentDesk | undefined;
}

/**
 * The agent's desk of an element: the one it was given, whose owner starts and stops it; else one of
 * its own, from its transport, which listens while the element is on the page.
 */
export class OwnDesk implements ReactiveController {
  readonly #host: Host;
  readonly #transport: TransportController;
  readonly #busy: () => boolean;
  #own: AgentDesk | undefined;

  /** @param busy there is still something to listen for though the element has left the page. */
  constructor(host: Host, transport: TransportController, busy: () => boolean = () => false) {
    this.#host = host;
    this.#transport = transport;
    this.#busy = busy;
    host.addController(this);
  }

  get value(): AgentDesk | undefined {
    return this.#host.desk ?? this.#own;
  }

  /** Why there is no live list, or undefined. */
  get error(): unknown {
    return this.value ? this.value.error : this.#transport.error;
  }

  /** A transport is there, and it is not one for agents. */
  get notForAgents(): boolean {
    return !this.value && this.#transport.value !== undefined && !this.#transport.value.agent;
  }

  hostConnected(): void {
    // Not that of a transport which was let go of meanwhile.
    if (this.#own?.transport === this.#transport.value?.agent) this.#own?.start();
  }

  hostDisconnected(): void {
    // A move in the document comes back before this runs.
    queueMicrotask(() => this.settle());
  }

  hostUpdate(): void {
    const agent = this.#host.desk ? undefined : this.#transport.value?.agent;
    if (agent === this.#own?.transport) return;
    this.#own?.stop();
    this.#own = agent && new AgentDesk(agent);
    if (this.#host.isConnected) this.#own?.start();
  }

  /** Stops listening if the element is off the page and not busy any more. */
  settle(): void {
    if (!this.#host.isConnected && !this.#busy()) this.#own?.stop();
  }

  /** Stops listening in any case. */
  stop(): void {
    this.#own?.stop();
  }

  /** Tries again after an error. */
  retry(): void {
    if (this.value) this.value.start();
    else this.#transport.retry();
  }
}
