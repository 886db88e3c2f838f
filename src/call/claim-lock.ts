/**
 * Says which page of an agent's browser has a claim in hand. Every page of the agent hears of the
 * agent's claims, and only one may take a claim up after a reload, or two would dial.
 *
 * A Web Lock goes with its page, however that ends. Where there are none (plain http) every page
 * gets what it asks for.
 */
export class ClaimLock {
  readonly #name: string;
  #held: (() => void) | undefined;
  #asking: AbortController | undefined;

  constructor(agentId: string, callbackId: string) {
    this.#name = `callback-elements/claim/${agentId}/${callbackId}`;
  }

  get held(): boolean {
    return this.#held !== undefined;
  }

  /**
   * Takes the lock, unless another page has it.
   * @param wait until the other page lets go, instead.
   * @returns whether it is held; false too when it was let go while it was asked for.
   */
  async take({ wait = false } = {}): Promise<boolean> {
    if (this.#held || this.#asking) return this.held;
    // The type says that it is always there; on plain-http pages it is not.
    const locks = (navigator as Partial<Navigator>).locks;
    if (!locks) {
      this.#held = () => {};
      return true;
    }
    const asking = new AbortController();
    this.#asking = asking;
    return new Promise((resolve) => {
      const hold = (lock: Lock | null) => {
        const wanted = lock !== null && !asking.signal.aborted;
        if (this.#asking === asking) this.#asking = undefined;
        if (!wanted) return resolve(false);
        return new Promise<void>((letGo) => {
          this.#held = letGo;
          resolve(true);
        });
      };
      const options = wait ? { signal: asking.signal } : { ifAvailable: true };
      locks.request(this.#name, options, hold).catch(() => {
        // Called off, or the document is no longer the one shown.
        if (this.#asking === asking) this.#asking = undefined;
        resolve(false);
      });
    });
  }

  /** Lets go, or stops asking. Repeating it is harmless. */
  release(): void {
    this.#asking?.abort();
    this.#asking = undefined;
    this.#held?.();
    this.#held = undefined;
  }
}
