import type {
  DeskSnapshot,
  DeskUpdate,
  Disposition,
  MyClaim,
  Presence,
  WaitingCallback,
} from '../transport.js';

/** A claim that is done is forgotten this long after, as the contract has it. Milliseconds. */
const doneFor = 60 * 60 * 1000;

/**
 * What a desk's updates have told so far, to tell it again as a snapshot: to a reader that comes later, to
 * another tab, or after a gap that the relay could fill.
 */
export class DeskState {
  #waiting: readonly WaitingCallback[] = [];
  /** By token: of one callback an agent may have had several. */
  #claims = new Map<string, { readonly mine: MyClaim; readonly since: number }>();
  #presence: Presence | undefined;
  #dispositions: readonly Disposition[] | undefined;
  #clockOffset = 0;
  #known = false;

  /** As it is now; undefined before the first snapshot has come. */
  snapshot(): DeskSnapshot | undefined {
    if (!this.#known) return undefined;
    this.#forget();
    return {
      type: 'snapshot',
      waiting: this.#waiting,
      claims: [...this.#claims.values()].map(({ mine }) => mine),
      now: Date.now() + this.#clockOffset,
      ...(this.#presence && { presence: this.#presence }),
      ...(this.#dispositions && { dispositions: this.#dispositions }),
    };
  }

  apply(update: DeskUpdate): void {
    switch (update.type) {
      case 'snapshot':
        this.#waiting = update.waiting;
        this.#claims.clear();
        for (const mine of update.claims) this.#put(mine);
        this.#presence = update.presence;
        this.#dispositions = update.dispositions;
        this.#clockOffset = update.now - Date.now();
        this.#known = true;
        break;
      case 'waiting':
        this.#waiting = withRow(this.#waiting, update.callback);
        break;
      case 'left':
        this.#waiting = this.#waiting.filter(({ id }) => id !== update.id);
        break;
      case 'claim':
        this.#put(update.claim);
        this.#forget();
        break;
      case 'claim-lost':
        this.#claims.delete(update.token);
        break;
      case 'presence':
        this.#presence = update.presence;
        break;
      case 'connection':
        break;
    }
  }

  #put(mine: MyClaim): void {
    this.#claims.set(mine.claim.token, { mine, since: Date.now() });
  }

  #forget(): void {
    const before = Date.now() - doneFor;
    for (const [token, { mine, since }] of this.#claims) {
      if (mine.state === 'done' && since < before) this.#claims.delete(token);
    }
  }
}

/** A row keeps its place; one that is new is put behind those who asked before. */
function withRow(rows: readonly WaitingCallback[], row: WaitingCallback): WaitingCallback[] {
  const at = rows.findIndex(({ id }) => id === row.id);
  if (at >= 0) return rows.with(at, row);
  const before = rows.findLastIndex(({ requestedAt }) => requestedAt <= row.requestedAt);
  return rows.toSpliced(before + 1, 0, row);
}
