import { snapshotOf } from 'callback-elements/desk.js';
import type { Agent } from 'callback-elements/transport/transport.js';
import type { Clock } from 'callback-elements/transport/clock.js';
import type { Site } from '../site.js';
import { AgentReader } from './agent-reader.js';
import { idText, parseId } from './event-id.js';
import { News } from './news.js';
import { frame } from './sse.js';
import type { Opening } from './streams.js';

export interface AgentStreamOptions {
  readonly agent: Agent;
  /** When its token expires, milliseconds since the epoch. */
  readonly expiresAt?: number | undefined;
  /** The page that has the desk open. */
  readonly session: string;
  readonly lastEventId?: string | undefined;
  readonly clock: Clock;
}

/** More missed events than this are told as a snapshot. */
const resumeLimit = 1_000;

/** Opens an agent's stream: the agent is signed in, and told all, or what was missed. */
export async function openAgentStream(
  site: Site,
  opening: Opening,
  { agent, expiresAt, session, lastEventId, clock }: AgentStreamOptions,
): Promise<void> {
  const { epoch, hub, sessions } = site;
  await hub.ready();
  const reader = new AgentReader(agent.id, epoch);
  // Before anything is read: what happens meanwhile is kept for it.
  opening.onEnd(hub.addAgent(reader));
  const arrives = lastEventId === undefined;
  opening.onEnd(await sessions.open(agent, session, arrives, () => reader.reset()));
  const first = (await resume(site, agent.id, lastEventId)) ?? (await begin(site, agent.id));
  const events = opening.begin(first.text);
  if (!events) return;
  if (expiresAt !== undefined) {
    opening.onEnd(clock.at(expiresAt, () => events.bye('token-expired')));
  }
  reader.begin(events, first.number, first.presence);
  hub.begun(reader);
}

async function begin(site: Site, agentId: string) {
  const { view, number } = await site.numberedView(agentId);
  const snapshot = snapshotOf(view, site.desk.policy.dispositions);
  const text = frame('snapshot', snapshot, idText({ epoch: site.epoch, number }));
  return { text, number, presence: view.presence };
}

/** What was missed since an event, and the presence, which has no number; undefined when that is too long ago. */
async function resume({ desk, epoch, store }: Site, agentId: string, lastEventId = '') {
  const last = parseId(lastEventId);
  if (last?.epoch !== epoch) return undefined;
  const { oldest, newest } = await store.range();
  const { number } = last;
  if (number < oldest - 1 || number > newest) return undefined;
  const events = await store.events(number, resumeLimit + 1);
  // Meanwhile some may have been removed, or all.
  const next = events[0]?.number ?? newest + 1;
  const isGap = next !== number + 1;
  if (isGap || events.length > resumeLimit) return undefined;
  const news = events.length > 0 ? new News(events, epoch) : undefined;
  const { view: presence } = await desk.presence(agentId);
  return {
    text: `${news?.textFor(agentId, number) ?? ''}${frame('presence', { type: 'presence', presence })}`,
    number: news?.last ?? number,
    presence,
  };
}
