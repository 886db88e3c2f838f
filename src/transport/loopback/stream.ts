/** What feeds a stream. */
export interface Feed<T> {
  push(value: T): void;
  end(): void;
  fail(error: unknown): void;
}

/**
 * An async iterable over what a feed pushes. Each iteration has a feed of its own, which starts with
 * the first `next()` and is stopped by whatever comes first: abort (the iteration ends quietly),
 * `return()` (also while a `next()` is pending, which a generator could not do), its end or failure.
 */
export function stream<T>(
  start: (feed: Feed<T>) => () => void,
  signal: AbortSignal | undefined,
): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => new StreamIterator(start, signal) };
}

class StreamIterator<T> implements AsyncIterator<T, undefined> {
  readonly #start: (feed: Feed<T>) => () => void;
  readonly #signal: AbortSignal | undefined;
  readonly #queue: T[] = [];
  readonly #readers: PromiseWithResolver<T>[] = [];
  #stop: (() => void) | undefined;
  #started = false;
  #over = false;
  #failure: { error: unknown } | undefined;

  constructor(start: (feed: Feed<T>) => () => void, signal: AbortSignal | undefined) {
    this.#start = start;
    this.#signal = signal;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    this.#begin();
    if (this.#queue.length > 0) {
      return Promise.resolve({ done: false, value: this.#queue.shift()! });
    }
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) return Promise.reject(failure.error);
    if (this.#over) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#abandon();
    return Promise.resolve({ done: true, value: undefined });
  }

  #begin(): void {
    if (this.#started) return;
    this.#started = true;
    if (this.#over) return;
    if (this.#signal?.aborted) return this.#abandon();
    this.#signal?.addEventListener('abort', this.#abandon);
    this.#stop = this.#start({
      push: (value) => {
        if (this.#over) return;
        const reader = this.#readers.shift();
        if (reader) reader.resolve({ done: false, value });
        else this.#queue.push(value);
      },
      end: () => this.#close(),
      fail: (error) => {
        if (this.#over) return;
        const reader = this.#readers.shift();
        if (reader) reader.reject(error);
        else this.#failure = { error };
        this.#close();
      },
    });
    // It may have ended while it was starting.
    if (this.#over) this.#stop();
  }

  /** Nobody reads on: what is queued is not wanted either. */
  readonly #abandon = (): void => {
    this.#queue.length = 0;
    this.#failure = undefined;
    this.#close();
  };

  #close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#signal?.removeEventListener('abort', this.#abandon);
    this.#stop?.();
    for (const reader of this.#readers.splice(0)) reader.resolve({ done: true, value: undefined });
  }
}

interface PromiseWithResolver<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}
