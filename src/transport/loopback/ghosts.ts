import type { Backend } from './backend.js';
import type { AgentPage } from './store.js';
import { heldLocks, ifLockIsFree, whenLockIsFree } from './web-lock.js';

/**
 * Clears the desk of agents' pages that are gone: nobody holds their lock any more. Without Web Locks
 * sessions run out by themselves.
 * @returns the pages that are there.
 */
export async function clearGhosts({ store, desk }: Backend): Promise<readonly AgentPage[]> {
  const pages = await store.agentPages();
  if (pages.length === 0) return pages;
  // Asked after the desk was read: a page holds its lock before the desk knows of it.
  const held = await heldLocks();
  if (!held) return [];
  for (const { agentId, session } of pages.filter((page) => !held.includes(page.session))) {
    await ifLockIsFree(session, async () => desk.lose(agentId, session));
  }
  return pages.filter((page) => held.includes(page.session));
}

/** Waits in line for the locks of the agents' pages that have a call, and so hears when one is gone. */
export class CallWatch {
  readonly #backend: Backend;
  readonly #lines = new Map<string, () => void>();
  #stopped = false;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /**
   * Pages without a call are not waited for: browsers keep no page for the Back button whose lock
   * another page waits for.
   */
  watch(pages: readonly AgentPage[]): void {
    // A reading may have been under way when its stream ended: nobody would leave these lines.
    if (this.#stopped) return;
    const inCall = new Map(pages.filter((page) => page.inCall).map((page) => [page.session, page]));
    for (const [session, leave] of this.#lines) {
      if (inCall.delete(session)) continue;
      this.#lines.delete(session);
      leave();
    }
    for (const page of inCall.values()) this.#queue(page);
  }

  stop(): void {
    this.watch([]);
    this.#stopped = true;
  }

  #queue({ agentId, session }: AgentPage): void {
    const leave = whenLockIsFree(session, async () => {
      this.#lines.delete(session);
      await this.#backend.desk.lose(agentId, session);
    });
    this.#lines.set(session, leave);
  }
}
