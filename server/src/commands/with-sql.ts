import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'libsql';
import { complain, databaseOf, type Given } from '../config.js';
import { Failure, sentenceOf } from '../failure.js';
import { openDatabase } from '../relay.js';
import type { Sql, SqlValue } from '../store/store.js';

/**
 * Opens the database for single statements, beside a relay that runs on it: of an SQLite file the relay
 * alone is the writer of desks, but it lets others have their turn.
 *
 * @throws {Failure}
 */
export async function withSql(
  given: Given,
  work: (sql: Pick<Sql, 'all'>) => Promise<void>,
): Promise<void> {
  const database = databaseOf(given);
  complain(given);
  const { sql, close } = /^postgres(ql)?:/.test(database)
    ? await openDatabase(database)
    : openFile(resolve(database));
  try {
    await work(sql);
  } finally {
    await close();
  }
}

function openFile(path: string): { sql: Pick<Sql, 'all'>; close: () => void } {
  if (!existsSync(path)) throw new Failure(`There is no database ${path}.`);
  const file = new Database(path);
  file.exec('PRAGMA busy_timeout = 5000');
  return {
    sql: {
      all: <Row>(statement: string, ...values: readonly SqlValue[]) => {
        try {
          return Promise.resolve(file.prepare(statement).all(...values) as readonly Row[]);
        } catch (cause) {
          return Promise.reject(new Failure(`${path}: ${sentenceOf(cause)}`, { cause }));
        }
      },
    },
    close: () => void file.close(),
  };
}
