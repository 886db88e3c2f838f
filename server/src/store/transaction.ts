import {
  after,
  firstEnd,
  got,
  visibleOf,
  type AgentRecord,
  type CallbackRecord,
  type DeskTransaction,
  type IndexKeys,
  type MaybePromise,
  type Work,
} from 'callback-elements/desk.js';
import { SqlReader } from './reader.js';
import type { CallbackEvent, Statements } from './store.js';

/** What a batch does to one record, from its first move to its last. */
export interface RecordChange {
  readonly site: string;
  readonly before: CallbackRecord | undefined;
  readonly after: CallbackRecord | undefined;
}

/** Where a site stands: its counters, as its locked row has them. */
export interface SiteCounters {
  /** The place that was given last. */
  readonly place: number;
  /** The number of the newest event. */
  readonly number: number;
}

/** Deleted: both are undefined. */
interface Written {
  readonly record: CallbackRecord | undefined;
  readonly keys: IndexKeys | undefined;
}

type PendingEvent = Omit<CallbackEvent, 'id'> | { readonly number: number; readonly kind: 'agent' };

/**
 * One site's part in a batch. What moves write is kept in memory, where later moves of the batch see it,
 * and goes to the database at the end, one statement for each table: see `flush`.
 */
export class SiteTransaction implements DeskTransaction {
  readonly #sql: Statements;
  readonly #site: string;
  readonly #each: string;
  readonly #now: number;
  readonly #reader: SqlReader;
  readonly #start: SiteCounters;
  #place: number;
  #number: number;
  /** Records as the database has them, as far as they were read. */
  readonly #read = new Map<string, CallbackRecord | undefined>();
  readonly #written = new Map<string, Written>();
  /** What each record was before the batch, of those that it has written. */
  readonly #before = new Map<string, CallbackRecord | undefined>();
  readonly #agents = new Map<string, AgentRecord>();
  #events: (PendingEvent & { readonly subject: string })[] = [];
  /** Nothing that is only in the database is due before this. */
  #dueFrom = -Infinity;

  constructor(
    sql: Statements,
    site: string,
    counters: SiteCounters,
    options: { readonly each: string; readonly now: number },
  ) {
    this.#sql = sql;
    this.#site = site;
    this.#each = options.each;
    this.#now = options.now;
    this.#reader = new SqlReader(sql, site);
    this.#start = counters;
    this.#place = counters.place;
    this.#number = counters.number;
  }

  get(id: string): MaybePromise<CallbackRecord | undefined> {
    const written = this.#written.get(id);
    if (written) return written.record;
    if (this.#read.has(id)) return this.#read.get(id);
    return after(this.#reader.get(id), (record) => {
      this.#read.set(id, record);
      return record;
    });
  }

