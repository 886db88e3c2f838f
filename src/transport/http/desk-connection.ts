import type { DeskUpdate } from '../transport.js';
import { dataOf, EventStream } from './events.js';
import type { Relay } from './send.js';
import type { Bearer } from './tokens.js';

/** What a desk's connection tells, in the order in which it comes. */
export interface DeskListener {
  /**
   * @param id of the last event of which all updates have been told; where to go on after a gap
   */
  onUpdates(updates: readonly DeskUpdate[], id: string): void;
  onLost(): void;
  /**
   * It was lost and is live again.
   * @param resumed no snapshot follows: what is known holds, and what was missed comes next
   */
  onLive(resumed: boolean): void;
  onFailure(error: unknown): void;
}

/** The one stream of an agent's desk. */
export class DeskConnection {
  readonly #events: EventStream;
  #updates: DeskUpdate[] = [];
  #id: string;
  #lost: boolean;
  #opened = false;

  /**
   * @param session of the browser, at the desk
   * @param lastEventId where to go on
   * @param lost whether the desk was out of reach before: then it is live with the first event
   */
  constructor(
    relay: Relay,
    bearer: Bearer,
    session: string,
    lastEventId: string,
    lost: boolean,
    listener: DeskListener,
  ) {
    const tell = () => {
      const updates = this.#updates;
      this.#updates = [];
      if (updates.length > 0) listener.onUpdates(updates, this.#id);
    };
    this.#id = lastEventId;
    this.#lost = lost;
    this.#events = new EventStream(relay, {
      path: () => `/desk/stream?session=${encodeURIComponent(session)}`,
      bearer,
      lastEventId,
      onOpen: () => {
        tell();
        this.#opened = true;
      },
      onEvent: (event, id) => {
        const update = dataOf<DeskUpdate>(event);
        // The first event of a connection shows whether it begins anew.
        if (this.#opened && this.#lost) {
          this.#lost = false;
          listener.onLive(update.type !== 'snapshot');
        }
        this.#opened = false;
        this.#id = id;
        this.#updates.push(update);
      },
      onPiece: tell,
      onLost: () => {
        if (this.#lost) return;
        this.#lost = true;
        listener.onLost();
      },
      onFailure: (error) => listener.onFailure(error),
    });
  }

  stop(): void {
    this.#events.stop();
  }
}
