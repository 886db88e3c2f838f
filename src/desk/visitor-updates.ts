import type { Availability, AvailabilityUpdate, VisitorUpdate } from '../transport/transport.js';
import type { VisitorView } from './views.js';

/** What one reader of a visitor's callback has been told, to tell it only what is new. */
export class VisitorUpdates {
  /** The version that was told last; 0: none since the last gap; undefined: none ever. */
  told: number | undefined;
  /** It has been told the end: nothing follows. */
  isOver = false;
  #queue = '';

  /** Asks for the present status again, as after a gap. */
  restart(): void {
    if (this.told !== undefined) this.told = 0;
    this.#queue = '';
  }

  /** The updates that lead to this view. */
  changes({ statuses, queue }: VisitorView): VisitorUpdate[] {
    const updates: VisitorUpdate[] = statuses.map((status) => ({ type: 'status', status }));
    this.told = statuses.at(-1)?.version ?? this.told;
    this.isOver ||= statuses.some(({ final }) => final);
    const text = queue ? JSON.stringify(queue) : '';
    if (queue && text !== this.#queue) updates.push({ type: 'queue', queue });
    this.#queue = text;
    return updates;
  }
}

/** What one reader of the availability has been told, to tell it only what is new. */
export class AvailabilityUpdates {
  #told = '';

  /** Tells the present one again, as after a gap. */
  restart(): void {
    this.#told = '';
  }

  changes(availability: Availability): AvailabilityUpdate[] {
    const text = JSON.stringify(availability);
    if (text === this.#told) return [];
    this.#told = text;
    return [{ type: 'availability', availability }];
  }
}
