import { isOver } from '../../callback/index.js';
import type { Bell } from './bell.js';
import type { Clock } from './clock.js';
import {
  answered,
  byDue,
  byKey,
  byNumber,
  byPlace,
  byTwin,
  type Connection,
} from './connection.js';
import { isFinal, withStatus, type DeskRecord } from './record.js';
import { dueTime, ended, settle } from './settle.js';
import type { Times } from './times.js';

/** The shared desk: its records, and how they are changed. The truth is in the database alone. */
export class Desk {
  constructor(
    readonly connection: Connection,
    readonly bell: Bell,
    readonly clock: Clock,
    readonly times: Times,
  ) {}

  /**
   * One readwrite transaction: nobody else, in any tab, changes anything meanwhile. What was put is
   * kept even when `work` throws; readers are woken when something was put.
   */
  async change<T>(work: (records: Records, now: number) => Promise<T>): Promise<T> {
    let records: Records | undefined;
    try {
      return await this.connection.transact('readwrite', (store) => {
        const now = this.clock.now();
        records = new Records(store, now, this.times);
        return work(records, now);
      });
    } finally {
      if (records?.changed) this.bell.ring();
    }
  }

  /** Every record, settled. Writes only when time has changed something. */
  async all(): Promise<DeskRecord[]> {
    const now = this.clock.now();
    const all = await this.connection.transact('readonly', (store) =>
      answered<DeskRecord[]>(store.getAll()),
    );
    if (all.every((record) => record.due > now)) return all;
    return this.change(async (records) => {
      await records.sweep();
      return records.all();
    });
  }

  /** One record, settled. */
  async get(id: string): Promise<DeskRecord | undefined> {
    const now = this.clock.now();
    const record = await this.connection.transact('readonly', (store) =>
      answered<DeskRecord | undefined>(store.get(id)),
    );
    if (!record || record.due > now) return record;
    return this.change((records) => records.get(id));
  }
}

/** The records within one transaction. Await nothing else in there, or it commits too early. */
export class Records {
  /** Whether something was put that readers can see. */
  changed = false;
  readonly #store: IDBObjectStore;
  readonly #now: number;
  readonly #times: Times;

  constructor(store: IDBObjectStore, now: number, times: Times) {
    this.#store = store;
    this.#now = now;
    this.#times = times;
  }

  async get(id: string): Promise<DeskRecord | undefined> {
    return this.#settled(await answered<DeskRecord | undefined>(this.#store.get(id)));
  }

  async byRequestKey(key: string): Promise<DeskRecord | undefined> {
    const request = this.#store.index(byKey).get(key);
    return this.#settled(await answered<DeskRecord | undefined>(request));
  }

  /**
   * The open callback for a number that agents see. A failed attempt whose agent has not saved yet is
   * not open: agents do not see it, and perhaps never will again.
   */
  async openFor(number: string): Promise<DeskRecord | undefined> {
    for (const record of await this.#where(byNumber, number)) {
      const settled = await this.#settled(record);
      if (settled?.request && settled.twinOf === undefined && !isOver(settled.state)) {
        return settled;
      }
    }
    return undefined;
  }

  all(): Promise<DeskRecord[]> {
    return answered<DeskRecord[]>(this.#store.getAll());
  }

  async nextPlace(): Promise<number> {
    const cursor = await answered(this.#store.index(byPlace).openCursor(null, 'prev'));
    return ((cursor?.value as DeskRecord | undefined)?.place ?? 0) + 1;
  }

  /** Settles every record whose time has come. */
  async sweep(): Promise<void> {
    for (const record of await this.#where(byDue, IDBKeyRange.upperBound(this.#now))) {
      await this.#settled(record);
    }
  }

  /** Keeps a record. `quiet`: nothing in it that a reader could see. */
  async put(record: DeskRecord, { quiet = false } = {}): Promise<DeskRecord> {
    const kept = withStatus(record);
    const before = await answered<DeskRecord | undefined>(this.#store.get(kept.id));
    const timed = { ...kept, due: dueTime(kept, this.#times) };
    await answered(this.#store.put(timed));
    if (!quiet) this.changed = true;
    if (isFinal(timed) && !(before && isFinal(before))) await this.#succeed(timed);
    return timed;
  }

  async #settled(record: DeskRecord | undefined): Promise<DeskRecord | undefined> {
    if (!record) return undefined;
    const settled = settle(record, this.#now, this.#times);
    if (settled === record) {
      // Written by a page that counts time otherwise: reckon its time anew.
      return record.due > this.#now ? record : this.put(record, { quiet: true });
    }
    if (settled) return this.put(settled);
    await answered(this.#store.delete(record.id));
    return undefined;
  }

  /**
   * What becomes of requests for the same number once the one that agents saw is over: if the
   * visitor was talked to they are over too, else the oldest of them takes its turn.
   */
  async #succeed(over: DeskRecord): Promise<void> {
    const twins = (await this.#where(byTwin, over.id)).filter((twin) => twin.state === 'waiting');
    const [heir, ...others] = twins.sort((a, b) => a.place - b.place);
    if (!heir) return;
    if (over.end?.reason === 'completed') {
      for (const twin of twins) {
        await this.put(ended(twin, { reason: 'duplicate', by: 'system' }, this.#now));
      }
      return;
    }
    const { twinOf: _, ...free } = heir;
    await this.put({ ...free, asked: over.asked });
    for (const twin of others) await this.put({ ...twin, twinOf: heir.id });
  }

  #where(index: string, key: IDBValidKey | IDBKeyRange): Promise<DeskRecord[]> {
    return answered<DeskRecord[]>(this.#store.index(index).getAll(key));
  }
}
