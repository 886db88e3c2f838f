import {
  isDialable,
  randomToken,
  type CallbackEnd,
  type CallbackRequest,
} from '../../callback/index.js';
import type {
  AgentTransport,
  Call,
  CallReport,
  CallTransport,
  CallbackStatus,
  Claim,
  DeskUpdate,
  DialInstructions,
  Receipt,
  RequestOptions,
  VisitorTransport,
  VisitorUpdate,
} from '../../transport/transport.js';
import { assert } from './assert.js';
import type { LawDesk, LawPhoneCall } from './harness.js';
import { Reader } from './reader.js';

/** A callback that a law has asked for, with all that is needed to ask again. */
export interface Asked {
  readonly visitor: VisitorTransport;
  readonly request: CallbackRequest;
  readonly options: RequestOptions;
  readonly receipt: Receipt;
}

interface Dialing {
  readonly claim?: Claim;
  /** Of the claim, where none is given. */
  readonly dial?: DialInstructions;
  readonly signal?: AbortSignal;
}

const madeUpClaim: Claim = {
  id: 'made-up',
  token: 'made-up',
  seq: 0,
  callback: {
    id: 'made-up',
    state: 'claimed',
    name: 'Ada',
    number: { e164: '+12015550199' },
    requestedAt: 0,
    attempts: 0,
    asked: 1,
  },
};

/** How often to look again at what does not tell of its changes, in ms. */
const glance = 5;

/** What one law works with: a fresh desk, and everything that it opens closed again at the end. */
export class Bench {
  readonly desk: LawDesk;
  /** Aborted when the law is over. */
  readonly signal: AbortSignal;
  #waits: string[] = [];
  /** The last number reported, by token. */
  #seqs = new Map<string, number>();
  #serial = 0;

  constructor(desk: LawDesk, signal: AbortSignal) {
    this.desk = desk;
    this.signal = signal;
  }

  /** What the law is waiting for just now. */
  get waitingFor(): string {
    return this.#waits.at(-1) ?? 'an answer';
  }

  visitor(): VisitorTransport {
    return this.#have(this.desk.visitor?.());
  }

  /** A page of an agent; the same id again is another page of the same agent. */
  agent(id = 'ann'): AgentTransport {
    return this.#have(this.desk.agent?.({ id, name: id[0]?.toUpperCase() + id.slice(1) }));
  }

  calls(): CallTransport {
    return this.#have(this.desk.calls?.());
  }

  /** A stand-in serves lines that carry no audio. */
  microphone(): MediaStream {
    return this.desk.microphone?.() ?? ({} as MediaStream);
  }

  advance(ms: number): void | Promise<void> {
    return this.desk.advance?.(ms);
  }

  /** A well-formed request, with a number of its own. */
  request(over: Partial<CallbackRequest> = {}): CallbackRequest {
    const serial = String(++this.#serial).padStart(2, '0');
    return { name: `Ada ${serial}`, number: { e164: `+120155501${serial}` }, ...over };
  }

  keys(): RequestOptions {
    return { requestKey: randomToken(), secret: randomToken(32) };
  }

  /** Asks for a callback from a page of its own. */
  async ask(over: Partial<CallbackRequest> = {}): Promise<Asked> {
    const [visitor, request, options] = [this.visitor(), this.request(over), this.keys()];
    const receipt = await this.wait('request', visitor.request(request, options));
    return { visitor, request, options, receipt };
  }

  /** Asks, and has an agent claim it. */
  async claimed(agent = this.agent()): Promise<Asked & { agent: AgentTransport; claim: Claim }> {
    const asked = await this.ask();
    return { ...asked, agent, claim: await this.claim(agent, asked.receipt.id) };
  }

  claim(agent: AgentTransport, id: string): Promise<Claim> {
    return this.wait('claim', agent.claim(id, { claimKey: randomToken() }));
  }

  /** Reports one state after the other. */
  async report(agent: AgentTransport, claim: Claim, ...states: CallReport['state'][]) {
    for (const state of states) {
      const seq = this.seq(claim);
      const end: CallbackEnd = { reason: 'completed', by: 'agent' };
      const report: CallReport = state === 'ended' ? { seq, state, end } : { seq, state };
      await this.wait(`report ${state}`, agent.report(claim, report));
    }
  }

  /** Reports the end of a failed attempt, so that another one may follow. */
  async fail(agent: AgentTransport, claim: Claim): Promise<void> {
    await this.report(agent, claim, 'accepted', 'dialing');
    const end: CallbackEnd = { reason: 'no-answer', by: 'system' };
    const report: CallReport = { seq: this.seq(claim), state: 'ended', end };
    await this.wait('report ended', agent.report(claim, report));
  }

  /** The next number of a report under this claim. */
  seq(claim: Claim): number {
    const seq = (this.#seqs.get(claim.token) ?? claim.seq) + 1;
    this.#seqs.set(claim.token, seq);
    return seq;
  }

  watch({ visitor, receipt }: Pick<Asked, 'visitor' | 'receipt'>, signal = this.signal) {
    return new Reader<VisitorUpdate>(visitor.watch(receipt, { signal }), 'watch', this.wait);
  }

  open(agent: AgentTransport, signal = this.signal) {
    return new Reader<DeskUpdate>(agent.desk({ signal }), 'desk', this.wait);
  }

  /** What a page that opens the desk now is shown first. */
  async snapshot(agent: AgentTransport): Promise<DeskUpdate & { type: 'snapshot' }> {
    const closing = new AbortController();
    const update = await this.open(agent, closing.signal).next('the snapshot');
    closing.abort();
    assert(update.type === 'snapshot', `desk should begin with a snapshot, not ${update.type}.`);
    return update;
  }

  /** The backend's time. */
  get now(): number {
    return this.desk.now ?? Date.now();
  }

  /** What a page that opens the watch now is shown first. */
  async status(asked: Pick<Asked, 'visitor' | 'receipt'>): Promise<CallbackStatus> {
    const closing = new AbortController();
    const update = await this.watch(asked, closing.signal).next('the present status');
    closing.abort();
    assert(update.type === 'status', `watch should begin with the status, not ${update.type}.`);
    return update.status;
  }

  /** Dials, and waits until the phone has the call. */
  async dial(options?: Dialing): Promise<{ call: Call; far: LawPhoneCall }> {
    const call = this.dialed(options);
    return { call, far: await this.wait('the phone to get the call', this.phone.next()) };
  }

  /** Dials, under a claim that no desk knows where none is given: lines need no desk. */
  dialed({ dial, claim = { ...madeUpClaim, ...(dial && { dial }) }, signal }: Dialing = {}): Call {
    const { number } = claim.callback;
    assert(isDialable(number), 'A law dials judged numbers only.');
    const target = { claim, number };
    const call = this.calls().dial(target, { microphone: this.microphone(), signal });
    this.signal.addEventListener('abort', () => call.hangUp());
    return call;
  }

  get phone() {
    return this.#have(this.desk.phone);
  }

  /** Waits until something is so. */
  async eventually(what: string, test: () => boolean): Promise<void> {
    while (!test()) await this.wait(what, this.pause(glance));
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Says what the law waits for, should its time be over before. */
  wait = async <T>(what: string, promise: Promise<T>): Promise<T> => {
    this.signal.throwIfAborted();
    this.#waits.push(what);
    try {
      return await promise;
    } finally {
      this.#waits.splice(this.#waits.indexOf(what), 1);
      this.signal.throwIfAborted();
    }
  };

  #have<T>(part: T | undefined): T {
    assert(part !== undefined, 'The law uses something that it does not say it needs.');
    return part;
  }
}
