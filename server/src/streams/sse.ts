import type { ServerResponse } from 'node:http';
import type { Clock } from 'callback-elements/transport/clock.js';

/** Why the relay closes a stream: the reader may open it again, with a new token if that has expired. */
export type ByeReason = 'shutdown' | 'token-expired' | 'slow' | 'limit';

/** How long a reader that was told good-bye may take to read it, in milliseconds. */
const lastWords = 5_000;

/** Beats without a byte taken by the reader before it counts as gone. */
const patience = 3;

/** One event of a stream (HTML, section 9.2.6). JSON has no line breaks. */
export function frame(type: string, data: unknown, id?: string): string {
  const text = `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  return id === undefined ? text : `id: ${id}\n${text}`;
}

export interface EventStreamOptions {
  readonly clock: Clock;
  /** Bytes that may wait for a slow reader. */
  readonly buffer: number;
  readonly onBye: (reason: ByeReason) => void;
}

/** One response that stays open. Nothing may be written before `open`. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #onBye: (reason: ByeReason) => void;
  /** What may wait for the reader: more after a long snapshot, until that is read. */
  #allowance: number;
  #isClosing = false;
  #lastWrite = 0;
  #taken = 0;
  #stalled = 0;

  constructor(response: ServerResponse, { clock, buffer, onBye }: EventStreamOptions) {
    this.#response = response;
    this.#clock = clock;
    this.#limit = buffer;
    this.#allowance = buffer;
    this.#onBye = onBye;
  }

  /** Sends the head, and the first that there is to say, however long. */
  open(headers: NodeJS.Dict<number | string | string[]>, text: string): void {
    const response = this.#response;
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // nginx would keep events until its buffer is full.
      'x-accel-buffering': 'no',
      // Nothing follows on this connection: a relay that closes need not wait for it.
      connection: 'close',
    });
    response.on('drain', () => (this.#allowance = this.#limit));
    this.#allowance = this.#limit + Buffer.byteLength(text);
    this.write(`retry: 1000\n\n${text}`);
  }

  write(text: string | Buffer): void {
    if (this.#isClosing) return;
    // Before, not after: what was written in this turn has not had a chance yet.
    if (this.#response.writableLength > this.#allowance) return this.bye('slow');
    this.#lastWrite = this.#clock.now();
    this.#response.write(text);
  }

  /**
   * Says that the stream lives, if nothing else was said for so long.
   * @param id of the newest event, also of those that had nothing for this reader
   */
  beat(interval: number, id?: string): void {
    if (this.#isClosing || this.#clock.now() - this.#lastWrite < interval) return;
    const taken = (this.#response.socket?.bytesWritten ?? 0) - this.#response.writableLength;
    const isStuck = this.#response.writableLength > 0 && taken === this.#taken;
    this.#stalled = isStuck ? this.#stalled + 1 : 0;
    this.#taken = taken;
    if (this.#stalled >= patience) return this.bye('slow');
    // An event without data moves only the reader's last event id.
    this.write(id === undefined ? ':\n\n' : `:\nid: ${id}\n\n`);
  }

  bye(reason: ByeReason): void {
    if (!this.#isClosing) this.#onBye(reason);
    this.end(frame('bye', { reason }));
  }

  /** Nothing follows after this. */
  end(text: string): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    const response = this.#response;
    response.end(text);
    const timer = setTimeout(() => response.destroy(), lastWords);
    response.once('close', () => clearTimeout(timer));
  }
}
