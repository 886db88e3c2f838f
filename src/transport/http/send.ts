import { abortable, either } from '../abortable.js';
import { TransportError } from '../transport.js';
import { jittered, pause } from './backoff.js';
import { refusal, wishOf } from './problem.js';
import type { Bearer } from './tokens.js';

/** How long things may take. Milliseconds. */
export interface HttpTimes {
  /** For an answer, at each try. Default 8 s: one that does not come is tried for again within `retry`. */
  readonly answer: number;
  /**
   * For how long a call whose failure may pass is tried anew, under its own key, before it is rejected: no
   * try begins later, and the last one has its time for an answer. Default 10 s; 0: it is tried once.
   */
  readonly retry: number;
  /** Without a byte a stream is lost after this: three heartbeats of the relay. Default 45 s. */
  readonly silence: number;
  /** The longest pause between two tries to connect a stream. Default 30 s. */
  readonly reconnect: number;
}

export const defaultTimes: HttpTimes = {
  answer: 8_000,
  retry: 10_000,
  silence: 45_000,
  reconnect: 30_000,
};

/** Bounds of the pauses between tries. Milliseconds. */
const [firstPause, longestPause] = [400, 4_000];

/** One request of the wire. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the site's address. */
  readonly path: string;
  readonly bearer?: Bearer;
  /** `Idempotency-Key`. */
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** It has to arrive though the page is going away. For small bodies only. */
  readonly keepalive?: true;
  /** Whoever calls repeats it. */
  readonly once?: true;
  readonly signal?: AbortSignal | undefined;
}

/** The way to one site of a relay. */
export class Relay {
  /** Of the site: absolute, without a slash at its end. */
  readonly address: string;
  readonly times: HttpTimes;
  readonly #fetch: typeof fetch;

  constructor(address: string, times: HttpTimes, fetchIt: typeof fetch) {
    this.address = address;
    this.times = times;
    this.#fetch = fetchIt;
  }

  /**
   * The answer's JSON, undefined when it is empty. What failed for a reason that may pass is tried
   * again for a while: every call of the contract may be repeated.
   *
   * @throws {TransportError} `offline`, `timeout`, or what the relay says; or the signal's reason.
   */
  async send<T = void>(call: Call): Promise<T> {
    const { signal } = call;
    const begun = performance.now();
    for (let failures = 0; ; failures++) {
      try {
        const result = await this.#once<T>(call);
        // What was there at once may have been quicker than an abort that came before anybody could see it.
        signal?.throwIfAborted();
        return result;
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof TransportError && error.retryable) || call.once) throw error;
        const wait = wishOf(error) + jittered(failures, firstPause, longestPause);
        if (performance.now() - begun + wait >= this.times.retry) throw error;
        await pause(wait, signal);
      }
    }
  }

  /**
   * Opens an event stream, with a new token. One try; aborting ends the stream too.
   * @throws as `send`.
   */
  open(call: Call): Promise<Response> {
    return this.#inTime(call.signal, async (signal) => {
      const response = await this.#answer(call, true, signal);
      const type = response.headers.get('content-type');
      if (response.body && type?.startsWith('text/event-stream')) return response;
      await response.body?.cancel();
      throw notTheRelay();
    });
  }

  #once<T>(call: Call): Promise<T> {
    return this.#inTime(call.signal, async (signal) => {
      const text = await (await this.#answer(call, false, signal)).text();
      try {
        return (text === '' ? undefined : JSON.parse(text)) as T;
      } catch (cause) {
        throw notTheRelay(cause);
      }
    });
  }

  async #inTime<T>(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), this.times.answer);
    try {
      const timed = either(signal, late.signal);
      // Node's fetch may forget its signal once the head of the answer is there.
      return await abortable(() => work(timed), timed);
    } catch (cause) {
      signal?.throwIfAborted();
      if (late.signal.aborted) throw new TransportError('timeout', undefined, { cause });
      throw cause instanceof TransportError
        ? cause
        : new TransportError('offline', undefined, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  async #answer(call: Call, fresh: boolean, signal: AbortSignal): Promise<Response> {
    const { bearer } = call;
    const token = bearer && (await abortable(async () => bearer.get(fresh), signal));
    let response = await this.#request(call, token, signal);
    if (response.status === 401 && bearer) {
      // It may have run out on the way: another one is tried once.
      const another = await abortable(async () => bearer.get(true), signal);
      if (another !== token) {
        await response.body?.cancel();
        response = await this.#request(call, another, signal);
      }
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }

  #request(call: Call, token: string | undefined, signal: AbortSignal): Promise<Response> {
    const { method, path, key, body, headers, keepalive } = call;
    return this.#fetch(this.address + path, {
      method,
      headers: {
        ...headers,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body, onlyFinite) }),
      ...(keepalive && { keepalive }),
      signal,
      cache: 'no-store',
      credentials: 'omit',
    });
  }
}

/** The sign-in page of a hotel's network, say. */
export function notTheRelay(cause?: unknown): TransportError {
  return new TransportError('unavailable', 'The answer did not come from the relay.', { cause });
}

/** JSON makes a null of what is no number: that would mean something else. All numbers of calls are times. */
function onlyFinite(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  throw new TransportError('time-invalid');
}
