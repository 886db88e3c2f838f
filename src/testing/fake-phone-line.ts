import type {
  Call,
  CallSupports,
  CallTransport,
  DialOptions,
  DialTarget,
} from '../transport/transport.js';
import { LineCall } from './fake/call.js';
import { Clock } from './fake/clock.js';
import { FakeSignalling, type Line } from './fake/line.js';
import { FakePhone } from './fake-phone.js';

export interface FakePhoneLineOptions {
  /** What the line can do. Default: signalled tones and statistics. */
  readonly supports?: CallSupports;
  /** How long a tone takes, in ms. Default 0. */
  readonly toneTime?: number;
  /** The number that calls. */
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
  readonly callerId: string | undefined;
  readonly remoteAudio: MediaStream | undefined;

  constructor(options: FakePhoneLineOptions = {}) {
    this.supports = options.supports ?? { dtmf: 'signalled', stats: true };
    this.toneTime = options.toneTime ?? 0;
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

  /** Moves the signalling connection. Calls live on without it. */
  signal(state: CallTransport['connection']['state']): void {
    this.connection.move(state);
  }

  /** Ends all calls. */
  dispose(): void {
    for (const { call } of this.phone.calls) call.hangUp('system');
    this.clock.dispose();
  }
}
