import type {
  CallbackEnd,
  CallbackRequest,
  EndReason,
  PhoneNumber,
  VisitorState,
} from '../callback/index.js';
import type { ConnectionUpdate, TransportOptions } from './transport.js';

/** Asks to be called back, follows the request, changes it, takes it back. */
export interface VisitorTransport {
  readonly supports: VisitorSupports;

  /** Whether somebody can call back now. */
  availability(options?: TransportOptions): Promise<Availability>;

  /**
   * Follows the availability: as it is first, then each change. It does not end by itself. Present
   * with `supports.liveAvailability`.
   */
  watchAvailability?(options?: TransportOptions): AsyncIterable<AvailabilityUpdate>;

  /**
   * The times at which a visitor can ask to be called, within a range, ascending and not
   * overlapping. A slot that has begun is not among them. Present with `supports.schedule`.
   *
   * @throws {TransportError} `offline`, `timeout`, `unavailable`.
   */
  slots?(range: TimeRange, options?: TransportOptions): Promise<readonly TimeRange[]>;

  /**
   * What the browser has to solve before it asks, or undefined when nothing is asked for now. Present
   * with `supports.challenge`.
   *
   * @throws {TransportError} `rate-limited`, `offline`, `timeout`, `unavailable`.
   */
  challenge?(options?: TransportOptions): Promise<Challenge | undefined>;

  /**
   * Asks for a callback. Idempotent: the same key with the same request MUST give the same receipt,
   * however often and however late, and MUST NOT make a second callback.
   *
   * @throws {TransportError} `key-reused` when the key came before with another request; `closed` when
   *   nobody is there at that time; `challenge-failed` when a proof is asked for, and this is none;
   *   `refused`, `rate-limited`, a `RequestProblem`, `offline`, `timeout`, `unavailable`.
   */
  request(request: CallbackRequest, options: RequestOptions): Promise<Receipt>;

  /**
   * Follows a callback: the present status first, then each change, until it is over and nothing can
   * follow (`final`), then the iteration ends. Statuses MUST NOT go back in `version`.
   *
   * @throws {TransportError} `not-found` or `forbidden` from the first `next()`.
   */
  watch(receipt: Receipt, options?: TransportOptions): AsyncIterable<VisitorUpdate>;

  /**
   * Corrects the number or the time, for as long as no agent has it: place and age are kept.
   * Idempotent by `changeKey`. Present with `supports.change`.
   *
   * @returns the status after it.
   * @throws {TransportError} `too-late` once an agent has claimed it, or it is over; `key-reused`;
   *   `closed`, `refused`, `number-invalid`, `time-invalid`; `not-found`, `forbidden`.
   */
  change?(receipt: Receipt, change: RequestChange, options: ChangeOptions): Promise<CallbackStatus>;

  /**
   * Takes the request back. Once this resolves nobody's phone rings on. Repeating it is harmless.
   * Present with `supports.cancel`.
   *
   * @returns the status after it: `ended`, `visitor-canceled`, by `visitor`.
   * @throws {TransportError} `too-late` from `connected` on, or when it ended otherwise.
   */
  cancel(receipt: Receipt, options?: TransportOptions): Promise<CallbackStatus>;
}

export interface VisitorSupports {
  /** The visitor can take a request back. */
  readonly cancel?: true;
  /** A request can be made for a later time: `slots` exists, and `notBefore` is heeded. */
  readonly schedule?: true;
  /** `change` exists. */
  readonly change?: true;
  /** `watchAvailability` exists. */
  readonly liveAvailability?: true;
  /** `watch` tells the place in the Waiting list. */
  readonly queue?: true;
  /** `challenge` exists, and `proof` is heeded. */
  readonly challenge?: true;
}

/** Work for a browser, which makes it expensive to ask by the thousand. */
export interface Challenge {
  /** `altcha`, or a kind that the page's own `solveChallenge` knows. */
  readonly kind: string;
  /** What is to be solved: JSON, by kind. */
  readonly puzzle: unknown;
  /** How long its proof is taken, in ms from when it was given: clocks differ. */
  readonly validFor: number;
}

/**
 * Solves a challenge, without holding up the page.
 *
 * @returns the proof, for `RequestOptions.proof`.
 */
