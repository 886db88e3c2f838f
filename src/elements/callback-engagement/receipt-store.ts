import type { Receipt } from '../../transport/transport.js';

/**
 * Keeps the receipt of an open request across pages: neither name nor number. Where the browser
 * refuses storage, or has no room for it, the receipt lives as long as the page.
 */
export class ReceiptStore {
  readonly key: string;
  #memory: Receipt | undefined;
  /** What is stored is not what was last written. */
  #stale = false;

  constructor(name: string) {
    this.key = `callback-elements:receipt:${name}`;
  }

  /** The receipt, unless there is none or it has expired. */
  read(now = Date.now()): Receipt | undefined {
    const receipt = this.#stored();
    if (!receipt || receipt.expiresAt > now) return receipt;
    this.clear();
    return undefined;
  }

  write({ id, secret, expiresAt }: Receipt): void {
    this.#memory = { id, secret, expiresAt };
    this.#change((storage) => storage.setItem(this.key, JSON.stringify(this.#memory)));
  }

  clear(): void {
    this.#memory = undefined;
    this.#change((storage) => storage.removeItem(this.key));
  }

  /** Whether a storage event, which comes from another tab, is about this receipt. */
  isAbout(event: StorageEvent): boolean {
    return event.key === this.key || event.key === null;
  }

  #change(change: (storage: Storage) => void): void {
    this.#stale = true;
    withStorage((storage) => {
      change(storage);
      this.#stale = false;
    });
  }

  #stored(): Receipt | undefined {
    if (this.#stale) return this.#memory;
    let blocked = true;
    const receipt = withStorage((storage) => {
      const text = storage.getItem(this.key);
      blocked = false;
      return text === null ? undefined : parse(text);
    });
    if (blocked) return this.#memory;
    this.#memory = receipt;
    return receipt;
  }
}

/** Reading the `localStorage` property throws already where cookies are blocked. */
function withStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}

/** Anything may stand in the storage of a page. */
function parse(text: string): Receipt | undefined {
  try {
    const { id, secret, expiresAt } = JSON.parse(text) as Partial<Receipt>;
    const whole =
      typeof id === 'string' && typeof secret === 'string' && typeof expiresAt === 'number';
    return whole ? { id, secret, expiresAt } : undefined;
  } catch {
    return undefined;
  }
}
