/** Time, so that tests can move it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once, at or soon after `time`; the returned function takes it back. */
  at(time: number, callback: () => void): () => void;
}

/** Longer delays overflow `setTimeout`, which then fires at once. */
const longestDelay = 0x7fff_ffff;

export const systemClock: Clock = {
  now: () => Date.now(),
  at(time, callback) {
    const delay = Math.min(Math.max(0, time - Date.now()), longestDelay);
    const timer = setTimeout(callback, delay);
    return () => clearTimeout(timer);
  },
};
