import {
  TransportError,
  type CallTransport,
  type DialOptions,
  type DialTarget,
  type Signalling,
} from '../transport.js';
import { LoopbackCall, type CallPlace } from './call.js';

/** The calls' role: audio over WebRTC to a handset on the same desk. */
export class LoopbackCalls implements CallTransport {
  readonly supports = { dtmf: 'signalled', hold: true, transfer: true, stats: true } as const;
  readonly connection: Signalling = new BrowserLine();
  readonly #place: CallPlace;
  readonly #calls = new Set<LoopbackCall>();

  constructor(place: CallPlace) {
    this.#place = place;
  }

  /**
   * Ends `no-answer`, by `system`, after about five seconds when no handset is open on this desk;
   * `media-failed` with the `mediaProblem` `no-network` when this machine has no network at all.
   */
  dial(target: DialTarget, options: DialOptions): LoopbackCall {
    const call = new LoopbackCall(target, options, this.#place);
    this.#calls.add(call);
    call.addEventListener('statechange', () => {
      if (call.state === 'ended') this.#calls.delete(call);
    });
    return call;
  }

  /** Hangs up all calls. */
  dispose(): void {
    for (const call of this.#calls) call.hangUp('system');
  }
}

/** There is nothing to connect to: the line is the browser itself, if it can do it at all. */
class BrowserLine extends EventTarget implements Signalling {
  readonly #error = new TransportError('unavailable', 'This browser has no WebRTC.');

  get state(): Signalling['state'] {
    const able = 'RTCPeerConnection' in globalThis && 'BroadcastChannel' in globalThis;
    return able ? 'connected' : 'failed';
  }

  get error(): TransportError | undefined {
    return this.state === 'failed' ? this.#error : undefined;
  }
}
