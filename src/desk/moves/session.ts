import { isLive } from '../../callback/index.js';
import type { Agent, ChosenPresence } from '../../transport/transport.js';
import { unchanged, type Move, type SettledReader } from '../move.js';
import type { AgentRecord, CallbackRecord, SessionRecord } from '../record.js';
import { found } from '../settle.js';
import type { Work } from '../work.js';

export interface SessionInput {
  readonly agent: Agent;
  readonly session: SessionRecord;
  /**
   * - `arrives`: the page has just opened the desk; calls that were lost with another page may be taken up.
   * - `stays`: it has it open.
   */
  readonly how: 'arrives' | 'stays';
}

interface AgentRecords {
  readonly known: AgentRecord | undefined;
  readonly held: readonly CallbackRecord[];
}

function* agentAndHeld(desk: SettledReader, agentId: string): Work<AgentRecords> {
  return { known: yield* desk.agent(agentId), held: yield* desk.heldBy(agentId) };
}

/**
 * A sign of life from one page of an agent: it is signed in, and its agent's leases are renewed. A call
 * in it that was lost because the sign came late goes on.
 */
export const stay: Move<SessionInput, AgentRecords, void> = {
  reads: (desk, { agent }) => agentAndHeld(desk, agent.id),

  decide({ known, held }, { agent, session, how }, { now, policy }) {
    const mine = held.filter(({ claim }) => claim?.agent.id === agent.id);
    const leaseUntil = now + policy.times.lease;
    return {
      answer: undefined,
      agent: withSession(known ?? newcomer(agent), agent, session),
      // A lease is nobody else's to see.
      quiet: mine
        .filter(({ state }) => state === 'claimed')
        .map((record) => ({ ...record, claim: { ...record.claim!, leaseUntil } })),
      puts: mine
        .filter(({ lostAt }) => lostAt !== undefined)
        .flatMap((record) => {
          if (record.claim?.session === session.id) return [found(record, now)];
          return how === 'arrives' && !record.agentIsBack
            ? [{ ...record, agentIsBack: true as const }]
            : [];
        }),
    };
  },
};

/** As `stay`, for a page that is signed in: one that has said good-bye stays away. Answers whether it is. */
export const renew: Move<Omit<SessionInput, 'how'>, AgentRecords, boolean> = {
  reads: (desk, { agent }) => agentAndHeld(desk, agent.id),

  decide(records, input, context) {
    const isThere = records.known?.sessions.some(({ id }) => id === input.session.id);
    if (!isThere) return unchanged(false);
    return { ...stay.decide(records, { ...input, how: 'stays' }, context), answer: true };
  },
};

export interface LeaveInput {
  readonly agentId: string;
  readonly session: string;
  /**
   * - `looks-away`: the agent has only closed the desk.
   * - `gone`: the page is gone, and so are its calls.
   * - `late`: so it seems, without a sign until its time; if one has come meanwhile, it stays.
   */
  readonly how: 'looks-away' | 'gone' | 'late';
}

/** A page of an agent does not have the desk open any more. Repeating it is harmless. */
export const leave: Move<LeaveInput, AgentRecords, void> = {
  reads: (desk, { agentId }) => agentAndHeld(desk, agentId),

  decide({ known, held }, { session, how }, { now }) {
    const left = known?.sessions.find(({ id }) => id === session);
    if (how === 'late' && !(left && isLate(left, now))) return unchanged(undefined);
    const isGone = how !== 'looks-away';
    const lost = held.filter(({ claim }) => isGone && claim?.session === session);
    return {
      answer: undefined,
      ...(known &&
        left && { agent: { ...known, sessions: known.sessions.filter((one) => one !== left) } }),
      puts: lost.map((record) => orphaned(record, now)).filter((next, at) => next !== lost[at]),
    };
  },
};

/** Whether a page has given no sign until its time. */
export function isLate({ until }: SessionRecord, now: number): boolean {
  return until !== undefined && until <= now;
}

export interface PresenceInput {
  readonly agent: Agent;
  readonly presence: ChosenPresence;
}

export const presence: Move<PresenceInput, AgentRecord | undefined, void> = {
  *reads(desk, { agent }) {
    return yield* desk.agent(agent.id);
  },

  decide(known, { agent, presence }) {
    return { answer: undefined, agent: { ...(known ?? newcomer(agent)), presence } };
  },
};

function newcomer({ id, name }: Agent): AgentRecord {
  return { id, name, presence: { state: 'ready' }, sessions: [] };
}

function withSession(known: AgentRecord, { name }: Agent, session: SessionRecord): AgentRecord {
  const others = known.sessions.filter(({ id }) => id !== session.id);
  return { ...known, name, sessions: [...others, session] };
}

/** The agent's page is gone. The phone is never offered to anyone else by itself. */
function orphaned(record: CallbackRecord, now: number): CallbackRecord {
  if (record.lostAt !== undefined) return record;
  if (isLive(record.state)) {
    const { state: lostFrom } = record;
    return { ...record, state: 'reconnecting', lostFrom, lostAt: now, changedAt: now };
  }
  // Accepted but not dialled: the visitor goes on reading that the agent is there, until it ends.
  return record.state === 'accepted' ? { ...record, lostAt: now } : record;
}
