import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { randomToken } from 'callback-elements/callback.js';
import { got, type DeskReader, type DeskTransaction, type Work } from 'callback-elements/desk.js';
import { Batches, refusal, type BatchesOptions } from './batches.js';
import type { Driver } from './driver.js';
import { Postgres, type PostgresOptions } from './postgres.js';
import { SqlReader } from './reader.js';
import { Sqlite, type SqliteOptions } from './sqlite.js';
import type { Looked, RelayEvent, RelayStore, SiteStore, Sql } from './store.js';

export interface StoreOptions extends SqliteOptions, PostgresOptions {
  /** Milliseconds since the epoch. Default: this machine's. */
  readonly clock?: () => number;
  /** What else is written with each change of a record, in the same transaction. */
  readonly beside?: BatchesOptions['beside'];
}

/**
 * Opens the relay's database, and brings its schema up to date.
 *
 * @param database `postgres://…`, or the path of an SQLite file, which is made if it is not there
 * @throws an Error with a sentence for whoever starts the relay
 */
export async function openStore(database: string, options: StoreOptions = {}): Promise<RelayStore> {
  const driver = await openDriver(database, options);
  try {
    const store = new SqlStore(driver, options);
    await store.open();
    return store;
  } catch (error) {
    await driver.close();
    throw error;
  }
}

async function openDriver(database: string, options: StoreOptions): Promise<Driver> {
  if (!/^postgres(ql)?:/.test(database)) return new Sqlite(resolve(database), options);
  const driver = new Postgres(database, options);
  try {
    await driver.migrate();
    return driver;
  } catch (error) {
    await driver.close();
    throw error;
  }
}

class SqlStore implements RelayStore {
  readonly kind: Driver['kind'];
  readonly sql: Sql;
  #epoch = '';
  readonly #driver: Driver;
  readonly #onError: (error: unknown) => void;
  readonly #batches: Batches;
  readonly #sites = new Map<string, SiteStore>();
  readonly #emitter = new EventEmitter<{ events: [site: string] }>().setMaxListeners(0);

  constructor(driver: Driver, options: StoreOptions) {
    this.kind = driver.kind;
    this.#driver = driver;
    this.#onError = options.onError ?? (() => {});
    const batches = new Batches({
      driver,
      clock: options.clock ?? Date.now,
      beside: options.beside ?? (() => []),
      onEvents: (sites) => {
        for (const site of sites) {
          this.#tell(site);
          driver.notify(site);
        }
      },
    });
    this.#batches = batches;
    this.sql = {
      all: (statement, ...parameters) =>
        batches.run(undefined, ({ statements }) =>
          got(statements.all(statement, ...parameters)),
        ) as Promise<never>,
      transaction: (work) => batches.run(undefined, ({ statements }) => work(statements)),
    };
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** @internal */
  async open(): Promise<void> {
    await this.sql.all(
      `INSERT INTO meta (name, value) VALUES ('epoch', ?) ON CONFLICT DO NOTHING`,
      randomToken(),
    );
    const [row] = await this.sql.all<{ value: string }>(
      `SELECT value FROM meta WHERE name = 'epoch'`,
    );
    this.#epoch = row!.value;
    this.#driver.onNotify((site) => this.#tell(site));
  }

  site(site: string): SiteStore {
    let store = this.#sites.get(site);
    if (!store) {
      store = new SqlSiteStore(site, this.#driver, this.#batches);
      this.#sites.set(site, store);
    }
    return store;
  }

  onEvents(listener: (site: string) => void): () => void {
    this.#emitter.on('events', listener);
    return () => this.#emitter.off('events', listener);
  }

  async ping(): Promise<void> {
    // By the way that a request takes: a database that only reads is of no use.
    await this.sql.all('SELECT 1 AS one');
  }

  #tell(site: string): void {
    try {
      this.#emitter.emit('events', site);
    } catch (error) {
      this.#onError(error);
    }
  }

  async close(): Promise<void> {
    await this.#batches.idle();
    await this.#driver.close();
  }
}

class SqlSiteStore implements SiteStore {
  readonly #site: string;
  readonly #driver: Driver;
  readonly #batches: Batches;

  constructor(site: string, driver: Driver, batches: Batches) {
    this.#site = site;
    this.#driver = driver;
    this.#batches = batches;
  }

  transact<T>(work: (transaction: DeskTransaction) => Work<T>): Promise<T> {
    const site = this.#site;
    return this.#batches.run(site, function* (batch) {
      return yield* work(yield* batch.site(site));
    });
  }

  read<T>(work: (reader: DeskReader) => Work<T>): Promise<T> {
    return guarded(() =>
      this.#driver.read((statements) => work(new SqlReader(statements, this.#site))),
    );
  }

  look<T>(work: (reader: DeskReader) => Work<T>): Promise<Looked<T>> {
    const site = this.#site;
    return guarded(() =>
      this.#driver.read(function* (statements) {
        const value = yield* work(new SqlReader(statements, site));
        const select = 'SELECT number FROM sites WHERE site = ?';
        const [row] = yield* got(statements.all<{ number: number }>(select, site));
        return { value, number: row?.number ?? 0 };
      }),
    );
  }

  events(after: number, limit: number): Promise<readonly RelayEvent[]> {
    const site = this.#site;
    return guarded(() =>
      this.#driver.read(function* (statements) {
        const rows = yield* got(
          statements.all<EventRow>(
            `SELECT number, kind, subject, body FROM events WHERE site = ? AND number > ?
             ORDER BY number LIMIT ?`,
            site,
            after,
            limit,
          ),
        );
        return rows.map(eventOf);
      }),
    );
  }

  range(): Promise<{ oldest: number; newest: number }> {
    const site = this.#site;
    return guarded(() =>
      this.#driver.read(function* (statements) {
        const [row] = yield* got(
          statements.all<{ newest: number; oldest: number | null }>(
            `SELECT number AS newest,
               (SELECT MIN(number) FROM events WHERE events.site = sites.site) AS oldest
             FROM sites WHERE site = ?`,
            site,
          ),
        );
        const newest = row?.newest ?? 0;
        return { newest, oldest: row?.oldest ?? newest + 1 };
      }),
    );
  }
}

interface EventRow {
  readonly number: number;
  readonly kind: RelayEvent['kind'];
  readonly subject: string;
  readonly body: string;
}

function eventOf({ number, kind, subject, body }: EventRow): RelayEvent {
  return { number, kind, id: subject, ...(JSON.parse(body) as object) };
}

async function guarded<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw refusal(error);
  }
}
