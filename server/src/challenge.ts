import { createChallenge, randomInt, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/sha';
import type { Payload } from 'altcha-lib/types';
import { TransportError, type Challenge } from 'callback-elements/transport/transport.js';
import type { RelayKey } from './key.js';
import type { SiteSettings } from './settings.js';
import type { Sql } from './store/store.js';

/** What the browsers of a site's visitors have to solve before they ask. */
export interface Challenges {
  /** @returns undefined when the site asks for none */
  create(): Promise<Challenge | undefined>;
  /**
   * Lets a proof in under one request key, and its repeats; where the site asks for none, anything.
   *
   * @throws {TransportError} `challenge-failed`; `unavailable` when the database does not answer
   */
  verify(proof: string | undefined, requestKey: string): Promise<void>;
}

/** How long a challenge can be answered, in ms: from the first key in the form until it is sent. */
const lifetime = 20 * 60_000;

/**
 * Digests for each number that a browser tries. Trying costs more than the library's own work around it,
 * and the relay, which computes one try for each challenge, still does next to nothing.
 */
const rounds = 50;

/**
 * ALTCHA's proof of work, version 2 (https://altcha.org). The relay picks a number, and the browser has to
 * find it by trying: on average that takes `site.challenge.cost` digests, never more than one and a half
 * times as many. It slows a flood down and makes it pay; it does not tell people from programs.
 */
export function challenges(
  site: SiteSettings,
  sql: Sql,
  key: RelayKey,
  clock: () => number = Date.now,
): Challenges {
  const secrets = {
    hmacSignatureSecret: key.mark('challenge', site.name),
    hmacKeySignatureSecret: key.mark('challenge-key', site.name),
  };
  const { challenge } = site;
  return {
    async create() {
      if (!challenge) return undefined;
      const tries = challenge.cost / rounds;
      const puzzle = await createChallenge({
        algorithm: 'SHA-256',
        cost: rounds,
        counter: randomInt(Math.ceil(tries * 1.5), Math.ceil(tries / 2)),
        deriveKey,
        expiresAt: Math.ceil((clock() + lifetime) / 1000),
        ...secrets,
      });
      return { kind: 'altcha', puzzle, validFor: lifetime };
    },

    async verify(proof, requestKey) {
      if (!challenge) return;
      const payload = payloadOf(proof);
      if (!payload) throw new TransportError('challenge-failed');
      const { signature, parameters } = payload.challenge;
      const ends = Number(parameters.expiresAt) * 1000;
      const isGood = ends > clock() && (await isSolved(payload));
      if (!isGood || !(await isFirst(signature!, requestKey, ends))) {
        throw new TransportError('challenge-failed');
      }
    },
  };

  async function isSolved(payload: Payload): Promise<boolean> {
    try {
      const { verified } = await verifySolution({ ...payload, ...secrets, deriveKey });
      return verified;
    } catch {
      // No hex, no number: what nobody who was given a challenge sends.
      return false;
    }
  }

  /** Whether the proof was not used for another request: one statement, so that only one can be first. */
  async function isFirst(signature: string, requestKey: string, ends: number): Promise<boolean> {
    const usedBy = key.mark('proof', `${site.name}\0${requestKey}`);
    const [row] = await sql.all<{ used_by: string }>(
      `INSERT INTO proofs (proof, used_by, ends) VALUES (?, ?, ?)
       ON CONFLICT (proof) DO UPDATE SET ends = excluded.ends
       RETURNING used_by`,
      ...[signature, usedBy, ends],
    );
    return row?.used_by === usedBy;
  }
}

/** The proof, as far as it has the form of one: base64 of JSON. */
function payloadOf(proof: string | undefined): Payload | undefined {
  try {
    const payload = JSON.parse(Buffer.from(proof ?? '', 'base64').toString()) as Payload;
    const { parameters, signature } = payload.challenge;
    return typeof signature === 'string' && parameters && payload.solution ? payload : undefined;
  } catch {
    return undefined;
  }
}
