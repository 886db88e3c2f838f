import { createTransport } from 'nodemailer';
import type { SiteSettings } from '../settings.js';
import { NotDelivered, reasonOf, type Receiver } from './delivery.js';
import type { MailBody } from './mail-body.js';
import { letterOf } from './letter.js';

export interface MailOptions {
  /** Milliseconds that a mail has to be taken by the server. Default 45 s. */
  readonly timeout?: number;
}

/** Between two words of the server, in milliseconds. */
const silence = 20_000;

/** Sends a mail for each message, over a connection of its own. */
export function mailReceiver(
  { name: site, mail, policy }: Pick<SiteSettings, 'name' | 'mail' | 'policy'>,
  { timeout = 45_000 }: MailOptions = {},
): Receiver | undefined {
  if (!mail) return undefined;
  const { smtp, from, to, language = 'en' } = mail;
  const transport = createTransport({
    url: smtp,
    connectionTimeout: silence,
    greetingTimeout: silence,
    socketTimeout: silence,
    // Nothing that a visitor wrote is ever read as a path or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = domainOf(from);
  const timeZone = policy.hours?.timeZone ?? 'UTC';
  return {
    async deliver({ id, callbackId, body }, signal) {
      const letter = letterOf(JSON.parse(body) as MailBody, {
        site,
        callbackId,
        language,
        timeZone,
      });
      const limit = AbortSignal.timeout(timeout);
      try {
        await transport.sendMail({
          from,
          to: [...to],
          ...letter,
          // The same in each attempt, so that a mailbox can know a repeat.
          messageId: `<${id}@${domain}>`,
          // One conversation for each callback.
          references: [`<${callbackId}.callback@${domain}>`],
          headers: {
            'Auto-Submitted': 'auto-generated', // RFC 3834
            'X-Auto-Response-Suppress': 'All', // Exchange does not read the other one
          },
          signal: AbortSignal.any([signal, limit]),
        });
      } catch (error) {
        throw new NotDelivered(limit.aborted ? 'no answer in time' : mailReason(error));
      }
    },
    close: () => transport.close(),
  };
}

/** The code, and the server's number for it; its sentence may name people. */
function mailReason(error: unknown): string {
  const { responseCode } = error as { responseCode?: unknown };
  const reason = reasonOf(error);
  return typeof responseCode === 'number' ? `${reason} ${responseCode}` : reason;
}

function domainOf(from: string): string {
  return /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost';
}
