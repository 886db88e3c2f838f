/**
 * The transport contract: three small roles between the elements and any backend.
 *
 * - {@link VisitorTransport}: ask to be called back, follow the request, cancel it.
 * - {@link AgentTransport}: see the Waiting list, claim, report, finish.
 * - {@link CallTransport}: dial a phone and talk.
 *
 * A transport is any of the roles and a page may mix them. The rules, for all three:
 *
 * - **Streams out.** `watch` and `desk` return async iterables. Each call is independent; a snapshot
 *   comes first and again after every gap. Losing the network MUST NOT end a stream: it yields
 *   `{ type: 'connection', connection: 'lost' }` and goes on. What has many readers is an
 *   `EventTarget` with readonly state (`Call`, `Signalling`).
 * - **AbortSignal in.** Aborting ends an iteration quietly; a promise MUST reject with `signal.reason`.
 * - **Declared abilities.** What a backend cannot do is absent from `supports`, and the elements hide
 *   or explain it. No method may throw "not implemented".
 * - **Failures** are {@link TransportError}s with a stable code.
 *
 * The rules are also shipped as runnable laws: `callback-elements/testing`.
 */
import {
  CallbackError,
  type CallbackEnd,
  type CallbackRequest,
  type CallbackState,
  type EndedBy,
  type EndReason,
  type LiveState,
  type PhoneNumber,
  type RequestPage,
  type RequestProblem,
  type Tone,
  type VisitorState,
} from '../callback/index.js';

/** Stable codes of transport failures. Those marked (retryable) may succeed later, unchanged. */
export type TransportErrorCode =
  /** The request is malformed: see `RequestProblem` for the specific codes. */
  | RequestProblem
  /** The backend cannot be reached. (retryable) */
  | 'offline'
  /** The backend did not answer in time. (retryable) */
  | 'timeout'
  /** The backend failed. (retryable) */
  | 'unavailable'
  /** Too many requests from here. (retryable) */
  | 'rate-limited'
  /** The token or secret does not open this. */
  | 'forbidden'
  /** The backend does not know this callback: never asked for, or forgotten. */
  | 'not-found'
  /** The same request key came before with a different request. */
  | 'key-reused'
  /** The phone has been answered, or the callback is over: nothing left to cancel. */
  | 'too-late'
  /** Another agent has it. */
  | 'already-claimed'
  /** The claim is not this agent's any more: its lease ran out or it was released. */
  | 'claim-lost'
  /** The callback is over (the visitor canceled, it expired). */
  | 'callback-ended'
  /** Policy refused this number or this visitor. */
  | 'refused';

/** A failure of a transport. */
export class TransportError extends CallbackError<TransportErrorCode> {}

/** All three roles are optional: a page provides the ones that it needs. */
export interface Transport {
  readonly visitor?: VisitorTransport;
  readonly agent?: AgentTransport;
  readonly calls?: CallTransport;
}

/** Taken by every method that waits for something. */
export interface TransportOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Whether a stream hears its backend. */
export interface ConnectionUpdate {
  readonly type: 'connection';
  readonly connection: 'live' | 'lost';
}

// ---------------------------------------------------------------------------------------------
// Visitor
// ---------------------------------------------------------------------------------------------

export interface VisitorTransport {
  readonly supports: VisitorSupports;

  /** Whether somebody can call back. */
  availability(options?: TransportOptions): Promise<Availability>;

  /**
   * Asks for a callback. Idempotent: the same key with the same request MUST give the same receipt,
   * however often and however late, and MUST NOT make a second callback.
   *
   * @throws {TransportError} `key-reused` when the key came before with another request;
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
   * Takes the request back. Once this resolves nobody's phone rings on. Repeating it is harmless.
   *
   * @returns the status after it: `ended`, `visitor-canceled`, by `visitor`.
   * @throws {TransportError} `too-late` from `connected` on, or when it ended otherwise.
   */
  cancel(receipt: Receipt, options?: TransportOptions): Promise<CallbackStatus>;
}