  byRequestKey(key: string): MaybePromise<CallbackRecord | undefined> {
    const stored = after(this.#reader.byRequestKey(key), (record) => (record ? [record] : []));
    return after(
      this.#overlaid(stored, ({ requestKey }) => requestKey === key),
      ([record]) => record,
    );
  }

  openFor(number: string): MaybePromise<readonly CallbackRecord[]> {
    return this.#overlaid(this.#reader.openFor(number), ({ openNumber }) => openNumber === number);
  }

  twinsOf(id: string): MaybePromise<readonly CallbackRecord[]> {
    return this.#overlaid(this.#reader.twinsOf(id), ({ twinOf }) => twinOf === id);
  }

  heldBy(agentId: string): MaybePromise<readonly CallbackRecord[]> {
    return this.#overlaid(this.#reader.heldBy(agentId), ({ agents }) => agents.includes(agentId));
  }

  due(until: number, limit: number): MaybePromise<readonly CallbackRecord[]> {
    const isDue = ({ due }: IndexKeys) => due <= until;
    if (until < this.#dueFrom) return this.#overlaid([], isDue);
    // Those that were written since are due at another time.
    const enough = limit + this.#written.size;
    const stored = after(this.#reader.due(until, enough), (records) => {
      const isAll = records.length < enough;
      if (isAll && records.every(({ id }) => this.#written.has(id))) this.#dueFrom = until + 1;
      return records;
    });
    return after(this.#overlaid(stored, isDue), (records) => records.slice(0, limit));
  }

  agent(id: string): MaybePromise<AgentRecord | undefined> {
    return this.#agents.get(id) ?? this.#reader.agent(id);
  }

  agents(): MaybePromise<readonly AgentRecord[]> {
    return after(this.#reader.agents(), (stored) => {
      const others = stored.filter(({ id }) => !this.#agents.has(id));
      const written = [...this.#agents.values()].filter(({ sessions }) => sessions.length > 0);
      return [...others, ...written];
    });
  }

  // No move asks for these, only views do, which read by themselves.

  waiting(): MaybePromise<readonly CallbackRecord[]> {
    return after(this.#sql.run(this.flush()), () => this.#reader.waiting());
  }

  waitingBefore(place: number): MaybePromise<number> {
    return after(this.#sql.run(this.flush()), () => this.#reader.waitingBefore(place));
  }

  nextDue(): MaybePromise<number | undefined> {
    return after(this.#sql.run(this.flush()), () => this.#reader.nextDue());
  }

  nextSessionEnd(): MaybePromise<number | undefined> {
    return after(this.#sql.run(this.flush()), () => this.#reader.nextSessionEnd());
  }

  nextPlace(): number {
    return ++this.#place;
  }

  put(record: CallbackRecord, keys: IndexKeys, quiet: boolean): MaybePromise<void> {
    return after(this.get(record.id), (before) => {
      this.#write(record.id, before, { record, keys });
      if (!quiet) this.#tell(record.id, before, record);
    });
  }

  delete(id: string): MaybePromise<void> {
    return after(this.get(id), (before) => {
      this.#write(id, before, { record: undefined, keys: undefined });
      this.#tell(id, before, undefined);
    });
  }

  putAgent(record: AgentRecord, quiet: boolean): void {
    this.#agents.set(record.id, record);
    if (!quiet) this.#events.push({ number: ++this.#number, kind: 'agent', subject: record.id });
  }

  /** Whether readers have something to hear of. */
  get hasEvents(): boolean {
    return this.#number > this.#start.number;
  }

  /** What the batch has made of the records that it has written. */
  get changes(): readonly RecordChange[] {
    return [...this.#before].map(([id, before]) => ({
      site: this.#site,
      before,
      after: this.#written.has(id) ? this.#written.get(id)!.record : this.#read.get(id),
    }));
  }

  /** Writes all of it down. */
  *flush(): Work<void> {
    const written = [...this.#written];
    if (written.length > 0) yield* this.#flushCallbacks(written);
    if (this.#agents.size > 0) {
      const rows = [...this.#agents.values()].map((agent) => ({
        id: agent.id,
        signedIn: agent.sessions.length > 0 ? 1 : 0,
        sessionEnd: firstEnd([agent]) ?? null,
        record: JSON.stringify(agent),
      }));
      yield* this.#eachOf(
        `INSERT INTO agents (site, id, signed_in, session_end, record)
         SELECT ?, value->>'id', CAST(value->>'signedIn' AS INTEGER),
           CAST(value->>'sessionEnd' AS BIGINT), value->>'record'
         FROM ${this.#each} WHERE true
         ON CONFLICT (site, id) DO UPDATE
         SET signed_in = excluded.signed_in, session_end = excluded.session_end,
           record = excluded.record`,
        rows,
      );
      this.#agents.clear();
    }
    if (this.#events.length > 0) {
      const rows = this.#events.map(({ number, kind, subject, ...body }) => ({
        number,
        kind,
        subject,
        at: this.#now,
        body: JSON.stringify(body),
      }));
      yield* this.#eachOf(
        `INSERT INTO events (site, number, kind, subject, at, body)
         SELECT ?, CAST(value->>'number' AS BIGINT), value->>'kind', value->>'subject',
           CAST(value->>'at' AS BIGINT), value->>'body'
         FROM ${this.#each}`,
        rows,
      );
      this.#events = [];
    }
    if (this.#place > this.#start.place || this.hasEvents) {
      yield* got(
        this.#sql.all(
          'UPDATE sites SET place = ?, number = ? WHERE site = ?',
          this.#place,
          this.#number,
          this.#site,
        ),
      );
    }
  }

