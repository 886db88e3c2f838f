import type { CallbackRequest } from 'callback-elements/callback.js';
import type { CallbackRecord } from 'callback-elements/desk.js';
import { isFinal, stepsOf } from './steps.js';

/** The body of a mail's entry; its words are found when it is sent. */
export interface MailBody {
  readonly type: 'requested' | 'changed' | 'canceled';
  readonly request: Pick<CallbackRequest, 'name' | 'number' | 'language' | 'page' | 'context'>;
  /** Milliseconds since the epoch. */
  readonly requestedAt: number;
  readonly notBefore?: number;
}

/**
 * Mail is for whoever calls back by hand: what to do next, and no more. A number that asks again while
 * it is open is one call, and no second mail; it gets one of its own when its turn comes.
 */
export function mailBody(before?: CallbackRecord, after?: CallbackRecord): MailBody | undefined {
  if (!after?.request) return undefined;
  const isFirst = (!before || before.twinOf !== undefined) && after.twinOf === undefined;
  if (isFirst && !isFinal(after)) return mailOf('requested', after, after.request);
  if (!before || before.twinOf !== undefined) return undefined;
  for (const step of stepsOf(before, after)) {
    if (step === 'changed' || step === 'canceled') return mailOf(step, after, after.request);
  }
  return undefined;
}

function mailOf(
  type: MailBody['type'],
  { requestedAt, notBefore }: CallbackRecord,
  { name, number, language, page, context }: CallbackRequest,
): MailBody {
  // Of what was taken back only as much as it takes to know it again.
  const about = type === 'requested' && {
    ...(language && { language }),
    ...(page && { page }),
    ...(context && { context }),
  };
  return {
    type,
    request: { name, number, ...about },
    requestedAt,
    ...(notBefore !== undefined && type !== 'canceled' && { notBefore }),
  };
}
