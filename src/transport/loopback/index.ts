/**
 * A transport that needs no server: all tabs of one browser on one origin share a desk. The desk is
 * an IndexedDB database, calls are real WebRTC audio to a {@link Handset} page. For demos, for
 * development and for tests.
 *
 * Names and numbers stay in the browser: for an hour after a callback is done, and for a day and an
 * hour when nobody sees to it.
 */
import type { Agent, Transport } from '../transport.js';
import { LoopbackAgent } from './agent.js';
import { Bell } from './bell.js';
import { LoopbackCalls } from './calls.js';
import { systemClock, type Clock } from './clock.js';
import { Connection } from './connection.js';
import { Desk } from './desk.js';
import { Session } from './session.js';
import { defaultTimes } from './times.js';
import { LoopbackVisitor } from './visitor.js';

export type { LoopbackCall } from './call.js';
export type { Clock } from './clock.js';
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
  /** For tests: a clock that can be moved. */
  readonly clock?: Clock;
}

/** All three roles. Touches nothing of the browser before it is used. */
export interface LoopbackTransport extends Transport {
  readonly visitor: LoopbackVisitor;
  readonly agent: LoopbackAgent;
  readonly calls: LoopbackCalls;
}

export function loopbackTransport(options: LoopbackOptions = {}): LoopbackTransport {
  const {
    agent = { id: 'agent', name: 'Agent' },
    desk: name = 'default',
    callerId = '+12025550100',
    clock = systemClock,
  } = options;
  const desk = new Desk(new Connection(name), new Bell(name), clock, defaultTimes);
  const session = new Session(name, agent.id);
  return {
    visitor: new LoopbackVisitor(desk, name),
    agent: new LoopbackAgent(desk, agent, session),
    calls: new LoopbackCalls({ desk: name, clock, session, callerId }),
  };
}
