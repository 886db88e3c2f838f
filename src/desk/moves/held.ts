import type { Agent, Claim } from '../../transport/transport.js';
import type { CallbackRecord, HeldClaim, PastClaim } from '../record.js';

/** What a claim's token opens to this agent. It opens nothing to another. */
export function claimByToken(
  record: CallbackRecord | undefined,
  agent: Agent,
  { token }: Claim,
): { readonly past?: PastClaim | undefined; readonly held?: HeldClaim | undefined } {
  const { claim: held, past = [] } = record ?? {};
  return {
    past: past.find((one) => one.claim.token === token && one.agentId === agent.id),
    held: held?.token === token && held.agent.id === agent.id ? held : undefined,
  };
}
