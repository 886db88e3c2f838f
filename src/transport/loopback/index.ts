/**
 * A transport that needs no server: all tabs of one browser on one origin share a desk. The desk's
 * rules are those of every backend (`callback-elements/desk.js`), kept in an IndexedDB database; calls
 * are real WebRTC audio to a {@link Handset} page. For demos, for development and for tests.
 *
 * Names and numbers stay in the browser: for an hour after a callback is done, and for a day and an
 * hour when nobody sees to it.
 */
import { Desk, hoursProblem, type DeskPolicy } from '../../desk/index.js';
import type { Agent, Transport } from '../transport.js';
import { LoopbackAgent } from './agent.js';
import type { Backend } from './backend.js';
import { Bell } from './bell.js';
import { LoopbackCalls } from './calls.js';
import { systemClock, type Clock } from '../clock.js';
import { Session } from './session.js';
import { IdbStore } from './store.js';
import { LoopbackVisitor } from './visitor.js';

export type { LoopbackCall } from './call.js';
export type { Clock } from '../clock.js';
export { Handset, type HandsetOptions, type HandsetState } from './handset.js';
export { canConnect } from './peer.js';
export { toneDuration } from './tone-line.js';
export { ringbackHz, voiceHz } from './voice.js';
export type { LoopbackAgent, LoopbackCalls, LoopbackVisitor };

export interface LoopbackOptions {
  /** Who works here. Default: `agent`, "Agent". The same id in two tabs is the same agent. */
  readonly agent?: Agent;
  /** The name of the desk that is shared by all tabs which use it. Default `default`. */
  readonly desk?: string;
  /** The number that visitors see calling, E.164. Default +1 202 555 0100, which is nobody's. */
  readonly callerId?: string;
  /**
   * What the desk's owner wants: opening hours, outcomes, times and so on. Each page applies its own,
   * so all pages of a desk should be given the same. Default: always open, visitors read the agent's
   * name, the wait is estimated at three minutes a callback; else as the desk has it.
   */
  readonly policy?: Partial<DeskPolicy>;
  /** For tests: a clock that can be moved. */
  readonly clock?: Clock;
}

/** All three roles. Touches nothing of the browser before it is used. */
export interface LoopbackTransport extends Transport {
  readonly visitor: LoopbackVisitor;
  readonly agent: LoopbackAgent;
  readonly calls: LoopbackCalls;
  /**
   * Ends all that runs here, as when the page is closed: streams end quietly, calls hang up, and
   * nobody is signed in any more. The desk stays as it is.
   */
  dispose(): void;
}

const demoPolicy: Partial<DeskPolicy> = { showAgent: true, handlingTime: 180 };

/** @throws a TypeError when the opening hours are none. */
export function loopbackTransport(options: LoopbackOptions = {}): LoopbackTransport {
  const {
    agent = { id: 'agent', name: 'Agent' },
    desk: name = 'default',
    callerId = '+12025550100',
    policy = {},
    clock = systemClock,
  } = options;
  const problem = policy.hours && hoursProblem(policy.hours);
  if (problem) throw new TypeError(`These are no opening hours: ${problem}`);
  const [bell, store, closing] = [new Bell(name), new IdbStore(name), new AbortController()];
  const desk = new Desk(store, {
    now: () => clock.now(),
    policy: { ...demoPolicy, ...policy },
    onChange: () => bell.ring(),
  });
  const backend: Backend = { name, clock, bell, store, desk, closing: closing.signal };
  const session = new Session(backend, agent);
  const calls = new LoopbackCalls({ desk: name, clock, session, callerId });
  return {
    visitor: new LoopbackVisitor(backend),
    agent: new LoopbackAgent(backend, agent, session),
    calls,
    dispose: () => {
      closing.abort();
      calls.dispose();
      session.close();
    },
  };
}
