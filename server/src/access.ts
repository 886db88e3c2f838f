import type { FastifyRequest } from 'fastify';
import { TransportError } from 'callback-elements/transport/transport.js';
import type { Verify } from './parts.js';
import { Unauthorized } from './problems.js';
import { isSecret } from './schemas.js';

/** The secret of a visitor's browser. @throws `forbidden` */
export function secretOf(request: FastifyRequest): string {
  const secret = bearer(request);
  if (!isSecret(secret)) throw new Unauthorized('The secret is none.');
  return secret;
}

/** The agent who asks, at this site. @throws `forbidden` */
export async function agentOf(
  request: FastifyRequest,
  site: string,
  verify: Verify,
): ReturnType<Verify> {
  const signedIn = await verified(bearer(request), verify);
  if (signedIn.sites !== '*' && !signedIn.sites.includes(site)) {
    throw new TransportError('forbidden', 'The token is not for this site.');
  }
  return signedIn;
}

async function verified(token: string, verify: Verify): ReturnType<Verify> {
  try {
    return await verify(token);
  } catch (cause) {
    if (!(cause instanceof TransportError) || cause.code !== 'forbidden') throw cause;
    throw new Unauthorized(cause.message, { cause });
  }
}

/** RFC 6750, section 2.1. */
function bearer({ headers }: FastifyRequest): string {
  const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(headers.authorization ?? '') ?? [];
  if (token === undefined) throw new Unauthorized('There is no bearer token.');
  return token;
}
