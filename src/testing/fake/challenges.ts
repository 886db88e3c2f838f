import { TransportError, type Challenge } from '../../transport/transport.js';
import type { Clock } from './clock.js';

const lifetime = 20 * 60_000;

/** Challenges that take no work: the proof is the puzzle itself, in other words. */
export class Challenges {
  /** A request needs a proof. */
  demanded = false;
  readonly #clock: Clock;
  /** Until when each is good, by proof. */
  readonly #given = new Map<string, number>();
  /** The request that it was used for, by proof. */
  readonly #used = new Map<string, string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  create(): Challenge | undefined {
    if (!this.demanded) return undefined;
    const puzzle = `puzzle-${this.#given.size + 1}`;
    this.#given.set(proofOf(puzzle), this.#clock.now + lifetime);
    return { kind: 'fake', puzzle, validFor: lifetime };
  }

  /** @throws {TransportError} `challenge-failed` */
  verify(proof: string | undefined, requestKey: string): void {
    if (!this.demanded) return;
    const until = this.#given.get(proof ?? '');
    const usedFor = this.#used.get(proof ?? '') ?? requestKey;
    const isGood = until !== undefined && this.#clock.now < until && usedFor === requestKey;
    if (proof === undefined || !isGood) throw new TransportError('challenge-failed');
    this.#used.set(proof, requestKey);
  }
}

export function proofOf(puzzle: unknown): string {
  return `solved: ${String(puzzle)}`;
}
