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
   * - `wavers`: it is out of reach, perhaps for a moment; one that has said good-bye stays away.
   */
  readonly how: 'arrives' | 'stays' | 'wavers';
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
    const isThere = known?.sessions.some(({ id }) => id === session.id);
    if (how === 'wavers' && !isThere) return unchanged(undefined);
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

export interface LeaveInput {
  readonly agentId: string;
  readonly session: string;
  /** The page is gone, and so are its calls. Else the agent has only looked away from the desk. */
  readonly gone: boolean;
}

/** A page of an agent does not have the desk open any more. Repeating it is harmless. */
export const leave: Move<LeaveInput, AgentRecords, void> = {
  reads: (desk, { agentId }) => agentAndHeld(desk, agentId),

  decide({ known, held }, { session, gone }, { now }) {
    const sessions = known?.sessions.filter(({ id }) => id !== session) ?? [];
    const leaves = known && sessions.length < known.sessions.length;
    const lost = held.filter(({ claim }) => gone && claim?.session === session);
    return {
      answer: undefined,
      ...(leaves && { agent: { ...known, sessions } }),
      puts: lost.map((record) => orphaned(record, now)).filter((next, at) => next !== lost[at]),
    };
  },
};

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
