import { stream, type Feed } from '../../transport/stream.js';
import {
  TransportError,
  type ConnectionUpdate,
  type TransportErrorCode,
} from '../../transport/transport.js';
import type { Clock } from './clock.js';

/** The network between all pages and the desk, with what a test makes of it. */
export class Network {
  readonly clock: Clock;
  readonly links = new Set<Link>();
  /** Everything that reads a stream now. */
  readonly feeds = new Set<Pick<Feed<never>, 'end'>>();
  #pages = 0;
  up = true;
  /** Nobody gets through any more. */
  disposed = false;
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
    const link = new Link(this, `page-${++this.#pages}`, agentId);
    this.links.add(link);
    return link;
  }

  turn(up: boolean): void {
    this.up = up;
    for (const link of this.links) link.turn(up);
  }

  /** Takes the desk off the network for good. */
  dispose(): void {
    this.disposed = true;
    this.turn(false);
    for (const feed of [...this.feeds]) feed.end();
  }
}

/** What a page is told by one stream, while it has a connection. */
export interface Telling {
  /** Tells all there is to know: at first, and again after a gap. */
  begin(): void;
  /** Tells what is new. */
  tell(): void;
  /** Hears when there may be something new. */
  subscribe(listener: () => void): () => void;
  /** The connection is lost, or nobody reads on. */
  pause?(): void;
}

/** One page's connection to the desk. */
export class Link {
  readonly id: string;
  /** Whose page it is, of agents. */
  readonly agentId: string | undefined;
  readonly #network: Network;
  #up: boolean;
  #listeners = new Set<() => void>();

  constructor(network: Network, id: string, agentId: string | undefined) {
    this.id = id;
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

  /** A stream from the desk to this page: cut off with it, and told anew when it is back. */
  stream<Update>(
    signal: AbortSignal | undefined,
    open: (feed: Feed<Update>) => Telling,
  ): AsyncIterable<Update | ConnectionUpdate> {
    const network = this.#network;
    return stream<Update>((feed) => {
      if (network.disposed) feed.end();
      network.feeds.add(feed);
      const telling = open(feed);
      // What it throws is the stream's own end: a secret that opens nothing, say.
      const attempt = (tell: () => void) => {
        try {
          if (this.#up) tell();
        } catch (error) {
          feed.fail(error);
        }
      };
      // What beginning itself changes is in what it tells.
      let begun = false;
      const begin = () => {
        begun = false;
        attempt(() => telling.begin());
        begun = true;
      };
      const onLink = () => {
        if (this.#up) feed.live();
        else feed.lost();
        if (this.#up) begin();
        else telling.pause?.();
      };
      onLink();
      const stops = [
        telling.subscribe(() => begun && attempt(() => telling.tell())),
        this.subscribe(onLink),
        () => network.feeds.delete(feed),
        () => telling.pause?.(),
      ];
      return {
        stop: () => stops.forEach((stop) => stop()),
        restart: begin,
      };
    }, signal);
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
    if (code) throw new TransportError(code, `The fake desk was told to fail with ${code}.`);
    const outcome = attempt(work);
    const lost = network.losesNextAnswer;
    network.losesNextAnswer = false;
    if (network.delay > 0) await network.clock.wait(network.delay, signal);
    this.#assertUp();
    if (lost) throw new TransportError('timeout', 'The desk did it, but its answer was lost.');
    return outcome();
  }

  #assertUp(): void {
    if (!this.#up) throw new TransportError('offline', 'The fake network is cut.');
  }
}

/** Does the work now and tells how it went later: refusals travel as slowly as answers. */
function attempt<T>(work: () => T): () => T {
  try {
    // What travels is a copy.
    const answer = structuredClone(work());
    return () => answer;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
