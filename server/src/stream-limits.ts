import { normalizeIP } from '@fastify/rate-limit';
import { TransportError } from 'callback-elements/transport/transport.js';

/**
 * How many streams an address has open at this node. Each node counts its own: what a stream costs is the
 * memory of the node that has it.
 */
export class StreamLimits {
  readonly #max: number;
  readonly #open = new Map<string, number>();

  /** @param max streams of one address */
  constructor(max: number) {
    this.#max = max;
  }

  /** Addresses that have streams open. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * @returns to be called when the stream is closed; repeating it is harmless
   * @throws {TransportError} `rate-limited`
   */
  open(address: string): () => void {
    const key = normalizeIP(address);
    const count = this.#open.get(key) ?? 0;
    if (count >= this.#max) {
      throw new TransportError('rate-limited', 'Too many open streams from here.', {
        retryAfter: 10,
      });
    }
    this.#open.set(key, count + 1);
    let isOpen = true;
    return () => {
      if (isOpen) this.#close(key);
      isOpen = false;
    };
  }

  #close(key: string): void {
    const left = (this.#open.get(key) ?? 1) - 1;
    if (left > 0) this.#open.set(key, left);
    else this.#open.delete(key);
  }
}
