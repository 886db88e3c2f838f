/** How long things last, in milliseconds. */
export interface Times {
  /** A claim without a sign of its agent. Longer than the microphone's time-out (45 s). */
  readonly lease: number;
  /** A receipt; also how long a request waits before it is `expired`. */
  readonly receipt: number;
  /** What is over stays visible to its agent, with name and number, and is then forgotten. */
  readonly forget: number;
  /** After that the empty record, which recognises a repeated request, goes as well. */
  readonly remove: number;
  /** An agent whose page is gone from a call may come back. */
  readonly reunite: number;
}

const minute = 60_000;
const hour = 60 * minute;

export const defaultTimes: Times = {
  lease: 1.5 * minute,
  receipt: 24 * hour,
  forget: hour,
  remove: 24 * hour,
  reunite: 10 * minute,
};
