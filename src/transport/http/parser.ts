/** One event of a stream. */
export interface ServerEvent {
  /** `message` where the server names none. */
  readonly type: string;
  readonly data: string;
}

/**
 * Reads an event stream, in whatever pieces it comes
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation). The byte
 * order mark that may begin it is the decoder's to drop.
 */
export class EventParser {
  /** Of the last event that was complete. */
  lastEventId: string;
  /** Milliseconds until the next connection, where the server has said so. */
  retry: number | undefined;
  readonly #onEvent: (event: ServerEvent) => void;
  /** A line whose end has not come yet. */
  #line = '';
  /** The last piece ended with CR: an LF that comes next belongs to it. */
  #afterCr = false;
  #type = '';
  #data: string[] = [];
  #id: string;

  constructor(onEvent: (event: ServerEvent) => void, lastEventId = '') {
    this.#onEvent = onEvent;
    this.#id = this.lastEventId = lastEventId;
  }

  push(piece: string): void {
    let from = this.#afterCr && piece.startsWith('\n') ? 1 : 0;
    if (piece !== '') this.#afterCr = piece.endsWith('\r');
    for (const { index, 0: end } of piece.matchAll(/\r\n|\r|\n/g)) {
      if (index < from) continue;
      this.#readLine(this.#line + piece.slice(from, index));
      this.#line = '';
      from = index + end.length;
    }
    this.#line += piece.slice(from);
  }

  #readLine(line: string): void {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    // A comment.
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#type = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
  }

  #dispatch(): void {
    const [type, data] = [this.#type || 'message', this.#data];
    this.lastEventId = this.#id;
    this.#type = '';
    this.#data = [];
    if (data.length > 0) this.#onEvent({ type, data: data.join('\n') });
  }
}
