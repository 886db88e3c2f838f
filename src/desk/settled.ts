import { canonical } from '../callback/canonical.js';
import type { SettledReader } from './move.js';
import type { DeskPolicy } from './policy.js';
import type { AgentRecord, CallbackRecord } from './record.js';
import { indexKeys, isOpen } from './keys.js';
import { isFinal, settle } from './settle.js';
import { withStatus } from './status.js';
import type { DeskTransaction } from './store.js';
import { afterTheEnd } from './succession.js';
import { got, type Work } from './work.js';

/** The records within one transaction: read as time has left them, written with all that follows. */
export class SettledRecords implements SettledReader {
  /** What was written that readers can see, by id: the last of each. */
  readonly #changed = new Map<string, CallbackRecord>();
  #agentsChanged = false;
  readonly #transaction: DeskTransaction;
  readonly #now: number;
  readonly #policy: DeskPolicy;

  constructor(transaction: DeskTransaction, now: number, policy: DeskPolicy) {
    this.#transaction = transaction;
    this.#now = now;
    this.#policy = policy;
  }

  *get(id: string): Work<CallbackRecord | undefined> {
    return yield* this.settled(yield* got(this.#transaction.get(id)));
  }

  *byRequestKey(key: string): Work<CallbackRecord | undefined> {
    return yield* this.settled(yield* got(this.#transaction.byRequestKey(key)));
  }

  *openFor(number: string): Work<CallbackRecord | undefined> {
    const records = yield* this.#all(yield* got(this.#transaction.openFor(number)));
    return records.find(isOpen);
  }

  *twinsOf(id: string): Work<readonly CallbackRecord[]> {
    const records = yield* this.#all(yield* got(this.#transaction.twinsOf(id)));
    return records.filter(({ twinOf, state }) => twinOf === id && state === 'waiting');
  }

  *heldBy(agentId: string): Work<readonly CallbackRecord[]> {
    return yield* this.#all(yield* got(this.#transaction.heldBy(agentId)));
  }

  agent(id: string): Work<AgentRecord | undefined> {
    return got(this.#transaction.agent(id));
  }

  nextPlace(): Work<number> {
    return got(this.#transaction.nextPlace());
  }

  /** Brings a record that was read up to the present, and keeps what time has made of it. */
  *settled(record: CallbackRecord | undefined): Work<CallbackRecord | undefined> {
    if (!record) return undefined;
    const settled = settle(record, this.#now, this.#policy.times);
    if (settled === record) return record;
    if (settled) return yield* this.put(settled, record);
    yield* got(this.#transaction.delete(record.id));
    return undefined;
  }

  /**
   * Keeps a record, and what follows from it for those who asked for the same number.
   * @param before as it was read; by default as the store has it
   */
  *put(record: CallbackRecord, before?: CallbackRecord): Work<CallbackRecord> {
    const was = before ?? (yield* got(this.#transaction.get(record.id)));
    const kept = withStatus(record, this.#policy);
    yield* got(this.#transaction.put(kept, indexKeys(kept, this.#policy.times), false));
    this.#changed.set(kept.id, kept);
    if (isFinal(kept) && !(was && isFinal(was))) {
      const twins = yield* this.twinsOf(kept.id);
      for (const next of afterTheEnd(kept, twins, this.#now)) yield* this.put(next);
    }
    return kept;
  }

  /** Keeps a record in which nothing has changed that a reader could see. */
  *putQuietly(record: CallbackRecord): Work<void> {
    yield* got(this.#transaction.put(record, indexKeys(record, this.#policy.times), true));
  }

  *putAgent(record: AgentRecord): Work<void> {
    const was = yield* this.agent(record.id);
    const quiet = was !== undefined && visible(was) === visible(record);
    yield* got(this.#transaction.putAgent(record, quiet));
    if (!quiet) this.#agentsChanged = true;
  }

  /** What readers have to hear of. */
  news(): { readonly records: readonly CallbackRecord[]; readonly agents: boolean } {
    return { records: [...this.#changed.values()], agents: this.#agentsChanged };
  }

  *#all(records: readonly CallbackRecord[]): Work<CallbackRecord[]> {
    const settled: CallbackRecord[] = [];
    for (const record of records) {
      // An earlier one of this list may have changed it since.
      const next = yield* this.settled(this.#changed.get(record.id) ?? record);
      if (next) settled.push(next);
    }
    return settled;
  }
}

/** What others can see of an agent; for how long a session lasts is not among it. */
function visible({ name, presence, sessions }: AgentRecord): string {
  return canonical([name, presence, sessions.map(({ id }) => id).sort()]);
}
