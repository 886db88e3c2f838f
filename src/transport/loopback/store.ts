import { isOver } from '../../callback/index.js';
import {
  runLater,
  type AgentRecord,
  type CallbackRecord,
  type DeskReader,
  type DeskStore,
  type DeskTransaction,
  type IndexKeys,
  type Work,
} from '../../desk/index.js';
import { answered, Connection } from './connection.js';

/** A callback in its object store. Keys that are absent leave it out of their index. */
interface CallbackRow {
  readonly record: CallbackRecord;
  readonly keys: IndexKeys;
  /** The agent's page that has a call for it. */
  readonly page?: string;
}

interface AgentRow {
  readonly record: AgentRecord;
  /** While the agent has a session: a number, as booleans are no keys. */
  readonly signedIn?: 1;
}

/** An agent's page, as the desk knows it. */
export interface AgentPage {
  readonly agentId: string;
  readonly session: string;
  readonly inCall: boolean;
}

/** The desk's store in IndexedDB: each method is one request to an index, and reads what it returns. */
export class IdbStore implements DeskStore {
  readonly #connection: Connection;

  constructor(desk: string) {
    this.#connection = new Connection(desk, create);
  }

  /** Keeps the database open between transactions, until the returned function is called. */
  hold(): () => void {
    return this.#connection.hold();
  }

  transact<T>(work: (transaction: DeskTransaction) => Work<T>): Promise<T> {
    return this.#connection.transact('readwrite', (one) => runLater(work(new Transaction(one))));
  }

  read<T>(work: (reader: DeskReader) => Work<T>): Promise<T> {
    return this.#connection.transact('readonly', (one) => runLater(work(new Transaction(one))));
  }

  /** The agents' pages that have the desk open or are in a call. */
  agentPages(): Promise<AgentPage[]> {
    return this.#connection.transact('readonly', (one) => new Transaction(one).agentPages());
  }
}

function create(database: IDBDatabase): void {
  const callbacks = database.createObjectStore('callbacks', { keyPath: 'record.id' });
  callbacks.createIndex('requestKey', 'keys.requestKey', { unique: true });
  for (const key of ['openNumber', 'twinOf', 'waitingPlace', 'due']) {
    callbacks.createIndex(key, `keys.${key}`);
  }
  callbacks.createIndex('agents', 'keys.agents', { multiEntry: true });
  callbacks.createIndex('place', 'record.place');
  callbacks.createIndex('page', 'page');
  const agents = database.createObjectStore('agents', { keyPath: 'record.id' });
  agents.createIndex('signedIn', 'signedIn');
}

class Transaction implements DeskTransaction {
  readonly #callbacks: IDBObjectStore;
  readonly #agents: IDBObjectStore;

  constructor(transaction: IDBTransaction) {
    this.#callbacks = transaction.objectStore('callbacks');
    this.#agents = transaction.objectStore('agents');
  }

  async get(id: string): Promise<CallbackRecord | undefined> {
    return (await answered<CallbackRow | undefined>(this.#callbacks.get(id)))?.record;
  }

  async byRequestKey(key: string): Promise<CallbackRecord | undefined> {
    const request: IDBRequest<CallbackRow | undefined> = this.#index('requestKey').get(key);
    return (await answered(request))?.record;
  }

  openFor(number: string): Promise<readonly CallbackRecord[]> {
    return this.#inOrder('openNumber', number);
  }

  twinsOf(id: string): Promise<readonly CallbackRecord[]> {
    return this.#inOrder('twinOf', id);
  }

  waiting(): Promise<readonly CallbackRecord[]> {
    return this.#all('waitingPlace');
  }

  waitingBefore(place: number): Promise<number> {
    return answered(this.#index('waitingPlace').count(IDBKeyRange.upperBound(place, true)));
  }

  heldBy(agentId: string): Promise<readonly CallbackRecord[]> {
    return this.#inOrder('agents', agentId);
  }

  due(until: number, limit: number): Promise<readonly CallbackRecord[]> {
    return this.#all('due', IDBKeyRange.upperBound(until), limit);
  }

  nextDue(): Promise<number | undefined> {
    return this.#firstKey('due', 'next');
  }

  async agent(id: string): Promise<AgentRecord | undefined> {
    return (await answered<AgentRow | undefined>(this.#agents.get(id)))?.record;
  }

  async agents(): Promise<readonly AgentRecord[]> {
    const rows = await answered<AgentRow[]>(this.#agents.index('signedIn').getAll());
    return rows.map(({ record }) => record);
  }

  async nextPlace(): Promise<number> {
    return ((await this.#firstKey('place', 'prev')) ?? 0) + 1;
  }

  async put(record: CallbackRecord, keys: IndexKeys): Promise<void> {
    const page = pageOf(record);
    const row: CallbackRow = { record, keys, ...(page !== undefined && { page }) };
    await answered(this.#callbacks.put(row));
  }

  async delete(id: string): Promise<void> {
    await answered(this.#callbacks.delete(id));
  }

  async putAgent(record: AgentRecord): Promise<void> {
    const row: AgentRow = { record, ...(record.sessions.length > 0 && { signedIn: 1 }) };
    await answered(this.#agents.put(row));
  }

  async agentPages(): Promise<AgentPage[]> {
    const pages = new Map<string, AgentPage>();
    for (const { id: agentId, sessions } of await this.agents()) {
      for (const { id: session } of sessions)
        pages.set(session, { agentId, session, inCall: false });
    }
    for (const { claim } of await this.#all('page')) {
      // What `pageOf` has found is there.
      const session = claim!.session!;
      pages.set(session, { agentId: claim!.agent.id, session, inCall: true });
    }
    return [...pages.values()];
  }

  #index(name: string): IDBIndex {
    return this.#callbacks.index(name);
  }

  async #all(index: string, range?: IDBKeyRange, limit?: number): Promise<CallbackRecord[]> {
    const rows = await answered<CallbackRow[]>(this.#index(index).getAll(range, limit));
    return rows.map(({ record }) => record);
  }

  /** Those with this key, in the order of their places. */
  async #inOrder(index: string, key: string): Promise<CallbackRecord[]> {
    return (await this.#all(index, IDBKeyRange.only(key))).sort((a, b) => a.place - b.place);
  }

  async #firstKey(index: string, direction: 'next' | 'prev'): Promise<number | undefined> {
    const cursor = await answered(this.#index(index).openKeyCursor(null, direction));
    return cursor?.key as number | undefined;
  }
}

/** The agent's page without which this call cannot go on; undefined where it is known to be gone. */
function pageOf({ lostAt, state, claim }: CallbackRecord): string | undefined {
  return lostAt !== undefined || isOver(state) ? undefined : claim?.session;
}
