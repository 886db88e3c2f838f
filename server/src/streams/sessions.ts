import type { Desk } from 'callback-elements/desk.js';
import type { Agent } from 'callback-elements/transport/transport.js';
import type { Clock } from '../clock.js';
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
  /** Open streams: an old and a new one overlap. */
  streams: number;
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
   * @returns to be called once when the stream is closed
   */
  async open(agent: Agent, id: string, arrives: boolean): Promise<() => void> {
    const { clock, desk, times } = this.#options;
    const now = clock.now();
    const record = { id, until: now + times.session };
    await (arrives ? desk.arrive(agent, record) : desk.stay(agent, record));
    const key = keyOf(agent.id, id);
    const session: Session = this.#sessions.get(key) ?? {
      agent,
      id,
      streams: 0,
      renewAt: 0,
    };
    Object.assign(session, { agent, renewAt: now + times.heartbeat });
    session.streams += 1;
    this.#sessions.set(key, session);
    this.#schedule();
    return () => this.#close(session);
  }

  /** The page is gone or has closed the desk, and says so: a call in it does not go on. */
  async leave(agentId: string, id: string): Promise<void> {
    await this.#options.desk.lose(agentId, id);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer?.();
  }

  get #interval(): number {
    return this.#options.times.heartbeat / groups;
  }

  #close(session: Session): void {
    session.streams -= 1;
    if (session.streams > 0) return;
    this.#sessions.delete(keyOf(session.agent.id, session.id));
    // Of a relay that stops, another one may have the page before long.
    if (!this.#isStopped) void this.#sign('waver', session, this.#options.times.grace);
  }

  #schedule(): void {
    if (this.#cancelTimer || this.#isStopped || this.#sessions.size === 0) return;
    const { clock } = this.#options;
    this.#cancelTimer = clock.at(clock.now() + this.#interval, () => {
      this.#cancelTimer = undefined;
      this.#renew();
      this.#schedule();
    });
  }

  /** All within this turn, so that they share one transaction. */
  #renew(): void {
    const { clock, times } = this.#options;
    const now = clock.now();
    for (const session of this.#sessions.values()) {
      if (session.renewAt > now) continue;
      session.renewAt = now + times.heartbeat;
      void this.#sign('stay', session, times.session);
    }
  }

  async #sign(how: 'stay' | 'waver', session: Session, time: number): Promise<void> {
    const { clock, desk, onError } = this.#options;
    try {
      await desk[how](session.agent, { id: session.id, until: clock.now() + time });
    } catch (error) {
      session.renewAt = clock.now() + this.#interval;
      onError(error);
    }
  }
}

function keyOf(agentId: string, session: string): string {
  return JSON.stringify([agentId, session]);
}
