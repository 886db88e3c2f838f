import type { CallbackEnd } from '../callback/index.js';
import type { Call, DialTarget } from '../transport/transport.js';
import type { LineCall } from './fake/call.js';

/** The visitor's phone: the far end of all calls of a `FakePhoneLine`. */
export class FakePhone {
  #calls: FakeCall[] = [];
  #fresh: FakeCall[] = [];
  #awaited: ((call: FakeCall) => void)[] = [];

  /** All calls that have reached the phone, oldest first. */
  get calls(): readonly FakeCall[] {
    return this.#calls;
  }

  /** The next call that reaches the phone, or has reached it and was not asked for yet. */
  next(): Promise<FakeCall> {
    const call = this.#fresh.shift();
    if (call) return Promise.resolve(call);
    return new Promise((resolve) => this.#awaited.push(resolve));
  }

  /** @internal */
  receive(call: LineCall): void {
    const fake = new FakeCall(call);
    this.#calls.push(fake);
    const awaited = this.#awaited.shift();
    if (awaited) awaited(fake);
    else this.#fresh.push(fake);
  }
}

/** One call as it is seen from the visitor's phone. What comes too late does nothing. */
export class FakeCall {
  readonly #call: LineCall;

  /** @internal */
  constructor(call: LineCall) {
    this.#call = call;
  }

  /** The agent's end. */
  get call(): Call {
    return this.#call;
  }

  get target(): DialTarget {
    return this.#call.target;
  }

  get state(): Call['state'] {
    return this.#call.state;
  }

  get end(): CallbackEnd | undefined {
    return this.#call.end;
  }

  /** It rings no more and nobody talks. */
  get over(): boolean {
    return this.state === 'ended';
  }

  /** The tones that have arrived. */
  get digits(): string {
    return this.#call.digits;
  }

  /** Whether the phone hears silence. */
  get heardMuted(): boolean {
    return this.#call.muted;
  }

  /** The microphone that the phone hears. */
  get microphone(): MediaStream {
    return this.#call.microphone;
  }

  ring(): void {
    if (this.state === 'dialing') this.#call.move('ringing');
  }

  answer(): void {
    if (!this.#call.answered) this.#call.move('connected');
  }

  /** The visitor refuses the call. */
  decline(): void {
    if (!this.#call.answered) this.#call.finish({ reason: 'rejected', by: 'visitor' });
  }

  busy(): void {
    if (!this.#call.answered) this.#call.finish({ reason: 'busy', by: 'system' });
  }

  /** It rings until the network gives up. */
  ignore(): void {
    if (!this.#call.answered) this.#call.finish({ reason: 'no-answer', by: 'system' });
  }

  /** The visitor hangs up; before the answer that is declining. */
  hangUp(): void {
    if (!this.#call.answered) this.decline();
    else this.#call.finish({ reason: 'completed', by: 'visitor' });
  }

  /** Audio cannot be set up. */
  failMedia(): void {
    this.#call.finish({ reason: 'media-failed', by: 'system' });
  }

  /** The way to the phone is lost for a while. */
  interrupt(): void {
    if (this.#call.answered) this.#call.move('reconnecting');
  }

  /** The way to the phone is back. */
  recover(): void {
    if (this.state === 'reconnecting') this.#call.move('connected');
  }

  /** No more audio arrives from the phone, though the call stands. */
  stopPackets(): void {
    this.#call.packets(false);
  }

  resumePackets(): void {
    this.#call.packets(true);
  }
}
