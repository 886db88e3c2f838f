import { canReport, isLive, isOver, retryReasons, type CallbackEnd } from '../../callback/index.js';
import type { Agent, CallReport, Claim, Finish, MyClaim } from '../../transport/transport.js';
import type { Book } from './book.js';
import { failure } from './failure.js';
import { myClaimOf, type CallbackRecord, type ClaimRecord } from './record.js';

const hour = 60 * 60 * 1000;

/** How long a lost agent may come back and go on, from `accepted` on. */
const patience = 10 * 60 * 1000;

/** What agents do with the callbacks of a book. */
export class Claims {
  readonly #book: Book;
  readonly #lease: number;
  #claims: ClaimRecord[] = [];
  /** Open desk streams by agent. */
  #streams = new Map<string, number>();

  constructor(book: Book, lease: number) {
    this.#book = book;
    this.#lease = lease;
  }

  /** Claims that an agent's page has to know of. */
  of(agentId: string): ClaimRecord[] {
    const forgotten = this.#book.clock.now - hour;
    return this.#claims.filter(
      ({ agent, lost, finish }) =>
        agent.id === agentId && !lost && (finish?.at ?? Infinity) > forgotten,
    );
  }

  claim(id: string, agent: Agent, key: string): Claim {
    const before = this.#claims.find(
      (claim) => claim.record.id === id && claim.agent.id === agent.id && claim.key === key,
    );
    if (before?.lost) throw failure('claim-lost', 'This claim was released or ran out.');
    if (before) return myClaimOf(before).claim;

    const record = this.#book.records.get(id);
    if (!record || record.lead || record.state === 'scheduled') {
      throw failure('not-found', 'No such callback is waiting.');
    }
    if (isOver(record.state)) throw failure('callback-ended', 'The callback is over.');
    if (record.state !== 'waiting') throw failure('already-claimed', 'Another agent has it.');

    const claim: ClaimRecord = {
      key,
      token: `token-${this.#claims.length + 1}`,
      agent: { ...agent },
      record,
      seq: 0,
      lost: false,
      endReported: false,
      finish: undefined,
      cancelTimer: undefined,
    };
    this.#claims.push(claim);
    record.claim = claim;
    record.state = 'claimed';
    if (!this.#streams.get(agent.id)) this.#startLease(claim);
    this.#book.changed(record);
    return myClaimOf(claim).claim;
  }

  release(agent: Agent, { token }: Claim): void {
    const claim = this.#held(agent, token);
    if (!claim) return;
    // After another attempt was asked for, the record may be in somebody else's hands.
    const { state } = claim.record;
    if (claim.finish || (state !== 'claimed' && state !== 'accepted')) {
      throw failure('too-late', 'The call was dialled already.');
    }
    this.#putBack(claim);
  }

  report(agent: Agent, { token }: Claim, report: CallReport): void {
    const claim = this.#held(agent, token);
    if (!claim) throw failure('claim-lost', 'This claim was released or ran out.');
    const { record } = claim;
    const late = report.seq <= claim.seq;
    if (claim.finish || isOver(record.state)) {
      // Whoever has reported the end knows it. Whoever repeats `accepted` is about to dial, and
      // must hear of a cancel even if the first one was lost on the way.
      const wouldDial = report.state === 'accepted' && !claim.endReported;
      if (report.state === 'ended' || (late && !wouldDial)) return;
      throw failure('callback-ended', 'The callback is over.');
    }
    if (late) return;
    claim.seq = report.seq;
    this.#apply(claim, report);
  }

  finish(agent: Agent, { token }: Claim, finish: Finish): void {
    const claim = this.#held(agent, token);
    if (!claim) throw failure('claim-lost', 'This claim was released or ran out.');
    if (claim.finish) {
      if (claim.finish.key === finish.finishKey) return;
      throw failure('too-late', 'It was finished with another key.');
    }
    const { record } = claim;
    const { end } = record;
    if (!end) throw failure('unavailable', 'The call is not over: its end has not been reported.');
    if ('retryAt' in finish && !retryReasons.includes(end.reason)) {
      throw failure('callback-ended', 'It is over for good: there is nothing to try again.');
    }
    const shown: MyClaim = { ...myClaimOf(claim), state: 'done' };
    claim.finish = { key: finish.finishKey, at: this.#book.clock.now, shown };
    if (finish.notes !== undefined) record.notes = finish.notes;
    if ('retryAt' in finish) {
      this.#retry(record, end, finish.retryAt);
    } else {
      if (finish.disposition !== undefined) record.disposition = finish.disposition;
      record.state = 'done';
    }
    this.#book.changed(record);
  }

  /** An agent's desk stream has begun: leases hold for as long as it runs. */
  arrive(agentId: string): void {
    this.#streams.set(agentId, (this.#streams.get(agentId) ?? 0) + 1);
    for (const { record, cancelTimer } of this.#open(agentId)) {
      if (record.state === 'claimed') cancelTimer?.();
      if (!record.agentUnreachable) continue;
      record.agentUnreachable = false;
      this.#book.changed(record);
    }
  }

  leave(agentId: string): void {
    const streams = (this.#streams.get(agentId) ?? 1) - 1;
    this.#streams.set(agentId, streams);
    if (streams > 0) return;
    for (const claim of this.#open(agentId)) {
      if (claim.record.state === 'claimed') this.#startLease(claim);
    }
  }

  /** The agent's browser is gone. What was accepted is never offered to others by itself. */
  lose(agentId: string): void {
    for (const claim of this.#open(agentId)) {
      const { record } = claim;
      if (record.state !== 'accepted' && !isLive(record.state)) continue;
      if (isLive(record.state)) {
        record.state = 'reconnecting';
        record.agentUnreachable = true;
      }
      this.#startTimer(claim, patience, () =>
        this.#book.end(record, { reason: 'network-failed', by: 'system' }),
      );
      this.#book.changed(record);
    }
  }

  #held(agent: Agent, token: string): ClaimRecord | undefined {
    return this.#claims.find(
      (claim) => claim.token === token && claim.agent.id === agent.id && !claim.lost,
    );
  }

  #open(agentId: string): ClaimRecord[] {
    return this.#claims.filter(
      (claim) => claim.agent.id === agentId && claim.record.claim === claim && !claim.finish,
    );
  }

  #apply(claim: ClaimRecord, report: CallReport): void {
    const { record } = claim;
    claim.cancelTimer?.();
    record.agentUnreachable = false;
    if (report.state === 'ended') {
      claim.endReported = true;
      this.#book.end(record, report.end);
      return;
    }
    if (report.callerId !== undefined) record.callerId = report.callerId;
    if (canReport(record.state, report.state)) record.state = report.state;
    this.#book.changed(record);
  }

  #putBack(claim: ClaimRecord): void {
    claim.cancelTimer?.();
    claim.lost = true;
    claim.record.claim = undefined;
    claim.record.state = 'waiting';
    this.#book.changed(claim.record);
  }

  #retry(record: CallbackRecord, end: CallbackEnd, retryAt: number): void {
    const wait = retryAt - this.#book.clock.now;
    record.claim = undefined;
    record.end = undefined;
    record.attempts += 1;
    record.lastAttempt = end.reason;
    record.state = wait > 0 ? 'scheduled' : 'waiting';
    record.retryAt = wait > 0 ? retryAt : undefined;
    if (wait > 0) this.#book.clock.after(wait, () => this.#due(record));
  }

  #due(record: CallbackRecord): void {
    if (record.state !== 'scheduled') return;
    record.state = 'waiting';
    record.retryAt = undefined;
    this.#book.changed(record);
  }

  #startLease(claim: ClaimRecord): void {
    this.#startTimer(claim, this.#lease, () => this.#putBack(claim));
  }

  #startTimer(claim: ClaimRecord, ms: number, run: () => void): void {
    claim.cancelTimer?.();
    claim.cancelTimer = this.#book.clock.after(ms, run);
  }
}
