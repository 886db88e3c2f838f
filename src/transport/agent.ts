import type {
  CallbackEnd,
  CallbackState,
  EndReason,
  LiveState,
  PhoneNumber,
  RequestPage,
} from '../callback/index.js';
import type { ConnectionUpdate, TransportOptions } from './transport.js';

/** Sees the Waiting list, claims, reports, finishes. */
export interface AgentTransport {
  readonly supports: AgentSupports;
  /** Who is signed in here. */
  readonly agent: Agent;

  /**
   * The agent's view of the desk: a snapshot, then changes. While it runs, the agent is signed in, and
   * it renews the leases of this agent's claims.
   */
  desk(options?: TransportOptions): AsyncIterable<DeskUpdate>;

  /**
   * Reserves a waiting callback for this agent. Exactly one of any number of agents and tabs wins. A
   * key has one answer for ever: a repeat with the same key is the winner again and gets the same
   * claim, and once that claim was released or ran out a repeat MUST NOT make a new one.
   *
   * @throws {TransportError} `already-claimed`; `claim-lost` when the claim of this key was given back
   *   or ran out; `callback-ended`, `not-found`, `offline`, `timeout`.
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
   *   end is final (see `retryReasons`); `time-invalid` when `retryAt` is none.
   */
  finish(claim: Claim, finish: Finish, options?: TransportOptions): Promise<void>;

  /**
   * Chooses this agent's presence, in all tabs; `desk` tells it back. Present with
   * `supports.presence`.
   */
  presence?(presence: ChosenPresence, options?: TransportOptions): Promise<void>;
}

export interface AgentSupports {
  /** `presence()` exists, and `desk` tells the presence. */
  readonly presence?: true;
  /** `finish` takes `retryAt`. */
  readonly retry?: true;
}

export interface Agent {
  readonly id: string;
  readonly name: string;
}

/** What an agent may choose. Paused: signed in, but not counted on. */
export type ChosenPresence =
  { readonly state: 'ready' } | { readonly state: 'paused'; readonly reason?: string };

/**
 * An agent's presence as the backend knows it. `busy`: has a callback in hand, from `claimed` until
 * the call is over; who chose a pause meanwhile is `paused`.
 */
export type Presence = ChosenPresence | { readonly state: 'busy' };

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
  /** First asked for, milliseconds since the epoch; survives release, change and retry. */
  readonly requestedAt: number;
  /** The time that was agreed on, milliseconds since the epoch; the wait counts from then on. */
  readonly notBefore?: number;
  /** Failed attempts so far. */
  readonly attempts: number;
  /** How the last failed attempt ended. */
  readonly lastAttempt?: EndReason;
  /**
   * How often the same number asked while this was open; 1 if once. From `ended` on it is not open,
   * nor while it is `scheduled`: who asks then MUST be offered, in a row of their own. Put back, the
   * first has a row again: there are two then, one for each visitor.
   */
  readonly asked: number;
}

export type DeskUpdate =
  /** Comes first, and again after a gap: replaces all that was known. */
  | DeskSnapshot
  /** Arrived, or changed (claimed by somebody, released, asked twice, corrected). */
  | { readonly type: 'waiting'; readonly callback: WaitingCallback }
  /** Not in the Waiting list any more. */
  | { readonly type: 'left'; readonly id: string }
  /** One of this agent's claims is new or changed: this is how the agent hears of a cancel. */
  | { readonly type: 'claim'; readonly claim: MyClaim }
  /** One of this agent's claims is lost: released, or its lease ran out. */
  | { readonly type: 'claim-lost'; readonly id: string; readonly token: string }
  /** This agent's presence has changed, by whichever tab. With `supports.presence`. */
  | { readonly type: 'presence'; readonly presence: Presence }
  | ConnectionUpdate;

export interface DeskSnapshot {
  readonly type: 'snapshot';
  /** In the order of their places: oldest first. Those claimed by others are in it until accepted. */
  readonly waiting: readonly WaitingCallback[];
  /** This agent's claims, until `done` and for an hour after (a reload restores boxes). */
  readonly claims: readonly MyClaim[];
  /** The backend's clock, milliseconds since the epoch, to show ages without clock skew. */
  readonly now: number;
  /** This agent's presence. With `supports.presence`. */
  readonly presence?: Presence;
  /** The outcomes that `finish` takes, where the backend keeps a list. */
  readonly dispositions?: readonly Disposition[];
}

/** An outcome that an agent may choose when a call is over. */
export interface Disposition {
  readonly code: string;
  /** As it reads, in the language of the desk. */
  readonly label: string;
}

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
  /**
   * Until when a claim that is only `claimed` holds without a sign of its agent, by the backend's
   * clock, as of this answer. The agent's running `desk` renews it again and again, untold; `accepted`
   * ends it.
   */
  readonly leaseUntil?: number;
  /** What the backend wants dialled and shown, in place of the line's own settings. */
  readonly dial?: DialInstructions;
}

/** How the backend wants one visitor dialled. What is absent is the line's own business. */
export interface DialInstructions {
  /** What to dial in place of the number: a SIP or `tel:` URI. */
  readonly uri?: string;
  /** The number to call from, E.164. */
  readonly callerId?: string;
  /** Opens the line for this call. */
  readonly authorization?: DialAuthorization;
}

/** Short-lived credentials: no page holds a lasting secret. */
export interface DialAuthorization {
  readonly username: string;
  readonly password: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
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
