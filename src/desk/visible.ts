import type { CallbackStatus, MyClaim, WaitingCallback } from '../transport/transport.js';
import { isOffered } from './keys.js';
import type { CallbackRecord } from './record.js';
import { claimsOf, rowOf } from './rows.js';
import { statusOf } from './status.js';

/** A callback as far as its readers see it: what a store keeps as the event of a change. */
export interface VisibleCallback {
  /** While it is in the Waiting list. */
  readonly row?: WaitingCallback;
  readonly claims: readonly AgentsClaim[];
  readonly status: CallbackStatus;
}

/** A claim, with the agent whose it is. */
export interface AgentsClaim {
  readonly agentId: string;
  readonly mine: MyClaim;
}

export function visibleOf(record: CallbackRecord): VisibleCallback {
  const agents = new Set(record.past.map(({ agentId }) => agentId));
  if (record.claim) agents.add(record.claim.agent.id);
  return {
    ...(isOffered(record) && { row: rowOf(record) }),
    claims: [...agents].flatMap((agentId) =>
      claimsOf(record, agentId).map((mine) => ({ agentId, mine })),
    ),
    status: statusOf(record),
  };
}
