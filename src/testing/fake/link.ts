import type { TransportErrorCode } from '../../transport/transport.js';
import type { Clock } from './clock.js';
import { failure } from './failure.js';
import { stream, type Outlet } from './stream.js';

/** The network between all pages and the desk, with what a test makes of it. */
export class Network {
  readonly clock: Clock;
  readonly links = new Set<Link>();
  /** Everything that reads a stream now. */
  readonly outlets = new Set<Outlet<never>>();
  up = true;
  /** How long answers take. */
  delay = 0;
  /** What to answer next instead of doing the work. */
  nextFailure: TransportErrorCode | undefined;
  /** Whether the next answer gets lost after the work was done. */
  losesNextAnswer = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Another page. */
  connect(agentId?: string): Link {
    const link = new Link(this, agentId);
    this.links.add(link);
    return link;
  }

  turn(up: boolean): void {
    this.up = up;
    for (const link of this.links) link.turn(up);
  }

  /** Takes the desk off the network for good. */
  dispose(): void {
    this.turn(false);
    for (const outlet of [...this.outlets]) outlet.end();
  }
}

/** One page's connection to the desk. */
export class Link {
  /** Whose page it is, of agents. */
  readonly agentId: string | undefined;
  readonly #network: Network;
  #up: boolean;
  #listeners = new Set<() => void>();

  constructor(network: Network, agentId: string | undefined) {
    this.#network = network;
    this.#up = network.up;
    this.agentId = agentId;
  }

  get up(): boolean {
    return this.#up;
  }

  turn(up: boolean): void {
    if (this.#up === up) return;
    this.#up = up;
    for (const listener of [...this.#listeners]) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A stream from the desk to this page; see `stream`. */
  stream<T>(
    signal: AbortSignal | undefined,
    open: (outlet: Outlet<T>) => () => void,
  ): AsyncIterable<T> {
    const { outlets } = this.#network;
    return stream<T>(signal, (outlet) => {
      outlets.add(outlet);
      const close = open(outlet);
      return () => {
        outlets.delete(outlet);
        close();
      };
    });
  }

  /**
   * Has the desk do something. The work is done when the question arrives, then the answer travels:
   * as with a real backend, what was called off or cut in between may be done all the same, and a
   * stream may tell of it before the answer does.
   */
  async ask<T>(work: () => T, signal: AbortSignal | undefined): Promise<T> {
    const network = this.#network;
    await network.clock.wait(0, signal);
    this.#assertUp();
    const code = network.nextFailure;
    network.nextFailure = undefined;
    if (code) throw failure(code, `The fake desk was told to fail with ${code}.`);
    const outcome = attempt(work);
    const lost = network.losesNextAnswer;
    network.losesNextAnswer = false;
    if (network.delay > 0) await network.clock.wait(network.delay, signal);
    this.#assertUp();
    if (lost) throw failure('timeout', 'The desk did it, but its answer was lost.');
    return outcome();
  }

  #assertUp(): void {
    if (!this.#up) throw failure('offline', 'The fake network is cut.');
  }
}

/** Does the work now and tells how it went later: refusals travel as slowly as answers. */
function attempt<T>(work: () => T): () => T {
  try {
    const answer = work();
    return () => answer;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
