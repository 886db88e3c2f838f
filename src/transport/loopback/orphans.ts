import { isOver } from '../../callback/index.js';
import type { Desk } from './desk.js';
import type { DeskRecord } from './record.js';
import { orphaned } from './rules.js';
import { whenLockIsFree } from './web-lock.js';

/**
 * Notices when the page of an agent who has a call is gone: readers queue for that page's lock, and
 * whoever gets it says so in the desk.
 */
export class Orphans {
  readonly #desk: Desk;
  readonly #waiting = new Map<string, () => void>();
  #stopped = false;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Watches the agents' pages of these records, and no others. */
  watch(records: readonly DeskRecord[]): void {
    // A read that was under way when its stream ended: nobody would take these requests back.
    if (this.#stopped) return;
    const sessions = new Set(records.flatMap((record) => sessionOf(record) ?? []));
    for (const [session, stop] of this.#waiting) {
      if (sessions.has(session)) continue;
      this.#waiting.delete(session);
      stop();
    }
    for (const session of sessions) {
      if (this.#waiting.has(session)) continue;
      const stop = whenLockIsFree(session, () => this.#tell(session));
      this.#waiting.set(session, stop);
    }
  }

  stop(): void {
    this.watch([]);
    this.#stopped = true;
  }

  async #tell(session: string): Promise<void> {
    await this.#desk.change(async (records, now) => {
      for (const record of await records.all()) {
        if (sessionOf(record) === session) await records.put(orphaned(record, now));
      }
    });
  }
}

function sessionOf(record: DeskRecord): string | undefined {
  if (record.lostAt !== undefined || isOver(record.state)) return undefined;
  return record.claim?.session;
}
