/**
 * Says which page of an agent's browser works on a claim. Every page of the agent hears of the
 * agent's claims, and only one may resume a claim after a reload, or two would dial.
 *
 * A Web Lock goes with its page, however that ends. A page that is frozen in the back/forward cache
 * is not gone and would keep it: so `pagehide` lets go, and `pageshow` asks again. Fires `lost` when by
 * then another page has what was held here. Where there are no locks (plain http) every page gets what
 * it asks for.
 */
export class ClaimLock extends EventTarget {
  readonly #name: string;
  #held = false;
  /** It was held when the page was frozen. */
  #had = false;
  /** Lives from `take` to `release`, also while the page is hidden. */
  #wanted: AbortController | undefined;
  /** Lives while the lock is asked for or held. */
  #request: AbortController | undefined;

  constructor(agentId: string, callbackId: string) {
    super();
    this.#name = `callback-elements/claim/${agentId}/${callbackId}`;
  }

  get held(): boolean {
    return this.#held;
  }

  /**
   * Takes the lock, unless another page has it.
   * @param wait until the other page lets go, instead.
   * @returns whether it is held; false too when it was let go while it was asked for.
   */
  async take({ wait = false } = {}): Promise<boolean> {
    if (this.#held || this.#wanted) return this.held;
    // The type says that it is always there; on plain-http pages it is not.
    const locks = (navigator as Partial<Navigator>).locks;
    if (!locks) return (this.#held = true);
    this.#wanted = new AbortController();
    const { signal } = this.#wanted;
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(false));
      addEventListener('pagehide', () => this.#freeze(), { signal });
      addEventListener('pageshow', () => this.#ask(locks, !this.#had, resolve), { signal });
      this.#ask(locks, wait, resolve);
    });
  }

  /** Lets go, or stops asking. Repeating it is harmless. */
  release(): void {
    this.#drop();
    this.#had = false;
    this.#wanted?.abort();
    this.#wanted = undefined;
  }

  #ask(locks: LockManager, wait: boolean, answer: (held: true) => void): void {
    // `pageshow` comes after the first load too.
    if (this.#request) return;
    const request = new AbortController();
    this.#request = request;
    const { signal } = request;
    const hold = (lock: Lock | null) => {
      if (signal.aborted) return undefined;
      if (!lock) return this.#miss();
      this.#held = true;
      this.#had = false;
      answer(true);
      return new Promise<void>((letGo) => signal.addEventListener('abort', () => letGo()));
    };
    locks.request(this.#name, wait ? { signal } : { ifAvailable: true }, hold).catch(() => {
      // Not called off by us: the document is no longer the one shown.
      if (!signal.aborted) this.release();
    });
  }

  #freeze(): void {
    this.#had ||= this.#held;
    this.#drop();
  }

  /** Another page has it. */
  #miss(): void {
    const lost = this.#had;
    this.release();
    if (!lost) return;
    const event = new Event('lost');
    this.dispatchEvent(event);
  }

  #drop(): void {
    this.#request?.abort();
    this.#request = undefined;
    this.#held = false;
  }
}
