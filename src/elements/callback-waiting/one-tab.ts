/** How long an id is remembered, in milliseconds: timers of hidden tabs are up to a minute late. */
const memory = 150_000;
/** How long the lock is kept after acting, so that the other tabs hear of it before it is free. */
const lockTail = 50;

/**
 * Lets one of an agent's tabs act for all of them: each id once, whichever tab comes first, and however
 * late the others come. Without Web Locks (an insecure page) each tab acts.
 */
export class OneTab {
  readonly #name: string;
  readonly #channel: BroadcastChannel | undefined;
  readonly #told = new Map<string, number>();
  readonly #life = new AbortController();
  #inCall: AbortController | undefined;

  constructor(agentId: string) {
    this.#name = `callback-elements/arrivals/${agentId}`;
    this.#channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(this.#name) : undefined;
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (Array.isArray(data)) this.#remember(data.map(String));
    });
  }

  /** Acts for those ids that no tab has acted for. */
  async act(
    kind: string,
    ids: readonly string[],
    act: (ids: readonly string[]) => unknown,
  ): Promise<void> {
    const { signal } = this.#life;
    const once = async () => {
      const fresh = ids.filter((id) => !this.#told.has(`${kind}/${id}`));
      if (fresh.length === 0 || signal.aborted) return;
      const told = fresh.map((id) => `${kind}/${id}`);
      this.#remember(told);
      this.#channel?.postMessage(told);
      await act(fresh);
      await new Promise((resolve) => setTimeout(resolve, lockTail));
    };
    const locks = (navigator as Partial<Navigator>).locks;
    if (!locks) return once();
    // Given up with the tab, or the document is not the one shown: then it need not act.
    await locks.request(`${this.#name}/${kind}`, { signal }, once).catch(() => {});
  }

  /** Tells the other tabs that this one has a call, or none. */
  callHere(going: boolean): void {
    if (going === !!this.#inCall) return;
    this.#inCall?.abort();
    this.#inCall = going ? new AbortController() : undefined;
    const { signal } = this.#inCall ?? {};
    const locks = (navigator as Partial<Navigator>).locks;
    if (!signal || !locks) return;
    locks
      .request(`${this.#name}/call`, { mode: 'shared' }, () =>
        signal.aborted
          ? undefined
          : new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
      )
      .catch(() => {});
  }

  /** One of the agent's tabs has a call. */
  async callAnywhere(): Promise<boolean> {
    if (this.#inCall) return true;
    const locks = (navigator as Partial<Navigator>).locks;
    const { held = [] } = (await locks?.query().catch(() => undefined)) ?? {};
    return held.some(({ name }) => name === `${this.#name}/call`);
  }

  close(): void {
    this.#life.abort();
    this.#inCall?.abort();
    this.#channel?.close();
  }

  #remember(told: readonly string[]): void {
    const now = performance.now();
    for (const [key, at] of this.#told) if (now - at > memory) this.#told.delete(key);
    for (const key of told) this.#told.set(key, now);
  }
}
