import type {
  Agent,
  DialInstructions,
  Disposition,
  WaitingCallback,
} from '../transport/transport.js';
import type { OpeningHours } from './hours.js';

/** What one site wants of its desk. */
export interface DeskPolicy {
  readonly times: DeskTimes;
  /** When requests for now are taken, and slots offered. Default: always. */
  readonly hours?: OpeningHours;
  /** The length of a slot, in minutes. Default 30. */
  readonly slotLength: number;
  /** How far ahead a time can be chosen, in days. Default 14. */
  readonly horizon: number;
  /** The outcomes that agents choose from. */
  readonly dispositions?: readonly Disposition[];
  /** Tells visitors the name of the agent who calls. Default false. */
  readonly showAgent: boolean;
  /** Seconds that an agent takes for one callback: the wait is estimated from it. Default: not at all. */
  readonly handlingTime?: number;
  /** How a claimed callback is to be dialled. Pure: asked once for each claim. */
  readonly dial?: (callback: WaitingCallback, agent: Agent, now: number) => DialInstructions;
}

/** How long things last, in milliseconds. */
export interface DeskTimes {
  /** A claim without a sign of its agent. Longer than the microphone's time-out (45 s). */
  readonly lease: number;
  /** A receipt, from the time that was asked for; also how long a request waits before it expires. */
  readonly receipt: number;
  /**
   * What is over keeps name and number, and is then forgotten. Its agent sees it for as long, but for an
   * hour at most.
   */
  readonly forget: number;
  /** After that the empty record, which recognises a repeated request, goes as well. */
  readonly remove: number;
  /** An agent whose page is gone from a call may come back. */
  readonly resumeWindow: number;
}

/** How often a page says that it still has the desk open, in milliseconds. */
export function renewAfter({ lease }: DeskTimes): number {
  return lease / 3;
}

const minute = 60_000;
const hour = 60 * minute;

export const defaultTimes: DeskTimes = {
  lease: 1.5 * minute,
  receipt: 24 * hour,
  forget: hour,
  remove: 24 * hour,
  resumeWindow: 10 * minute,
};

export const defaultPolicy: DeskPolicy = {
  times: defaultTimes,
  slotLength: 30,
  horizon: 14,
  showAgent: false,
};
