import type { Tone } from '../../callback/index.js';
import { TransportError } from '../transport.js';
import { abortable } from '../abortable.js';

/** How long a key is held down. Milliseconds. */
export const toneDuration = 100;

/** Sends tones one after the other: the next only when the far end has heard the one before. */
export class ToneLine {
  readonly #send: (seq: number, tone: Tone) => void;
  readonly #closed = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #seq = 0;
  #heard: { seq: number; resolve: () => void } | undefined;

  /** @param open resolves when the far end can hear tones. */
  constructor(send: (seq: number, tone: Tone) => void, open: Promise<void>) {
    this.#send = send;
    this.#last = open;
  }

  async send(tone: Tone, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const sent = this.#last.then(() => this.#sendNow(tone, signal));
    // The next tone goes out whatever became of this one.
    this.#last = sent.catch(() => {});
    // The wait for its turn ends at once, too, when it is called off or the call is over.
    const ends = this.#closed.signal;
    await abortable(() => sent, signal ? AbortSignal.any([signal, ends]) : ends);
  }

  heard(seq: number): void {
    if (this.#heard?.seq === seq) this.#heard.resolve();
  }

  /** The call is over: whoever waits hears `callback-ended`. */
  close(): void {
    this.#closed.abort(new TransportError('callback-ended'));
  }

  async #sendNow(tone: Tone, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    this.#closed.signal.throwIfAborted();
    const seq = ++this.#seq;
    const heard = new Promise<void>((resolve) => (this.#heard = { seq, resolve }));
    this.#send(seq, tone);
    await abortable(() => heard, this.#closed.signal);
  }
}
