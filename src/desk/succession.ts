import { reachedReasons } from '../callback/index.js';
import type { CallbackRecord } from './record.js';
import { ended } from './settle.js';

/**
 * The requests for a number once the one that agents saw is gone: the oldest takes its turn, and the
 * others ask again for that one.
 */
export function successors(twins: readonly CallbackRecord[], asked: number): CallbackRecord[] {
  const [heir, ...others] = twins;
  if (!heir) return [];
  const { twinOf: _, ...free } = heir;
  return [{ ...free, asked }, ...others.map((twin) => ({ ...twin, twinOf: heir.id }))];
}

/**
 * What becomes of them once it is over, or put off: if the visitor was talked to they are over too. One
 * visitor's cancel is no other visitor's, nor is an attempt that failed.
 */
export function afterTheEnd(
  over: CallbackRecord,
  twins: readonly CallbackRecord[],
  now: number,
): CallbackRecord[] {
  if (!over.end || !reachedReasons.includes(over.end.reason)) {
    // What an agent has taken in hand is answered for, and may come back to a row of its own.
    const isTaken = over.claim !== undefined && over.state !== 'claimed';
    return successors(twins, isTaken ? over.asked - 1 : over.asked);
  }
  const end = { reason: 'duplicate', by: 'system' } as const;
  return twins.map((twin) => ended(twin, end, now));
}
