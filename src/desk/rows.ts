import { isLive } from '../callback/index.js';
import type { Claim, MyClaim, Presence, WaitingCallback } from '../transport/transport.js';
import type { AgentRecord, CallbackRecord, HeldClaim } from './record.js';

/** The row that agents see. The consent is evidence, for those who answer for the desk. */
export function rowOf(record: CallbackRecord): WaitingCallback {
  // Forgotten records have no row.
  const { name, number, region, language, page, context } = record.request!;
  return {
    id: record.id,
    state: record.claim ? 'claimed' : 'waiting',
    ...(record.claim && { claimedBy: record.claim.agent }),
    name,
    number,
    ...(region && { region }),
    ...(language && { language }),
    ...(page && { page }),
    ...(context && { context }),
    requestedAt: record.requestedAt,
    ...(record.notBefore !== undefined && { notBefore: record.notBefore }),
    attempts: record.attempts,
    ...(record.lastAttempt && { lastAttempt: record.lastAttempt }),
    asked: record.asked,
  };
}

/** The claim as its agent holds it. */
export function claimOf(record: CallbackRecord, held: HeldClaim): Claim {
  return {
    id: record.id,
    token: held.token,
    seq: held.seq,
    callback: rowOf(record),
    ...(record.state === 'claimed' && { leaseUntil: held.leaseUntil }),
    ...(held.dial && { dial: held.dial }),
  };
}

/** What one agent still has to do with this callback, or had until a short while ago. */
export function claimsOf(record: CallbackRecord, agentId: string): MyClaim[] {
  if (!record.request) return [];
  const past = record.past
    .filter((one) => one.agentId === agentId)
    .map((one) => ({ claim: one.claim, state: 'done' as const, ...(one.end && { end: one.end }) }));
  if (record.claim?.agent.id !== agentId) return past;
  const { state, end } = record;
  return [...past, { claim: claimOf(record, record.claim), state, ...(end && { end }) }];
}

/** @param held what the agent has to do with */
export function presenceOf(agent: AgentRecord, held: readonly CallbackRecord[]): Presence {
  if (agent.presence.state === 'paused') return agent.presence;
  return held.some((record) => occupies(record, agent.id)) ? { state: 'busy' } : agent.presence;
}

/** Whether the agent has this in hand: from `claimed` until the call is over. */
function occupies({ state, claim }: CallbackRecord, agentId: string): boolean {
  const inHand = state === 'claimed' || state === 'accepted' || isLive(state);
  return inHand && claim?.agent.id === agentId;
}
