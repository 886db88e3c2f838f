import type { CallbackRecord } from 'callback-elements/desk.js';

/** What a receiver hears of a callback. `docs/webhooks.md` says what each of them carries. */
export type Step = 'requested' | 'changed' | 'canceled' | 'finished' | 'ended';

/**
 * What happened to a record means to those outside, in the order in which it is told. It may be several
 * moves of one batch.
 */
export function stepsOf(before?: CallbackRecord, after?: CallbackRecord): readonly Step[] {
  if (!before && !after?.request) return [];
  const steps: Step[] = [];
  if (!before) steps.push('requested');
  if (before && after && isCorrected(before, after)) steps.push('changed');
  if (before && after && newlyFinished(before, after)) steps.push('finished');
  // A failed attempt is not the end until its agent has said so, nor is what comes after it.
  if (!(before && isFinal(before)) && (!after || isFinal(after))) {
    steps.push(after?.end?.reason === 'visitor-canceled' ? 'canceled' : 'ended');
  }
  return steps;
}

/** What the agent wrote up, if that is what has changed. */
export function newlyFinished(before: CallbackRecord, after: CallbackRecord) {
  const newest = after.past.at(-1);
  const isOld = before.past.some(({ finishKey }) => finishKey === newest?.finishKey);
  return isOld ? undefined : newest;
}

export function isFinal({ statuses }: CallbackRecord): boolean {
  return statuses.at(-1)?.final === true;
}

/** By the visitor: that an agent puts it off is no correction. */
function isCorrected(before: CallbackRecord, after: CallbackRecord): boolean {
  if (before.changes.at(-1)?.key === after.changes.at(-1)?.key || !after.request) return false;
  return wish(before) !== wish(after);
}

function wish({ request, notBefore }: CallbackRecord): string {
  const number = request?.number;
  return JSON.stringify(
    number && 'e164' in number
      ? [number.e164, number.extension, notBefore]
      : [number?.raw, number?.region, notBefore],
  );
}