  *#flushCallbacks(written: readonly (readonly [string, Written])[]): Work<void> {
    const gone = written.filter(([, { record }]) => !record).map(([id]) => id);
    const rows = written.flatMap(([, { record, keys }]) =>
      record && keys ? [rowOf(record, keys)] : [],
    );
    const held = written.flatMap(([id, { keys }]) =>
      (keys?.agents ?? []).map((agentId) => ({ id, agentId })),
    );
    // A new record has been held by nobody.
    const known = written.filter(([id]) => this.#read.get(id)).map(([id]) => id);
    if (gone.length > 0) {
      yield* this.#eachOf(
        `DELETE FROM callbacks WHERE site = ? AND id IN (SELECT value->>'id' FROM ${this.#each})`,
        gone.map((id) => ({ id })),
      );
    }
    if (rows.length > 0) {
      yield* this.#eachOf(
        `INSERT INTO callbacks
           (site, id, place, request_key, open_number, twin_of, waiting_place, due, record)
         SELECT ?, value->>'id', CAST(value->>'place' AS BIGINT), value->>'requestKey',
           value->>'openNumber', value->>'twinOf', CAST(value->>'waitingPlace' AS BIGINT),
           CAST(value->>'due' AS BIGINT), value->>'record'
         FROM ${this.#each} WHERE true
         ON CONFLICT (site, id) DO UPDATE
         SET request_key = excluded.request_key, open_number = excluded.open_number,
           twin_of = excluded.twin_of, waiting_place = excluded.waiting_place, due = excluded.due,
           record = excluded.record`,
        rows,
      );
    }
    if (known.length > 0) {
      yield* this.#eachOf(
        `DELETE FROM holders
         WHERE site = ? AND callback_id IN (SELECT value->>'id' FROM ${this.#each})`,
        known.map((id) => ({ id })),
      );
    }
    if (held.length > 0) {
      yield* this.#eachOf(
        `INSERT INTO holders (site, agent_id, callback_id)
         SELECT ?, value->>'agentId', value->>'id' FROM ${this.#each}`,
        held,
      );
    }
    for (const [id, { record }] of written) this.#read.set(id, record);
    this.#written.clear();
    this.#dueFrom = -Infinity;
  }

  /** A statement over many rows: its first parameter is the site, its second the rows. */
  #eachOf(statement: string, rows: readonly object[]): Work<readonly unknown[]> {
    return got(this.#sql.all(statement, this.#site, JSON.stringify(rows)));
  }

  /** What the database has, with what was written since in its stead. */
  #overlaid(
    stored: MaybePromise<readonly CallbackRecord[]>,
    fits: (keys: IndexKeys) => boolean,
  ): MaybePromise<readonly CallbackRecord[]> {
    return after(stored, (records) => {
      const found = records.filter(({ id }) => !this.#written.has(id));
      for (const record of found) this.#read.set(record.id, record);
      const written = [...this.#written.values()].flatMap(({ record, keys }) =>
        record && keys && fits(keys) ? [record] : [],
      );
      if (written.length === 0) return found;
      return [...found, ...written].sort((a, b) => a.place - b.place);
    });
  }

  #write(id: string, before: CallbackRecord | undefined, written: Written): void {
    if (!this.#before.has(id)) this.#before.set(id, before);
    this.#written.set(id, written);
  }

  #tell(id: string, before: CallbackRecord | undefined, next: CallbackRecord | undefined): void {
    const [was, is] = [before && visibleOf(before), next && visibleOf(next)];
    // Of what was forgotten nobody sees the rest go.
    if (!is && !was?.row && !was?.claims.length) return;
    if (JSON.stringify(was) === JSON.stringify(is)) return;
    this.#events.push({
      number: ++this.#number,
      kind: 'callback',
      subject: id,
      ...(was && { before: was }),
      ...(is && { after: is }),
    });
  }
}

function rowOf(record: CallbackRecord, keys: IndexKeys) {
  const { requestKey, openNumber, twinOf, waitingPlace, due } = keys;
  return {
    id: record.id,
    place: record.place,
    requestKey,
    openNumber,
    twinOf,
    waitingPlace,
    // A fraction of a millisecond later is soon enough.
    due: Math.ceil(due),
    record: JSON.stringify(record),
  };
}
