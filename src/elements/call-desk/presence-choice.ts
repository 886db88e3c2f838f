import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { AgentDesk } from '../../call/index.js';
import type { ChosenPresence, Presence } from '../../transport/transport.js';

interface Pending {
  readonly desk: AgentDesk;
  readonly choice: ChosenPresence;
  /** What the backend had said when the agent chose. */
  readonly before: Presence | undefined;
  /** The backend has taken it; what is missing is its word on `desk`. */
  taken: boolean;
}

/**
 * The agent's choice of presence while it is on its way. It is pending until the backend has told it
 * back: what the desk shows as the presence is never a guess.
 */
export class PresenceChoice implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #pending: Pending | undefined;
  #error: unknown;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** What was chosen and not told back yet. */
  get pending(): ChosenPresence | undefined {
    return this.#pending?.choice;
  }

  /** Why the last choice was not taken, or undefined. */
  get error(): unknown {
    return this.#error;
  }

  /**
   * Asks the backend for a presence. The newest choice counts. Never rejects: see `error`.
   * @returns whether the backend has taken it.
   */
  async choose(desk: AgentDesk, choice: ChosenPresence): Promise<boolean> {
    const pending: Pending = { desk, choice, before: desk.presence, taken: false };
    this.#pending = pending;
    this.#error = undefined;
    this.#host.requestUpdate();
    try {
      await desk.choosePresence(choice);
      pending.taken = true;
    } catch (error) {
      if (this.#pending !== pending) return false;
      this.#pending = undefined;
      this.#error = error;
    }
    this.#host.requestUpdate();
    return pending.taken;
  }

  hostUpdate(): void {
    if (this.#pending && isTold(this.#pending)) this.#pending = undefined;
  }
}

/** Another tab may have chosen otherwise meanwhile: then the backend's newest word counts. */
function isTold({ desk, choice, before, taken }: Pending): boolean {
  const { presence } = desk;
  return taken && (presence !== before || matches(presence, choice));
}

function matches(presence: Presence | undefined, choice: ChosenPresence): boolean {
  if (choice.state === 'ready') return presence?.state === 'ready' || presence?.state === 'busy';
  return presence?.state === 'paused' && presence.reason === choice.reason;
}
