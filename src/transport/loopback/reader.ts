import { TransportError, type ConnectionUpdate } from '../transport.js';
import type { Desk } from './desk.js';
import type { Feed } from './stream.js';

/** Looks again after this time at the latest, so that a lost wake-up does not matter. Milliseconds. */
const patience = 15_000;

/** Between attempts to reach a database that failed. Milliseconds. */
const retryAfter = 1_000;

/**
 * Reads the desk now, whenever the bell rings and when time is up, one reading at a time. A database
 * that fails does not end it: the feed is told that the connection is lost, and live again later.
 *
 * @param read reads, pushes what is new and returns when to look again though nobody rang. `fresh`
 *   asks for all of it, because it is the first time or the first after a gap. What it throws ends
 *   the feed, unless it is `unavailable`.
 * @returns what stops it.
 */
export function readAgain<T>(
  desk: Desk,
  feed: Feed<T | ConnectionUpdate>,
  read: (push: (update: T | ConnectionUpdate) => void, fresh: boolean) => Promise<number>,
): () => void {
  const letGo = desk.connection.hold();
  let stopped = false;
  let reading = false;
  let rung = false;
  let fresh = true;
  let lost = false;
  let cancelTimer = () => {};

  const again = async () => {
    rung = true;
    if (reading) return;
    reading = true;
    while (rung && !stopped) {
      rung = false;
      cancelTimer();
      const next = await attempt();
      if (!stopped) cancelTimer = desk.clock.at(next, again);
    }
    reading = false;
  };

  const attempt = async (): Promise<number> => {
    try {
      const again = await read(push, fresh);
      recover();
      fresh = false;
      const now = desk.clock.now();
      // Never in a tight circle, whatever the times are.
      return Math.min(Math.max(again, now + 1), now + patience);
    } catch (error) {
      if (!(error instanceof TransportError && error.code === 'unavailable')) {
        feed.fail(error);
      } else if (!lost) {
        fresh = lost = true;
        feed.push({ type: 'connection', connection: 'lost' });
      }
      return desk.clock.now() + retryAfter;
    }
  };

  const push = (update: T | ConnectionUpdate) => {
    recover();
    feed.push(update);
  };

  const recover = () => {
    if (lost) feed.push({ type: 'connection', connection: 'live' });
    lost = false;
  };

  const silence = desk.bell.listen(again);
  void again();
  return () => {
    stopped = true;
    cancelTimer();
    silence();
    letGo();
  };
}
