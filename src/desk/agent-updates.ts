import type {
  DeskSnapshot,
  DeskUpdate,
  Disposition,
  MyClaim,
  WaitingCallback,
} from '../transport/transport.js';
import type { AgentView } from './views.js';
import type { VisibleCallback } from './visible.js';

/** What one reader of an agent's desk has been told, to tell it only what is new. */
export class AgentUpdates {
  readonly #dispositions: readonly Disposition[] | undefined;
  #rows: Rows = new Map();
  #claims: Claims = new Map();
  #presence = '';

  constructor(dispositions: readonly Disposition[] | undefined) {
    this.#dispositions = dispositions;
  }

  /** All of it. */
  snapshot(view: AgentView): DeskSnapshot {
    this.changes(view);
    return snapshotOf(view, this.#dispositions);
  }

  /** The updates that lead to this view from what was told before. */
  changes({ waiting, claims, presence }: AgentView): DeskUpdate[] {
    const [rows, mine, text] = [rowsBy(waiting), claimsBy(claims), JSON.stringify(presence)];
    const updates = [...rowUpdates(this.#rows, rows), ...claimUpdates(this.#claims, mine)];
    if (text !== this.#presence) updates.push({ type: 'presence', presence });
    [this.#rows, this.#claims, this.#presence] = [rows, mine, text];
    return updates;
  }
}

/** All that an agent sees. */
export function snapshotOf(
  { waiting, claims, presence, now }: AgentView,
  dispositions: readonly Disposition[] | undefined,
): DeskSnapshot {
  return {
    type: 'snapshot',
    waiting,
    claims,
    presence,
    now,
    ...(dispositions && { dispositions }),
  };
}

/** One change of a callback: absent `before` it is new, absent `after` it is gone. */
export interface CallbackChange {
  readonly id: string;
  readonly before?: VisibleCallback;
  readonly after?: VisibleCallback;
}

/** The agents who are told something else of a change than all the others. */
export function agentsIn({ before, after }: CallbackChange): Set<string> {
  const agents = new Set<string>();
  for (const { row, claims } of [before, after].filter((side) => side !== undefined)) {
    if (row?.claimedBy) agents.add(row.claimedBy.id);
    for (const { agentId } of claims) agents.add(agentId);
  }
  return agents;
}

/**
 * What one agent is told of a change.
 * @param agentId absent: what all are told who are not `agentsIn` it
 */
export function changeUpdates({ before, after }: CallbackChange, agentId?: string): DeskUpdate[] {
  return [
    ...rowUpdates(rowsBy(rowFor(before, agentId)), rowsBy(rowFor(after, agentId))),
    ...claimUpdates(claimsBy(claimsFor(before, agentId)), claimsBy(claimsFor(after, agentId))),
  ];
}

/** An agent's own is among the claims. */
function rowFor(side: VisibleCallback | undefined, agentId?: string): readonly WaitingCallback[] {
  if (!side?.row) return [];
  const { claimedBy } = side.row;
  return claimedBy && claimedBy.id === agentId ? [] : [side.row];
}

function claimsFor(side: VisibleCallback | undefined, agentId?: string): readonly MyClaim[] {
  return (side?.claims ?? []).filter((one) => one.agentId === agentId).map(({ mine }) => mine);
}

/** By id; the text tells whether one has changed. */
type Rows = ReadonlyMap<string, { readonly text: string; readonly callback: WaitingCallback }>;

/** By token. */
type Claims = ReadonlyMap<string, { readonly text: string; readonly mine: MyClaim }>;

function rowsBy(waiting: readonly WaitingCallback[]): Rows {
  return new Map(waiting.map((row) => [row.id, { text: JSON.stringify(row), callback: row }]));
}

function claimsBy(claims: readonly MyClaim[]): Claims {
  return new Map(claims.map((mine) => [mine.claim.token, { text: textOf(mine), mine }]));
}

/** A lease is renewed again and again, and nobody is told each time. */
function textOf({ claim: { leaseUntil: _, ...claim }, ...mine }: MyClaim): string {
  return JSON.stringify({ ...mine, claim });
}

function rowUpdates(before: Rows, after: Rows): DeskUpdate[] {
  const gone = [...before.keys()].filter((id) => !after.has(id));
  const changed = [...after].filter(([id, { text }]) => before.get(id)?.text !== text);
  return [
    ...gone.map((id) => ({ type: 'left', id }) as const),
    ...changed.map(([, { callback }]) => ({ type: 'waiting', callback }) as const),
  ];
}

function claimUpdates(before: Claims, after: Claims): DeskUpdate[] {
  // A claim that was finished and is now forgotten is not lost.
  const lost = [...before].filter(
    ([token, { mine }]) => !after.has(token) && mine.state !== 'done',
  );
  const changed = [...after].filter(([token, { text }]) => before.get(token)?.text !== text);
  return [
    ...lost.map(([token, { mine }]) => ({ type: 'claim-lost', id: mine.claim.id, token }) as const),
    ...changed.map(([, { mine }]) => ({ type: 'claim', claim: mine }) as const),
  ];
}
