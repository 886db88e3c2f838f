import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { randomToken } from 'callback-elements/callback.js';
import Database from 'libsql';
import { complain, databaseOf } from '../config.js';
import { Failure, sentenceOf } from '../failure.js';
import type { Command } from './command.js';

/**
 * Copies an SQLite database as it is at one moment, whether a relay runs on it or not. The copy has an
 * epoch of its own: readers of a relay that is restored from it begin anew.
 */
export const backup: Command = (given, { print }) => {
  const database = databaseOf(given);
  complain(given);
  if (/^postgres(ql)?:/.test(database)) {
    throw new Failure('PostgreSQL is backed up with pg_dump; after a restore run renew-epoch.');
  }
  const [source, target] = [resolve(database), resolve(given.words[0]!)];
  if (!existsSync(source)) throw new Failure(`There is no database ${source}.`);
  if (existsSync(target)) throw new Failure(`${target} is there already.`);
  // Names and numbers are in it.
  process.umask(0o077);
  const part = `${target}.part`;
  try {
    rmSync(part, { force: true });
    copy(source, part);
    renewEpoch(part);
    sync(part);
    renameSync(part, target);
    sync(dirname(target));
  } catch (cause) {
    if (existsSync(part)) rmSync(part);
    throw new Failure(`The backup failed: ${sentenceOf(cause)}`, { cause });
  }
  print(target);
  return Promise.resolve();
};

function copy(source: string, target: string): void {
  const database = new Database(source);
  try {
    database.exec('PRAGMA busy_timeout = 5000');
    database.prepare('VACUUM INTO ?').run(target);
  } finally {
    database.close();
  }
}

function renewEpoch(path: string): void {
  const database = new Database(path);
  try {
    database.prepare(`UPDATE meta SET value = ? WHERE name = 'epoch'`).run(randomToken());
  } finally {
    database.close();
  }
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
