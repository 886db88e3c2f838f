import type {
  Agent,
  AgentSupports,
  AgentTransport,
  DeskUpdate,
  MyClaim,
  Presence,
  WaitingCallback,
} from '../../transport/transport.js';
import { canonical } from '../../callback/canonical.js';
import type { Book } from './book.js';
import type { Claims } from './claims.js';
import type { Link } from './link.js';
import { myClaimOf, rowOf } from './record.js';

/** One page of an agent. */
export function fakeAgent(
  agent: Agent,
  book: Book,
  claims: Claims,
  link: Link,
  supports: AgentSupports,
  setPresence: (presence: Presence) => void,
): AgentTransport {
  return {
    supports,
    agent,
    claim: (id, { claimKey, signal }) =>
      link.ask(() => structuredClone(claims.claim(id, agent, claimKey)), signal),
    release: (claim, _reason, options) =>
      link.ask(() => claims.release(agent, claim), options?.signal),
    report: (claim, report, options) =>
      link.ask(() => claims.report(agent, claim, report), options?.signal),
    finish: (claim, finish, options) =>
      link.ask(() => claims.finish(agent, claim, finish), options?.signal),
    ...(supports.presence && {
      presence: (presence: Presence, options?: { signal?: AbortSignal | undefined }) =>
        link.ask(() => setPresence(presence), options?.signal),
    }),

    desk: (options) =>
      link.stream<DeskUpdate>(options?.signal, (outlet) => {
        let view = look(book, claims, agent);
        let here = false;
        const stay = (stays: boolean) => {
          if (here === stays) return;
          here = stays;
          if (stays) claims.arrive(agent.id);
          else claims.leave(agent.id);
        };
        const snapshot = () => {
          view = look(book, claims, agent);
          outlet.push({
            type: 'snapshot',
            waiting: [...view.rows.values()],
            claims: [...view.claims.values()],
            now: book.clock.now,
          });
          stay(true);
        };
        const onLink = () => {
          outlet.push({ type: 'connection', connection: link.up ? 'live' : 'lost' });
          if (link.up) snapshot();
          else stay(false);
        };
        const onBook = () => {
          if (!here) return;
          const before = view;
          view = look(book, claims, agent);
          outlet.push(...differences(before, view));
        };
        if (link.up) snapshot();
        else onLink();
        const stops = [book.subscribe(onBook), link.subscribe(onLink), () => stay(false)];
        return () => stops.forEach((stop) => stop());
      }),
  };
}

/** What one agent sees of the desk. */
interface View {
  readonly rows: ReadonlyMap<string, WaitingCallback>;
  /** By token: after a retry the same callback may be claimed again. */
  readonly claims: ReadonlyMap<string, MyClaim>;
}

/** The agent's own claims are claims, not rows. */
function look(book: Book, claims: Claims, agent: Agent): View {
  const rows = book.waiting().filter(({ claim }) => claim?.agent.id !== agent.id);
  return structuredClone({
    rows: new Map(rows.map((record) => [record.id, rowOf(record)])),
    claims: new Map(claims.of(agent.id).map((claim) => [claim.token, myClaimOf(claim)])),
  });
}

function* differences(before: View, now: View): Iterable<DeskUpdate> {
  for (const id of before.rows.keys()) if (!now.rows.has(id)) yield { type: 'left', id };
  for (const [id, callback] of now.rows) {
    if (differs(before.rows.get(id), callback)) yield { type: 'waiting', callback };
  }
  for (const [token, claim] of now.claims) {
    if (differs(before.claims.get(token), claim)) yield { type: 'claim', claim };
  }
  for (const [token, { claim, state }] of before.claims) {
    // What was done long ago is forgotten without a word.
    if (now.claims.has(token) || state === 'done') continue;
    yield { type: 'claim-lost', id: claim.id, token };
  }
}

function differs(before: unknown, now: unknown): boolean {
  return canonical(before) !== canonical(now);
}
