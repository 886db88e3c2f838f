import { closeSync, openSync, realpathSync } from 'node:fs';
import Database from 'libsql';
import { runNow, type MaybePromise, type Work } from 'callback-elements/desk.js';
import { DatabaseError, type Driver } from './driver.js';
import { pending } from './migrations.js';
import type { SqlValue, Statements } from './store.js';

export interface SqliteOptions {
  /** `NORMAL` loses what was acknowledged with the power: for the test that shows it. */
  readonly synchronous?: 'FULL' | 'NORMAL';
}

type Statement = Database.Statement<unknown[]>;

/** Codes of failures that say nothing of the statement. */
const away = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|NOMEM|READONLY|CORRUPT|NOTADB|PROTOCOL)/;

/**
 * SQLite in a file, of which this process is the only writer. One connection, and every statement
 * answers at once: between the beginning of a transaction and its commit nothing else runs.
 */
export class Sqlite implements Driver {
  readonly kind = 'sqlite';
  readonly each = 'json_each(?)';
  readonly forUpdate = '';
  readonly #database: Database.Database;
  readonly #lock: Database.Database;
  readonly #prepared = new Map<string, Statement>();

  /** @throws an Error with a sentence for whoever starts the relay */
  constructor(file: string, { synchronous = 'FULL' }: SqliteOptions = {}) {
    makePrivate(file);
    // Two names of one file are one file.
    const path = realpathSync(file);
    this.#lock = lockOf(path);
    try {
      this.#database = new Database(path);
      this.#database.exec('PRAGMA journal_mode = WAL');
      this.#database.exec(`PRAGMA synchronous = ${synchronous}`);
      this.#database.exec('PRAGMA busy_timeout = 5000');
      this.#migrate();
    } catch (error) {
      this.#lock.close();
      throw error;
    }
  }

  laneOf(): string {
    return '';
  }

  /** Waits for nothing: all of it happens in this turn. */
  async write<T>(work: (statements: Statements) => Work<T>): Promise<T> {
    this.#exec('BEGIN IMMEDIATE');
    try {
      const value = runNow(work(this.#statements));
      this.#exec('COMMIT');
      return value;
    } catch (error) {
      this.#rollback();
      throw error;
    }
  }

  read<T>(work: (statements: Statements) => Work<T>): T {
    return runNow(work(this.#statements));
  }

  notify(): void {
    // There are no other processes.
  }

  onNotify(): void {
    // As above.
  }

  close(): Promise<void> {
    this.#database.close();
    this.#lock.close();
    return Promise.resolve();
  }

  readonly #statements: Statements = {
    all: <Row>(text: string, ...values: readonly SqlValue[]) =>
      guarded(() => this.#prepare(text).all(...values)) as readonly Row[],
    run: <T>(work: Work<T>): MaybePromise<T> => runNow(work),
  };

  #prepare(text: string): Statement {
    const known = this.#prepared.get(text);
    if (known) return known;
    const statement = this.#database.prepare(text);
    this.#prepared.set(text, statement);
    return statement;
  }

  #exec(text: string): void {
    guarded(() => this.#database.exec(text));
  }

  #rollback(): void {
    try {
      this.#database.exec('ROLLBACK');
    } catch {
      // The failure has rolled it back already.
    }
  }

  #migrate(): void {
    this.#exec('BEGIN IMMEDIATE');
    try {
      this.#exec('CREATE TABLE IF NOT EXISTS migrations (id TEXT PRIMARY KEY)');
      const rows = this.#prepare('SELECT id FROM migrations').all() as { id: string }[];
      for (const { id, sqlite } of pending('sqlite', new Set(rows.map((row) => row.id)))) {
        for (const statement of sqlite) this.#exec(statement);
        this.#database.prepare('INSERT INTO migrations (id) VALUES (?)').run(id);
      }
      this.#exec('COMMIT');
    } catch (error) {
      this.#rollback();
      throw error;
    }
  }
}

/**
 * Kept locked for as long as the process lives, so that a second relay is refused; others may still
 * read the database itself, to back it up for instance.
 */
function lockOf(path: string): Database.Database {
  const file = `${path}-lock`;
  makePrivate(file);
  const lock = new Database(file, { timeout: 0 });
  try {
    lock.exec('PRAGMA busy_timeout = 0');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock.close();
    if ((cause as { readonly code?: string }).code !== 'SQLITE_BUSY') throw cause;
    throw new Error(`Another relay is running on ${path}; one file serves one process.`, { cause });
  }
}

/** Names and numbers are in it: nobody else on the machine may read it. SQLite's other files follow. */
function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code } = error as { readonly code?: string };
    throw new DatabaseError(error, code !== undefined && away.test(code));
  }
}
