import { randomToken } from '../../callback/index.js';
import {
  type Agent,
  type AgentTransport,
  type CallReport,
  type Claim,
  type ClaimOptions,
  type DeskUpdate,
  type Finish,
  type Presence,
  type ReleaseReason,
  type TransportOptions,
} from '../transport.js';
import { abortable } from './abortable.js';
import type { Desk } from './desk.js';
import { DeskView } from './desk-view.js';
import { Orphans } from './orphans.js';
import { readAgain } from './reader.js';
import { claimOf } from './record.js';
import { agentIsBack, claimed, finished, released, reported } from './rules.js';
import type { Session } from './session.js';
import { stream } from './stream.js';

/** The agent's role. */
export class LoopbackAgent implements AgentTransport {
  readonly supports = { presence: true, retry: true } as const;
  readonly agent: Agent;
  readonly #desk: Desk;
  readonly #session: Session;

  constructor(desk: Desk, agent: Agent, session: Session) {
    this.agent = agent;
    this.#desk = desk;
    this.#session = session;
  }

  desk({ signal }: TransportOptions = {}): AsyncIterable<DeskUpdate> {
    return stream<DeskUpdate>((feed) => {
      const { clock } = this.#desk;
      const leave = this.#session.enter();
      const orphans = new Orphans(this.#desk);
      const view = new DeskView(this.agent.id);
      let renewAt = 0;
      const stop = readAgain(this.#desk, feed, async (push, fresh) => {
        if (clock.now() >= renewAt) {
          renewAt = clock.now() + this.#desk.times.lease / 3;
          await this.#renew(fresh);
        }
        const records = await this.#desk.all();
        const now = clock.now();
        for (const update of view.show(records, now, fresh)) push(update);
        orphans.watch(records);
        return Math.min(renewAt, ...records.map(({ due }) => due));
      });
      return () => {
        stop();
        orphans.stop();
        leave();
      };
    }, signal);
  }

  claim(id: string, { claimKey, signal }: ClaimOptions): Promise<Claim> {
    return abortable(
      () =>
        this.#desk.change(async (records, now) => {
          const record = await records.get(id);
          const how = { claimKey, token: randomToken() };
          const next = claimed(record, this.agent, how, now, this.#desk.times.lease);
          const kept = next === record ? next : await records.put(next);
          return claimOf(kept, kept.claim!);
        }),
      signal,
    );
  }

  release(claim: Claim, _reason: ReleaseReason, { signal }: TransportOptions = {}): Promise<void> {
    return abortable(async () => {
      await this.#desk.change(async (records, now) => {
        const record = await records.get(claim.id);
        const next = released(record, this.agent, claim, now);
        if (next && next !== record) await records.put(next);
      });
      this.#session.leave(claim.token);
    }, signal);
  }

  report(claim: Claim, report: CallReport, { signal }: TransportOptions = {}): Promise<void> {
    return abortable(async () => {
      // Before the desk names this page as the call's: whoever reads that must find the lock held.
      if (report.state !== 'ended') await this.#session.stay(claim.token);
      try {
        await this.#desk.change(async (records, now) => {
          const record = await records.get(claim.id);
          const next = reported(record, this.agent, claim, report, this.#session.name, now);
          if (next !== record) await records.put(next);
        });
      } catch (error) {
        this.#session.leave(claim.token);
        throw error;
      }
      if (report.state === 'ended') this.#session.leave(claim.token);
    }, signal);
  }

  finish(claim: Claim, finish: Finish, { signal }: TransportOptions = {}): Promise<void> {
    return abortable(async () => {
      await this.#desk.change(async (records, now) => {
        const record = await records.get(claim.id);
        const next = finished(record, this.agent, claim, finish, now, this.#desk.times);
        if (next !== record) await records.put(next);
      });
      this.#session.leave(claim.token);
    }, signal);
  }

  presence(presence: Presence, { signal }: TransportOptions = {}): Promise<void> {
    return abortable(() => this.#session.setPresence(presence), signal);
  }

  async #renew(arrives: boolean): Promise<void> {
    await this.#desk.change(async (records, now) => {
      const leaseUntil = now + this.#desk.times.lease;
      await records.sweep();
      for (const record of await records.all()) {
        if (record.claim?.agent.id !== this.agent.id) continue;
        if (record.state === 'claimed') {
          const next = { ...record, claim: { ...record.claim, leaseUntil } };
          // Quiet: a lease is nobody else's to see.
          await records.put(next, { quiet: true });
        } else if (arrives && record.lostAt !== undefined) {
          await records.put(agentIsBack(record));
        }
      }
    });
  }
}
