import type { CallSupports, Signalling } from '../../transport/transport.js';
import type { Clock } from './clock.js';

/** What the calls of one fake line have in common. */
export interface Line {
  readonly supports: CallSupports;
  readonly clock: Clock;
  readonly toneTime: number;
  readonly callerId: string | undefined;
  readonly remoteAudio: MediaStream | undefined;
}

/** A signalling connection that a test moves. */
export class FakeSignalling extends EventTarget implements Signalling {
  #state: Signalling['state'] = 'connected';

  get state(): Signalling['state'] {
    return this.#state;
  }

  move(state: Signalling['state']): void {
    if (this.#state === state) return;
    this.#state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}
