import { randomToken } from 'callback-elements/callback.js';
import type { SiteSettings } from '../settings.js';
import type { Beside } from '../store/batches.js';
import type { RecordChange } from '../store/transaction.js';
import { outboxEntries } from './entries.js';

const insert = `INSERT INTO outbox
  (id, site, kind, callback_id, number, body, created, due, attempts)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`;

/**
 * What a store writes beside the changes of callbacks, in their transaction: the messages that tell of
 * them (`StoreOptions.beside`).
 */
export function outboxWriter(
  sites: ReadonlyMap<string, SiteSettings>,
  clock: () => number = Date.now,
): (changes: readonly RecordChange[]) => readonly Beside[] {
  return (changes) => {
    const now = clock();
    return changes.flatMap(({ site, before, after }) => {
      const settings = sites.get(site);
      const entries = settings ? outboxEntries(settings, before, after) : [];
      return entries.map(({ kind, callbackId, number, body }) => {
        // No dot: Standard Webhooks signs `id.timestamp.body`.
        const id = `msg_${randomToken()}`;
        const parameters = [id, site, kind, callbackId, number ?? null, body, now, now];
        return { statement: insert, parameters };
      });
    });
  };
}
