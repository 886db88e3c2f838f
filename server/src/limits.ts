import {
  normalizeIP,
  type FastifyRateLimitStore,
  type FastifyRateLimitStoreCtor,
  type RateLimitPluginOptions,
} from '@fastify/rate-limit';
import { TransportError } from 'callback-elements/transport/transport.js';
import type { RelayKey } from './key.js';
import type { Limit, RelaySettings } from './settings.js';
import { SharedCounts, type Count } from './shared-counts.js';
import type { Sql } from './store/store.js';

/** How many requests come from an address, and how many are made for a number; all nodes together. */
export interface Limits {
  /** Options of @fastify/rate-limit, for the visitors' requests of an address. */
  readonly plugin: RateLimitPluginOptions;
  /** @throws {TransportError} `rate-limited` */
  submission(address: string): void;
  /**
   * One that was let in under a key is let in again under that key, and counts once.
   *
   * @param key the request or change that wants the number called; within the site no other has it
   * @throws {TransportError} `rate-limited`; `unavailable` when the database does not answer: what is
   *   asked for could not be kept either
   */
  number(site: string, e164: string, key: string): Promise<void>;
  close(): void;
}

/** Addresses, and numbers too, are kept as keyed hashes, and no longer than they count. */
export function limits(
  sql: Sql,
  key: RelayKey,
  settings: RelaySettings['limits'],
  clock: () => number = Date.now,
): Limits {
  const counts = new SharedCounts(sql, clock);
  const { requests, submissions, number } = settings;
  return {
    plugin: {
      max: requests.max,
      timeWindow: requests.window,
      store: storeOf(counts, (address) => key.mark('requests', address)),
      errorResponseBuilder: (_, { ttl }) => rateLimited(ttl),
    },

    submission(address) {
      // Of IPv6 a customer has at least a /64, and all of it is one address here.
      const subject = key.mark('submissions', normalizeIP(address));
      assertWithin(submissions, counts.count(subject, submissions.window));
    },

    async number(site, e164, requestKey) {
      const subject = key.mark('number', `${site}\0${e164}`);
      const mark = key.mark('request', `${site}\0${requestKey}`).slice(0, markLength);
      const now = clock();
      const [row] = await sql.all<{ marks: string; ends: number }>(
        countNumber,
        ...[subject, mark, now + number.window],
        ...[now, mark.length * number.max, now],
      );
      if (row && !row.marks.includes(mark)) throw rateLimited(row.ends - now);
    },

    close: () => counts.close(),
  };
}

/** How much of a mark tells the few requests for one number apart. */
const markLength = 22;

/**
 * Adds a request's mark to those of its number, unless it is there or they are as many as may be. One
 * statement, so that no two requests see the same room.
 */
const countNumber = `
  INSERT INTO numbers_asked (subject, marks, ends) VALUES (?, ?, ?)
  ON CONFLICT (subject) DO UPDATE SET
    marks = CASE
      WHEN numbers_asked.ends <= ? THEN excluded.marks
      WHEN REPLACE(numbers_asked.marks, excluded.marks, '') <> numbers_asked.marks
        THEN numbers_asked.marks
      WHEN LENGTH(numbers_asked.marks) < ? THEN numbers_asked.marks || excluded.marks
      ELSE numbers_asked.marks
    END,
    ends = CASE WHEN numbers_asked.ends <= ? THEN excluded.ends ELSE numbers_asked.ends END
  RETURNING marks, ends`;

function assertWithin({ max }: Limit, { hits, left }: Count): void {
  if (hits > max) throw rateLimited(left);
}

/** @param left until there is room again, in ms */
function rateLimited(left: number): TransportError {
  const retryAfter = Math.max(1, Math.ceil(left / 1000));
  return new TransportError('rate-limited', undefined, { retryAfter });
}

/** The counts as @fastify/rate-limit wants them. */
function storeOf(
  counts: SharedCounts,
  subjectOf: (address: string) => string,
): FastifyRateLimitStoreCtor {
  return class Store implements FastifyRateLimitStore {
    incr: FastifyRateLimitStore['incr'] = (address, callback, window) => {
      const { hits, left } = counts.count(subjectOf(address), window);
      callback(null, { current: hits, ttl: left });
    };

    /** A route with a limit of its own counts with all others. */
    child(): FastifyRateLimitStore {
      return this;
    }
  };
}
