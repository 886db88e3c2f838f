import type { CallbackEnd, CallbackRequest } from '../callback/index.js';
import type {
  Agent,
  AgentSupports,
  AgentTransport,
  Availability,
  CallTransport,
  Challenge,
  ChosenPresence,
  Receipt,
  TransportErrorCode,
  VisitorSupports,
  VisitorTransport,
} from '../transport/transport.js';
import { atOnce, defaultTimes, got, type Changed, type DeskPolicy } from '../desk/index.js';
import { Backend } from './fake/backend.js';
import { proofOf } from './fake/challenges.js';
import { Clock } from './fake/clock.js';
import { Network } from './fake/link.js';
import { fakeAgent } from './fake/agent.js';
import { truthOf, type FakeCallback } from './fake/truth.js';
import { fakeVisitor } from './fake/visitor.js';
import { FakePhoneLine, type FakePhoneLineOptions } from './fake-phone-line.js';
import type { FakePhone } from './fake-phone.js';

export interface FakeDeskOptions {
  /** Freezes the clock at this time: only `advance` moves it. Default: the real time. */
  readonly now?: number;
  /** How long a claim holds while its agent is away, in ms. Default: as `policy` has it. */
  readonly lease?: number;
  /** Hours, outcomes, whether the agent is named … What is absent is as `defaultPolicy` has it. */
  readonly policy?: Partial<DeskPolicy>;
  /** How long answers take, in ms of the desk's clock. Default 0. */
  readonly delay?: number;
  /**
   * What each role can do, in place of all that the fake can do. Only where it is said here has the
   * visitor a `challenge`.
   */
  readonly supports?: {
    readonly visitor?: VisitorSupports;
    readonly agent?: AgentSupports;
  };
  /** The phone line. */
  readonly line?: Omit<FakePhoneLineOptions, 'clock'>;
}

/**
 * An honest backend in memory, by the same rules as every other desk (`src/desk`): it fulfils the whole transport contract, and lets a test or a demo
 * be its clock, its network and its visitors' phone. All transports that it gives out share one desk.
 */
export class FakeDesk {
  readonly #clock: Clock;
  readonly #network: Network;
  readonly #backend: Backend;
  readonly #line: FakePhoneLine;
  readonly #supports: FakeDeskOptions['supports'];
  #asks = 0;

  constructor(options: FakeDeskOptions = {}) {
    this.#clock = new Clock(options.now);
    this.#network = new Network(this.#clock);
    this.#network.delay = options.delay ?? 0;
    const { lease, policy } = options;
    const times = { ...defaultTimes, ...policy?.times, ...(lease !== undefined && { lease }) };
    this.#backend = new Backend(this.#clock, { ...policy, times }, (changed) =>
      this.#silenceCanceled(changed),
    );
    this.#line = new FakePhoneLine({ ...options.line, clock: this.#clock });
    this.#supports = options.supports;
  }

  /** Another visitor's page. */
  visitor(): VisitorTransport {
    const supports = this.#supports?.visitor ?? {
      cancel: true,
      schedule: true,
      change: true,
      liveAvailability: true,
      queue: true,
    };
    return fakeVisitor(this.#backend, this.#network.connect(), supports);
  }

  /** Another page of an agent: agents may have several. */
  agent(agent: Agent): AgentTransport {
    const supports = this.#supports?.agent ?? { presence: true, retry: true };
    return fakeAgent(agent, this.#backend, this.#network.connect(agent.id), supports);
  }

  /** What visitors are told: by default the truth; a test may say something else. */
  get availability(): Availability {
    return this.#backend.availability;
  }

  set availability(availability: Availability | undefined) {
    this.#backend.availability = availability;
  }

  /** The line on which agents call. */
  calls(): CallTransport {
    return this.#line;
  }

  /** The far end of the line. */
  get phone(): FakePhone {
    return this.#line.phone;
  }

  /** The desk's clock, milliseconds since the epoch. */
  get now(): number {
    return this.#clock.now;
  }

  /** Lets time pass: leases run out, retries come due. */
  advance(ms: number): void {
    this.#clock.advance(ms);
  }

  /** How long answers take, in ms of the desk's clock. */
  get delay(): number {
    return this.#network.delay;
  }

  set delay(ms: number) {
    this.#network.delay = ms;
  }

  /** Cuts the network: streams say so, promises reject with `offline`, calls live on. */
  cut(): void {
    this.#network.turn(false);
    this.#line.signal('disconnected');
  }

  /** Ends a cut, and brings back the pages of lost agents. */
  restore(): void {
    this.#network.turn(true);
    this.#line.signal('connected');
  }

  /** The next request does its work, but its answer is lost: it rejects with `timeout`. */
  loseNextAnswer(): void {
    this.#network.losesNextAnswer = true;
  }

  /** The next request fails with this code, its work undone. */
  failNext(code: TransportErrorCode): void {
    this.#network.nextFailure = code;
  }

  /**
   * All pages of this agent are gone for the desk: from `dialing` on the visitor is told that the
   * agent is unreachable. Ended by a page opened after this (`agent`), or by `restore`.
   */
  loseAgent(agentId: string): void {
    const pages = [...this.#network.links].filter((link) => link.agentId === agentId);
    for (const page of pages) page.turn(false);
    for (const page of pages) atOnce(this.#backend.desk.lose(agentId, page.id));
  }

  /** From now on requests need the proof of a challenge. Visitors must have been given `challenge`. */
  demandProof(): void {
    this.#backend.challenges.demanded = true;
  }

  /** What a page's `solveChallenge` does. */
  solve({ puzzle }: Challenge): Promise<string> {
    return Promise.resolve(proofOf(puzzle));
  }

  /** Puts a waiting callback on the desk, with a number of its own where none is given. */
  ask(request: Partial<CallbackRequest> = {}): Receipt {
    this.#asks += 1;
    const serial = String(this.#asks).padStart(3, '0');
    return atOnce(
      this.#backend.desk.request(
        { name: 'Ada Lovelace', number: { e164: `+12015550${serial}` }, ...request },
        { requestKey: `asked-${serial}`, secret: `secret-${serial}` },
      ),
    );
  }

  /** The desk ends a callback by itself, as when it expires. */
  end(id: string, end: CallbackEnd): void {
    atOnce(this.#backend.desk.end(id, end));
  }

  /** The truth about a callback. */
  callback(id: string): FakeCallback | undefined {
    return this.callbacks.find((one) => one.id === id);
  }

  /** The truth about all callbacks, oldest first. */
  get callbacks(): readonly FakeCallback[] {
    return this.#backend.store.all.map(truthOf);
  }

  /** The presence that an agent has chosen. */
  presence(agentId: string): ChosenPresence | undefined {
    const { store } = this.#backend;
    return store.read(function* (reader) {
      return (yield* got(reader.agent(agentId)))?.presence;
    });
  }

  /** Stops all that runs. The desk is out of reach from then on. */
  dispose(): void {
    this.#network.dispose();
    this.#line.dispose();
  }

  /** Once a cancel is answered nobody's phone rings on. */
  #silenceCanceled({ records }: Changed): void {
    for (const { id, end } of records) {
      if (end?.reason !== 'visitor-canceled') continue;
      for (const { call, target } of this.phone.calls) {
        if (target.claim.id === id) call.hangUp('visitor');
      }
    }
  }
}
