import type { VisitorUpdate } from '../transport/transport.js';
import type { VisitorView } from './views.js';

/** What one reader of a visitor's callback has been told, to tell it only what is new. */
export class VisitorUpdates {
  /** The version that was told last; 0: none since the last gap; undefined: none ever. */
  told: number | undefined;
  #queue = '';

  /** Asks for the present status again, as after a gap. */
  restart(): void {
    if (this.told !== undefined) this.told = 0;
    this.#queue = '';
  }

  /** The updates that lead to this view. After one with a `final` status nothing follows. */
  changes({ statuses, queue }: VisitorView): VisitorUpdate[] {
    const updates: VisitorUpdate[] = statuses.map((status) => ({ type: 'status', status }));
    this.told = statuses.at(-1)?.version ?? this.told;
    const text = queue ? JSON.stringify(queue) : '';
    if (queue && text !== this.#queue) updates.push({ type: 'queue', queue });
    this.#queue = text;
    return updates;
  }
}