export interface VisitorSupports {
  /** The visitor can take a request back. */
  readonly cancel?: true;
  /** A request can be made for a later time. */
  readonly schedule?: true;
}

/** Answers "can somebody call me now?". */
export interface Availability {
  /** `later`: not now, but it opens again (`opensAt`); `closed`: nobody knows when. */
  readonly state: 'now' | 'later' | 'closed';
  /** Next opening, milliseconds since the epoch. */
  readonly opensAt?: number;
  /** Agents ready now, where the backend knows. */
  readonly agents?: number;
  /** Estimated wait in seconds, where the backend knows. */
  readonly estimatedWait?: number;
}

export interface RequestOptions extends TransportOptions {
  /** Made by the visitor's page, once per request: repeating a lost answer must not ask twice. */
  readonly requestKey: string;
  /** 32 random bytes, base64url, made in the browser. Whoever has it may watch and cancel. */
  readonly secret: string;
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
  { readonly type: 'status'; readonly status: CallbackStatus } | ConnectionUpdate;

/** What a visitor may know of the callback. */
export interface CallbackStatus {
  readonly state: VisitorState;
  /** Grows with each change, so that a late answer never overwrites a newer one. */
  readonly version: number;
  /** How it ended; exactly when `state` is `ended`. */
  readonly end?: CallbackEnd;
  /** Nothing can follow: no further attempt will be made. */
  readonly final?: true;
  /** Failed attempts so far: above 0 while `waiting` means "we tried you". */
  readonly attempts: number;
  /** How the last failed attempt ended. */
  readonly lastAttempt?: EndReason;
  /** The earliest time of the next attempt, milliseconds since the epoch. */
  readonly retryAt?: number;
  /** The number that calls, E.164, where known. */
  readonly callerId?: string;
  /** With `reconnecting`: the agent's browser is gone and may come back. */
  readonly agentUnreachable?: true;
}

// ---------------------------------------------------------------------------------------------
// Agent
// ---------------------------------------------------------------------------------------------

export interface AgentTransport {
  readonly supports: AgentSupports;
  /** Who is signed in here. */
  readonly agent: Agent;

  /**
   * The agent's view of the desk: a snapshot, then changes. The same iteration renews the leases of
   * this agent's claims for as long as it runs.
   */
  desk(options?: TransportOptions): AsyncIterable<DeskUpdate>;

  /**
   * Reserves a waiting callback for this agent. Exactly one of any number of agents and tabs wins.
   * A repeat with the same key is the winner again and gets the same claim.
   *
   * @throws {TransportError} `already-claimed`, `callback-ended`, `not-found`, `offline`, `timeout`.
   */
  claim(id: string, options: ClaimOptions): Promise<Claim>;

  /**
   * Gives a claim back before anything was dialled: the callback waits again, with its age and its
   * place. Repeating it is harmless.
   *
   * @throws {TransportError} `too-late` once the callback is `dialing` or beyond, or over.
   */
  release(claim: Claim, reason: ReleaseReason, options?: TransportOptions): Promise<void>;

  /**
   * Says what happens in the call; the visitor sees it at once. Reports carry a growing `seq`: a
   * repeated or late one MUST be ignored without an error. So MUST one of a state to which no way
   * leads, like `ringing` after `connected`; steps may be left out, as a report on the way may have
   * been lost (`canReport`).
   *
   * Once `accepted` has resolved the agent may dial: it MUST reject with `callback-ended` when the
   * visitor canceled before, so that nobody's phone rings for nothing. That holds for a repeat too,
   * whose first answer was lost. Reporting `ended` when it is over already is harmless: the first
   * end stands.
   *
   * @throws {TransportError} `callback-ended`, `claim-lost`, `offline`, `timeout`.
   */
  report(claim: Claim, report: CallReport, options?: TransportOptions): Promise<void>;

