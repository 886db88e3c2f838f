import type {
  DeskSnapshot,
  DeskUpdate,
  Disposition,
  MyClaim,
  Presence,
} from '../transport/transport.js';
import type { AgentView } from './views.js';

/** What one reader of an agent's desk has been told, to tell it only what is new. */
export class AgentUpdates {
  readonly #dispositions: readonly Disposition[] | undefined;
  #rows = new Map<string, string>();
  #claims = new Map<string, { readonly text: string; readonly mine: MyClaim }>();
  #presence = '';

  constructor(dispositions: readonly Disposition[] | undefined) {
    this.#dispositions = dispositions;
  }

  /** All of it. */
  snapshot(view: AgentView): DeskSnapshot {
    const { waiting, claims, presence, now } = view;
    this.#remember(view);
    const dispositions = this.#dispositions;
    return {
      type: 'snapshot',
      waiting,
      claims,
      presence,
      now,
      ...(dispositions && { dispositions }),
    };
  }

  /** The updates that lead to this view from what was told before. */
  changes(view: AgentView): DeskUpdate[] {
    const updates = [
      ...this.#rowChanges(view),
      ...this.#claimChanges(view),
      ...this.#presenceChange(view.presence),
    ];
    this.#remember(view);
    return updates;
  }

  *#rowChanges({ waiting }: AgentView): Iterable<DeskUpdate> {
    const ids = new Set(waiting.map(({ id }) => id));
    for (const id of this.#rows.keys()) if (!ids.has(id)) yield { type: 'left', id };
    for (const callback of waiting) {
      if (this.#rows.get(callback.id) !== JSON.stringify(callback)) {
        yield { type: 'waiting', callback };
      }
    }
  }

  *#claimChanges({ claims }: AgentView): Iterable<DeskUpdate> {
    const tokens = new Set(claims.map(({ claim }) => claim.token));
    for (const [token, { mine }] of this.#claims) {
      // A claim that was finished and is now forgotten is not lost.
      if (tokens.has(token) || mine.state === 'done') continue;
      yield { type: 'claim-lost', id: mine.claim.id, token };
    }
    for (const mine of claims) {
      if (this.#claims.get(mine.claim.token)?.text !== textOf(mine)) {
        yield { type: 'claim', claim: mine };
      }
    }
  }

  *#presenceChange(presence: Presence): Iterable<DeskUpdate> {
    if (JSON.stringify(presence) !== this.#presence) yield { type: 'presence', presence };
  }

  #remember({ waiting, claims, presence }: AgentView): void {
    this.#rows = new Map(waiting.map((row) => [row.id, JSON.stringify(row)]));
    this.#claims = new Map(claims.map((mine) => [mine.claim.token, { text: textOf(mine), mine }]));
    this.#presence = JSON.stringify(presence);
  }
}

/** A lease is renewed again and again, and nobody is told each time. */
function textOf({ claim: { leaseUntil: _, ...claim }, ...mine }: MyClaim): string {
  return JSON.stringify({ ...mine, claim });
}
