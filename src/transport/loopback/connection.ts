import { TransportError } from '../transport.js';

/** Of what is in the database. */
const version = 2;

/**
 * When to give up on an open that is neither answered nor refused, because another page holds the
 * database. Milliseconds.
 */
const openTimeout = 5_000;

/**
 * A database that is open only while somebody uses it, and closes on `pagehide` and when another page
 * wants to delete it, so that it never keeps a page out of the back/forward cache.
 */
export class Connection {
  readonly #name: string;
  readonly #createStores: (database: IDBDatabase) => void;
  #users = 0;
  #opening: Promise<IDBDatabase> | undefined;

  constructor(name: string, createStores: (database: IDBDatabase) => void) {
    this.#name = name;
    this.#createStores = createStores;
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
   * Runs one transaction over all stores. When `work` throws, nothing of it is kept.
   * @throws {TransportError} `unavailable`, retryable, with the browser's error as its cause.
   */
  async transact<T>(
    mode: IDBTransactionMode,
    work: (transaction: IDBTransaction) => Promise<T>,
  ): Promise<T> {
    const letGo = this.hold();
    try {
      const transaction = await this.#begin(mode);
      const done = finished(transaction);
      // Heard below; a failure of `work` must not leave it unheard.
      done.catch(() => {});
      const result = await work(transaction).catch((error: unknown) => {
        abort(transaction);
        throw error;
      });
      await done;
      return result;
    } catch (error) {
      throw error instanceof DOMException ? unavailable(error) : error;
    } finally {
      letGo();
    }
  }

  async #begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    const begin = async () => {
      const database = await this.#open();
      return database.transaction(database.objectStoreNames, mode);
    };
    try {
      return await begin();
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
      // It was closed between opening and now (`versionchange`, `pagehide`): open it anew, once.
      this.#close();
      return begin();
    }
  }

  #open(): Promise<IDBDatabase> {
    if (!this.#opening) {
      const forget = () => {
        if (this.#opening === opening) this.#opening = undefined;
      };
      const opening = openDatabase(this.#name, this.#createStores, forget);
      this.#opening = opening;
      // A failed opening must not be remembered.
      opening.catch(forget);
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

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // The browser has done it already: that is why the work failed.
  }
}

/** Not now: the database may be blocked, full, switched off, or made by a newer version. */
function unavailable(cause: unknown): TransportError {
  return new TransportError('unavailable', undefined, { cause });
}

function openDatabase(
  name: string,
  createStores: (database: IDBDatabase) => void,
  onClosed: () => void,
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const { indexedDB } = globalThis;
    // Absent in some private modes; opening throws where storage is switched off.
    if (!indexedDB) throw unavailable(undefined);
    const request = indexedDB.open(name, version);
    // A page that has an older version open is asked to close it; frozen, it does not answer.
    const timer = setTimeout(() => {
      reject(new DOMException('The database did not open.', 'TimeoutError'));
      request.onsuccess = () => request.result.close();
    }, openTimeout);
    request.onupgradeneeded = () => {
      const database = request.result;
      // Nothing that an older version kept is worth a conversion: it is a day old at most.
      for (const store of [...database.objectStoreNames]) database.deleteObjectStore(store);
      createStores(database);
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error);
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      const database = request.result;
      // Another page deletes the database, or brings a newer version: let it.
      database.onversionchange = () => {
        database.close();
        onClosed();
      };
      database.onclose = onClosed;
      resolve(database);
    };
  });
}
