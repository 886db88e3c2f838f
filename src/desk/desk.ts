import { randomToken, type CallbackEnd, type CallbackRequest } from '../callback/index.js';
import {
  TransportError,
  type Agent,
  type Availability,
  type CallReport,
  type CallbackStatus,
  type ChosenPresence,
  type Claim,
  type Finish,
  type Presence,
  type Receipt,
  type RequestChange,
  type TimeRange,
} from '../transport/transport.js';
import { nextChange, slotsOf } from './hours.js';
import type { Context, Move } from './move.js';
import { cancel, type Canceled } from './moves/cancel.js';
import { change } from './moves/change.js';
import { claim } from './moves/claim.js';
import { end } from './moves/end.js';
import { finish } from './moves/finish.js';
import { forget } from './moves/forget.js';
import type { ClaimKey } from './moves/held.js';
import type { ReceiptKey } from './moves/receipt.js';
import { release } from './moves/release.js';
import { report } from './moves/report.js';
import { request, type Judged } from './moves/request.js';
import { isLate, leave, presence, renew, stay } from './moves/session.js';
import { defaultPolicy, type DeskPolicy } from './policy.js';
import type { AgentRecord, CallbackRecord, SessionRecord } from './record.js';
import { SettledRecords } from './settled.js';
import { plainSecrets, type DeskReader, type DeskStore, type Secrets } from './store.js';
import {
  agentView,
  availabilityView,
  presenceView,
  queueView,
  visitorView,
  type AgentView,
  type QueueView,
  type VisitorView,
} from './views.js';
import { after, got, untilDone, type MaybePromise, type Work } from './work.js';

export interface DeskOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What is absent is as `defaultPolicy` has it. */
  readonly policy?: Partial<DeskPolicy> | undefined;
  /** Default: kept as they are. */
  readonly secrets?: Secrets;
  /** Makes ids and tokens. Default: 16 random bytes, base64url. */
  readonly newId?: () => string;
  /** Hears of each move that changed something a reader can see, once it is kept. */
  readonly onChange?: (changed: Changed) => void;
}

/** What a move has changed. */
export interface Changed {
  readonly records: readonly CallbackRecord[];
  /** Who is signed in, or an agent's presence. */
  readonly agents: boolean;
}

/** A view, and when to look again though nothing was told. */
export interface Look<View> {
  readonly view: View;
  /** When time alone changes the desk next, milliseconds since the epoch. */
  readonly nextDue: number;
}

interface Gone {
  readonly agentId: string;
  readonly session: string;
}

type Outcome<T> = Changed &
  ({ readonly answer: T } | { readonly error: unknown } | { readonly more: true });

const day = 24 * 60 * 60_000;

/** How many records one transaction settles: after a long sleep others get their turn in between. */
const sweepSize = 100;

/**
 * The desk's rules on a store. Each method is one transaction: it answers at once on a store in memory,
 * else with a promise, and refuses with a `TransportError` as the transport contract says.
 */
export class Desk {
  readonly policy: DeskPolicy;
  readonly #store: DeskStore;
  readonly #secrets: Secrets;
  readonly #now: () => number;
  readonly #newId: () => string;
  readonly #onChange: (changed: Changed) => void;

  constructor(store: DeskStore, options: DeskOptions) {
    this.policy = { ...defaultPolicy, ...options.policy };
    this.#store = store;
    this.#secrets = options.secrets ?? plainSecrets;
    this.#now = options.now;
    this.#newId = options.newId ?? randomToken;
    this.#onChange = options.onChange ?? (() => {});
  }

  /**
   * @param judged the same with a number that the adapter has judged, or `number-invalid` or `refused`:
   *   under a new key that is what is thrown. What came is what repeats are compared with
   * @throws `key-reused`, `closed`, `refused`, `time-invalid`, a `RequestProblem`
   */
  request(
    sent: CallbackRequest,
    keys: { readonly requestKey: string; readonly secret: string },
    judged: Judged<CallbackRequest> = sent,
  ): MaybePromise<Receipt> {
    const { requestKey, secret } = keys;
    return this.#make(request, { id: this.#newId(), request: judged, sent, requestKey, secret });
  }

