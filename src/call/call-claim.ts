import { codeOf, isRetryable, randomToken } from '../callback/index.js';
import type {
  Agent,
  CallProgress,
  Claim,
  Finish,
  MyClaim,
  ReleaseReason,
  WaitingCallback,
} from '../transport/transport.js';
import type { AgentDesk, ClaimEvent } from './agent-desk.js';
import { Reporter } from './reporter.js';
import { retrying } from './retry.js';

export interface CallClaimOptions {
  readonly signal: AbortSignal;
  /** The backend has said something of the claim that is held; undefined: it ran out. */
  readonly onUpdate: (mine: MyClaim | undefined) => void;
  readonly onChange: () => void;
}

/**
 * An agent's claim on one callback, and all that is said to the backend under it: from asking for it
 * to giving it back or finishing it.
 */
export class CallClaim {
  readonly #desk: AgentDesk;
  readonly #id: string;
  readonly #options: CallClaimOptions;
  #held: Claim | undefined;
  #token: string | undefined;
  #callback: WaitingCallback | undefined;
  /** Kept until the claim is decided, so that a lost answer is asked for again and not twice. */
  #key: string | undefined;
  #reporter: Reporter | undefined;
  /** Lives as long as the claim: what still runs for a claim that was given back stops. */
  #life = new AbortController();
  /** Who else was last seen to claim it: once they talk, the list does not say any more. */
  #seenWith: Agent | undefined;
  #delayed = false;

  constructor(desk: AgentDesk, id: string, options: CallClaimOptions) {
    this.#desk = desk;
    this.#id = id;
    this.#options = options;
    const { signal } = options;
    const onClaim = (event: Event) => {
      const { token, claim } = event as ClaimEvent;
      if (token === this.#held?.token) options.onUpdate(claim);
    };
    desk.addEventListener('claim', onClaim, { signal });
    desk.addEventListener('change', () => this.#onList(), { signal });
  }

  get held(): Claim | undefined {
    return this.#held;
  }

  /** Of the claim that is held, or was held last. */
  get token(): string | undefined {
    return this.#token;
  }

  /** As it was claimed, of the claim that is held, or was held last. */
  get callback(): WaitingCallback | undefined {
    return this.#callback;
  }

  /** Who else has it, where known. */
  get claimedBy(): Agent | undefined {
    return this.#desk.waiting.get(this.#id)?.claimedBy ?? this.#seenWith;
  }

  /** What is to be told has not arrived at the first try; it is tried until it does. */
  get delayed(): boolean {
    return this.#delayed;
  }

  /** What the backend said last of the claim that is held. */
  get latest(): MyClaim | undefined {
    const mine = this.#desk.claims.get(this.#id);
    return mine?.claim.token === this.#held?.token ? mine : undefined;
  }

  /** How long it holds by itself while it is only `claimed`, as the backend said last. */
  get leaseUntil(): number | undefined {
    return this.latest?.claim.leaseUntil ?? this.#held?.leaseUntil;
  }

  /** Asks for it, with the same key until that is answered. */
  async acquire(): Promise<void> {
    this.#key ??= randomToken();
    const { signal } = this.#options;
    try {
      this.adopt(await this.#desk.transport.claim(this.#id, { claimKey: this.#key, signal }));
    } catch (error) {
      const answered = codeOf(error) !== undefined && !isRetryable(error);
      if (answered) this.#key = undefined;
      throw error;
    }
  }

  adopt(claim: Claim): void {
    this.#held = claim;
    this.#token = claim.token;
    this.#callback = claim.callback;
    this.#life = new AbortController();
    this.#reporter = new Reporter(this.#desk.transport, claim, this.#life.signal, this.#onDelay);
  }

  /** Lets go without telling the backend. */
  drop(): void {
    this.#held = undefined;
    this.#key = undefined;
    this.#life.abort();
  }

  /**
   * Gives it back, or what a claim without an answer may have won. The call's signal does not abort
   * it: disposing of a call gives back and aborts at once.
   */
  async giveBack(reason: ReleaseReason): Promise<void> {
    const claim = this.#held;
    if (!claim) return this.abandon();
    this.drop();
    const { transport, listening } = this.#desk;
    try {
      await transport.release(claim, reason);
    } catch (error) {
      if (!isRetryable(error) || !listening) return;
      // The lease does not run out while the desk goes on. In the background: it may take long.
      retrying(() => transport.release(claim, reason), listening).catch(() => {});
    }
  }

  /**
   * The claim is no longer wanted, and its answer is missing: it may have been won, and would then be
   * kept alive for as long as the desk goes on.
   */
  async abandon(): Promise<void> {
    const claimKey = this.#key;
    if (!claimKey) return;
    this.#key = undefined;
    const { transport, listening } = this.#desk;
    try {
      const claim = await retrying(() => transport.claim(this.#id, { claimKey }), listening);
      await retrying(() => transport.release(claim, 'declined'), listening);
    } catch {
      // Another agent has it, or it is over: there is nothing to give back.
    }
  }

  /** Reports until it has arrived. Rejects as `Reporter.tell` does. */
  report(progress: CallProgress): Promise<void> {
    return this.#arrival(this.#reporter!.tell(progress));
  }

  /**
   * As `report`, without waiting. Refused for good it means that the callback ended or the
   * claim has gone; the desk's stream says which.
   */
  reportInBackground(progress: CallProgress): void {
    this.report(progress).catch(() => {});
  }

  /** Reports at once and without waiting: again and again while the desk goes on. */
  reportLast(progress: CallProgress): void {
    this.#reporter?.tellLast(progress, this.#desk.listening);
  }

  /** Finishes it, trying until that has arrived. @throws what no retry can fix. */
  async finish(claim: Claim, finish: Finish): Promise<void> {
    const { signal } = this.#options;
    const work = () => this.#desk.transport.finish(claim, finish, { signal });
    await this.#arrival(retrying(work, signal, this.#onDelay));
  }

  readonly #onDelay = (): void => this.#setDelayed(true);

  async #arrival(told: Promise<void>): Promise<void> {
    try {
      await told;
    } finally {
      this.#setDelayed(false);
    }
  }

  #setDelayed(delayed: boolean): void {
    if (delayed === this.#delayed || this.#options.signal.aborted) return;
    this.#delayed = delayed;
    this.#options.onChange();
  }

  #onList(): void {
    const row = this.#desk.waiting.get(this.#id);
    if (row) this.#seenWith = row.claimedBy;
  }
}
