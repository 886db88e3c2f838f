import { randomToken } from 'callback-elements/callback.js';
import type { SiteSettings } from '../settings.js';
import type { Beside } from '../store/batches.js';
import type { RecordChange } from '../store/transaction.js';
import { outboxEntries } from './entries.js';

/**
 * What a store writes beside the changes of callbacks, in their transaction: the messages that tell of
 * them (`StoreOptions.beside`).
 */
export function outboxWriter(
  sites: ReadonlyMap<string, SiteSettings>,
  clock: () => number = Date.now,
): (changes: readonly RecordChange[], each: string) => readonly Beside[] {
  return (changes, each) => {
    const rows = changes.flatMap(({ site, before, after }) => {
      const settings = sites.get(site);
      const entries = settings ? outboxEntries(settings, before, after) : [];
      // No dot: Standard Webhooks signs `id.timestamp.body`.
      return entries.map((entry) => ({ ...entry, site, id: `msg_${randomToken()}` }));
    });
    if (rows.length === 0) return [];
    const now = clock();
    return [{ statement: insertInto(each), parameters: [now, now, JSON.stringify(rows)] }];
  };
}

/** In the order of the rows: `place` keeps it. */
function insertInto(each: string): string {
  return `INSERT INTO outbox (id, site, kind, callback_id, number, body, created, due, attempts)
    SELECT value->>'id', value->>'site', value->>'kind', value->>'callbackId', value->>'number',
      value->>'body', CAST(? AS BIGINT), CAST(? AS BIGINT), 0
    FROM ${each}`;
}