  /** @throws `not-found`, `forbidden`, `too-late` */
  cancel(receipt: ReceiptKey): MaybePromise<Canceled> {
    return this.#make(cancel, { receipt });
  }

  /**
   * @param judged as of `request`
   * @throws `not-found`, `forbidden`, `too-late`, `key-reused`, `closed`, `refused`, a `RequestProblem`
   */
  change(
    receipt: ReceiptKey,
    sent: RequestChange,
    changeKey: string,
    judged: Judged<RequestChange> = sent,
  ): MaybePromise<CallbackStatus> {
    return this.#make(change, { receipt, change: judged, sent, changeKey });
  }

  /** @throws `not-found`, `already-claimed`, `claim-lost`, `callback-ended` */
  claim(id: string, agent: Agent, claimKey: string): MaybePromise<Claim> {
    return this.#make(claim, { id, agent, claimKey, token: this.#newId() });
  }

  /** @throws `too-late` */
  release(agent: Agent, claim: ClaimKey): MaybePromise<void> {
    return this.#make(release, { agent, claim });
  }

  /**
   * @param session the page that reports, and has the call
   * @throws `claim-lost`, `callback-ended`
   */
  report(agent: Agent, claim: ClaimKey, what: CallReport, session?: string): MaybePromise<void> {
    const from = session === undefined ? {} : { session };
    return this.#make(report, { agent, claim, report: what, ...from });
  }

  /** @throws `claim-lost`, `too-late`, `callback-ended`, `time-invalid`, `unavailable` */
  finish(agent: Agent, claim: ClaimKey, how: Finish): MaybePromise<void> {
    return this.#make(finish, { agent, claim, finish: how });
  }

  /** Ends a callback by the word of whoever answers for the desk. */
  end(id: string, how: CallbackEnd): MaybePromise<void> {
    return this.#make(end, { id, end: how });
  }

  /** Erases what a callback says of its visitor, at once; one that is open ends as `refused`. */
  forget(id: string): MaybePromise<void> {
    return this.#make(forget, { id });
  }

  choosePresence(agent: Agent, chosen: ChosenPresence): MaybePromise<void> {
    return this.#make(presence, { agent, presence: chosen });
  }

  /** An agent's page has opened the desk: it is signed in, and may take up what it lost. */
  arrive(agent: Agent, session: SessionRecord): MaybePromise<void> {
    return this.#make(stay, { agent, session, how: 'arrives' });
  }

  /** The page still has the desk open: its agent's leases are renewed. */
  stay(agent: Agent, session: SessionRecord): MaybePromise<void> {
    return this.#make(stay, { agent, session, how: 'stays' });
  }

  /**
   * As `stay`, but signs nobody in: for who renews by itself what the page has opened, and may be late.
   * @returns whether the page is signed in; false once it has said good-bye or its time was over
   */
  renew(agent: Agent, session: SessionRecord): MaybePromise<boolean> {
    return this.#make(renew, { agent, session });
  }

  /** The page has closed the desk; a call in it goes on. */
  leave(agentId: string, session: string): MaybePromise<void> {
    return this.#make(leave, { agentId, session, how: 'looks-away' });
  }

  /** The page is gone, and its calls with it: visitors are told that their agent is unreachable. */
  lose(agentId: string, session: string): MaybePromise<void> {
    return this.#make(leave, { agentId, session, how: 'gone' });
  }

  /** @param told the version of the status that was told last: see `VisitorUpdates` */
  visitor(receipt: ReceiptKey, told?: number): MaybePromise<Look<VisitorView>> {
    return this.#look((reader, context) => visitorView(reader, receipt, told, context));
  }

  agent(agentId: string): MaybePromise<Look<AgentView>> {
    return this.#look((reader, context) => agentView(reader, agentId, context));
  }

  /** One agent's presence alone, which an event of the desk may have changed. */
  presence(agentId: string): MaybePromise<Look<Presence>> {
    return this.#look((reader) => presenceView(reader, agentId));
  }

  /** The places of all who wait. */
  queue(): MaybePromise<Look<QueueView>> {
    return this.#look(queueView);
  }

  availability(): MaybePromise<Look<Availability>> {
    return this.#look(availabilityView);
  }

