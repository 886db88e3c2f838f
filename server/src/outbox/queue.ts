import type { Sql } from '../store/store.js';
import type { OutboxKind } from './entry.js';

/** The messages of one receiver. */
export interface Lane {
  readonly site: string;
  readonly kind: OutboxKind;
}

/** A message that is to be delivered now. */
export interface Message {
  /** The same in each attempt: receivers know a repeat by it. */
  readonly id: string;
  readonly callbackId: string;
  readonly body: string;
  /** When the change was made, milliseconds since the epoch. */
  readonly created: number;
  /** This one counted. */
  readonly attempts: number;
}

type MessageRow = Omit<Message, 'callbackId'> & { readonly callback_id: string };

/** The next change of a callback is told once the one before it was, or was given up. */
const isFirst = `NOT EXISTS (
  SELECT 1 FROM outbox AS earlier
  WHERE earlier.site = one.site AND earlier.callback_id = one.callback_id
    AND earlier.kind = one.kind AND earlier.place < one.place AND earlier.dead_at IS NULL)`;

/**
 * Takes messages that are due, for as long as `lease` (milliseconds). One statement, whose last condition
 * PostgreSQL tests again on a row that another node has taken meanwhile.
 */
export async function take(
  sql: Pick<Sql, 'all'>,
  { site, kind }: Lane,
  { limit, now, lease }: { readonly limit: number; readonly now: number; readonly lease: number },
): Promise<readonly Message[]> {
  const rows = await sql.all<MessageRow>(
    `UPDATE outbox SET due = ?, attempts = attempts + 1
     WHERE place IN (
       SELECT place FROM outbox AS one
       WHERE site = ? AND kind = ? AND dead_at IS NULL AND due <= ? AND ${isFirst}
       ORDER BY due, place LIMIT ?)
     AND dead_at IS NULL AND due <= ?
     RETURNING id, callback_id, body, created, attempts`,
    ...[now + lease, site, kind, now, limit, now],
  );
  return rows.map(({ callback_id, ...row }) => ({ ...row, callbackId: callback_id }));
}

/** When the lane has to be looked at next, milliseconds since the epoch; undefined: it is empty. */
export async function nextDue(
  sql: Pick<Sql, 'all'>,
  { site, kind }: Lane,
): Promise<number | undefined> {
  const [first] = await sql.all<{ due: number }>(
    `SELECT due FROM outbox AS one
     WHERE site = ? AND kind = ? AND dead_at IS NULL AND ${isFirst}
     ORDER BY due LIMIT 1`,
    ...[site, kind],
  );
  return first?.due;
}

/** It has arrived, and nothing of it is kept. */
export async function remove(sql: Pick<Sql, 'all'>, { id }: Message): Promise<void> {
  await sql.all('DELETE FROM outbox WHERE id = ?', id);
}

/**
 * To be tried again, and what waits for it put off as long: nobody looks at that meanwhile. Nothing happens
 * if another node has taken it since.
 */
export async function putOff(
  sql: Pick<Sql, 'all'>,
  { id, attempts }: Message,
  { due, error }: { readonly due: number; readonly error: string },
): Promise<void> {
  await sql.all(
    `UPDATE outbox SET due = ?, last_error = CASE WHEN outbox.id = one.id THEN ? ELSE outbox.last_error END
     FROM outbox AS one
     WHERE one.id = ? AND one.attempts = ?
       AND outbox.site = one.site AND outbox.callback_id = one.callback_id AND outbox.kind = one.kind
       AND outbox.place >= one.place AND outbox.dead_at IS NULL
       AND (outbox.id <> one.id OR outbox.attempts = one.attempts)`,
    ...[due, error, id, attempts],
  );
}

/** Not to be tried again, until somebody says so. */
export async function bury(
  sql: Pick<Sql, 'all'>,
  { id, attempts }: Message,
  { now, error }: { readonly now: number; readonly error: string },
): Promise<void> {
  await sql.all(
    'UPDATE outbox SET dead_at = ?, last_error = ? WHERE id = ? AND attempts = ?',
    ...[now, error, id, attempts],
  );
}

/** As if it had not been taken. */
export async function giveBack(
  sql: Pick<Sql, 'all'>,
  { id, attempts }: Message,
  now: number,
): Promise<void> {
  await sql.all(
    'UPDATE outbox SET due = ?, attempts = attempts - 1 WHERE id = ? AND attempts = ?',
    ...[now, id, attempts],
  );
}
