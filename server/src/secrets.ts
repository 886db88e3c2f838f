import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secrets } from 'callback-elements/desk.js';

/** 32 random bytes, base64url; the wire takes nothing shorter. */
export const secretPattern = '^[A-Za-z0-9_-]{43,128}$';

/**
 * Visitors' secrets as a database keeps them: SHA-256, without a salt. Salts and slow hashes protect what
 * people choose, which can be guessed and is used twice; nobody guesses 256 random bits, and none repeats.
 */
export const hashedSecrets: Secrets = {
  keep: (secret) => hash(secret).toString('base64url'),
  opens(kept, secret) {
    const [known, given] = [Buffer.from(kept, 'base64url'), hash(secret)];
    return known.length === given.length && timingSafeEqual(known, given);
  },
};

function hash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
