import { randomToken } from '../../callback/index.js';
import type { Presence } from '../transport.js';
import { heldLocks, HeldLock } from './web-lock.js';

const prefix = (desk: string) => `callback-elements/loopback/${desk}/`;

/** One agent's page: alive while it holds its lock, and counted while it is ready as well. */
export class Session {
  /** The name of its lock. */
  readonly name: string;
  readonly #readyName: string;
  readonly #reasons = new Set<unknown>();
  #alive: HeldLock | undefined;
  #desks = 0;
  #ready: HeldLock | undefined;
  #presence: Presence = { state: 'ready' };

  constructor(desk: string, agentId: string) {
    const session = randomToken();
    this.name = `${prefix(desk)}session/${session}`;
    this.#readyName = `${prefix(desk)}ready/${session}/${agentId}`;
  }

  /** Says that the page is needed, for a call or a claim, until `leave` with the same reason. */
  async stay(reason: unknown): Promise<void> {
    this.#reasons.add(reason);
    this.#alive ??= new HeldLock(this.name);
    await this.#alive.held;
  }

  leave(reason: unknown): void {
    this.#reasons.delete(reason);
    if (this.#reasons.size > 0) return;
    this.#alive?.release();
    this.#alive = undefined;
  }

  /** The agent looks at the desk, until the returned function is called. */
  enter(): () => void {
    const reason = {};
    void this.stay(reason);
    this.#desks++;
    this.#show();
    return () => {
      this.#desks--;
      this.#show();
      this.leave(reason);
    };
  }

  get presence(): Presence {
    return this.#presence;
  }

  async setPresence(presence: Presence): Promise<void> {
    this.#presence = presence;
    this.#show();
    await this.#ready?.held;
  }

  #show(): void {
    if (this.#desks > 0 && this.#presence.state === 'ready') {
      this.#ready ??= new HeldLock(this.#readyName);
    } else {
      this.#ready?.release();
      this.#ready = undefined;
    }
  }
}

/** How many agents are ready, in all tabs; undefined where locks do not exist. */
export async function readyAgents(desk: string): Promise<number | undefined> {
  const names = await heldLocks();
  const start = `${prefix(desk)}ready/`;
  const agents = names
    ?.filter((name) => name.startsWith(start))
    // One agent may have many tabs. The session has no slash in it, the agent's id may.
    .map((name) => name.slice(name.indexOf('/', start.length) + 1));
  return agents && new Set(agents).size;
}
