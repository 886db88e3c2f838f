/** Time, so that tests can move it: an adapter's, or a backend's. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once, at or soon after `time`; the returned function takes it back. */
  at(time: number, callback: () => void): () => void;
}

/** Longer delays overflow `setTimeout`, which then fires at once. */
const longestDelay = 0x7fff_ffff;

/** This machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  at(time, callback) {
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      const left = Math.max(0, time - Date.now());
      timer = left > longestDelay ? setTimeout(wait, longestDelay) : setTimeout(callback, left);
    };
    wait();
    return () => clearTimeout(timer);
  },
};
