import type { Driver } from './driver.js';

/** One step of the schema, carried out once on each database. Never changed once it was released. */
export interface Migration {
  readonly id: string;
  /** Statements for each kind of database. */
  readonly sqlite: readonly string[];
  readonly postgres: readonly string[];
}

/** The same on both, but for their words for a type. */
function both(
  id: string,
  statements: (types: { readonly integer: string; readonly place: string }) => string[],
): Migration {
  return {
    id,
    sqlite: statements({
      integer: 'INTEGER',
      place: 'INTEGER PRIMARY KEY AUTOINCREMENT',
    }),
    postgres: statements({
      integer: 'BIGINT',
      place: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
    }),
  };
}

export const migrations: readonly Migration[] = [
  both('0001-desks', ({ integer }) => [
    `CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)`,
    // The counters of a site; its row is the lock that its writers wait for.
    `CREATE TABLE sites (
       site TEXT PRIMARY KEY, place ${integer} NOT NULL, number ${integer} NOT NULL
     )`,
    // What a callback is found by stands beside it; what it is, only \`callback-elements/desk.js\` knows.
    `CREATE TABLE callbacks (
       site TEXT NOT NULL, id TEXT NOT NULL, place ${integer} NOT NULL, request_key TEXT NOT NULL,
       open_number TEXT, twin_of TEXT, waiting_place ${integer}, due ${integer} NOT NULL,
       record TEXT NOT NULL, PRIMARY KEY (site, id)
     )`,
    `CREATE UNIQUE INDEX callbacks_request_key ON callbacks (site, request_key)`,
    `CREATE INDEX callbacks_open_number ON callbacks (site, open_number)
       WHERE open_number IS NOT NULL`,
    `CREATE INDEX callbacks_twin_of ON callbacks (site, twin_of) WHERE twin_of IS NOT NULL`,
    `CREATE INDEX callbacks_waiting ON callbacks (site, waiting_place)
       WHERE waiting_place IS NOT NULL`,
    `CREATE INDEX callbacks_due ON callbacks (site, due)`,
    `CREATE TABLE holders (
       site TEXT NOT NULL, agent_id TEXT NOT NULL, callback_id TEXT NOT NULL,
       PRIMARY KEY (site, agent_id, callback_id)
     )`,
    `CREATE INDEX holders_callback ON holders (site, callback_id)`,
    `CREATE TABLE agents (
       site TEXT NOT NULL, id TEXT NOT NULL, signed_in ${integer} NOT NULL,
       session_end ${integer}, record TEXT NOT NULL, PRIMARY KEY (site, id)
     )`,
    `CREATE INDEX agents_signed_in ON agents (site, id) WHERE signed_in = 1`,
    `CREATE INDEX agents_session_end ON agents (site, session_end)`,
    // What readers of streams are told, in the order of commits.
    `CREATE TABLE events (
       site TEXT NOT NULL, number ${integer} NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
       at ${integer} NOT NULL, body TEXT NOT NULL, PRIMARY KEY (site, number)
     )`,
    `CREATE INDEX events_at ON events (site, at, number)`,
  ]),
  // Messages that were not delivered yet. A node that takes one puts `due` past the longest delivery: the
  // same column is its lease. `place` keeps the order in which the changes of a callback were made.
  both('0002-outbox', ({ integer, place }) => [
    `CREATE TABLE outbox (
       place ${place}, id TEXT NOT NULL UNIQUE, site TEXT NOT NULL, kind TEXT NOT NULL,
       callback_id TEXT NOT NULL, number TEXT, body TEXT NOT NULL, created ${integer} NOT NULL,
       due ${integer} NOT NULL, attempts ${integer} NOT NULL, last_error TEXT, dead_at ${integer}
     )`,
    `CREATE INDEX outbox_due ON outbox (site, kind, due) WHERE dead_at IS NULL`,
    `CREATE INDEX outbox_callback ON outbox (site, callback_id, kind, place)`,
    `CREATE INDEX outbox_number ON outbox (number) WHERE number IS NOT NULL`,
    `CREATE INDEX outbox_created ON outbox (created)`,
  ]),
  both('0002-limits', ({ integer }) => [
    // Keyed hashes of addresses; of numbers, with the requests that were let in for each; used proofs.
    `CREATE TABLE counts (
       subject TEXT PRIMARY KEY, hits ${integer} NOT NULL, ends ${integer} NOT NULL
     )`,
    `CREATE INDEX counts_ends ON counts (ends)`,
    `CREATE TABLE numbers_asked (
       subject TEXT PRIMARY KEY, marks TEXT NOT NULL, ends ${integer} NOT NULL
     )`,
    `CREATE INDEX numbers_asked_ends ON numbers_asked (ends)`,
    `CREATE TABLE proofs (
       proof TEXT PRIMARY KEY, used_by TEXT NOT NULL, ends ${integer} NOT NULL
     )`,
    `CREATE INDEX proofs_ends ON proofs (ends)`,
  ]),
];

/** The statements that are still to be carried out, each with what says that it was. */
export function pending(kind: Driver['kind'], done: ReadonlySet<string>): readonly Migration[] {
  const unknown = [...done].filter((id) => !migrations.some((one) => one.id === id));
  if (unknown.length > 0) {
    throw new Error(`The database was made by a newer version: it has ${unknown.join(', ')}.`);
  }
  return migrations.filter(({ id, [kind]: statements }) => !done.has(id) && statements.length > 0);
}
