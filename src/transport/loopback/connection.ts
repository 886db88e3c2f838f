import { unavailable } from './failure.js';

/** An open that was neither answered nor refused: another page holds the database. Milliseconds. */
const patience = 5_000;

/** The object store of the callbacks, and its indexes. */
export const callbacks = 'callbacks';
export const byKey = 'requestKey';
export const byNumber = 'number';
export const byTwin = 'twinOf';
export const byDue = 'due';
export const byPlace = 'place';

/**
 * The database of one desk. It is open only while somebody uses it, and closes on `pagehide` and
 * when another page wants to delete it, so that it never keeps a page out of the back/forward cache.
 */
export class Connection {
  readonly #name: string;
  #users = 0;
  #opening: Promise<IDBDatabase> | undefined;

  constructor(desk: string) {
    this.#name = `callback-elements/loopback/${desk}`;
  }

  /** Keeps the database open between transactions, until the returned function is called. */
  hold(): () => void {
    if (this.#users++ === 0) addEventListener('pagehide', this.#close);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      if (--this.#users > 0) return;
      removeEventListener('pagehide', this.#close);
      this.#close();
    };
  }

  /**
   * Runs one transaction. What `work` threw is thrown on, after what it had written is kept.
   * @throws {TransportError} `unavailable`, retryable, with the browser's error as its cause.
   */
  async transact<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => Promise<T>,
  ): Promise<T> {
    const letGo = this.hold();
    try {
      const transaction = await this.#begin(mode);
      const done = finished(transaction);
      // Heard below; a failure of `work` must not leave it unheard.
      done.catch(() => {});
      const [result] = await Promise.allSettled([work(transaction.objectStore(callbacks))]);
      await done;
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    } catch (error) {
      throw error instanceof DOMException ? unavailable(error) : error;
    } finally {
      letGo();
    }
  }

  async #begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    try {
      return (await this.#open()).transaction(callbacks, mode);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
      // It was closed between opening and now (`versionchange`, `pagehide`): open it anew, once.
      this.#close();
      return (await this.#open()).transaction(callbacks, mode);
    }
  }

  #open(): Promise<IDBDatabase> {
    if (!this.#opening) {
      const opening = openDatabase(this.#name, () => {
        if (this.#opening === opening) this.#opening = undefined;
      });
      this.#opening = opening;
      // A failed opening must not be remembered.
      opening.catch(() => {
        if (this.#opening === opening) this.#opening = undefined;
      });
    }
    return this.#opening;
  }

  readonly #close = (): void => {
    // Waits for running transactions by itself.
    this.#opening?.then(
      (database) => database.close(),
      () => {},
    );
    this.#opening = undefined;
  };
}

/** The result of one request. */
export function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(transaction.error ?? new DOMException('The transaction was aborted.', 'AbortError'));
  });
}

function openDatabase(name: string, onClosed: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const { indexedDB } = globalThis;
    // Absent in some private modes; opening throws where storage is switched off.
    if (!indexedDB) throw unavailable(undefined);
    const request = indexedDB.open(name, 1);
    const timer = setTimeout(() => {
      reject(new DOMException('The database did not open.', 'TimeoutError'));
      request.onsuccess = () => request.result.close();
    }, patience);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore(callbacks, { keyPath: 'id' });
      store.createIndex(byKey, byKey, { unique: true });
      for (const index of [byNumber, byTwin, byDue, byPlace]) store.createIndex(index, index);
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error);
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      const database = request.result;
      // Another page deletes the database: let it.
      database.onversionchange = () => {
        database.close();
        onClosed();
      };
      database.onclose = onClosed;
      resolve(database);
    };
  });
}
