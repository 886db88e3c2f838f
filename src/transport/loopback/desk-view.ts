import type { DeskUpdate, MyClaim, WaitingCallback } from '../transport.js';
import { claimsOf, isOffered, rowOf, type DeskRecord } from './record.js';

/** What one iteration of the desk has been told, to tell only what is new. */
export class DeskView {
  readonly #agentId: string;
  #waiting = new Map<string, string>();
  #claims = new Map<string, { text: string; mine: MyClaim }>();

  constructor(agentId: string) {
    this.#agentId = agentId;
  }

  /** The updates that lead from what was told to these records; all of it when `fresh`. */
  show(records: readonly DeskRecord[], now: number, fresh: boolean): DeskUpdate[] {
    const rows = this.#rows(records);
    const claims = records.flatMap((record) => claimsOf(record, this.#agentId));
    const updates: DeskUpdate[] = fresh
      ? [{ type: 'snapshot', waiting: rows, claims, now }]
      : [...this.#rowUpdates(rows), ...this.#claimUpdates(claims)];
    this.#waiting = new Map(rows.map((row) => [row.id, JSON.stringify(row)]));
    this.#claims = new Map(
      claims.map((mine) => [mine.claim.token, { text: JSON.stringify(mine), mine }]),
    );
    return updates;
  }

  /** Oldest first; what this agent claims is not in the list but among the claims. */
  #rows(records: readonly DeskRecord[]): WaitingCallback[] {
    return records
      .filter((record) => isOffered(record) && record.claim?.agent.id !== this.#agentId)
      .sort((a, b) => a.place - b.place)
      .map(rowOf);
  }

  *#rowUpdates(rows: readonly WaitingCallback[]): Iterable<DeskUpdate> {
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of this.#waiting.keys()) if (!ids.has(id)) yield { type: 'left', id };
    for (const callback of rows) {
      if (this.#waiting.get(callback.id) !== JSON.stringify(callback)) {
        yield { type: 'waiting', callback };
      }
    }
  }

  *#claimUpdates(claims: readonly MyClaim[]): Iterable<DeskUpdate> {
    const tokens = new Set(claims.map(({ claim }) => claim.token));
    for (const [token, { mine }] of this.#claims) {
      // A claim that was finished and is now forgotten is not lost.
      if (tokens.has(token) || mine.state === 'done') continue;
      yield { type: 'claim-lost', id: mine.claim.id, token };
    }
    for (const mine of claims) {
      if (this.#claims.get(mine.claim.token)?.text !== JSON.stringify(mine))
        yield { type: 'claim', claim: mine };
    }
  }
}
