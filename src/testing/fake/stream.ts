type Result<T> = IteratorResult<T, undefined>;

interface Reader<T> {
  readonly resolve: (result: Result<T>) => void;
  readonly reject: (error: unknown) => void;
}

/** What a source may do with its one reader. */
export interface Outlet<T> {
  push(...values: T[]): void;
  end(): void;
  fail(error: unknown): void;
}

/**
 * An async iterable whose source is told when somebody starts to read, once for each reader, and
 * when that reader goes: `open` returns what to do then. Aborting ends it quietly.
 */
export function stream<T>(
  signal: AbortSignal | undefined,
  open: (outlet: Outlet<T>) => () => void,
): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => new Reading(signal, open) };
}

class Reading<T> implements AsyncIterator<T, undefined>, Outlet<T> {
  #queue: T[] = [];
  #readers: Reader<T>[] = [];
  #over = false;
  #error: { readonly value: unknown } | undefined;
  #close: (() => void) | undefined;
  #signal: AbortSignal | undefined;

  constructor(signal: AbortSignal | undefined, open: (outlet: Outlet<T>) => () => void) {
    this.#signal = signal;
    if (signal?.aborted) {
      this.#over = true;
      return;
    }
    signal?.addEventListener('abort', this.#drop);
    const close = open(this);
    if (this.#over) close();
    else this.#close = close;
  }

  push(...values: T[]): void {
    if (this.#over) return;
    this.#queue.push(...values);
    this.#serve();
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#signal?.removeEventListener('abort', this.#drop);
    this.#close?.();
    this.#serve();
  }

  fail(error: unknown): void {
    if (this.#over) return;
    this.#error = { value: error };
    this.end();
  }

  next(): Promise<Result<T>> {
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject });
      this.#serve();
    });
  }

  return(): Promise<Result<T>> {
    this.#drop();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Whoever stops reading does not get what is still in the queue either. */
  #drop = (): void => {
    this.#queue = [];
    this.end();
  };

  #serve(): void {
    while (this.#readers.length > 0 && (this.#queue.length > 0 || this.#over)) {
      const reader = this.#readers.shift();
      if (this.#queue.length > 0) {
        reader?.resolve({ done: false, value: this.#queue.shift() as T });
      } else if (this.#error) {
        reader?.reject(this.#error.value);
        this.#error = undefined;
      } else {
        reader?.resolve({ done: true, value: undefined });
      }
    }
  }
}
