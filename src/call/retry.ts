import { isRetryable } from '../callback/index.js';

/** Waits between tries, in milliseconds; the last one repeats. */
const waits = [500, 1_000, 2_000, 5_000, 10_000];

/**
 * Tries until it works, fails for good (a failure that is not retryable) or is aborted.
 * @param signal undefined: tries once.
 * @param onFailure a try has failed, and another follows.
 * @throws the failure, or the signal's reason.
 */
export async function retrying<T>(
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
  onFailure?: () => void,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!signal || !isRetryable(error)) throw error;
      onFailure?.();
      await sleep(waits[Math.min(attempt, waits.length - 1)] ?? 0, signal);
    }
  }
}

/** @throws the signal's reason. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
