import { agentsIn, changeUpdates } from 'callback-elements/desk.js';
import type { DeskUpdate } from 'callback-elements/transport/transport.js';
import type { CallbackEvent, RelayEvent } from '../store/store.js';
import { idText } from './event-id.js';
import { frame } from './sse.js';

/** Events that were read at once, as agents are told them. What is the same for all is made once. */
export class News {
  readonly events: readonly RelayEvent[];
  /** The agents who are told something of their own, or whose presence may have changed. */
  readonly agents = new Set<string>();
  readonly #epoch: string;
  readonly #touched = new Map<CallbackEvent, ReadonlySet<string>>();
  readonly #common = new Map<CallbackEvent, string>();
  #all: Buffer | undefined;

  /** @param events at least one */
  constructor(events: readonly RelayEvent[], epoch: string) {
    this.events = events;
    this.#epoch = epoch;
    for (const event of events) {
      if (event.kind === 'agent') {
        this.agents.add(event.id);
        continue;
      }
      const agents = agentsIn(event);
      this.#touched.set(event, agents);
      for (const agent of agents) this.agents.add(agent);
    }
  }

  get first(): number {
    return this.events[0]!.number;
  }

  get last(): number {
    return this.events.at(-1)!.number;
  }

  /** For every agent who is not in `agents`. */
  get all(): Buffer {
    this.#all ??= Buffer.from(
      this.#changes()
        .map((event) => this.#commonText(event))
        .join(''),
    );
    return this.#all;
  }

  /** For this agent, without the events up to this number. */
  textFor(agentId: string, after: number): string {
    return this.#changes()
      .filter(({ number }) => number > after)
      .map((event) =>
        this.#touched.get(event)!.has(agentId)
          ? this.#text(event, changeUpdates(event, agentId))
          : this.#commonText(event),
      )
      .join('');
  }

  #changes(): CallbackEvent[] {
    return this.events.filter((event) => event.kind === 'callback');
  }

  #commonText(event: CallbackEvent): string {
    let text = this.#common.get(event);
    if (text === undefined) {
      text = this.#text(event, changeUpdates(event));
      this.#common.set(event, text);
    }
    return text;
  }

  /** The id comes with the last: who resumes in the middle of an event hears all of it again. */
  #text({ number }: CallbackEvent, updates: readonly DeskUpdate[]): string {
    const id = idText({ epoch: this.#epoch, number });
    return updates
      .map((update, at) => frame(update.type, update, at === updates.length - 1 ? id : undefined))
      .join('');
  }
}