  /**
   * Ends the agent's part, after `ended`: either done with an outcome, or back for another attempt
   * (age and place kept, attempts + 1): `waiting`, or `scheduled` until a later `retryAt`. Idempotent
   * by `finishKey`.
   *
   * @throws {TransportError} `claim-lost`; `too-late` when it was finished with another key;
   *   `unavailable` (retryable) before the end was reported; `callback-ended` with `retryAt` when the
   *   end is final (see `retryReasons`).
   */
  finish(claim: Claim, finish: Finish, options?: TransportOptions): Promise<void>;

  /** Sets this agent's presence. Present with `supports.presence`. */
  presence?(presence: Presence, options?: TransportOptions): Promise<void>;
}

export interface AgentSupports {
  /** `presence()` exists. */
  readonly presence?: true;
  /** `finish` takes `retryAt`. */
  readonly retry?: true;
}

export interface Agent {
  readonly id: string;
  readonly name: string;
}

export type Presence =
  | { readonly state: 'ready' | 'busy' | 'offline' }
  | { readonly state: 'paused'; readonly reason?: string };

/** A callback as agents see it. */
export interface WaitingCallback {
  readonly id: string;
  readonly state: 'waiting' | 'claimed';
  /** Who is claiming it, with `claimed`. */
  readonly claimedBy?: Agent;
  readonly name: string;
  readonly number: PhoneNumber;
  /** ISO 3166-1 alpha-2, where known. */
  readonly region?: string;
  readonly language?: string;
  readonly page?: RequestPage;
  readonly context?: Readonly<Record<string, string>>;
  /** First asked for, milliseconds since the epoch; survives release and retry. */
  readonly requestedAt: number;
  /** Failed attempts so far. */
  readonly attempts: number;
  /** How the last failed attempt ended. */
  readonly lastAttempt?: EndReason;
  /**
   * How often the same number asked while this was open; 1 if once. From `ended` on it is not open:
   * who asks then MUST be offered, in a row of their own, whether or not the agent has saved. Put
   * back for another attempt, the first has a row again: there are two then, one for each visitor.
   */
  readonly asked: number;
}

export type DeskUpdate =
  /** Comes first, and again after a gap: replaces all that was known. */
  | {
      readonly type: 'snapshot';
      /** Oldest first. Those claimed by others are in it until they are accepted. */
      readonly waiting: readonly WaitingCallback[];
      /** This agent's claims, until `done` and for an hour after (a reload restores boxes). */
      readonly claims: readonly MyClaim[];
      /** The backend's clock, milliseconds since the epoch, to show ages without clock skew. */
      readonly now: number;
    }
  /** Arrived, or changed (claimed by somebody, released, asked twice). */
  | { readonly type: 'waiting'; readonly callback: WaitingCallback }
  /** Not in the Waiting list any more. */
  | { readonly type: 'left'; readonly id: string }
  /** One of this agent's claims is new or changed: this is how the agent hears of a cancel. */
  | { readonly type: 'claim'; readonly claim: MyClaim }
  /** One of this agent's claims is lost: released, or its lease ran out. */
  | { readonly type: 'claim-lost'; readonly id: string; readonly token: string }
  | ConnectionUpdate;

/** One of this agent's claims. */
export interface MyClaim {
  readonly claim: Claim;
  readonly state: CallbackState;
  readonly end?: CallbackEnd;
}

export interface ClaimOptions extends TransportOptions {
  /** Made by the agent's page, once per attempt to claim. */
  readonly claimKey: string;
}

/** The right to call one visitor. */
export interface Claim {
  /** The callback. */
  readonly id: string;
  /** Opens report, release and finish; and lets the same agent resume after a reload. */
  readonly token: string;
  /** The highest `seq` that was reported under this claim; a page that resumes goes on from it. */
  readonly seq: number;
  readonly callback: WaitingCallback;
}

/** Why a claim is given back. */
export type ReleaseReason = 'declined' | 'microphone' | 'microphone-timeout';

/** `seq` grows by at least one with each report of a claim. */
export type CallReport = CallProgress & { readonly seq: number };

/** What happens in a call. */
export type CallProgress =
  | {
      readonly state: 'accepted' | LiveState;
      /** The number that calls, E.164, where known. */
      readonly callerId?: string;
    }
  | { readonly state: 'ended'; readonly end: CallbackEnd };

export type Finish = FinishDone | FinishRetry;

export interface FinishDone {
  readonly finishKey: string;
  /** The outcome's code, as the desk's list of outcomes has it. */
  readonly disposition?: string;
  readonly notes?: string;
}

export interface FinishRetry {
  readonly finishKey: string;
  /** Not before this time, milliseconds since the epoch; a past time: at once. */
  readonly retryAt: number;
  readonly notes?: string;
}

// ---------------------------------------------------------------------------------------------
// Calls
// ---------------------------------------------------------------------------------------------

export interface CallTransport {
  readonly supports: CallSupports;
  /** The signalling connection, apart from the calls: audio may live on while it is away. */
  readonly connection: Signalling;

