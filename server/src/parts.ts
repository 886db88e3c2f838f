import type { RateLimitPluginOptions } from '@fastify/rate-limit';
import type { CallbackRequest } from 'callback-elements/callback.js';
import type { Judged } from 'callback-elements/desk.js';
import type { Agent, RequestChange } from 'callback-elements/transport/transport.js';
import type { Clock } from './clock.js';
import type { SiteSettings } from './settings.js';
import type { RelayStore } from './store/store.js';

/** What a relay is built of. */
export interface RelayParts {
  readonly store: RelayStore;
  /** Default: the machine's. */
  readonly clock?: Clock;
  readonly verify: Verify;
  readonly judge: Judge;
  readonly limits: Limits;
  /** The challenges of a site that has some. */
  readonly challenge?: (site: SiteSettings) => Challenges | undefined;
  /** Where log lines go. Default: standard output. */
  readonly logTo?: { write(line: string): void };
  /** The folder of the library's built files, served to other origins. Default: the installed one. */
  readonly assets?: string;
}

/** Who a token says is there. @throws `forbidden` */
export type Verify = (token: string) => Promise<{
  readonly agent: Agent;
  readonly sites: '*' | readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}>;

/** Judges the number of a wish by the complete rules and the site's policy. */
export type Judge = <Wish extends CallbackRequest | RequestChange>(
  site: SiteSettings,
  wish: Wish,
) => Promise<Judged<Wish>>;

export interface Limits {
  /** Options of @fastify/rate-limit, for the visitors' requests of an address. Absent: any number. */
  readonly plugin?: RateLimitPluginOptions;
  /** @throws `rate-limited` */
  submission(address: string): void;
  /**
   * @param key the request or change that wants the number called: its repeats are let in
   * @throws `rate-limited`
   */
  number(site: string, e164: string, key: string): Promise<void>;
}

export interface Challenges {
  create(): Promise<unknown>;
  /** Once for each proof, and for the repeats of its request. @throws `challenge-failed` */
  verify(proof: string | undefined, requestKey: string): Promise<void>;
}
