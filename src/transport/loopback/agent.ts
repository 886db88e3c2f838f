import { AgentUpdates } from '../../desk/index.js';
import type {
  Agent,
  AgentTransport,
  CallReport,
  ChosenPresence,
  Claim,
  ClaimOptions,
  DeskUpdate,
  Finish,
  ReleaseReason,
  TransportOptions,
} from '../transport.js';
import { abortable } from '../abortable.js';
import type { Backend } from './backend.js';
import { follow } from './reader.js';
import type { Session } from './session.js';

/** The agent's role. */
export class LoopbackAgent implements AgentTransport {
  readonly supports = { presence: true, retry: true } as const;
  readonly agent: Agent;
  readonly #backend: Backend;
  readonly #session: Session;

  constructor(backend: Backend, agent: Agent, session: Session) {
    this.agent = agent;
    this.#backend = backend;
    this.#session = session;
  }

  desk({ signal }: TransportOptions = {}): AsyncIterable<DeskUpdate> {
    const { desk } = this.#backend;
    return follow<DeskUpdate>(this.#backend, signal, () => {
      const told = new AgentUpdates(desk.policy.dispositions);
      return {
        stop: this.#session.enter(),
        read: async (fresh) => {
          const renewAt = await this.#session.signIn(fresh);
          const { view, nextDue } = await desk.agent(this.agent.id);
          return {
            updates: fresh ? [told.snapshot(view)] : told.changes(view),
            again: Math.min(renewAt, nextDue),
          };
        },
      };
    });
  }

  claim(id: string, { claimKey, signal }: ClaimOptions): Promise<Claim> {
    return abortable(async () => this.#backend.desk.claim(id, this.agent, claimKey), signal);
  }

  release(claim: Claim, _reason: ReleaseReason, { signal }: TransportOptions = {}): Promise<void> {
    return abortable(async () => {
      await this.#backend.desk.release(this.agent, claim);
      this.#session.leave(claim.token);
    }, signal);
  }

  report(claim: Claim, report: CallReport, { signal }: TransportOptions = {}): Promise<void> {
    return abortable(async () => {
      // Before the desk names this page as the call's: whoever reads that must find the lock held.
      if (report.state !== 'ended') await this.#session.stay(claim.token);
      try {
        await this.#backend.desk.report(this.agent, claim, report, this.#session.name);
      } catch (error) {
        this.#session.leave(claim.token);
        throw error;
      }
      if (report.state === 'ended') this.#session.leave(claim.token);
    }, signal);
  }

  finish(claim: Claim, finish: Finish, { signal }: TransportOptions = {}): Promise<void> {
    return abortable(async () => {
      await this.#backend.desk.finish(this.agent, claim, finish);
      this.#session.leave(claim.token);
    }, signal);
  }

  presence(presence: ChosenPresence, { signal }: TransportOptions = {}): Promise<void> {
    return abortable(async () => this.#backend.desk.choosePresence(this.agent, presence), signal);
  }
}