  /**
   * Dials a phone. Returns at once; all that follows is told by the call's `statechange`. It never
   * opens a microphone of its own, and never throws: a failure is a call that has `ended`. Aborting
   * the signal hangs up.
   */
  dial(target: DialTarget, options: DialOptions): Call;
}

export interface CallSupports {
  /**
   * How tones travel: `rtp` (RFC 4733), `info` (SIP INFO), `signalled` (beside the call: the far
   * end is told of the key but hears no tone). Absent: this line cannot send tones.
   */
  readonly dtmf?: 'rtp' | 'info' | 'signalled';
  /** `Call.hold` exists. */
  readonly hold?: true;
  /** `Call.getStats` exists, so that a silent line can be noticed. */
  readonly stats?: true;
}

/** Fires `statechange`. */
export interface Signalling extends EventTarget {
  readonly state: 'connecting' | 'connected' | 'disconnected' | 'failed';
}

export interface DialTarget {
  readonly claim: Claim;
  readonly number: PhoneNumber;
}

export interface DialOptions extends TransportOptions {
  /** Open and live. The caller keeps it and stops it. */
  readonly microphone: MediaStream;
}

/**
 * One call to a phone. Fires `statechange` whenever any of its readonly state has changed.
 *
 * `state` moves only along `transitions` of `callback`, and `ended` is the last.
 */
export interface Call extends EventTarget {
  readonly state: LiveState | 'ended';
  /** How it ended; exactly when `state` is `ended`. */
  readonly end: CallbackEnd | undefined;
  /** What the visitor says, once there is something to hear. */
  readonly remoteAudio: MediaStream | undefined;
  /** The number that calls, E.164, where known. */
  readonly callerId: string | undefined;
  /** Whether the far end hears silence. */
  readonly muted: boolean;

  mute(muted: boolean): void;

  /** Speaks through another microphone from now on, without a break in the call; keeps `muted`. */
  setMicrophone(microphone: MediaStream): Promise<void>;

  /**
   * Sends one tone, `0`–`9`, `*`, `#`, and resolves when it is on its way whole, so that the next
   * may follow. Present with `supports.dtmf`.
   *
   * @throws the signal's reason, or `TransportError` `callback-ended`.
   */
  sendTone?(tone: Tone, options?: TransportOptions): Promise<void>;

  /** Present with `supports.hold`. */
  hold?(held: boolean): Promise<void>;

  /** WebRTC statistics of the media. Present with `supports.stats`. */
  getStats?(): Promise<RTCStatsReport>;

  /** Ends the call, whatever its state. Repeating it is harmless. `by` is who caused it. */
  hangUp(by?: EndedBy): void;
}
