import { AgentUpdates, atOnce, renewAfter } from '../../desk/index.js';
import type {
  Agent,
  AgentSupports,
  AgentTransport,
  DeskUpdate,
} from '../../transport/transport.js';
import type { Backend } from './backend.js';
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
      link.ask(() => atOnce(desk.finish(agent, claim, finish)), options?.signal),
    ...(supports.presence && {
      presence: (chosen, options) =>
        link.ask(() => atOnce(desk.choosePresence(agent, chosen)), options?.signal),
    }),

    desk: (options) =>
      link.stream<DeskUpdate>(options?.signal, (feed) => {
        const updates = new AgentUpdates(desk.policy.dispositions);
        const look = () => structuredClone(atOnce(desk.agent(agent.id)).view);
        let leave = () => {};
        let cancelTimer = () => {};
        const renew = () => {
          atOnce(desk.stay(agent, session));
          cancelTimer = clock.after(renewAfter(desk.policy.times), renew);
        };
        return {
          begin: () => {
            leave = presence.enter();
            feed.push(updates.snapshot(look()));
            renew();
          },
          tell: () => feed.push(...updates.changes(look())),
          subscribe: (listener) => backend.subscribe(listener),
          pause: () => {
            cancelTimer();
            leave();
          },
        };
      }),
  } satisfies AgentTransport as AgentTransport;
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
