import { TransportError } from '../transport/transport.js';
import type {
  Availability,
  CallbackStatus,
  MyClaim,
  Presence,
  QueuePlace,
  WaitingCallback,
} from '../transport/transport.js';
import { isOpenAt, nextOpening } from './hours.js';
import type { Context } from './move.js';
import { opened, type ReceiptKey } from './moves/receipt.js';
import type { DeskPolicy } from './policy.js';
import type { AgentRecord, CallbackRecord } from './record.js';
import { claimsOf, presenceOf, rowOf } from './rows.js';
import { statusOf } from './status.js';
import type { DeskReader } from './store.js';
import { got, type Work } from './work.js';

/** One visitor's callback, as far as it is the visitor's. */
export interface VisitorView {
  /** Steps later than the one that was told last, oldest first; at least the present one at first. */
  readonly statuses: readonly CallbackStatus[];
  readonly queue?: QueuePlace;
}

/**
 * @param told the version that was told last; 0: none, as after a gap; undefined: the reading begins.
 *   Once begun, it outlives the receipt.
 * @throws `not-found`, `forbidden`
 */
export function* visitorView(
  desk: DeskReader,
  receipt: ReceiptKey,
  told: number | undefined,
  { now, policy, secrets }: Context,
): Work<VisitorView> {
  const record = opened(yield* got(desk.get(receipt.id)), receipt, secrets);
  if (told === undefined && record.expiresAt <= now) throw new TransportError('not-found');
  const statuses = told
    ? record.statuses.filter(({ version }) => version > told)
    : [statusOf(record)];
  if (record.state !== 'waiting' && record.state !== 'claimed') return { statuses };
  const lead = record.twinOf === undefined ? record : yield* got(desk.get(record.twinOf));
  if (!lead || (lead.state !== 'waiting' && lead.state !== 'claimed')) return { statuses };
  const position = (yield* got(desk.waitingBefore(lead.place))) + 1;
  const agents = yield* counted(desk, { now, policy });
  return { statuses, queue: queuePlace(position, agents, policy) };
}

/** The place of each callback that waits, by its id: for backends that tell many visitors at once. */
export type QueueView = ReadonlyMap<string, QueuePlace>;

export function* queueView(
  desk: DeskReader,
  { now, policy }: Pick<Context, 'now' | 'policy'>,
): Work<QueueView> {
  const places = new Map<string, QueuePlace>();
  const agents = yield* counted(desk, { now, policy });
  let position = 0;
  for (const { id, asked } of yield* got(desk.waiting())) {
    const place = queuePlace(++position, agents, policy);
    places.set(id, place);
    // Who asks again for the same number waits in the same place.
    if (asked === 1) continue;
    for (const twin of yield* got(desk.twinsOf(id))) places.set(twin.id, place);
  }
  return places;
}

function queuePlace(position: number, agents: number, { handlingTime }: DeskPolicy): QueuePlace {
  const wait = waitFor(position, agents, handlingTime);
  return { position, ...(wait !== undefined && { estimatedWait: wait }) };
}

/** What one agent sees of the desk. */
export interface AgentView {
  /** In the order of their places; this agent's own are among the claims. */
  readonly waiting: readonly WaitingCallback[];
  readonly claims: readonly MyClaim[];
  readonly presence: Presence;
  readonly now: number;
}

export function* agentView(
  desk: DeskReader,
  agentId: string,
  { now }: Pick<Context, 'now'>,
): Work<AgentView> {
  const waiting = yield* got(desk.waiting());
  const held = yield* got(desk.heldBy(agentId));
  return {
    waiting: waiting.filter(({ claim }) => claim?.agent.id !== agentId).map(rowOf),
    claims: held.flatMap((record) => claimsOf(record, agentId)),
    presence: yield* presenceView(desk, agentId, held),
    now,
  };
}

/** @param held what the agent has to do with, if it was read already */
export function* presenceView(
  desk: DeskReader,
  agentId: string,
  held?: readonly CallbackRecord[],
): Work<Presence> {
  const agent = yield* got(desk.agent(agentId));
  return agent ? presenceOf(agent, held ?? (yield* got(desk.heldBy(agentId)))) : { state: 'ready' };
}

export function* availabilityView(
  desk: DeskReader,
  { now, policy }: Pick<Context, 'now' | 'policy'>,
): Work<Availability> {
  if (!isOpenAt(policy.hours, now)) {
    const opensAt = policy.hours && nextOpening(policy.hours, now);
    return { state: 'closed', ...(opensAt !== undefined && { opensAt }) };
  }
  const present = yield* signedIn(desk, now);
  if (present.length === 0) return { state: 'unstaffed', agents: 0 };
  let ready = 0;
  let inHand = 0;
  for (const agent of present) {
    const held = yield* got(desk.heldBy(agent.id));
    if (presenceOf(agent, held).state === 'ready') ready += 1;
    inHand += held.filter(
      (one) => one.state === 'claimed' && one.claim?.agent.id === agent.id,
    ).length;
  }
  const ahead = (yield* got(desk.waitingBefore(Infinity))) - inHand;
  const wait = ready > ahead ? undefined : waitFor(ahead + 1, atWork(present), policy.handlingTime);
  return {
    state: ready > 0 ? 'ready' : 'busy',
    agents: ready,
    ...(wait !== undefined && { estimatedWait: wait }),
  };
}

function* signedIn(desk: DeskReader, now: number): Work<readonly AgentRecord[]> {
  return (yield* got(desk.agents())).filter((agent) => isSignedIn(agent, now));
}

/** How many a wait is reckoned with, where one is. */
function* counted(
  desk: DeskReader,
  { now, policy }: Pick<Context, 'now' | 'policy'>,
): Work<number> {
  return policy.handlingTime === undefined ? 0 : atWork(yield* signedIn(desk, now));
}

/** How many take callbacks, though they may be in a call just now. */
function atWork(agents: readonly AgentRecord[]): number {
  return agents.filter(({ presence }) => presence.state === 'ready').length;
}

export function isSignedIn({ sessions }: AgentRecord, now: number): boolean {
  return sessions.some(({ until }) => until === undefined || until > now);
}

/** Seconds until it is the turn of this position; undefined where nobody can say. */
function waitFor(position: number, agents: number, handlingTime: number | undefined) {
  if (handlingTime === undefined || agents === 0) return undefined;
  return Math.ceil((position * handlingTime) / agents);
}
