/**
 * A Web Lock held for as long as something lasts. The browser lets it go when the page is gone, which
 * is how others notice. `pagehide` lets it go too: a page frozen in the back/forward cache would
 * keep it otherwise; `pageshow` asks for it again.
 */
export class HeldLock {
  readonly #name: string;
  readonly #page = new AbortController();
  #release: (() => void) | undefined;
  #held: Promise<void>;

  constructor(name: string) {
    this.#name = name;
    this.#held = this.#take();
    const { signal } = this.#page;
    addEventListener('pagehide', () => this.#drop(), { signal });
    addEventListener('pageshow', this.#onPageshow, { signal });
  }

  /** Resolves when it is held; at once where locks do not exist. Another promise for each hold. */
  get held(): Promise<void> {
    return this.#held;
  }

  release(): void {
    this.#page.abort();
    this.#drop();
  }

  readonly #onPageshow = (): void => {
    if (!this.#release) this.#held = this.#take();
  };

  #take(): Promise<void> {
    if (!hasLocks()) return Promise.resolve();
    return new Promise((held) => {
      const waiting = new AbortController();
      this.#release = () => waiting.abort();
      navigator.locks
        .request(this.#name, { signal: waiting.signal }, () => {
          held();
          return new Promise<void>((resolve) => (this.#release = resolve));
        })
        // Let go before it was held: nobody waits for it any more.
        .catch(() => held());
    });
  }

  #drop(): void {
    this.#release?.();
    this.#release = undefined;
  }
}

/** Calls back, while the lock is kept from its owner, once the owner has let go of it. */
export function whenLockIsFree(name: string, callback: () => Promise<void>): () => void {
  const waiting = new AbortController();
  if (hasLocks()) {
    navigator.locks
      // Shared: any number may notice at once, and none keeps the others from it.
      .request(name, { mode: 'shared', signal: waiting.signal }, callback)
      .catch(() => {});
  }
  return () => waiting.abort();
}

/** Calls back at once, while the lock is kept from its owner, if nobody has it or waits for it. */
export async function ifLockIsFree(name: string, callback: () => Promise<void>): Promise<void> {
  const options = { mode: 'shared', ifAvailable: true } as const;
  await navigator.locks.request(name, options, (lock) => (lock ? callback() : undefined));
}

/** The names of all locks that are held, in any page of this origin; undefined where not known. */
export async function heldLocks(): Promise<string[] | undefined> {
  if (!hasLocks()) return undefined;
  // Refused to a document that is no page any more, where no stream must end of it.
  const { held } = await navigator.locks.query().catch((): LockManagerSnapshot => ({}));
  return held?.flatMap(({ name }) => name ?? []);
}

/** Locks exist in secure contexts only. */
export function hasLocks(): boolean {
  return typeof navigator !== 'undefined' && 'locks' in navigator;
}
