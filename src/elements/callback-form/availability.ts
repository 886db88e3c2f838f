import type { VisitorMessageKey } from '../../messages/en/visitor.js';
import type { Availability } from '../../transport/transport.js';
import { formatMinutes, formatTime } from '../shared/intl.js';

export interface Note {
  readonly tone: 'info' | 'warning';
  readonly key: VisitorMessageKey;
  readonly parameters?: Readonly<Record<string, string | number>>;
}

/** What a visitor should know before asking, or undefined when there is nothing to say. */
export function availabilityNote(
  availability: Availability | undefined,
  language: string,
): Note | undefined {
  if (!availability) return undefined;
  const { state, opensAt, agents, estimatedWait } = availability;
  if (state === 'closed') {
    if (opensAt === undefined) return { tone: 'warning', key: 'form.closed' };
    const time = formatTime(opensAt, language);
    return { tone: 'warning', key: 'form.later', parameters: { time } };
  }
  if (estimatedWait !== undefined) {
    const wait = formatMinutes(estimatedWait, language);
    return { tone: 'info', key: 'form.estimated-wait', parameters: { wait } };
  }
  return agents === 0 ? { tone: 'info', key: 'form.agents-busy' } : undefined;
}
