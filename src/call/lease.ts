/** How much earlier than the lease the question ends, in milliseconds: the answers take time, too. */
const margin = 5_000;

/**
 * How long the question about the microphone may stay open, in milliseconds: the claim should still
 * hold when the agent says "Allow".
 *
 * What renews a lease is the agent's running `desk` stream, again and again and untold; so this is the
 * time for which the claim holds even if that stream breaks now. A lease that seems to have run out
 * has been renewed, or the desk would have said `claim-lost`: it limits nothing.
 * @param timeout how long it may stay open at most.
 * @param leaseUntil `Claim.leaseUntil`.
 * @param now the desk's time, see `AgentDesk.now`.
 */
export function questionTime(timeout: number, leaseUntil: number | undefined, now: number): number {
  const left = (leaseUntil ?? 0) - now;
  if (left <= 0) return timeout;
  // Of a short lease, half: an agent needs some time to answer at all.
  return Math.min(timeout, left - Math.min(margin, left / 2));
}
