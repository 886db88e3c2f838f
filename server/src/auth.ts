import { TransportError, type Agent } from 'callback-elements/transport/transport.js';
import {
  createRemoteJWKSet,
  errors,
  jwtVerify,
  SignJWT,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import type { AgentKeys } from './settings.js';

/** Who a token says is there. */
export interface SignedIn {
  readonly agent: Agent;
  /** The sites whose desk is open to the agent; `*`: all. */
  readonly sites: '*' | readonly string[];
  /** From when on the token is refused, milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Longer ones are refused unread. */
const longestToken = 8_192;
const longestId = 200;

/** Seconds by which clocks may differ. */
const tolerance = 10;

/**
 * Fixed for each kind of key: a token that names another is refused, so that nobody signs one with a
 * public key, or with none. Ed25519 is the name that RFC 9864 gives to what EdDSA meant.
 */
const algorithms = { secret: ['HS256'], jwks: ['ES256', 'RS256', 'EdDSA', 'Ed25519'] };

/** Of the keys behind a JWKS URL, in milliseconds. */
const times = {
  keep: 60 * 60_000,
  renew: 5 * 60_000,
  /** After a failure the provider is left alone for so long, whatever tokens come. */
  pause: 1_000,
};

/**
 * Checks agents' tokens: JWTs with `sub` (the agent's id), `name`, `sites` (a list of names, or `"*"`)
 * and `exp`.
 *
 * @param clock what the time is, in milliseconds since the epoch
 * @returns for a token, who it says is there. It throws a {@link TransportError}: `forbidden` for a
 *   token that is not good; `unavailable` when the JWKS URL does not answer, so that nobody can tell.
 */
export function verifier(
  agents: AgentKeys,
  clock: () => number = Date.now,
): (token: string) => Promise<SignedIn> {
  const key = 'secret' in agents ? new TextEncoder().encode(agents.secret) : remoteKeys(agents);
  const options = {
    algorithms: 'secret' in agents ? algorithms.secret : algorithms.jwks,
    requiredClaims: ['exp'],
    clockTolerance: tolerance,
    ...(agents.issuer !== undefined && { issuer: agents.issuer }),
    ...(agents.audience !== undefined && { audience: agents.audience }),
  };
  return async (token) => {
    if (token.length > longestToken) throw forbidden('The token is too long.');
    try {
      const check = { ...options, currentDate: new Date(clock()) };
      // Two overloads: a key, and a function that finds one.
      const { payload } = await (typeof key === 'function'
        ? jwtVerify(token, key, check)
        : jwtVerify(token, key, check));
      return signedIn(payload);
    } catch (error) {
      if (error instanceof TransportError) throw error;
      throw forbidden(reasonOf(error), error);
    }
  };
}

/**
 * The provider's keys. They are renewed while tokens come, so that a provider which is away for less
 * than an hour is not missed.
 */
function remoteKeys({ jwks }: { readonly jwks: string }): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(jwks), { cacheMaxAge: times.keep });
  let renewed = performance.now();
  let failed: { readonly at: number; readonly error: unknown } | undefined;
  return async (...token) => {
    const now = performance.now();
    if (keys.fresh && now - renewed > times.renew) {
      renewed = now;
      keys.reload().catch(() => undefined);
    }
    if (!keys.fresh && failed && now - failed.at < times.pause) throw unavailable(failed.error);
    try {
      return await keys(...token);
    } catch (error) {
      if (isAboutTheToken(error)) throw error;
      failed = { at: performance.now(), error };
      throw unavailable(error);
    }
  };
}

/** The keys are there, and none of them is meant. */
function isAboutTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

function signedIn({ sub, name, sites, exp }: JWTPayload): SignedIn {
  if (!isText(sub)) throw forbidden('The token names no agent (sub).');
  if (!isText(name)) throw forbidden('The token has no name.');
  if (!isSites(sites)) throw forbidden('The token names no sites.');
  return { agent: { id: sub, name }, sites, expiresAt: (exp! + tolerance) * 1_000 };
}

function isText(value: unknown): value is string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > longestId) return false;
  // PostgreSQL keeps no NUL, and no other control character is in an id or a name.
  return !/\p{Cc}/u.test(value);
}

function isSites(value: unknown): value is '*' | readonly string[] {
  return value === '*' || (Array.isArray(value) && value.every((site) => isText(site)));
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `The token’s ${error.claim} is wrong.`;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The token’s algorithm is not allowed.';
  return 'The token is not valid.';
}

function forbidden(message: string, cause?: unknown): TransportError {
  return new TransportError('forbidden', message, { cause });
}

function unavailable(cause: unknown): TransportError {
  return new TransportError('unavailable', 'The keys of agents’ tokens cannot be fetched.', {
    cause,
  });
}

/** What a token is to say. */
export interface TokenContents {
  readonly agent: Agent;
  readonly sites: '*' | readonly string[];
  /** Seconds from now. */
  readonly lifetime: number;
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
}

/** A token as `verifier` takes it, signed with the shared secret. */
export function signToken(
  secret: string,
  { agent, sites, lifetime, issuer, audience }: TokenContents,
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const token = new SignJWT({ name: agent.name, sites })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(agent.id)
    .setIssuedAt(now)
    .setExpirationTime(now + lifetime);
  if (issuer !== undefined) token.setIssuer(issuer);
  if (audience !== undefined) token.setAudience(audience);
  return token.sign(new TextEncoder().encode(secret));
}
