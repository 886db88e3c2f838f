import type {
  Agent,
  AgentTransport,
  ChosenPresence,
  DeskUpdate,
  Disposition,
  MyClaim,
  Presence,
  WaitingCallback,
} from '../transport/transport.js';

/** A callback has come into the Waiting list: new, or back from another agent. */
export class ArrivalEvent extends Event {
  constructor(readonly callback: WaitingCallback) {
    super('arrival');
  }
}

/** One of this agent's claims has changed, or (`claim` undefined) is lost. */
export class ClaimEvent extends Event {
  constructor(
    readonly id: string,
    readonly token: string,
    readonly claim: MyClaim | undefined,
  ) {
    super('claim');
  }
}

/**
 * One agent's live view of the desk: the Waiting list and the agent's own claims, kept true by the
 * transport's `desk()` stream.
 *
 * Fires `change` whenever any of its readonly state has changed, `arrival` ({@link ArrivalEvent}) for
 * what came after the first snapshot, and `claim` ({@link ClaimEvent}).
 */
export class AgentDesk extends EventTarget {
  readonly transport: AgentTransport;
  #waiting: ReadonlyMap<string, WaitingCallback> = new Map();
  #claims: ReadonlyMap<string, MyClaim> = new Map();
  #presence: Presence | undefined;
  #dispositions: readonly Disposition[] | undefined;
  /** Given back by this agent, and not yet in the list again. */
  #givenBack = new Set<string>();
  #connection: 'connecting' | 'live' | 'lost' = 'connecting';
  #clockOffset = 0;
  #error: unknown;
  #ready = false;
  #running: AbortController | undefined;

  constructor(transport: AgentTransport) {
    super();
    this.transport = transport;
  }

  get agent(): Agent {
    return this.transport.agent;
  }

  /** The Waiting list by id, first asked first. Entries are replaced, never changed. */
  get waiting(): ReadonlyMap<string, WaitingCallback> {
    return this.#waiting;
  }

  /** This agent's claims by callback id. */
  get claims(): ReadonlyMap<string, MyClaim> {
    return this.#claims;
  }

  /** This agent's presence as the backend knows it; undefined before it is told, or never told. */
  get presence(): Presence | undefined {
    return this.#presence;
  }

  /** This agent takes no requests for now: an arrival should not ring. */
  get paused(): boolean {
    return this.#presence?.state === 'paused';
  }

  /** The outcomes that the backend takes, where it keeps a list. */
  get dispositions(): readonly Disposition[] | undefined {
    return this.#dispositions;
  }

  get connection(): 'connecting' | 'live' | 'lost' {
    return this.#connection;
  }

  /** A snapshot has come: an empty list is truly empty. */
  get ready(): boolean {
    return this.#ready;
  }

  /**
   * Aborted when it stops listening; undefined while it does not listen. While it listens the backend
   * renews the leases of this agent's claims.
   */
  get listening(): AbortSignal | undefined {
    return this.#running?.signal;
  }

  /** Why the stream gave up (the token was refused, say), or undefined. `start` tries again. */
  get error(): unknown {
    return this.#error;
  }

  /** The backend's time, milliseconds since the epoch: ages do not depend on this machine's clock. */
  now(): number {
    return Date.now() + this.#clockOffset;
  }

  /**
   * Chooses this agent's presence. `presence` follows when the backend has said so. Without
   * `supports.presence` it does nothing.
   *
   * @throws {TransportError} as the transport does.
   */
  async choosePresence(presence: ChosenPresence): Promise<void> {
    await this.transport.presence?.(presence);
  }

