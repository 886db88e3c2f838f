import { createHmac } from 'node:crypto';
import { NotDelivered, reasonOf, type Receiver } from './delivery.js';
import { longestWait } from './backoff.js';
import type { Message } from './queue.js';
import { keyOf, secretsOf } from './webhook-secrets.js';

export interface WebhookSettings {
  /** `https:`, or `http:` within a machine or a private network. Name and password in it are sent. */
  readonly url: string;
  /** `whsec_` and base64, or any text, neither with a space in it; two apart by a space while receivers change over. */
  readonly secret: string;
}

export interface WebhookOptions {
  /** Milliseconds that a receiver has for its answer. Default 20 s. */
  readonly timeout?: number;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

/**
 * Posts messages as Standard Webhooks 1.0 has it
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). The
 * address is the operator's own and may be a private one; no redirect leads to another.
 */
export function webhookReceiver(
  { url, secret }: WebhookSettings,
  { timeout = 20_000, clock = Date.now }: WebhookOptions = {},
): Receiver {
  const { address, authorization } = split(url);
  return {
    async deliver(message, signal) {
      const body = payload(message);
      const seconds = Math.floor(clock() / 1000);
      const limit = AbortSignal.timeout(timeout);
      let response: Response;
      try {
        response = await fetch(address, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'user-agent': 'callback-relay',
            'webhook-id': message.id,
            'webhook-timestamp': String(seconds),
            'webhook-signature': sign(secret, message.id, seconds, body),
            ...(authorization && { authorization }),
          },
          body,
          redirect: 'manual',
          signal: AbortSignal.any([signal, limit]),
        });
      } catch (error) {
        throw new NotDelivered(limit.aborted ? 'no answer in time' : reasonOf(error));
      }
      // The status is all that counts; what follows it may be endless.
      await response.body?.cancel().catch(() => {});
      if (!response.ok) throw refused(response, clock());
    },
    close() {},
  };
}

/** What is posted, and signed. */
export function payload({ body, created }: Message): string {
  const { type, data } = JSON.parse(body) as { type: string; data: unknown };
  return JSON.stringify({ type, timestamp: new Date(created).toISOString(), data });
}

/** One signature for each secret. */
export function sign(secrets: string, id: string, seconds: number, body: string): string {
  return secretsOf(secrets)
    .map((secret) => {
      const hmac = createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body}`);
      return `v1,${hmac.digest('base64')}`;
    })
    .join(' ');
}

/** `fetch` refuses addresses with a name and a password in them. */
function split(url: string): { address: URL; authorization?: string } {
  const address = new URL(url);
  const { username, password } = address;
  if (!username && !password) return { address };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  [address.username, address.password] = ['', ''];
  return { address, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function refused({ status, headers }: Response, now: number): NotDelivered {
  const wait = headers.get('retry-after');
  const isPaced = (status === 429 || status === 503) && wait !== null;
  return new NotDelivered(`status ${status}`, {
    retryAfter: isPaced ? retryAfter(wait, now) : undefined,
    isFinal: status === 410,
  });
}

/** Seconds or a date (RFC 9110, section 10.2.3), as milliseconds. */
function retryAfter(text: string, now: number): number | undefined {
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return wait > 0 ? Math.min(wait, longestWait) : undefined;
}
