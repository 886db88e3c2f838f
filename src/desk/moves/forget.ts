import { isOver } from '../../callback/index.js';
import { unchanged, type Move } from '../move.js';
import type { CallbackRecord } from '../record.js';
import { ended, forgotten } from '../settle.js';

export interface ForgetInput {
  readonly id: string;
}

/** Whoever answers for the desk has been asked to erase it: nobody calls, and nobody writes it up. */
export const forget: Move<ForgetInput, CallbackRecord | undefined, void> = {
  *reads(desk, { id }) {
    return yield* desk.get(id);
  },

  decide(record, _, { now }) {
    if (!record?.request) return unchanged(undefined);
    const refused = { reason: 'refused', by: 'system' } as const;
    const over = isOver(record.state) ? record : ended(record, refused, now);
    return { puts: [forgotten(over, now)], answer: undefined };
  },
};
