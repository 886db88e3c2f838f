import type { Desk } from 'callback-elements/desk.js';
import type { Agent } from 'callback-elements/transport/transport.js';
import type { Clock } from 'callback-elements/transport/clock.js';
import type { RelaySettings } from '../settings.js';

export interface SessionsOptions {
  readonly desk: Desk;
  readonly clock: Clock;
  readonly times: RelaySettings['streams'];
  readonly onError: (error: unknown) => void;
}

interface Session {
  agent: Agent;
  readonly id: string;
  /** What ends each open stream: an old and a new one overlap. */
  readonly streams: Set<() => void>;
  renewAt: number;
}

/** How often in a heartbeat it is looked which sessions are to be renewed: so they come in small groups. */
const groups = 15;

/** The pages of agents that have the desk open here. Each stream is a sign of one. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<string, Session>();
  #cancelTimer: (() => void) | undefined;
  #isStopped = false;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /**
   * A stream opens.
   * @param arrives the page opens the desk; else it only goes on, after its stream broke
   * @param end called once the session is gone: the stream is to end
   * @returns to be called once when the stream is closed
   */
  async open(agent: Agent, id: string, arrives: boolean, end: () => void): Promise<() => void> {
    const { clock, desk, times } = this.#options;
    const now = clock.now();
    const record = { id, until: now + times.session };
    await (arrives ? desk.arrive(agent, record) : desk.stay(agent, record));
    const key = keyOf(agent.id, id);
    const session: Session = this.#sessions.get(key) ?? {
      agent,
      id,
      streams: new Set(),
      renewAt: 0,
    };
    Object.assign(session, { agent, renewAt: now + times.heartbeat });
    session.streams.add(end);
    this.#sessions.set(key, session);
    this.#schedule();
    return () => this.#close(session, end);
  }

  /** The page is gone or has closed the desk, and says so: a call in it does not go on. */
  async leave(agentId: string, id: string): Promise<void> {
    await this.#options.desk.lose(agentId, id);
    this.#end(this.#sessions.get(keyOf(agentId, id)));
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer?.();
  }

  get #interval(): number {
    return this.#options.times.heartbeat / groups;
  }

  #close(session: Session, end: () => void): void {
    session.streams.delete(end);
    if (session.streams.size > 0 || !this.#forget(session)) return;
    // Of a relay that stops, another one may have the page before long.
    if (!this.#isStopped) void this.#renew(session, this.#options.times.grace);
  }

  /** @returns whether it was known still */
  #forget(session: Session): boolean {
    const key = keyOf(session.agent.id, session.id);
    return this.#sessions.get(key) === session && this.#sessions.delete(key);
  }

  /**
   * The session is gone. Only a page that opens the desk is signed in, never a renewal: it cannot know
   * whether the page has said good-bye, perhaps to another relay, or was lost because the database was away.
   * The page knows: one that is still there opens its stream again.
   */
  #end(session: Session | undefined): void {
    if (!session || !this.#forget(session)) return;
    for (const end of session.streams) end();
  }

  #schedule(): void {
    if (this.#cancelTimer || this.#isStopped || this.#sessions.size === 0) return;
    const { clock } = this.#options;
    this.#cancelTimer = clock.at(clock.now() + this.#interval, () => {
      this.#cancelTimer = undefined;
      this.#renewAll();
      this.#schedule();
    });
  }

  /** All within this turn, so that they share one transaction. */
  #renewAll(): void {
    const { clock, times } = this.#options;
    const now = clock.now();
    for (const session of this.#sessions.values()) {
      if (session.renewAt > now) continue;
      session.renewAt = now + times.heartbeat;
      void this.#renew(session, times.session);
    }
  }

  async #renew(session: Session, time: number): Promise<void> {
    const { clock, desk, onError } = this.#options;
    try {
      const record = { id: session.id, until: clock.now() + time };
      if (!(await desk.renew(session.agent, record))) this.#end(session);
    } catch (error) {
      session.renewAt = clock.now() + this.#interval;
      onError(error);
    }
  }
}

function keyOf(agentId: string, session: string): string {
  return JSON.stringify([agentId, session]);
}
