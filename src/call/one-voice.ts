import { isLive } from '../callback/index.js';
import type { AgentCall } from './agent-call.js';

/**
 * Keeps an agent from speaking to two visitors at once: the call that the agent last turned to
 * (accepted, or unmuted) has the voice, and every other live call is muted, with `mutedBecause`
 * `other-call`, so that the box can say so in words.
 * @param calls the agent's calls at any moment.
 */
export function keepOneVoice(
  call: AgentCall,
  calls: () => Iterable<AgentCall>,
  options: { signal: AbortSignal },
): void {
  const onVoice = () => {
    for (const other of calls()) {
      if (other !== call && isLive(other.state) && !other.muted) other.mute(true, 'other-call');
    }
  };
  call.addEventListener('voice', onVoice, options);
}
