import type { CallbackEnd, DialableNumber, EndedBy, LiveState, Tone } from '../callback/index.js';
import type { Claim } from './agent.js';
import type { TransportError } from './error.js';
import type { TransportOptions } from './transport.js';

/** Dials a phone and talks. */
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
  /** `Call.transfer` exists: the visitor can be handed on. */
  readonly transfer?: true;
  /** `Call.getStats` exists, so that a silent line can be noticed. */
  readonly stats?: true;
}

/** Fires `statechange`. */
export interface Signalling extends EventTarget {
  readonly state: 'connecting' | 'connected' | 'disconnected' | 'failed';
  /** Why it is `disconnected` or `failed`, where known. */
  readonly error?: TransportError | undefined;
}

export interface DialTarget {
  /** With `claim.dial`, what the backend wants in place of the line's own settings. */
  readonly claim: Claim;
  /** A judged number, and no other. */
  readonly number: DialableNumber;
}

export interface DialOptions extends TransportOptions {
  /** Open and live. The caller keeps it and stops it. */
  readonly microphone: MediaStream;
}

/** Who has put a call on hold. Either side may, or both. */
export interface Hold {
  /** The agent has: the visitor hears nothing of the agent. */
  readonly local: boolean;
  /** The visitor's side has. */
  readonly remote: boolean;
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
  /** What comes from the far end, once there is something to hear. */
  readonly remoteAudio: MediaStream | undefined;
  /**
   * Before the answer: `remoteAudio` carries the network's own ringing or announcement, so that the
   * page need not make a sound of its own. False from the answer on.
   */
  readonly earlyMedia: boolean;
  /** The number that calls, E.164, where known. */
  readonly callerId: string | undefined;
  /** Whether the far end hears silence. */
  readonly muted: boolean;
  /** Beside the state: `held` says that somebody holds, and this says who. */
  readonly held: Hold;

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

  /**
   * Holds the call, or takes it back; resolves once the far end knows. Repeating it is harmless.
   * Present with `supports.hold`.
   *
   * @throws `TransportError` `callback-ended`; `unavailable` (retryable) when the far end did not
   *   agree or the call is not answered yet.
   */
  hold?(held: boolean): Promise<void>;

  /**
   * Hands the visitor on to another number or address and leaves the call: blind transfer. Resolves
   * when the far end has taken it over; the call then ends `transferred`, by `agent`. Present with
   * `supports.transfer`.
   *
   * @param target E.164 or a SIP URI, as the line understands it.
   * @throws `TransportError` `callback-ended`; `refused` when the far end or policy refuses: the call
   *   goes on; `unavailable` (retryable) before the answer.
   */
  transfer?(target: string): Promise<void>;

  /** WebRTC statistics of the media. Present with `supports.stats`. */
  getStats?(): Promise<RTCStatsReport>;

  /** Ends the call, whatever its state. Repeating it is harmless. `by` is who caused it. */
  hangUp(by?: EndedBy): void;
}
