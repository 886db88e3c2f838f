import { firstEnd, type AgentRecord, type CallbackRecord } from './record.js';
import { Heap } from './heap.js';
import type { DeskReader, DeskStore, DeskTransaction, IndexKeys } from './store.js';
import { runNow, type Work } from './work.js';

/** A desk's store in memory: answers at once, and forgets all when its page or process goes. */
export class MapStore implements DeskStore {
  readonly #records = new Map<string, CallbackRecord>();
  readonly #keys = new Map<string, IndexKeys>();
  readonly #byRequestKey = new Map<string, string>();
  readonly #open = new Multimap();
  readonly #twins = new Multimap();
  readonly #held = new Multimap();
  readonly #waiting: { readonly place: number; readonly id: string }[] = [];
  readonly #due = new Heap<string>();
  readonly #agents = new Map<string, AgentRecord>();
  readonly #signedIn = new Set<string>();
  #place = 0;

  transact<T>(work: (transaction: DeskTransaction) => Work<T>): T {
    return runNow(work(this.#transaction));
  }

  read<T>(work: (reader: DeskReader) => Work<T>): T {
    return runNow(work(this.#transaction));
  }

  /** Every record, in the order in which they came: for tests, which may look at all of them. */
  get all(): readonly CallbackRecord[] {
    return [...this.#records.values()];
  }

  readonly #transaction: DeskTransaction = {
    get: (id) => this.#records.get(id),
    byRequestKey: (key) => this.#find(this.#byRequestKey.get(key)),
    openFor: (number) => this.#list(this.#open.get(number)),
    twinsOf: (id) => this.#list(this.#twins.get(id)),
    waiting: () => this.#waiting.map(({ id }) => this.#records.get(id)!),
    waitingBefore: (place) => this.#rank(place),
    heldBy: (agentId) => this.#list(this.#held.get(agentId)),
    due: (until, limit) => this.#dueUntil(until, limit),
    nextDue: () => this.#earliest()?.time,
    agent: (id) => this.#agents.get(id),
    agents: () => [...this.#signedIn].map((id) => this.#agents.get(id)!),
    nextSessionEnd: () => firstEnd([...this.#signedIn].map((id) => this.#agents.get(id)!)),
    nextPlace: () => ++this.#place,
    put: (record, keys) => this.#put(record, keys),
    delete: (id) => this.#delete(id),
    putAgent: (record) => {
      this.#agents.set(record.id, record);
      if (record.sessions.length > 0) this.#signedIn.add(record.id);
      else this.#signedIn.delete(record.id);
    },
  };

  #find(id: string | undefined): CallbackRecord | undefined {
    return id === undefined ? undefined : this.#records.get(id);
  }

  #list(ids: Iterable<string>): CallbackRecord[] {
    return [...ids].map((id) => this.#records.get(id)!).sort((a, b) => a.place - b.place);
  }

  /** How many places of the Waiting list are before this one. */
  #rank(place: number): number {
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#waiting[middle]!.place < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #put(record: CallbackRecord, keys: IndexKeys): void {
    const { id } = record;
    const before = this.#keys.get(id);
    this.#records.set(id, record);
    this.#keys.set(id, keys);
    this.#byRequestKey.set(keys.requestKey, id);
    this.#open.move(id, before?.openNumber, keys.openNumber);
    this.#twins.move(id, before?.twinOf, keys.twinOf);
    for (const agent of before?.agents ?? []) this.#held.move(id, agent, undefined);
    for (const agent of keys.agents) this.#held.move(id, undefined, agent);
    this.#moveWaiting(id, before?.waitingPlace, keys.waitingPlace);
    // Entries whose time is not their record's any more are passed over.
    if (before?.due !== keys.due) this.#due.push(keys.due, id);
  }

  #delete(id: string): void {
    const keys = this.#keys.get(id);
    if (!keys) return;
    this.#byRequestKey.delete(keys.requestKey);
    this.#open.move(id, keys.openNumber, undefined);
    this.#twins.move(id, keys.twinOf, undefined);
    for (const agent of keys.agents) this.#held.move(id, agent, undefined);
    this.#moveWaiting(id, keys.waitingPlace, undefined);
    this.#keys.delete(id);
    this.#records.delete(id);
  }

  #moveWaiting(id: string, from: number | undefined, to: number | undefined): void {
    if (from === to) return;
    if (from !== undefined) this.#waiting.splice(this.#rank(from), 1);
    if (to !== undefined) this.#waiting.splice(this.#rank(to), 0, { place: to, id });
  }

  #dueUntil(until: number, limit: number): CallbackRecord[] {
    const due = new Map<string, number>();
    for (let next = this.#earliest(); next && next.time <= until && due.size < limit;) {
      due.set(next.value, next.time);
      this.#due.pop();
      next = this.#earliest();
    }
    // They stay due until they are put or deleted.
    for (const [id, time] of due) this.#due.push(time, id);
    return [...due.keys()].map((id) => this.#records.get(id)!);
  }

  #earliest(): { readonly time: number; readonly value: string } | undefined {
    for (;;) {
      const next = this.#due.peek();
      if (!next || this.#keys.get(next.value)?.due === next.time) return next;
      this.#due.pop();
    }
  }
}

/** Many ids by one key. */
class Multimap {
  readonly #sets = new Map<string, Set<string>>();

  get(key: string): Iterable<string> {
    return this.#sets.get(key) ?? [];
  }

  move(id: string, from: string | undefined, to: string | undefined): void {
    if (from === to) return;
    if (from !== undefined) {
      const set = this.#sets.get(from);
      set?.delete(id);
      if (set?.size === 0) this.#sets.delete(from);
    }
    if (to === undefined) return;
    const set = this.#sets.get(to);
    if (set) set.add(id);
    else this.#sets.set(to, new Set([id]));
  }
}
