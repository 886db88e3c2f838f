import { isOver, type CallbackEnd } from '../../callback/index.js';
import { unchanged, type Move } from '../move.js';
import type { CallbackRecord } from '../record.js';
import { ended } from '../settle.js';

export interface EndInput {
  readonly id: string;
  readonly end: CallbackEnd;
}

/** Whoever answers for the desk ends a callback; one that is over stays as it ended. */
export const end: Move<EndInput, CallbackRecord | undefined, void> = {
  *reads(desk, { id }) {
    return yield* desk.get(id);
  },

  decide(record, { end }, { now }) {
    if (!record || isOver(record.state)) return unchanged(undefined);
    return { puts: [ended(record, end, now)], answer: undefined };
  },
};
