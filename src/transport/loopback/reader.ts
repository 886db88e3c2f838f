import { TransportError } from '../transport.js';
import { stream } from '../stream.js';
import { either } from '../abortable.js';
import type { Backend } from './backend.js';
import { CallWatch, clearGhosts } from './ghosts.js';

/** Looks again this often at least, so that a lost wake-up does not matter. Milliseconds. */
const pollInterval = 15_000;

/** Between attempts to reach a database that failed. Milliseconds. */
const retryAfter = 1_000;

/** One iteration of a stream. */
export interface Reading<Update> {
  /**
   * Reads the desk. `fresh` asks for all of it: it is the first time, or the first after a gap. What
   * it throws ends the stream, unless it is `unavailable`.
   */
  read(fresh: boolean): Promise<{
    readonly updates: readonly Update[];
    /** When to look again though nobody rang. */
    readonly again: number;
    /** Nothing can follow. */
    readonly isOver?: boolean;
  }>;
  stop?(): void;
}

/**
 * A stream of what is read now, whenever the bell rings and when time is up, one reading at a time. A
 * database that fails does not end it: its connection is lost, and live again later.
 */
export function follow<Update>(
  backend: Backend,
  signal: AbortSignal | undefined,
  open: () => Reading<Update>,
) {
  const { bell, clock, closing, store } = backend;
  return stream<Update>(
    (feed) => {
      const reading = open();
      const calls = new CallWatch(backend);
      const letGo = store.hold();
      let [stopped, busy, rung, fresh] = [false, false, false, true];
      let cancelTimer = () => {};

      const look = async (): Promise<void> => {
        rung = true;
        if (busy) return;
        busy = true;
        while (rung && !stopped) {
          rung = false;
          cancelTimer();
          const again = await attempt();
          if (!stopped) cancelTimer = clock.at(again, look);
        }
        busy = false;
      };

      /** @returns when to look again. */
      const attempt = async (): Promise<number> => {
        const isFresh = fresh;
        fresh = false;
        try {
          calls.watch(await clearGhosts(backend));
          const { updates, again, isOver } = await reading.read(isFresh);
          // Asked meanwhile to begin again: the loop looks once more, for what comes first.
          if (fresh) return clock.now();
          feed.live();
          feed.push(...updates);
          if (isOver) feed.end();
          // Never in a tight circle, whatever the times are.
          return Math.min(Math.max(again, clock.now() + 1), clock.now() + pollInterval);
        } catch (error) {
          fresh = true;
          if (error instanceof TransportError && error.code === 'unavailable') feed.lost();
          else feed.fail(error);
          return clock.now() + retryAfter;
        }
      };

      const silence = bell.listen(look);
      void look();
      return {
        restart: () => {
          fresh = true;
          void look();
        },
        stop: () => {
          stopped = true;
          cancelTimer();
          silence();
          calls.stop();
          letGo();
          reading.stop?.();
        },
      };
    },
    either(signal, closing),
  );
}
