import { TransportError } from '../transport.js';
import { jittered, pause } from './backoff.js';
import { isHidden, onPageSign } from './page.js';
import { EventParser, type ServerEvent } from './parser.js';
import { wishOf } from './problem.js';
import type { Relay } from './send.js';
import type { Bearer } from './tokens.js';

/** What is listened to, and who listens. */
export interface Listening {
  /** Below the site's address. */
  path(): string;
  readonly bearer?: Bearer;
  /** Where to go on; empty: from the beginning. */
  readonly lastEventId?: string;
  /** Not listened to while nobody can see the page. */
  readonly restsHidden?: true;
  /** The relay has answered: events follow. Again after each gap. */
  onOpen?(): void;
  onEvent(event: ServerEvent, lastEventId: string): void;
  /** What came in one piece has been told. */
  onPiece?(): void;
  /** The relay is out of reach. It may be said more than once. */
  onLost(): void;
  /** It is given up. */
  onFailure(error: unknown): void;
}

/** Until the next connection after a first failure, unless the relay says another time. Milliseconds. */
const firstPause = 1_000;

/** The least that a relay may ask for: less would make a loop of connections. Milliseconds. */
const leastPause = 100;

/** A connection that lasted this long has worked: the next failure is a first one. Milliseconds. */
const steady = 5_000;

/** Why a connection was let go of from this side. */
type Reason =
  /** Nobody can see the page, or it is going away. */
  | 'rest'
  /** The network has changed: a new connection, if there is one, tells more than this one. */
  | 'changed'
  /** Nothing was heard for too long. */
  | 'silent'
  | 'stopped';

/**
 * One event stream, connected again and again until it is stopped or refused for good; with the id of
 * the last event, so that nothing is missed. It rests while its page is in the back/forward cache.
 */
export class EventStream {
  readonly #relay: Relay;
  readonly #listening: Listening;
  readonly #silence: () => void;
  #connection: AbortController | undefined;
  /** As `performance.now()`; never: the relay has not answered. */
  #openedAt = Infinity;
  #stopped = false;
  #gone = false;
  #wake = () => {};
  #lastEventId: string;
  #firstPause = firstPause;

  constructor(relay: Relay, listening: Listening) {
    this.#relay = relay;
    this.#listening = listening;
    this.#lastEventId = listening.lastEventId ?? '';
    this.#silence = onPageSign((sign) => {
      if (sign === 'gone') this.#gone = true;
      if (sign === 'back') this.#gone = false;
      if (this.#rests) this.#letGo('rest');
      else if (sign === 'offline' || sign === 'online') this.#letGo('changed');
      this.#wake();
    });
    void this.#run();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#silence();
    this.#letGo('stopped');
    this.#wake();
  }

  get #rests(): boolean {
    return this.#gone || (!!this.#listening.restsHidden && isHidden());
  }

  #letGo(reason: Reason): void {
    this.#connection?.abort(reason);
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stopped) {
      if (this.#rests) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      const connection = (this.#connection = new AbortController());
      this.#openedAt = Infinity;
      const end = await this.#connect(connection.signal);
      // Whatever ended it, nothing of it stays open.
      connection.abort();
      if (performance.now() - this.#openedAt > steady) failures = 0;
      if (end === 'rest' || end === 'stopped') continue;
      if (end === 'token-expired' && failures === 0) {
        // A new one, at once; but not again and again.
        failures += 1;
        continue;
      }
      if (end === 'changed') continue;
      if (end instanceof TransportError && !end.retryable) {
        this.stop();
        return this.#listening.onFailure(end);
      }
      this.#listening.onLost();
      const wait = wishOf(end) + jittered(failures, this.#firstPause, this.#relay.times.reconnect);
      failures += 1;
      await this.#pause(wait);
    }
  }

  /** @returns why it is over: a failure, what the relay said, or why it was let go of. */
  async #connect(signal: AbortSignal): Promise<unknown> {
    let watchdog: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => this.#letGo('silent'), this.#relay.times.silence);
    };
    let goodbye: string | undefined;
    try {
      const response = await this.#open(signal);
      this.#openedAt = performance.now();
      const parser = new EventParser((event) => {
        this.#lastEventId = parser.lastEventId;
        if (event.type === 'bye') goodbye = reasonOf(event);
        else this.#listening.onEvent(event, parser.lastEventId);
      }, this.#lastEventId);
      const [reader, decoder] = [response.body!.getReader(), new TextDecoder()];
      // Node's fetch may forget its signal once the head of the answer is there.
      signal.addEventListener('abort', () => void reader.cancel().catch(() => {}), { once: true });
      this.#listening.onOpen?.();
      for (;;) {
        heard();
        const { done, value } = await reader.read();
        signal.throwIfAborted();
        if (done) return goodbye;
        parser.push(decoder.decode(value, { stream: true }));
        this.#lastEventId = parser.lastEventId;
        if (parser.retry !== undefined) this.#firstPause = Math.max(leastPause, parser.retry);
        this.#listening.onPiece?.();
        if (goodbye !== undefined) {
          await reader.cancel();
          return goodbye;
        }
      }
    } catch (error) {
      return signal.aborted ? signal.reason : error;
    } finally {
      clearTimeout(watchdog);
    }
  }

  #open(signal: AbortSignal): Promise<Response> {
    const { bearer } = this.#listening;
    return this.#relay.open({
      method: 'GET',
      path: this.#listening.path(),
      headers: {
        accept: 'text/event-stream',
        ...(this.#lastEventId !== '' && { 'last-event-id': this.#lastEventId }),
      },
      ...(bearer && { bearer }),
      signal,
    });
  }

  async #pause(milliseconds: number): Promise<void> {
    const closing = new AbortController();
    this.#wake = () => this.#stopped && closing.abort();
    await pause(milliseconds, closing.signal).catch(() => {});
  }
}

function reasonOf({ data }: ServerEvent): string {
  try {
    const { reason } = JSON.parse(data) as { reason?: unknown };
    return String(reason);
  } catch {
    return 'unknown';
  }
}

/** What an event carries. @throws {TransportError} `unavailable`: it is not the relay's. */
export function dataOf<T>({ data }: ServerEvent): T {
  try {
    return JSON.parse(data) as T;
  } catch (cause) {
    throw new TransportError('unavailable', 'The event did not come from the relay.', { cause });
  }
}
