/** What an agent has chosen for this browser. */
export interface AgentChoices {
  /** A sound when a request arrives. */
  readonly sound: boolean;
  /** The number of those waiting in the page's title. */
  readonly badge: boolean;
  /** A desktop notification when a request arrives. */
  readonly notification: boolean;
  /** A question before X hangs up a call; without it there are seconds to keep the call. */
  readonly askBeforeHangingUp: boolean;
  /** A question before a box is closed whose outcome and notes are not saved. */
  readonly askBeforeUnsaved: boolean;
  /** A ringback tone while the visitor's phone rings. */
  readonly ringback: boolean;
  /** Single keys do things while the focus is within the desk. */
  readonly shortcuts: boolean;
}

/** The choices of an agent who has not chosen. */
export const defaultChoices: AgentChoices = {
  sound: true,
  badge: true,
  notification: false,
  askBeforeHangingUp: true,
  askBeforeUnsaved: true,
  ringback: true,
  shortcuts: true,
};

const prefix = 'callback-elements:agent:';
const shared = new Map<string, AgentPreferences>();

/**
 * One agent's choices, kept in `localStorage` by the agent's id. Where storage is blocked they live
 * as long as the page. Fires `change`.
 */
export class AgentPreferences extends EventTarget {
  readonly #key: string;
  #choices: AgentChoices;

  /** All elements of one agent share them: a switch in one is a switch in all. */
  static of(agentId: string): AgentPreferences {
    const known = shared.get(agentId) ?? new AgentPreferences(agentId);
    shared.set(agentId, known);
    return known;
  }

  constructor(agentId: string) {
    super();
    this.#key = prefix + agentId;
    this.#choices = { ...defaultChoices, ...read(this.#key) };
  }

  get choices(): AgentChoices {
    return this.#choices;
  }

  set(choices: Partial<AgentChoices>): void {
    // Another tab may have chosen meanwhile.
    this.#choices = { ...this.#choices, ...read(this.#key), ...choices };
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#choices));
    } catch {
      // Blocked or full: see the class.
    }
    const event = new Event('change');
    this.dispatchEvent(event);
  }
}

function read(key: string): Partial<AgentChoices> {
  try {
    const record = JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, unknown>;
    const known = Object.keys(defaultChoices).filter((name) => typeof record[name] === 'boolean');
    return Object.fromEntries(known.map((name) => [name, record[name]]));
  } catch {
    return {};
  }
}