  /** Listens from now on. Calling it again changes nothing. */
  start(): void {
    if (this.#running) return;
    this.#running = new AbortController();
    this.#error = undefined;
    this.#connection = 'connecting';
    void this.#run(this.#running.signal);
    this.#changed();
  }

  /** Stops listening; what is known stays readable. The backend lets leases run out from now on. */
  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  async #run(signal: AbortSignal): Promise<void> {
    try {
      for await (const update of this.transport.desk({ signal })) {
        if (signal.aborted) return;
        this.#apply(update);
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#error = error;
    }
    if (signal.aborted) return;
    this.#running = undefined;
    this.#connection = 'lost';
    this.#changed();
  }

  #apply(update: DeskUpdate): void {
    switch (update.type) {
      case 'snapshot':
        this.#applySnapshot(update);
        break;
      case 'waiting':
        this.#put(update.callback);
        break;
      case 'left': {
        const waiting = new Map(this.#waiting);
        waiting.delete(update.id);
        this.#waiting = waiting;
        this.#givenBack.delete(update.id);
        break;
      }
      case 'presence':
        this.#presence = update.presence;
        break;
      case 'claim':
        this.#claims = new Map(this.#claims).set(update.claim.claim.id, update.claim);
        this.#tellClaim(update.claim);
        break;
      case 'claim-lost': {
        const claims = new Map(this.#claims);
        if (claims.get(update.id)?.claim.token === update.token) claims.delete(update.id);
        this.#claims = claims;
        if (!this.#waiting.has(update.id)) this.#givenBack.add(update.id);
        this.#loseClaim(update.id, update.token);
        break;
      }
      case 'connection':
        this.#connection = update.connection;
        break;
    }
    this.#changed();
  }

  #applySnapshot(update: DeskUpdate & { type: 'snapshot' }): void {
    const arrived = this.#ready
      ? update.waiting.filter((callback) => this.#isArrival(callback))
      : [];
    const lost = [...this.#claims.values()].filter(
      ({ claim }) => !update.claims.some((mine) => mine.claim.token === claim.token),
    );
    this.#clockOffset = update.now - Date.now();
    this.#waiting = sorted(update.waiting);
    this.#claims = new Map(update.claims.map((mine) => [mine.claim.id, mine]));
    this.#presence = update.presence;
    this.#dispositions = update.dispositions;
    this.#connection = 'live';
    this.#ready = true;
    for (const callback of arrived) this.#arrived(callback);
    for (const mine of update.claims) this.#tellClaim(mine);
    for (const { claim } of lost) this.#loseClaim(claim.id, claim.token);
  }

  #put(callback: WaitingCallback): void {
    const arrival = this.#isArrival(callback);
    this.#givenBack.delete(callback.id);
    this.#waiting = sorted([...new Map(this.#waiting).set(callback.id, callback).values()]);
    if (arrival) this.#arrived(callback);
  }

  /**
   * A row that was being claimed and is free again is no arrival: it never left the list. Neither is
   * what this agent had in hand and gave back, whether the list or the claim tells of it first.
   */
  #isArrival({ id, state }: WaitingCallback): boolean {
    const mine = this.#claims.get(id)?.state;
    const inHand = mine === 'claimed' || mine === 'accepted' || this.#givenBack.has(id);
    return state === 'waiting' && !this.#waiting.has(id) && !inHand;
  }

  #arrived(callback: WaitingCallback): void {
    const event = new ArrivalEvent(callback);
    this.dispatchEvent(event);
  }

  #tellClaim(mine: MyClaim): void {
    const event = new ClaimEvent(mine.claim.id, mine.claim.token, mine);
    this.dispatchEvent(event);
  }

  #loseClaim(id: string, token: string): void {
    const event = new ClaimEvent(id, token, undefined);
    this.dispatchEvent(event);
  }

  #changed(): void {
    const event = new Event('change');
    this.dispatchEvent(event);
  }
}

/** First asked first; those who asked at the same time stay in the order in which they were told. */
function sorted(callbacks: readonly WaitingCallback[]): ReadonlyMap<string, WaitingCallback> {
  const ordered = [...callbacks].sort((a, b) => a.requestedAt - b.requestedAt);
  return new Map(ordered.map((callback) => [callback.id, callback]));
}
