import { canonical } from '../callback/canonical.js';
import { isOver, type PhoneNumber } from '../callback/index.js';
import type { DeskTimes } from './policy.js';
import type { CallbackRecord } from './record.js';
import { dueTime } from './settle.js';
import type { IndexKeys } from './store.js';

/** A number as requests for it are told to be the same. */
export function numberKey(number: PhoneNumber): string {
  return canonical(number);
}

/**
 * Whether another request for the same number is the same request, and those that are wait with it. From `ended` on it is not: agents
 * do not see it, and perhaps never will again. Nor while it is scheduled: who asks now is called now.
 */
export function isOpen({ request, twinOf, state }: CallbackRecord): boolean {
  return request !== undefined && twinOf === undefined && state !== 'scheduled' && !isOver(state);
}

/** Whether agents may see it in the Waiting list. */
export function isOffered({ request, twinOf, state }: CallbackRecord): boolean {
  const offered = state === 'waiting' || state === 'claimed';
  return request !== undefined && twinOf === undefined && offered;
}

export function indexKeys(record: CallbackRecord, times: DeskTimes): IndexKeys {
  const { request, claim, past, place, twinOf, requestKey, state } = record;
  const agents = new Set(past.map(({ agentId }) => agentId));
  if (claim) agents.add(claim.agent.id);
  return {
    requestKey,
    ...(request && isOpen(record) && { openNumber: numberKey(request.number) }),
    ...(twinOf !== undefined && state === 'waiting' && { twinOf }),
    ...(isOffered(record) && { waitingPlace: place }),
    agents: [...agents],
    due: dueTime(record, times),
  };
}