  /** The times that can be asked for, within a range. */
  slots({ from, to }: TimeRange): readonly TimeRange[] {
    const { hours, slotLength, horizon } = this.policy;
    const now = this.#now();
    // A slot that has begun cannot be asked for.
    const range = { from: Math.max(from, now + 1), to: Math.min(to, now + horizon * day) };
    return range.from < range.to ? slotsOf(hours, range, slotLength) : [];
  }

  /** When time alone changes the desk next, milliseconds since the epoch; it may be past already. */
  nextDue(): MaybePromise<number> {
    return this.#store.read(earliest);
  }

  /** Settles what is due. A desk without readers calls it now and then; views call it by themselves. */
  expire(): MaybePromise<void> {
    const now = this.#now();
    const gone = this.#transact(function* (_, reader) {
      return (yield* got(reader.agents())).flatMap((one) => expired(one, now));
    });
    return after(gone, (sessions) => this.#leaveLate(sessions));
  }

  /** Each in a transaction of its own; who has given a sign since they were found stays. */
  #leaveLate([first, ...others]: readonly Gone[]): MaybePromise<void> {
    if (!first) return undefined;
    const left = this.#make(leave, { ...first, how: 'late' });
    return after(left, () => this.#leaveLate(others));
  }

  #context(): Context {
    return { now: this.#now(), policy: this.policy, secrets: this.#secrets };
  }

  #make<Input, Records, Answer>(
    move: Move<Input, Records, Answer>,
    input: Input,
  ): MaybePromise<Answer> {
    const context = this.#context();
    return this.#transact(function* (records) {
      const found = yield* move.reads(records, input);
      const {
        answer,
        puts = [],
        quiet = [],
        agent,
      } = decided(() => move.decide(found, input, context));
      for (const record of puts) yield* records.put(record);
      for (const record of quiet) yield* records.putQuietly(record);
      if (agent) yield* records.putAgent(agent);
      return answer;
    });
  }

  /** What is due comes first; what a move refuses does not undo it. */
  #transact<T>(work: (records: SettledRecords, reader: DeskReader) => Work<T>): MaybePromise<T> {
    const { now, policy } = this.#context();
    const attempt = () =>
      this.#store.transact(function* (transaction): Work<Outcome<T>> {
        const records = new SettledRecords(transaction, now, policy);
        try {
          if (!(yield* records.settle(sweepSize))) return { more: true, ...records.news() };
          return { answer: yield* work(records, transaction), ...records.news() };
        } catch (error) {
          if (error instanceof TransportError) return { error, ...records.news() };
          if (error instanceof Undecided) return { error: error.cause, ...records.news() };
          throw error;
        }
      });
    const outcome = untilDone(() =>
      after(attempt(), (done) => {
        if (done.records.length > 0 || done.agents) this.#onChange(done);
        return 'more' in done ? undefined : done;
      }),
    );
    return after(outcome, (done) => {
      if ('error' in done) throw done.error;
      return done.answer;
    });
  }

  #look<View>(
    view: (reader: DeskReader, context: Context) => Work<View>,
    isSettled = false,
  ): MaybePromise<Look<View>> {
    const context = this.#context();
    const { hours } = this.policy;
    const looked = this.#store.read(function* (reader): Work<Look<View> | undefined> {
      const due = yield* earliest(reader);
      if (due <= context.now && !isSettled) return undefined;
      const nextDue = Math.min(due, nextChange(hours, context.now) ?? Infinity);
      return { view: yield* view(reader, context), nextDue };
    });
    return after(looked, (look) => look ?? after(this.expire(), () => this.#look(view, true)));
  }
}

/** What a rule of the site threw, before anything of the move was written. */
class Undecided extends Error {}

function decided<T>(decide: () => T): T {
  try {
    return decide();
  } catch (cause) {
    if (cause instanceof TransportError) throw cause;
    throw new Undecided('A move was not decided.', { cause });
  }
}

function* earliest(reader: DeskReader): Work<number> {
  const due = yield* got(reader.nextDue());
  return Math.min(due ?? Infinity, (yield* got(reader.nextSessionEnd())) ?? Infinity);
}

function expired({ id, sessions }: AgentRecord, now: number): Gone[] {
  return sessions
    .filter((session) => isLate(session, now))
    .map((session) => ({ agentId: id, session: session.id }));
}
