import { canonical } from '../callback/canonical.js';
import type { SettledReader } from './move.js';
import type { DeskPolicy } from './policy.js';
import type { AgentRecord, CallbackRecord } from './record.js';
import { indexKeys, isOpen } from './keys.js';
import { settle } from './settle.js';
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

  get(id: string): Work<CallbackRecord | undefined> {
    return got(this.#transaction.get(id));
  }

  byRequestKey(key: string): Work<CallbackRecord | undefined> {
    return got(this.#transaction.byRequestKey(key));
  }

  *openFor(number: string): Work<CallbackRecord | undefined> {
    return (yield* got(this.#transaction.openFor(number)))[0];
  }

  twinsOf(id: string): Work<readonly CallbackRecord[]> {
    return got(this.#transaction.twinsOf(id));
  }

  heldBy(agentId: string): Work<readonly CallbackRecord[]> {
    return got(this.#transaction.heldBy(agentId));
  }

  agent(id: string): Work<AgentRecord | undefined> {
    return got(this.#transaction.agent(id));
  }

  nextPlace(): Work<number> {
    return got(this.#transaction.nextPlace());
  }

  /**
   * Brings the records up to the present, and keeps what time has made of them. Moves come after it:
   * what they read is as time has left it.
   * @param limit how many at most
   * @returns whether that was all
   */
  *settle(limit: number): Work<boolean> {
    for (let left = limit; left > 0;) {
      const due = yield* got(this.#transaction.due(this.#now, left));
      if (due.length === 0) return true;
      // An earlier one of them may have changed it since.
      for (const { id } of due) yield* this.#settle(yield* this.get(id));
      left -= due.length;
    }
    return false;
  }

  *#settle(record: CallbackRecord | undefined): Work<void> {
    if (!record) return;
    const settled = settle(record, this.#now, this.#policy.times);
    // Written under other times than today's: its own time is reckoned anew.
    if (settled === record) return yield* this.putQuietly(record);
    if (settled) return void (yield* this.put(settled));
    yield* got(this.#transaction.delete(record.id));
    if (isOpen(record)) yield* this.#followUp(record);
  }

  /** Keeps a record, and what follows from it for those who asked for the same number. */
  *put(record: CallbackRecord): Work<void> {
    const was = yield* this.get(record.id);
    const kept = withStatus(record, this.#policy);
    yield* got(this.#transaction.put(kept, indexKeys(kept, this.#policy.times), false));
    this.#changed.set(kept.id, kept);
    // Whether its agent tries it again or not: the others do not wait for that.
    const isNoMore = was && isOpen(was) && !isOpen(kept);
    // Who joins another takes them along.
    if (isNoMore && kept.twinOf === undefined) yield* this.#followUp(kept);
  }

  *#followUp(over: CallbackRecord): Work<void> {
    const twins = yield* this.twinsOf(over.id);
    for (const next of afterTheEnd(over, twins, this.#now)) yield* this.put(next);
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
}

/** What others can see of an agent; for how long a session lasts is not among it. */
function visible({ name, presence, sessions }: AgentRecord): string {
  return canonical([name, presence, sessions.map(({ id }) => id).sort()]);
}
