import {
  TransportError,
  type Call,
  type CallSupports,
  type CallTransport,
  type DialOptions,
  type DialTarget,
} from '../transport/transport.js';
import { LineCall } from './fake/call.js';
import { Clock } from './fake/clock.js';
import { FakeSignalling, type Line } from './fake/line.js';
import { FakePhone } from './fake-phone.js';

export interface FakePhoneLineOptions {
  /** What the line can do. Default: all that a line can; its tones are signalled. */
  readonly supports?: CallSupports;
  /** How long a tone takes, in ms. Default 0. */
  readonly toneTime?: number;
  /** How long the far end takes to agree to a hold or a transfer, in ms. Default 0. */
  readonly agreeTime?: number;
  /** The number that calls, where the claim names no other. */
  readonly callerId?: string;
  /** What the visitor says, where there is a browser to hear it. */
  readonly remoteAudio?: MediaStream;
  /** @internal the desk's own clock. */
  readonly clock?: Clock;
}

/** A phone line without a network: whoever dials is answered, or not, by `phone`. */
export class FakePhoneLine implements CallTransport, Line {
  readonly supports: CallSupports;
  readonly connection = new FakeSignalling();
  readonly phone = new FakePhone();
  readonly clock: Clock;
  readonly toneTime: number;
  readonly agreeTime: number;
  readonly callerId: string | undefined;
  readonly remoteAudio: MediaStream | undefined;

  constructor(options: FakePhoneLineOptions = {}) {
    this.supports = options.supports ?? {
      dtmf: 'signalled',
      hold: true,
      transfer: true,
      stats: true,
    };
    this.toneTime = options.toneTime ?? 0;
    this.agreeTime = options.agreeTime ?? 0;
    this.callerId = options.callerId;
    this.remoteAudio = options.remoteAudio;
    this.clock = options.clock ?? new Clock();
  }

  dial(target: DialTarget, options: DialOptions): Call {
    const call = new LineCall(this, target, options);
    const connected = this.connection.state === 'connected';
    if (connected && !options.signal?.aborted) {
      this.phone.receive(call);
    } else {
      // Not before the caller could listen.
      queueMicrotask(() => call.hangUp(options.signal?.aborted ? 'agent' : 'system'));
    }
    return call;
  }

  /**
   * Moves the signalling connection. Calls live on without it.
   *
   * @param error why it is away; default `offline`. Connected, a line has none.
   */
  signal(state: CallTransport['connection']['state'], error?: TransportError): void {
    const isAway = state === 'disconnected' || state === 'failed';
    this.connection.move(state, isAway ? (error ?? new TransportError('offline')) : undefined);
  }

  /** Ends all calls. */
  dispose(): void {
    for (const { call } of this.phone.calls) call.hangUp('system');
    this.clock.dispose();
  }
}
