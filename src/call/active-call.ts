import type { AgentCall } from './agent-call.js';

/**
 * Keeps an agent from speaking to two visitors at once: the call that the agent accepted, unmuted or
 * took off hold last is the active one, and every other that would hear the agent is muted, with
 * `mutedBecause` `other-call`, so that the box can say so in words.
 * @param calls the agent's calls at any moment.
 */
export function keepOneActive(
  call: AgentCall,
  calls: () => Iterable<AgentCall>,
  options: { signal: AbortSignal },
): void {
  const onActivated = () => {
    for (const other of calls()) {
      if (other !== call && other.transmitting) other.mute(true, 'other-call');
    }
  };
  call.addEventListener('activated', onActivated, options);
}
