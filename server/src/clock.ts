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
    let timer: NodeJS.Timeout;
    const wait = () => {
      const left = Math.max(0, time - Date.now());
      timer = left > longestDelay ? setTimeout(wait, longestDelay) : setTimeout(callback, left);
    };
    wait();
    return () => clearTimeout(timer);
  },
};
