import { Desk, type DeskPolicy } from 'callback-elements/desk.js';
import type { RelayStore } from './store/store.js';

/** For work on sites that need not be served (any more): those have the policy that a desk has by itself. */
export interface DeskOfOptions {
  readonly policyOf: (site: string) => Partial<DeskPolicy> | undefined;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** The desk of a site, for what no visitor or agent does. */
export function deskOf(
  store: Pick<RelayStore, 'site'>,
  site: string,
  { policyOf, clock }: DeskOfOptions,
): Desk {
  const policy = policyOf(site);
  return new Desk(store.site(site), { now: clock, ...(policy && { policy }) });
}
