import type { Sql, SqlValue } from '../store/store.js';
import type { OutboxKind } from './entry.js';

/** A message that was given up, without what it says. Times: milliseconds since the epoch. */
export interface DeadLetter {
  readonly id: string;
  readonly site: string;
  readonly kind: OutboxKind;
  readonly callbackId: string;
  readonly attempts: number;
  readonly error: string;
  readonly created: number;
  readonly deadAt: number;
}

export interface DeadLetterChoice {
  readonly site?: string | undefined;
  readonly id?: string | undefined;
}

/** The oldest first. */
export async function deadLetters(
  sql: Pick<Sql, 'all'>,
  choice: DeadLetterChoice = {},
): Promise<readonly DeadLetter[]> {
  const { where, values } = chosen(choice);
  const rows = await sql.all<
    Omit<DeadLetter, 'callbackId' | 'deadAt' | 'error'> & {
      readonly callback_id: string;
      readonly last_error: string;
      readonly dead_at: number;
    }
  >(
    `SELECT id, site, kind, callback_id, attempts, last_error, created, dead_at
     FROM outbox WHERE ${where} ORDER BY place`,
    ...values,
  );
  return rows.map(({ callback_id, last_error, dead_at, ...row }) => ({
    ...row,
    callbackId: callback_id,
    error: last_error,
    deadAt: dead_at,
  }));
}

/**
 * Makes them due again, as if they had never been tried.
 * @returns how many
 */
export async function retryDeadLetters(
  sql: Pick<Sql, 'all'>,
  choice: DeadLetterChoice,
  now: number,
): Promise<number> {
  const { where, values } = chosen(choice);
  const rows = await sql.all(
    `UPDATE outbox SET dead_at = NULL, due = ?, attempts = 0 WHERE ${where} RETURNING id`,
    ...[now, ...values],
  );
  return rows.length;
}

function chosen({ site, id }: DeadLetterChoice): { where: string; values: SqlValue[] } {
  const [where, values] = [['dead_at IS NOT NULL'], [] as SqlValue[]];
  if (site !== undefined) {
    where.push('site = ?');
    values.push(site);
  }
  if (id !== undefined) {
    where.push('id = ?');
    values.push(id);
  }
  return { where: where.join(' AND '), values };
}
