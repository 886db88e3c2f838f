import { randomToken } from 'callback-elements/callback.js';
import type { SqlValue } from '../store/store.js';

/** By what a message leaves. */
export type OutboxKind = 'webhook' | 'mail';

/** One message, written in the transaction of the change that it tells of. */
export interface OutboxEntry {
  readonly site: string;
  readonly kind: OutboxKind;
  readonly callbackId: string;
  /** The number that is in the body, E.164: what is erased by number is found by it. */
  readonly number?: string;
  /** JSON. */
  readonly body: string;
}

/**
 * The table of messages that were not delivered yet. A claim puts `due` past the longest delivery, so
 * that the same column is the lease: when the node that has it dies, it is due again. `place` keeps the
 * order in which the changes of one callback were made.
 */
export const outboxMigration = {
  id: 'outbox',
  sqlite: ddl('integer primary key autoincrement', 'integer'),
  postgres: ddl('bigint generated always as identity primary key', 'bigint'),
} as const;

function ddl(place: string, time: string): string {
  return `
    create table outbox (
      place ${place},
      id text not null unique,
      site text not null,
      kind text not null,
      callback_id text not null,
      number text,
      body text not null,
      created ${time} not null,
      due ${time} not null,
      attempts integer not null,
      last_error text,
      dead_at ${time}
    );
    create index outbox_due on outbox (site, kind, due) where dead_at is null;
    create index outbox_callback on outbox (site, callback_id, kind, place);
    create index outbox_number on outbox (number);
    create index outbox_created on outbox (created);
  `;
}

/** Takes `insertValues`. */
export const insertEntry =
  'insert into outbox (id, site, kind, callback_id, number, body, created, due, attempts) ' +
  'values (?, ?, ?, ?, ?, ?, ?, ?, 0)';

/** @param now milliseconds since the epoch */
export function insertValues(entry: OutboxEntry, now: number): readonly SqlValue[] {
  const { site, kind, callbackId, number, body } = entry;
  // No dot: Standard Webhooks signs `id.timestamp.body`.
  return [`msg_${randomToken()}`, site, kind, callbackId, number ?? null, body, now, now];
}
