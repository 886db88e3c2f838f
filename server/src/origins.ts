import type { FastifyRequest } from 'fastify';
import { TransportError } from 'callback-elements/transport/transport.js';
import type { Site } from './site.js';

/** Whether the page that asks may: its origin is on the site's list, or it is the relay's own, on this machine. */
export function mayCall(site: Site | undefined, { headers, host }: FastifyRequest): boolean {
  const { origin } = headers;
  if (origin === undefined) return true;
  const { origins = [] } = site?.settings ?? {};
  return origins.includes('*') || origins.includes(origin) || isOwn(origin, host);
}

/** CORS alone would only keep the answer from such a page: what it asks for would be done. */
export function assertOrigin(site: Site | undefined, request: FastifyRequest): void {
  if (mayCall(site, request)) return;
  throw new TransportError('forbidden', 'Pages of this origin may not call here.');
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * On this machine only: any other name in `Host` may be a stranger's that resolves to here since its page
 * was loaded (DNS rebinding), and such a page asks as from its own server.
 */
function isOwn(origin: string, host: string): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  return url !== undefined && url.host === host && loopback.has(url.hostname);
}
