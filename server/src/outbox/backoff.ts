const second = 1000;
const hour = 3600 * second;

/** Attempts before a message is dead: the last one comes 12 to 25 hours after the first. */
export const maxAttempts = 14;

/** The longest wait between two attempts, in milliseconds. */
export const longestWait = 4 * hour;

/**
 * How long to wait after so many failed attempts, in milliseconds: 5 s, three times as long each time, at
 * most 4 h, of which between half and all, so that a receiver that comes back is not met by everybody at
 * once.
 * @param random from 0 to 1
 */
export function waitAfter(attempts: number, random: number): number {
  const full = Math.min(5 * second * 3 ** (attempts - 1), longestWait);
  return Math.round(full * (0.5 + random / 2));
}
