import { assert } from './assert.js';

/** Waits on behalf of a law; says what for when the law's time is over. */
export type Waiter = <T>(what: string, promise: Promise<T>) => Promise<T>;

/** Reads a stream to its end and lets a law look for what has come, each update once. */
export class Reader<T> {
  readonly #iterator: AsyncIterator<T>;
  readonly #name: string;
  readonly #wait: Waiter;
  #seen: T[] = [];
  #unread = 0;
  #over = false;
  #error: { readonly value: unknown } | undefined;
  #waiting: (() => void)[] = [];
  #leaving: Promise<unknown> | undefined;

  constructor(stream: AsyncIterable<T>, name: string, wait: Waiter) {
    this.#iterator = stream[Symbol.asyncIterator]();
    this.#name = name;
    this.#wait = wait;
    void this.#pump();
  }

  /** All that has come so far. */
  get seen(): readonly T[] {
    return this.#seen;
  }

  /** The next update, whatever it is. */
  next(what: string): Promise<T> {
    return this.until(() => true, what);
  }

  /** The next update that is looked for; those before it are passed over. */
  async until<Found extends T>(
    test: ((update: T) => update is Found) | ((update: T) => boolean),
    what: string,
  ): Promise<Found> {
    for (;;) {
      while (this.#unread < this.#seen.length) {
        const update = this.#seen[this.#unread++] as T;
        if (test(update)) return update as Found;
      }
      if (this.#error) throw this.#error.value;
      assert(!this.#over, `${this.#name} ended before ${what}.`);
      await this.#change(`${this.#name}: ${what}`);
    }
  }

  /** Waits for the stream's end; it must end quietly. */
  async end(): Promise<void> {
    while (!this.#over) await this.#change(`${this.#name}: its end`);
    const error = this.#error?.value;
    assert(!this.#error, `${this.#name} should end quietly, but failed: ${String(error)}.`);
  }

  /** Waits for the stream's failure, which must come before anything is told. */
  async failure(): Promise<never> {
    while (!this.#over && this.#seen.length === 0) {
      await this.#change(`${this.#name}: its failure`);
    }
    const told = JSON.stringify(this.#seen);
    assert(this.#error && told === '[]', `${this.#name} should fail at once, but told ${told}.`);
    throw this.#error.value;
  }

  /** Stops reading, as `break` does in a loop. */
  leave(): Promise<unknown> {
    this.#leaving ??= Promise.resolve(this.#iterator.return?.());
    return this.#leaving;
  }

  async #pump(): Promise<void> {
    try {
      for (;;) {
        const result = await this.#iterator.next();
        if (result.done) break;
        this.#seen.push(result.value);
        this.#wake();
      }
    } catch (error) {
      this.#error = { value: error };
    }
    this.#over = true;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #change(what: string): Promise<void> {
    return this.#wait(what, new Promise((resolve) => this.#waiting.push(resolve)));
  }
}
