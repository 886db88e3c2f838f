import { isDialable } from 'callback-elements/callback.js';
import type { CallbackRecord } from 'callback-elements/desk.js';
import type { SiteSettings } from '../settings.js';
import type { OutboxEntry } from './entry.js';
import { mailBody } from './mail-body.js';
import { newlyFinished, stepsOf, type Step } from './steps.js';

/**
 * What a change of a callback puts into the outbox of its site. Never throws: it runs in the transaction
 * of the change.
 */
export function outboxEntries(
  { name: site, webhook, mail }: Pick<SiteSettings, 'name' | 'webhook' | 'mail'>,
  before: CallbackRecord | undefined,
  after: CallbackRecord | undefined,
): readonly OutboxEntry[] {
  const record = after ?? before;
  if (!record || (!webhook && !mail)) return [];
  const callbackId = record.id;
  const entries: OutboxEntry[] = [];
  if (webhook) {
    for (const step of stepsOf(before, after)) {
      const data = { id: callbackId, site, ...webhookData(step, before, after) };
      const body = JSON.stringify({ type: `callback.${step}`, data });
      const number = isPersonal(step) ? numberOf(after ?? before) : undefined;
      entries.push({ site, kind: 'webhook', callbackId, ...(number && { number }), body });
    }
  }
  const letter = mail && mailBody(before, after);
  if (letter) {
    const { number } = letter.request;
    const body = JSON.stringify(letter);
    const key = isDialable(number) && { number: number.e164 };
    entries.push({ site, kind: 'mail', callbackId, ...key, body });
  }
  return entries;
}

/** No more than the step is about: what was told before is found by the id. */
function webhookData(step: Step, before?: CallbackRecord, after?: CallbackRecord): object {
  switch (step) {
    case 'requested': {
      const { request, twinOf, requestedAt, expiresAt, notBefore } = after!;
      const { consent, notBefore: _, ...rest } = request!;
      return {
        ...rest,
        ...(consent && { consent: { ...consent, at: isoTime(consent.at) } }),
        ...(twinOf !== undefined && { sameNumberAs: twinOf }),
        requestedAt: isoTime(requestedAt),
        notBefore: isoTime(notBefore),
        expiresAt: isoTime(expiresAt),
      };
    }
    case 'changed': {
      const { request, expiresAt, notBefore } = after!;
      const { number, region } = request!;
      const times = { notBefore: isoTime(notBefore), expiresAt: isoTime(expiresAt) };
      return { number, ...(region && { region }), ...times };
    }
    case 'finished': {
      const { agentId, end, disposition, notes } = newlyFinished(before!, after!)!;
      const retries = after!.state !== 'done';
      return {
        agent: agentId,
        ...(end && { end: { reason: end.reason, by: end.by } }),
        ...(disposition !== undefined && { disposition }),
        ...(notes !== undefined && { notes }),
        ...(retries && { retryAt: isoTime(after!.notBefore ?? after!.changedAt) }),
      };
    }
    case 'canceled':
      return {};
    case 'ended': {
      // Gone without a last state: the relay slept through its end.
      const { reason, by } = after?.end ?? { reason: 'expired', by: 'system' };
      return { end: { reason, by }, attempts: (after ?? before)!.attempts };
    }
  }
}

function isPersonal(step: Step): boolean {
  return step === 'requested' || step === 'changed' || step === 'finished';
}

function numberOf(record?: CallbackRecord): string | undefined {
  const number = record?.request?.number;
  return number && isDialable(number) ? number.e164 : undefined;
}

/** The largest time that a `Date` can hold (ECMA-262, section 21.4.1.1). */
const lastTime = 8.64e15;

/** ISO 8601, or null for none: whoever made the request may have sent any number. */
function isoTime(time: number | undefined): string | null {
  if (time === undefined || !(Math.abs(time) <= lastTime)) return null;
  return new Date(time).toISOString();
}
