import { isOver } from '../../callback/index.js';
import {
  firstEnd,
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

/** A callback in its object store. A key that is absent leaves it out of that index. */
interface CallbackRow {
  readonly record: CallbackRecord;
  readonly keys: IndexKeys;
  /** The agent's page that has the call. */
  readonly page?: string;
}

interface AgentRow {
  readonly record: AgentRecord;
  /** While the agent has a session. A number: booleans are no keys. */
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
    this.#connection = new Connection(`callback-elements/loopback/${desk}`, createStores);
  }

  /** Keeps the database open between transactions, until the returned function is called. */
  hold(): () => void {
    return this.#connection.hold();
  }

  transact<T>(work: (transaction: DeskTransaction) => Work<T>): Promise<T> {
    return this.#connection.transact('readwrite', (one) => runLater(work(recordsIn(one))));
  }

  read<T>(work: (reader: DeskReader) => Work<T>): Promise<T> {
    return this.#connection.transact('readonly', (one) => runLater(work(recordsIn(one))));
  }

  /** The agents' pages that have the desk open or are in a call. */
  agentPages(): Promise<AgentPage[]> {
    return this.#connection.transact('readonly', async (one) => {
      const records = recordsIn(one);
      const pages = new Map<string, AgentPage>();
      for (const { id: agentId, sessions } of await records.agents()) {
        for (const { id: session } of sessions) {
          pages.set(session, { agentId, session, inCall: false });
        }
      }
      for (const { agent, session } of await records.callsInPages()) {
        pages.set(session, { agentId: agent.id, session, inCall: true });
      }
      return [...pages.values()];
    });
  }
}

function createStores(database: IDBDatabase): void {
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

function recordsIn(transaction: IDBTransaction) {
  const callbacks = transaction.objectStore('callbacks');
  const agents = transaction.objectStore('agents');
  const all = async (index: string, key?: IDBKeyRange | string, limit?: number) => {
    const rows = await answered<CallbackRow[]>(callbacks.index(index).getAll(key, limit));
    return rows.map(({ record }) => record);
  };
  const inOrder = async (index: string, key: string) =>
    (await all(index, key)).sort((a, b) => a.place - b.place);
  const firstKey = async (index: string, direction: 'next' | 'prev') => {
    const cursor = await answered(callbacks.index(index).openKeyCursor(null, direction));
    return cursor?.key as number | undefined;
  };
  const upTo = (key: number, isOpen = false) => IDBKeyRange.upperBound(key, isOpen);
  const signedIn = async () => {
    const rows = await answered<AgentRow[]>(agents.index('signedIn').getAll());
    return rows.map(({ record }) => record);
  };
  const records: DeskTransaction = {
    get: async (id) => (await answered<CallbackRow | undefined>(callbacks.get(id)))?.record,
    byRequestKey: async (key) => (await all('requestKey', key, 1))[0],
    openFor: (number) => inOrder('openNumber', number),
    twinsOf: (id) => inOrder('twinOf', id),
    waiting: () => all('waitingPlace'),
    waitingBefore: (place) => answered(callbacks.index('waitingPlace').count(upTo(place, true))),
    heldBy: (agentId) => inOrder('agents', agentId),
    due: (until, limit) => all('due', upTo(until), limit),
    nextDue: () => firstKey('due', 'next'),
    agent: async (id) => (await answered<AgentRow | undefined>(agents.get(id)))?.record,
    agents: signedIn,
    nextSessionEnd: async () => firstEnd(await signedIn()),
    nextPlace: async () => ((await firstKey('place', 'prev')) ?? 0) + 1,
    put: async (record, keys) => {
      const call = callInPage(record);
      const row: CallbackRow = { record, keys, ...(call && { page: call.session }) };
      await answered(callbacks.put(row));
    },
    delete: (id) => answered(callbacks.delete(id)),
    putAgent: async (record) => {
      const row: AgentRow = { record, ...(record.sessions.length > 0 && { signedIn: 1 }) };
      await answered(agents.put(row));
    },
  };
  const callsInPages = async () => (await all('page')).flatMap((one) => callInPage(one) ?? []);
  return { ...records, callsInPages };
}

/** Whose call it is, and the page without which it cannot go on, unless that is known to be gone. */
function callInPage({ lostAt, state, claim }: CallbackRecord) {
  if (lostAt !== undefined || isOver(state) || claim?.session === undefined) return undefined;
  return { agent: claim.agent, session: claim.session };
}
