import { abortable } from '../abortable.js';
import { TransportError, type Agent } from '../transport.js';

/** What opens a request: sent as `Authorization: Bearer …`. */
export interface Bearer {
  /** @param fresh what was had before was refused, or may be about to be. */
  get(fresh: boolean): string | Promise<string>;
}

/** A token this close to its end is not sent any more. Milliseconds. */
const margin = 5_000;

/** The tokens of an agent: the last one is used for as long as it holds. */
export class Tokens implements Bearer {
  readonly #ask: () => Promise<string>;
  readonly #limit: number;
  #last: string | undefined;
  /** It was asked for ahead of its use. */
  #isUnused = false;
  #asking: Promise<string> | undefined;

  /** @param limit for how long it is waited for one before another is asked for, milliseconds */
  constructor(ask: () => Promise<string>, limit: number) {
    this.#ask = ask;
    this.#limit = limit;
  }

  /** The last one that was given; undefined before the first. For a page that has no time to ask. */
  get last(): string | undefined {
    return this.#last;
  }

  /** One to look at, which the next `get` gives. */
  async ahead(): Promise<string> {
    const token = await this.get(true);
    this.#isUnused = true;
    return token;
  }

  get(fresh: boolean): string | Promise<string> {
    const isKnown = !fresh || this.#isUnused;
    this.#isUnused = false;
    if (isKnown && this.#last !== undefined && holds(this.#last)) return this.#last;
    // Many may ask at once: one question is enough.
    this.#asking ??= this.#askAnew().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #askAnew(): Promise<string> {
    const late = AbortSignal.timeout(this.#limit);
    try {
      // One that comes too late is kept for the next that is asked for.
      return await abortable(async () => (this.#last = await this.#ask()), late);
    } catch (cause) {
      if (late.aborted) throw new TransportError('timeout', 'No token came.', { cause });
      // Whoever knows that there will be no token says so: `forbidden`.
      if (cause instanceof TransportError) throw cause;
      throw new TransportError('unavailable', 'There is no token now.', { cause });
    }
  }
}

/**
 * Who an agent's token (a JWT) says that it belongs to: its `sub` and `name`. Not verified: that is
 * for the relay.
 *
 * @throws {TransportError} `forbidden` when the token does not tell.
 */
export function agentOf(token: string): Agent {
  const { sub, name } = claimsOf(token);
  if (typeof sub !== 'string' || sub === '') {
    throw new TransportError('forbidden', 'The token does not say whose it is.');
  }
  return { id: sub, name: typeof name === 'string' && name !== '' ? name : sub };
}

function holds(token: string): boolean {
  const { exp } = claimsOf(token);
  return typeof exp !== 'number' || exp * 1000 - Date.now() > margin;
}

/** The claims of a JWT (RFC 7519); none when it is something else. */
function claimsOf(token: string): Record<string, unknown> {
  try {
    const bytes = atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/'));
    const json = new TextDecoder().decode(Uint8Array.from(bytes, (one) => one.charCodeAt(0)));
    return (JSON.parse(json) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
