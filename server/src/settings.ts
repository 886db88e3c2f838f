import type { DeskPolicy } from 'callback-elements/desk.js';

/** All that a relay is told when it starts; `config.ts` reads it, tests write it down. Times: milliseconds. */
export interface RelaySettings {
  readonly port: number;
  readonly host: string;
  /** `postgres://…`, or the path of an SQLite file. */
  readonly database: string;
  readonly sites: ReadonlyMap<string, SiteSettings>;
  readonly agents: AgentKeys;
  /** Number of proxies in front whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: number;
  readonly streams: {
    /** Between comments that keep a stream open. */
    readonly heartbeat: number;
    /** A page's session without a sign of it, while its stream is open. Three heartbeats. */
    readonly session: number;
    /** The same, after its stream broke without a good-bye. */
    readonly grace: number;
    /** Bytes that wait for one slow reader before it is dropped. */
    readonly buffer: number;
    /** Open streams of one address. */
    readonly perAddress: number;
  };
  readonly limits: {
    /** Bytes of a body. */
    readonly body: number;
    /** All requests of one address. */
    readonly requests: Limit;
    /** Submissions of one address. */
    readonly submissions: Limit;
    /** Submissions for one number. */
    readonly number: Limit;
  };
  /** How long events are kept for streams that resume. */
  readonly keepEvents: number;
  readonly logLevel: string;
  /** A generated token and everything allowed: on loopback only. */
  readonly demo: boolean;
}

/** No more than `max` within `window` milliseconds. */
export interface Limit {
  readonly max: number;
  readonly window: number;
}

export interface SiteSettings {
  readonly name: string;
  /** Origins whose pages may call, exactly as browsers send them; `*` in the demo only. */
  readonly origins: readonly string[];
  /** Countries that are called, ISO 3166-1 alpha-2; `*`: all, in the demo only. */
  readonly regions: readonly string[] | '*';
  /** Kinds of numbers, and beginnings, that are never called. Default: as the form has them. */
  readonly refuseTypes: readonly string[];
  readonly refusePrefixes: readonly string[];
  /** Numbers that are never called, E.164. */
  readonly doNotCall: ReadonlySet<string>;
  readonly policy: Partial<DeskPolicy>;
  readonly challenge?: { readonly cost: number };
  readonly webhook?: { readonly url: string; readonly secret: string };
  readonly mail?: {
    /** `smtp://…` (with STARTTLS where the server has it) or `smtps://…`. */
    readonly smtp: string;
    readonly from: string;
    readonly to: readonly string[];
    /** Of those who read it. Default `en`. */
    readonly language?: 'en' | 'it';
  };
}

/** How agents' tokens are checked. */
export type AgentKeys =
  | { readonly secret: string; readonly issuer?: string; readonly audience?: string }
  | { readonly jwks: string; readonly issuer?: string; readonly audience?: string };
