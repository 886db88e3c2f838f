import { randomToken } from '../../callback/index.js';
import type { RequestChange } from '../../transport/transport.js';

/** One change with its key: what is sent again, unchanged, after a lost answer. */
export interface ChangeAttempt {
  readonly change: RequestChange;
  readonly changeKey: string;
}

/** The attempt for a change: the last one when the visitor wants the same again, else a new one. */
export function changeAttempt(
  change: RequestChange,
  last: ChangeAttempt | undefined,
): ChangeAttempt {
  if (last && JSON.stringify(last.change) === JSON.stringify(change)) return last;
  return { change, changeKey: randomToken(16) };
}
