import type { CallSupports, Signalling, TransportError } from '../../transport/transport.js';
import type { Clock } from './clock.js';

/** What the calls of one fake line have in common. */
export interface Line {
  readonly supports: CallSupports;
  readonly clock: Clock;
  readonly connection: Signalling;
  readonly toneTime: number;
  readonly agreeTime: number;
  readonly callerId: string | undefined;
  readonly remoteAudio: MediaStream | undefined;
}

/** A signalling connection that a test moves. */
export class FakeSignalling extends EventTarget implements Signalling {
  #state: Signalling['state'] = 'connected';
  #error: TransportError | undefined;

  get state(): Signalling['state'] {
    return this.#state;
  }

  get error(): TransportError | undefined {
    return this.#error;
  }

  move(state: Signalling['state'], error: TransportError | undefined): void {
    if (this.#state === state && this.#error === error) return;
    this.#state = state;
    this.#error = error;
    this.dispatchEvent(new Event('statechange'));
  }
}
