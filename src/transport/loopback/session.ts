import { randomToken } from '../../callback/index.js';
import { renewAfter } from '../../desk/index.js';
import type { Agent } from '../transport.js';
import type { Backend } from './backend.js';
import { HeldLock, hasLocks } from './web-lock.js';

/** How long a page is signed in after its last sign, where no lock says that it is gone. */
const signedInFor = 3 * 60_000;

/**
 * One page of an agent. It holds a lock while it has a call or the desk open, so that others notice
 * when it is gone; while it has the desk open, its agent is signed in.
 */
export class Session {
  /** Of its lock, and of the session at the desk. */
  readonly name: string;
  readonly #backend: Backend;
  readonly #agent: Agent;
  readonly #reasons = new Set<unknown>();
  #lock: HeldLock | undefined;
  #readers = 0;
  /** The last thing said to the desk: who leaves must not be overtaken by an arrival. */
  #said: Promise<unknown> = Promise.resolve();
  /** The hold on the lock under which it signed in. */
  #arrivedUnder: unknown;
  #renewAt = 0;

  constructor(backend: Backend, agent: Agent) {
    this.#backend = backend;
    this.#agent = agent;
    this.name = `callback-elements/loopback/${backend.name}/session/${randomToken()}`;
  }

  /** Says that the page is needed, for a call or a claim, until `leave` with the same reason. */
  async stay(reason: unknown): Promise<void> {
    if (this.#backend.closing.aborted) return;
    this.#reasons.add(reason);
    this.#lock ??= new HeldLock(this.name);
    await this.#lock.held;
  }

  leave(reason: unknown): void {
    this.#reasons.delete(reason);
    if (this.#reasons.size > 0) return;
    this.#lock?.release();
    this.#lock = undefined;
  }

  /** Ends all that it stayed for. */
  close(): void {
    for (const reason of [...this.#reasons]) this.leave(reason);
  }

  /** The agent looks at the desk, until the returned function is called. */
  enter(): () => void {
    const reason = {};
    void this.stay(reason);
    this.#readers++;
    return () => {
      this.#readers--;
      this.leave(reason);
      this.#signOut().catch(() => {
        // The database is away. Others will notice that nobody holds the lock.
      });
    };
  }

  /**
   * Signs in, or renews what has to be renewed, while somebody reads the desk.
   * @param arrives calls that were lost with another page may be taken up here
   * @returns when to do it again
   */
  signIn(arrives: boolean): Promise<number> {
    return this.#inTurn(async () => {
      if (this.#readers === 0) return Infinity;
      // Another one after `pagehide`: the desk may have lost this page meanwhile.
      const hold = this.#lock?.held;
      await hold;
      const { clock, desk } = this.#backend;
      const now = clock.now();
      const anew = arrives || hold !== this.#arrivedUnder;
      if (!anew && now < this.#renewAt) return this.#renewAt;
      const session = { id: this.name, ...(!hasLocks() && { until: now + signedInFor }) };
      await (anew ? desk.arrive(this.#agent, session) : desk.stay(this.#agent, session));
      this.#arrivedUnder = hold;
      this.#renewAt = now + renewAfter(desk.policy.times);
      return this.#renewAt;
    });
  }

  #signOut(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#readers > 0) return;
      this.#arrivedUnder = undefined;
      await this.#backend.desk.leave(this.#agent.id, this.name);
    });
  }

  #inTurn<T>(say: () => Promise<T>): Promise<T> {
    const turn = this.#said.then(say);
    this.#said = turn.catch(() => {});
    return turn;
  }
}
