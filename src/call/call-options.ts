import type { CallTransport, MyClaim, WaitingCallback } from '../transport/transport.js';
import type { AgentDesk } from './agent-desk.js';
import type { WatchdogOptions } from './media-watchdog.js';

export interface AgentCallOptions {
  readonly desk: AgentDesk;
  readonly calls: CallTransport;
  readonly callback: WaitingCallback;
  /** A claim that this agent already holds: the call is resumed after a reload. */
  readonly resume?: MyClaim | undefined;
  /** See `MicrophoneOptions.timeout`. */
  readonly microphoneTimeout?: number | undefined;
  /** See `MicrophoneOptions.constraints`. */
  readonly microphoneConstraints?: MediaTrackConstraints | undefined;
  /** The agent hears a ringback tone while the phone rings and the network is silent. Default: true. */
  readonly ringback?: boolean | undefined;
  readonly watchdog?: WatchdogOptions | undefined;
}

/** How the calls of one desk are made, from the next one on. */
export type DeskCallOptions = Pick<
  AgentCallOptions,
  'microphoneConstraints' | 'microphoneTimeout' | 'ringback'
>;
