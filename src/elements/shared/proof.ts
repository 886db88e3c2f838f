import type { ReactiveController, ReactiveControllerHost } from 'lit';
import {
  TransportError,
  type SolveChallenge,
  type VisitorTransport,
} from '../../transport/transport.js';
import { orAborted } from './or-aborted.js';

/** Milliseconds. A proof must last for its way to the backend; who is offline is not asked at each key. */
const times = { margin: 10_000, pause: 5_000 };

interface Work {
  readonly visitor: VisitorTransport;
  readonly life: AbortController;
  readonly proof: Promise<string | undefined>;
  /** As `performance.now()`; known once the challenge has come. */
  staleAt: number;
}

/**
 * Has the proof ready that a backend may ask for: the work begins when the visitor begins to type, and is
 * most often done long before the button is pressed. Without a backend that declares challenges it does
 * nothing.
 */
export class Proof implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #visitor: () => VisitorTransport | undefined;
  readonly #solver: () => SolveChallenge | undefined;
  #work: Work | undefined;
  #taking = 0;
  /** As `performance.now()`: after a failure the next beginning waits a while. */
  #pausedUntil = 0;

  /** @param solver the page's own, in place of the one that is loaded */
  constructor(
    host: ReactiveControllerHost & HTMLElement,
    visitor: () => VisitorTransport | undefined,
    solver: () => SolveChallenge | undefined,
  ) {
    this.#host = host;
    this.#visitor = visitor;
    this.#solver = solver;
    host.addController(this);
  }

  hostDisconnected(): void {
    // A move in the document comes back before this runs.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.drop();
    });
  }

  /**
   * The visitor is about to ask. Called at each key; never fails. While a proof is being taken it does
   * nothing: what is waited for must not be dropped because it has become too old.
   */
  begin(): void {
    if (this.#taking > 0) return;
    const visitor = this.#visitor();
    if (!visitor?.supports.challenge || performance.now() < this.#pausedUntil) return;
    this.#workFor(visitor).proof.catch(() => {});
  }

  /**
   * The proof for a request, once it is there: for one request, whatever becomes of it.
   * @returns undefined when the backend asks for none
   * @throws what `challenge` or the solver threw, or the signal's reason; the work then goes on, and may
   *   be done when it is asked for again
   */
  async take(visitor: VisitorTransport, signal: AbortSignal): Promise<string | undefined> {
    if (!visitor.supports.challenge) return undefined;
    this.#taking += 1;
    try {
      const first = await this.#finish(this.#workFor(visitor), signal);
      if (first.isFresh) return first.proof;
      // A tab that slept while it was solved. A second one is as good as it gets.
      return (await this.#finish(this.#workFor(visitor), signal)).proof;
    } finally {
      this.#taking -= 1;
    }
  }

  /** Stops working, and forgets what was done. */
  drop(): void {
    this.#work?.life.abort();
    this.#work = undefined;
  }

  async #finish(work: Work, signal: AbortSignal) {
    const proof = await orAborted(work.proof, signal);
    if (this.#work === work) this.#work = undefined;
    return { proof, isFresh: performance.now() < work.staleAt };
  }

  #workFor(visitor: VisitorTransport): Work {
    const known = this.#work;
    if (known?.visitor === visitor && performance.now() < known.staleAt) return known;
    this.drop();
    const life = new AbortController();
    const proof = this.#prove(visitor, life.signal, (staleAt) => (work.staleAt = staleAt));
    const work: Work = { visitor, life, proof, staleAt: Infinity };
    this.#work = work;
    proof.catch(() => {
      if (this.#work !== work) return;
      this.#work = undefined;
      this.#pausedUntil = performance.now() + times.pause;
    });
    return work;
  }

  async #prove(
    visitor: VisitorTransport,
    signal: AbortSignal,
    onGiven: (staleAt: number) => void,
  ): Promise<string | undefined> {
    const asked = performance.now();
    const challenge = await visitor.challenge?.({ signal });
    if (!challenge) return undefined;
    onGiven(asked + Math.max(challenge.validFor - times.margin, challenge.validFor / 2));
    const solve = this.#solver() ?? (await shipped());
    return solve(challenge, { signal });
  }
}

/** Loaded where a backend asks for it, which few do. */
async function shipped(): Promise<SolveChallenge> {
  try {
    return (await import('../../challenge/index.js')).solveAltcha;
  } catch (cause) {
    throw new TransportError('unavailable', 'The solver of challenges did not load.', { cause });
  }
}
