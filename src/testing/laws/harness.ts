import type { CallbackEnd, Consent } from '../../callback/index.js';
import type {
  Agent,
  AgentTransport,
  CallTransport,
  Challenge,
  Disposition,
  VisitorTransport,
} from '../../transport/transport.js';

/** Makes a fresh, empty desk for one law. */
export type LawHarness = () => LawDesk | Promise<LawDesk>;

/**
 * What the laws are run on: the transports of one desk, and whatever the harness can do to the world
 * around them. What it cannot do is absent; the laws that need it are skipped, by name.
 */
export interface LawDesk {
  /** Another visitor's page. */
  visitor?(): VisitorTransport;
  /** Another page of this agent. */
  agent?(agent: Agent): AgentTransport;
  /** The line of an agent. */
  calls?(): CallTransport;

  /** The far end of the line. */
  readonly phone?: LawPhone;
  /** An open microphone, another each time. Default: a stand-in, for lines without real audio. */
  microphone?(): MediaStream;
  /** The line carries real audio. */
  readonly media?: true;

  /**
   * Lets time pass for the backend and for its transports, as if all had been running: what is due
   * meanwhile happens, heartbeats and renewals included.
   */
  advance?(ms: number): void | Promise<void>;
  /** The backend's clock, milliseconds since the epoch. Default: this machine's. */
  readonly now?: number;
  /** Cuts the network between all transports and their backend. */
  cut?(): void | Promise<void>;
  /** Ends the cut. */
  restore?(): void | Promise<void>;
  /** The next request of any transport does its work, but the answer is lost: `timeout`. */
  loseNextAnswer?(): void | Promise<void>;
  /** Takes the line's signalling connection away. */
  loseLine?(): void | Promise<void>;
  /** Brings it back. */
  restoreLine?(): void | Promise<void>;
  /** All pages of this agent are gone, and the backend has noticed. */
  loseAgent?(agentId: string): void | Promise<void>;
  /** The outcomes that the desk was set up with. */
  readonly dispositions?: readonly Disposition[];
  /** The consent that the backend keeps with a callback. */
  consent?(id: string): Consent | undefined | Promise<Consent | undefined>;

  /** From now on a request needs the proof of a challenge. Until then it needs none. */
  demandProof?(): void | Promise<void>;
  /** The proof of a challenge that this desk has given. */
  solve?(challenge: Challenge): string | Promise<string>;

  /** Stops all of it. */
  dispose?(): void | Promise<void>;
}

/** The visitor's phone. */
export interface LawPhone {
  /** What can be done to its calls, beside answering them and hanging up. */
  readonly supports?: LawPhoneSupports;
  /** The next call that reaches the phone, or has reached it and was not asked for yet. */
  next(): Promise<LawPhoneCall>;
}

/** What is absent is skipped, by name. */
export interface LawPhoneSupports {
  /** `LawPhoneCall.hold` exists. */
  readonly hold?: true;
  /** `LawPhoneCall.transferredTo` and `refuseTransfer` exist. */
  readonly transfer?: true;
  /** `LawPhoneCall.refuseHold` exists. */
  readonly refuseHold?: true;
  /** `LawPhoneCall.playEarlyMedia` exists. */
  readonly earlyMedia?: true;
  /** `LawPhoneCall.interrupt` and `recover` exist. */
  readonly interrupt?: true;
  /** `LawPhoneCall.endWith` exists. */
  readonly endWith?: true;
}

/** One call as the visitor's phone sees it. */
export interface LawPhoneCall {
  ring(): void | Promise<void>;
  answer(): void | Promise<void>;
  /** Refuses the call. */
  decline(): void | Promise<void>;
  hangUp(): void | Promise<void>;
  /** It rings no more and nobody talks. */
  readonly over: boolean;
  /** The tones that have arrived, in order. */
  readonly digits: string;
  /** Whether silence is heard. */
  readonly heardMuted: boolean;

  /** Puts the call on hold, or takes it back. */
  hold?(held: boolean): void | Promise<void>;
  /** Does not agree to be held. */
  refuseHold?(): void | Promise<void>;
  /** Where the agent has sent the visitor on to. */
  readonly transferredTo?: string | undefined;
  /** Does not go where the agent sends it. */
  refuseTransfer?(): void | Promise<void>;
  /** While it rings: the agent hears the network's own ringing. */
  playEarlyMedia?(): void | Promise<void>;
  /** The way to the phone is lost for a while. */
  interrupt?(): void | Promise<void>;
  /** The way to the phone is back. */
  recover?(): void | Promise<void>;
  /** The phone or its network ends the call in just this way. */
  endWith?(end: CallbackEnd): void | Promise<void>;
}
