import { randomToken, type CallbackRequest } from '../../callback/index.js';

/** One request with its key: what is sent again, unchanged, after a lost answer. */
export interface Attempt {
  readonly request: CallbackRequest;
  readonly requestKey: string;
  readonly secret: string;
  /** Of a challenge. It goes with the key, and with no other. */
  readonly proof?: string;
}

/**
 * The attempt for a request: the last one when the visitor asks for the same again, so that a lost
 * answer never becomes a second callback; else a new one.
 */
export function attemptFor(request: CallbackRequest, last: Attempt | undefined): Attempt {
  if (last && essence(last.request) === essence(request)) return last;
  return { request, requestKey: randomToken(16), secret: randomToken(32) };
}

/** The attempt with another proof, or with none yet. */
export function proven({ proof: _, ...attempt }: Attempt, proof?: string): Attempt {
  return proof === undefined ? attempt : { ...attempt, proof };
}

/** What the visitor decides. A page may change its title meanwhile, and a box be ticked anew. */
function essence(request: CallbackRequest): string {
  const { name, number, region, notBefore, consent, context } = request;
  return JSON.stringify([
    name,
    number,
    region,
    notBefore,
    consent?.text,
    consent?.version,
    context,
  ]);
}
