import type { VisitorMessageKey } from '../../messages/en/visitor.js';
import type { Availability } from '../../transport/transport.js';
import { formatMinutes, formatTime } from '../shared/intl.js';

export interface Note {
  readonly tone: 'info' | 'warning';
  readonly key: VisitorMessageKey;
  readonly parameters?: Readonly<Record<string, string | number>>;
}

/**
 * What a visitor should know before asking, or undefined when there is nothing to say.
 * @param plans a time can be chosen instead.
 */
export function availabilityNote(
  availability: Availability | undefined,
  language: string,
  plans: boolean,
): Note | undefined {
  switch (availability?.state) {
    case 'closed':
      return closedNote(availability.opensAt, language, plans);
    case 'unstaffed':
      return { tone: 'info', key: plans ? 'form.unstaffed-or-later' : 'form.unstaffed' };
    case 'busy': {
      const parameters = waitOf(availability, language);
      return parameters
        ? { tone: 'info', key: 'form.busy-wait', parameters }
        : { tone: 'info', key: 'form.agents-busy' };
    }
    case 'ready': {
      const parameters = waitOf(availability, language);
      return parameters && { tone: 'info', key: 'form.estimated-wait', parameters };
    }
    default:
      return undefined;
  }
}

/** Where a time can be chosen, it is asked for right below, and nobody has to come back. */
function closedNote(opensAt: number | undefined, language: string, plans: boolean): Note {
  if (opensAt !== undefined) {
    const parameters = { time: formatTime(opensAt, language) };
    return { tone: plans ? 'info' : 'warning', key: 'form.later', parameters };
  }
  return plans ? { tone: 'info', key: 'form.closed-now' } : { tone: 'warning', key: 'form.closed' };
}

function waitOf({ estimatedWait }: Availability, language: string) {
  if (estimatedWait === undefined || !(estimatedWait >= 0)) return undefined;
  return { wait: formatMinutes(estimatedWait, language) };
}
