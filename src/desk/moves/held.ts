import type { Agent, Claim } from '../../transport/transport.js';
import type { CallbackRecord, HeldClaim, PastClaim } from '../record.js';

/** As much of a claim as opens it. */
export type ClaimKey = Pick<Claim, 'id' | 'token'>;

/** What a claim's token opens to this agent. It opens nothing to another. */
export function claimByToken(
  record: CallbackRecord | undefined,
  agent: Agent,
  { token }: ClaimKey,
): { readonly past?: PastClaim | undefined; readonly held?: HeldClaim | undefined } {
  const { claim: held, past = [] } = record ?? {};
  return {
    past: past.find((one) => one.claim.token === token && one.agentId === agent.id),
    held: held?.token === token && held.agent.id === agent.id ? held : undefined,
  };
}
