/**
 * The transport contract: three small roles between the elements and any backend.
 *
 * - {@link VisitorTransport}: ask to be called back, follow the request, change it, cancel it.
 * - {@link AgentTransport}: see the Waiting list, claim, report, finish.
 * - {@link CallTransport}: dial a phone and talk.
 *
 * A transport is any of the roles and a page may mix them. The rules, for all three:
 *
 * - **Streams out.** `watch`, `watchAvailability` and `desk` return async iterables. Each call is
 *   independent; a snapshot comes first and again after every gap. Losing the network MUST NOT end a
 *   stream: it yields `{ type: 'connection', connection: 'lost' }` and goes on. What has many readers
 *   is an `EventTarget` with readonly state (`Call`, `Signalling`).
 * - **AbortSignal in.** Aborting ends an iteration quietly; a promise MUST reject with `signal.reason`.
 * - **Declared abilities.** What a backend cannot do is absent from `supports`, and the elements hide
 *   or explain it. No method may throw "not implemented".
 * - **Failures** are {@link TransportError}s with a stable code.
 *
 * The rules are also shipped as runnable laws: `callback-elements/testing`.
 */
import type { AgentTransport } from './agent.js';
import type { CallTransport } from './call.js';
import type { VisitorTransport } from './visitor.js';

export * from './agent.js';
export * from './call.js';
export * from './error.js';
export * from './visitor.js';

/** All three roles are optional: a page provides the ones that it needs. */
export interface Transport {
  readonly visitor?: VisitorTransport;
  readonly agent?: AgentTransport;
  readonly calls?: CallTransport;

  /**
   * Ends all that runs: streams end quietly, calls hang up, connections close. Repeating it is
   * harmless. Absent where nothing outlives its streams.
   */
  dispose?(): void;
}

/** Taken by every method that waits for something. */
export interface TransportOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Whether a stream hears its backend. */
export interface ConnectionUpdate {
  readonly type: 'connection';
  readonly connection: 'live' | 'lost';
}