export type SolveChallenge = (
  challenge: Challenge,
  options: { readonly signal: AbortSignal },
) => Promise<string>;

/** Answers "can somebody call me now?". */
export interface Availability {
  /**
   * - `ready`: an agent is free.
   * - `busy`: agents are there, and each is in a call or paused.
   * - `unstaffed`: it is open, and no agent is signed in.
   * - `closed`: outside the opening hours; a request for now is refused as `closed`.
   * - `unknown`: the backend takes requests and cannot say more.
   */
  readonly state: 'ready' | 'busy' | 'unstaffed' | 'closed' | 'unknown';
  /** With `closed`: the next opening, milliseconds since the epoch, where there is one. */
  readonly opensAt?: number;
  /** How many agents are free, where the backend knows. */
  readonly agents?: number;
  /** How long somebody who asks now will probably wait, in seconds, where the backend knows. */
  readonly estimatedWait?: number;
}

export type AvailabilityUpdate =
  { readonly type: 'availability'; readonly availability: Availability } | ConnectionUpdate;

/** A span of time, milliseconds since the epoch: from its beginning up to, but without, its end. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface RequestOptions extends TransportOptions {
  /** Made by the visitor's page, once per request: repeating a lost answer must not ask twice. */
  readonly requestKey: string;
  /** 32 random bytes, base64url, made in the browser. Whoever has it may watch, change and cancel. */
  readonly secret: string;
  /**
   * The proof of a challenge. It is good for this `requestKey` alone, and for its repeats. At most 4096
   * characters.
   */
  readonly proof?: string;
}

/** What a visitor corrects: what is absent stays as it is. */
export interface RequestChange {
  readonly number?: PhoneNumber;
  /** ISO 3166-1 alpha-2 of the new number, where known. */
  readonly region?: string;
  /** The new time, or `null` for as soon as possible. */
  readonly notBefore?: number | null;
}

export interface ChangeOptions extends TransportOptions {
  /** Made by the visitor's page, once per change. */
  readonly changeKey: string;
}

/** All that a visitor's browser keeps: neither name nor number. */
export interface Receipt {
  /** The callback. */
  readonly id: string;
  readonly secret: string;
  /** When the receipt stops working, milliseconds since the epoch. */
  readonly expiresAt: number;
}

export type VisitorUpdate =
  | { readonly type: 'status'; readonly status: CallbackStatus }
  /**
   * The place in the Waiting list, with `supports.queue`: after the status when it waits, and again
   * whenever the place or the wait changes. It has no version: the newest counts, and none after the
   * status has left `waiting`.
   */
  | { readonly type: 'queue'; readonly queue: QueuePlace }
  | ConnectionUpdate;

/** Where a request stands in the Waiting list. Told by the backend, never computed by a page. */
export interface QueuePlace {
  /** 1: next. */
  readonly position: number;
  /** How long it will probably wait yet, in seconds, where the backend knows. */
  readonly estimatedWait?: number;
}

/** What a visitor may know of the callback. */
export interface CallbackStatus {
  readonly state: VisitorState;
  /** Grows with each change, so that a late answer never overwrites a newer one. */
  readonly version: number;
  /** How it ended, without `detail`; exactly when `state` is `ended`. */
  readonly end?: CallbackEnd;
  /** Nothing can follow: no further attempt will be made. */
  readonly final?: true;
  /** Failed attempts so far: above 0 while `waiting` means "we tried you". */
  readonly attempts: number;
  /** How the last failed attempt ended. */
  readonly lastAttempt?: EndReason;
  /**
   * With `scheduled`: when it will be called, milliseconds since the epoch. The visitor chose it, or,
   * after an attempt, the agent.
   */
  readonly notBefore?: number;
  /** When the receipt stops working, milliseconds since the epoch, if later than the receipt says. */
  readonly expiresAt?: number;
  /** The number that calls, E.164, where known. */
  readonly callerId?: string;
  /** The number that is called, as `maskNumber` shows it, where the backend says. */
  readonly number?: string;
  /** The name of the agent who calls, from `accepted` on, where the site wants it known. */
  readonly agent?: string;
  /** With `reconnecting`: the agent's browser is gone and may come back. */
  readonly agentUnreachable?: true;
}
