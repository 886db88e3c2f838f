import { AgentUpdates, atOnce, renewAfter } from '../../desk/index.js';
import type {
  Agent,
  AgentSupports,
  AgentTransport,
  DeskUpdate,
} from '../../transport/transport.js';
import type { Backend } from './backend.js';
import { failure } from './failure.js';
import type { Link } from './link.js';

/** One page of an agent. */
export function fakeAgent(
  agent: Agent,
  backend: Backend,
  link: Link,
  supports: AgentSupports,
): AgentTransport {
  const { desk, clock } = backend;
  const session = { id: link.id };
  const presence = new Presence(
    () => atOnce(desk.arrive(agent, session)),
    () => atOnce(desk.leave(agent.id, session.id)),
  );
  return {
    supports,
    agent,
    claim: (id, { claimKey, signal }) =>
      link.ask(() => atOnce(desk.claim(id, agent, claimKey)), signal),
    release: (claim, _reason, options) =>
      link.ask(() => atOnce(desk.release(agent, claim)), options?.signal),
    report: (claim, report, options) =>
      link.ask(() => atOnce(desk.report(agent, claim, report, session.id)), options?.signal),
    finish: (claim, finish, options) =>
      link.ask(() => {
        if ('retryAt' in finish && !supports.retry) {
          throw failure('refused', 'The fake desk was told to make no further attempts.');
        }
        return atOnce(desk.finish(agent, claim, finish));
      }, options?.signal),
    ...(supports.presence && {
      presence: (chosen, options) =>
        link.ask(() => atOnce(desk.choosePresence(agent, chosen)), options?.signal),
    }),

    desk: (options) =>
      link.stream<DeskUpdate>(options?.signal, (feed) => {
        const updates = new AgentUpdates(desk.policy.dispositions);
        const look = () => structuredClone(atOnce(desk.agent(agent.id)).view);
        let leave: (() => void) | undefined;
        let cancelTimer = () => {};
        const renew = () => {
          cancelTimer();
          atOnce(desk.stay(agent, session));
          cancelTimer = clock.after(renewAfter(desk.policy.times), renew);
        };
        return {
          begin: () => {
            // A slow reader is told anew, and was here all the time.
            leave ??= presence.enter();
            feed.push(...sayable([updates.snapshot(look())], supports));
            renew();
          },
          tell: () => feed.push(...sayable(updates.changes(look()), supports)),
          subscribe: (listener) => backend.subscribe(listener),
          pause: () => {
            cancelTimer();
            leave?.();
            leave = undefined;
          },
        };
      }),
  } satisfies AgentTransport as AgentTransport;
}

/** What a desk that supports no more than this tells. */
function sayable(updates: readonly DeskUpdate[], supports: AgentSupports): DeskUpdate[] {
  if (supports.presence) return [...updates];
  return updates
    .filter(({ type }) => type !== 'presence')
    .map((update) => {
      if (update.type !== 'snapshot') return update;
      const { presence: _, ...rest } = update;
      return rest;
    });
}

/** Signed in while any of the page's streams runs. */
class Presence {
  readonly #arrive: () => void;
  readonly #leave: () => void;
  #streams = 0;

  constructor(arrive: () => void, leave: () => void) {
    this.#arrive = arrive;
    this.#leave = leave;
  }

  /** @returns what ends it, once */
  enter(): () => void {
    if (this.#streams++ === 0) this.#arrive();
    let here = true;
    return () => {
      if (!here) return;
      here = false;
      if (--this.#streams === 0) this.#leave();
    };
  }
}
