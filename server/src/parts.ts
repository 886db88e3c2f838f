import type { Agent } from 'callback-elements/transport/transport.js';
import type { Challenges } from './challenge.js';
import type { Clock } from 'callback-elements/transport/clock.js';
import type { judge } from './judge.js';
import type { Limits } from './limits.js';
import type { SiteSettings } from './settings.js';
import type { RelayStore } from './store/store.js';

/** What a relay is built of. */
export interface RelayParts {
  readonly store: RelayStore;
  /** Default: the machine's. */
  readonly clock?: Clock;
  readonly verify: Verify;
  readonly judge: typeof judge;
  readonly limits: Pick<Limits, 'plugin' | 'submission' | 'number'>;
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
