import { sha256 } from '@noble/hashes/sha2.js';
import { solveChallenge } from 'altcha-lib';
import type { Challenge as Puzzle, DeriveKeyFunction } from 'altcha-lib/types';
import { TransportError, type SolveChallenge } from '../transport/transport.js';
import { nextTask } from './next-task.js';

/** How long the page is held up at a time, in ms: a key that is pressed meanwhile is not late. */
const slice = 6;

/**
 * Solves ALTCHA's proof of work (https://altcha.org, version 2, algorithm `SHA-256`) on the page's own
 * thread, in slices: a worker from a blob is refused by strict policies, and one from a file by pages of
 * another origin. `crypto.subtle` is missing on plain-http pages, and slower for short texts, where each
 * digest is a promise.
 *
 * @throws {TransportError} `challenge-failed` for a puzzle of another algorithm, or none at all.
 */
export const solveAltcha: SolveChallenge = async ({ kind, puzzle }, { signal }) => {
  signal.throwIfAborted();
  if (kind !== 'altcha' || !isPuzzle(puzzle)) {
    throw new TransportError('challenge-failed', 'This is no challenge that can be solved here.');
  }
  const controller = new AbortController();
  const abort = () => controller.abort();
  signal.addEventListener('abort', abort);
  try {
    const deriveKey = slicedDigests(signal);
    const solution = await solveChallenge({ challenge: puzzle, controller, deriveKey, timeout: 0 });
    signal.throwIfAborted();
    return btoa(JSON.stringify({ challenge: puzzle, solution }));
  } finally {
    signal.removeEventListener('abort', abort);
  }
};

/** ALTCHA's SHA-256: as many rounds as the puzzle says, each over the digest before it. */
function slicedDigests(signal: AbortSignal): DeriveKeyFunction {
  let begun = performance.now();
  return async ({ cost, keyLength }, salt, password) => {
    let derivedKey = new Uint8Array([...salt, ...password]);
    for (let round = 0; round < cost; round++) {
      derivedKey = sha256(derivedKey) as Uint8Array<ArrayBuffer>;
      if (performance.now() - begun < slice) continue;
      await nextTask();
      signal.throwIfAborted();
      begun = performance.now();
    }
    return { derivedKey: derivedKey.subarray(0, keyLength) };
  };
}

function isPuzzle(puzzle: unknown): puzzle is Puzzle {
  const parameters = (puzzle as Partial<Puzzle> | null)?.parameters;
  return parameters?.algorithm === 'SHA-256' && Number.isSafeInteger(parameters.cost);
}
