/** One thing that is asked of a live call, such as to hold it: the call goes on if it fails. */
export class CallAction {
  readonly #onChange: () => void;
  #running: Promise<void> | undefined;
  #error: unknown;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** It is under way. */
  get pending(): boolean {
    return this.#running !== undefined;
  }

  /** Why it failed last; undefined once it is tried again. */
  get error(): unknown {
    return this.#error;
  }

  /** Does it. While it is under way, running it again waits for the same end. Never rejects. */
  async run(work: () => Promise<void>): Promise<void> {
    if (this.#running) return this.#running;
    this.#error = undefined;
    const running = this.#perform(work, () => this.#running === running);
    this.#running = running;
    this.#onChange();
    await running;
  }

  /** The call is over: what is under way makes no difference any more. */
  stop(): void {
    this.#running = undefined;
    this.#error = undefined;
  }

  async #perform(work: () => Promise<void>, matters: () => boolean): Promise<void> {
    let failure: unknown;
    try {
      // Not at once: `matters` knows of this run only when it has returned.
      await Promise.resolve().then(work);
    } catch (error) {
      failure = error;
    }
    if (!matters()) return;
    this.#running = undefined;
    this.#error = failure;
    this.#onChange();
  }
}
