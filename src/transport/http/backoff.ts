import { onPageSign } from './page.js';

/**
 * How long to wait before the next try: any time up to a bound that doubles with each failure, so that
 * the browsers that a relay has lost all at once do not come back all at once ("full jitter").
 *
 * @param failures so far, without this one
 * @param first the bound after the first failure, milliseconds
 * @param most the bound that is never passed, milliseconds
 */
export function jittered(failures: number, first: number, most: number): number {
  return Math.random() * Math.min(most, first * 2 ** failures);
}

/**
 * Waits; shorter when the network or the page says that a try is worth while now.
 * @throws the signal's reason.
 */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const end = () => {
      clearTimeout(timer);
      silence();
      signal?.removeEventListener('abort', onAbort);
    };
    const onAbort = () => {
      end();
      reject(signal?.reason as Error);
    };
    const onTime = () => {
      end();
      resolve();
    };
    const timer = setTimeout(onTime, milliseconds);
    const silence = onPageSign((sign) => {
      if (sign === 'online' || sign === 'seen' || sign === 'back') onTime();
    });
    signal?.addEventListener('abort', onAbort);
  });
}
