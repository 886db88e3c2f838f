import { isLive, isOver, type CallbackEnd } from '../callback/index.js';
import type { MyClaim } from '../transport/transport.js';
import type { BoxRecord } from './box-store.js';

/** What a page does with a claim that an earlier page of the agent left behind. */
export type ResumePlan =
  /** Reserved, and nothing was dialled: `accept()` goes on from there. */
  | { readonly action: 'continue' }
  /** Reserved, but its box has been closed meanwhile. */
  | { readonly action: 'give-back' }
  /** There was a call, and its audio went with the page: the agent may call again. */
  | { readonly action: 'interrupt' }
  /** There was a call and it is over, which the backend has not heard yet. */
  | { readonly action: 'end'; readonly end: CallbackEnd }
  /** The backend knows that it is over: outcome and notes are left. */
  | { readonly action: 'wrap-up' };

/**
 * Decides how to go on after a reload.
 * @param mine the claim as the backend has it.
 * @param kept what the earlier page kept of its box.
 */
export function planResume({ state }: MyClaim, kept: Readonly<BoxRecord>): ResumePlan {
  const closed = kept.closed || kept.removed;
  if (isOver(state)) return { action: 'wrap-up' };
  if (!isLive(state)) return { action: closed ? 'give-back' : 'continue' };
  if (kept.end) return { action: 'end', end: kept.end };
  // The page went away between the agent's click and its effect.
  if (closed) return { action: 'end', end: hangUpEnd(kept.connectedAt) };
  return { action: 'interrupt' };
}

/**
 * How a call ends when its agent ends it.
 * @param connectedAt when the visitor picked up, if so.
 */
export function hangUpEnd(connectedAt: number | undefined): CallbackEnd {
  const reason = connectedAt === undefined ? 'agent-canceled' : 'completed';
  return { reason, by: 'agent' };
}
