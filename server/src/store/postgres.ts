import { runLater, type MaybePromise, type Work } from 'callback-elements/desk.js';
import pg from 'pg';
import { DatabaseError, type Driver } from './driver.js';
import { pending } from './migrations.js';
import type { SqlValue, Statements } from './store.js';

export interface PostgresOptions {
  /** Connections at once. Default 10. */
  readonly connections?: number;
  /** Hears of failures that no caller can be told of. */
  readonly onError?: (error: unknown) => void;
  /**
   * Milliseconds until an answer counts as lost, on a network that has gone silent. Default 35,000: longer
   * than the server's own limit for a statement.
   */
  readonly answerTimeout?: number;
}

/** The channel on which nodes tell each other of new events. */
const channel = 'callback_relay';

/** Taken while the schema is brought up to date: ten nodes may start together. Any number, once chosen. */
const migrationLock = 620_411_807;

/** Between attempts to listen again. Milliseconds. */
const listenAgain = 1_000;

/**
 * A node that is stopped or cut off in mid-transaction holds its site's lock: the server ends it. And
 * what waits for such a lock gives up, retryably, rather than wait for ever.
 */
const settings = [
  'idle_in_transaction_session_timeout=10000',
  'lock_timeout=15000',
  'statement_timeout=30000',
  // Whatever the server's own default: an acknowledged request is on its disk.
  'synchronous_commit=on',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/** SQLSTATEs that say nothing of the statement: connection, resources, shutdown, system, locks. */
const away = /^(08|53|57P0[1-3]|58|55P03|25P03)/;
/** Serialization failure, deadlock: the same again will do. */
const again = /^(40001|40P01)$/;

/** PostgreSQL: any number of relays on one database. */
export class Postgres implements Driver {
  readonly kind = 'postgres';
  readonly each = 'json_array_elements(CAST(? AS json))';
  readonly forUpdate = 'FOR UPDATE';
  readonly #pool: pg.Pool;
  readonly #config: pg.ClientConfig;
  readonly #onError: (error: unknown) => void;
  #listener: pg.Client | undefined;
  #listening: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(connectionString: string, options: PostgresOptions = {}) {
    this.#onError = options.onError ?? (() => {});
    this.#config = {
      connectionString,
      options: settings,
      application_name: 'callback-relay',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: options.answerTimeout ?? 35_000,
      types: { getTypeParser },
    };
    this.#pool = new pg.Pool({ ...this.#config, max: options.connections ?? 10 });
    // Connections that break while nobody uses them.
    this.#pool.on('error', this.#onError);
  }

  /** Brings the schema up to date, once even when ten nodes start together. */
  async migrate(): Promise<void> {
    await this.#inTransaction('BEGIN', async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
      await client.query('CREATE TABLE IF NOT EXISTS migrations (id TEXT PRIMARY KEY)');
      const { rows } = await client.query<{ id: string }>('SELECT id FROM migrations');
      for (const { id, postgres } of pending('postgres', new Set(rows.map((row) => row.id)))) {
        for (const statement of postgres) await client.query(statement);
        await client.query('INSERT INTO migrations (id) VALUES ($1)', [id]);
      }
    });
  }

  /** What is no site's shares no locks with anything, and waits for nobody. */
  laneOf(site: string | undefined): string | undefined {
    return site;
  }

  write<T>(work: (statements: Statements) => Work<T>): Promise<T> {
    const begin = 'BEGIN ISOLATION LEVEL READ COMMITTED';
    return this.#inTransaction(begin, (client) => runLater(work(statementsOf(client))));
  }

  read<T>(work: (statements: Statements) => Work<T>): Promise<T> {
    const begin = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
    return this.#inTransaction(begin, (client) => runLater(work(statementsOf(client))));
  }

  notify(site: string): void {
    this.#pool.query('SELECT pg_notify($1, $2)', [channel, site]).catch(this.#onError);
  }

  onNotify(listener: (site: string) => void): void {
    const listen = async () => {
      const client = new pg.Client(this.#config);
      this.#listener = client;
      client.on('notification', ({ payload }) => listener(payload ?? ''));
      const retry = () => {
        if (this.#closed || this.#listener !== client) return;
        this.#listener = undefined;
        this.#listening = setTimeout(() => void listen(), listenAgain);
        client.end().catch(() => {});
      };
      client.on('error', (error) => {
        this.#onError(error);
        retry();
      });
      client.on('end', retry);
      try {
        await client.connect();
        await client.query(`LISTEN ${channel}`);
      } catch (error) {
        this.#onError(error);
        retry();
      }
    };
    void listen();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#listening);
    const listener = this.#listener;
    this.#listener = undefined;
    await Promise.all([listener?.end().catch(() => {}), this.#pool.end()]);
  }

  async #inTransaction<T>(begin: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(begin, work);
      } catch (error) {
        const isMomentary = error instanceof DatabaseError && again.test(codeOf(error.cause));
        if (attempt >= 5 || !isMomentary) throw error;
      }
    }
  }

  async #attempt<T>(begin: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await asked(() => this.#pool.connect());
    // One that breaks while it waits for its next statement.
    client.on('error', this.#onError);
    let isBroken = false;
    try {
      await asked(() => client.query(begin));
      const value = await work(client);
      await asked(() => client.query('COMMIT'));
      return value;
    } catch (error) {
      // On a connection that gave no answer another question would wait as long again.
      isBroken = error instanceof DatabaseError && codeOf(error.cause) === '';
      isBroken ||= await client.query('ROLLBACK').then(
        () => false,
        () => true,
      );
      throw error;
    } finally {
      client.off('error', this.#onError);
      client.release(isBroken);
    }
  }
}

/** Statements with `$1` for `?`, and their names: the server plans each once for a connection. */
const numbered = new Map<string, { readonly text: string; readonly name: string }>();

function statementsOf(client: pg.PoolClient): Statements {
  return {
    all: async <Row>(statement: string, ...values: readonly SqlValue[]) => {
      let known = numbered.get(statement);
      if (!known) {
        let count = 0;
        const text = statement.replaceAll('?', () => `$${++count}`);
        known = { text, name: `relay-${numbered.size}` };
        numbered.set(statement, known);
      }
      const query = { ...known, values: [...values] };
      return (await asked(() => client.query(query))).rows as Row[];
    },
    run: <T>(work: Work<T>): MaybePromise<T> => runLater(work),
  };
}

/** Asks the server. Whatever fails otherwise, in the work on its answers, is no failure of the database. */
async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    const isAnswer = error instanceof pg.DatabaseError;
    throw new DatabaseError(error, !isAnswer || away.test(codeOf(error)));
  }
}

/** The SQLSTATE; '' when the server has said nothing. */
function codeOf(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? '') : '';
}

/** `BIGINT` comes as a string by itself; none here is beyond a double's whole numbers. */
const bigint = 20;

function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === bigint && format !== 'binary') return Number;
  return pg.types.getTypeParser(oid, format as 'text');
}
