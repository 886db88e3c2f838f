import type { CallbackEnd, EndDetail } from '../callback/index.js';
import type { Call, DialTarget, Hold } from '../transport/transport.js';
import type { LineCall } from './fake/call.js';
import type { LawPhoneSupports } from './laws/harness.js';

/** The visitor's phone: the far end of all calls of a `FakePhoneLine`. */
export class FakePhone {
  /** What the laws may have it do. */
  readonly supports: LawPhoneSupports = {
    hold: true,
    transfer: true,
    refuseHold: true,
    earlyMedia: true,
    interrupt: true,
    endWith: true,
  };
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
    return this.#call.muted || this.#call.held.local;
  }

  /** Who holds the call, as the agent sees it: `remote` is this phone. */
  get held(): Hold {
    return this.#call.held;
  }

  /** Where the agent has sent the visitor on to. */
  get transferredTo(): string | undefined {
    return this.#call.transferredTo;
  }

  /** The microphone that the phone hears. */
  get microphone(): MediaStream {
    return this.#call.microphone;
  }

  ring(): void {
    if (this.state === 'dialing') this.#call.move('ringing');
  }

  /** Before the answer: the network plays its own ringing or announcement to the agent. */
  playEarlyMedia(): void {
    this.#call.playEarlyMedia();
  }

  answer(): void {
    if (!this.#call.answered) this.#call.move('connected');
  }

  /** The visitor refuses the call. `detail`, here and below: what the network says about it. */
  decline(detail?: EndDetail): void {
    this.#fail({ reason: 'rejected', by: 'visitor', ...(detail && { detail }) });
  }

  busy(detail?: EndDetail): void {
    this.#fail({ reason: 'busy', by: 'system', ...(detail && { detail }) });
  }

  /** It rings until the network gives up. */
  ignore(detail?: EndDetail): void {
    this.#fail({ reason: 'no-answer', by: 'system', ...(detail && { detail }) });
  }

  /** The phone or the network ends the call in just this way, whatever its state. */
  endWith(end: CallbackEnd): void {
    this.#call.finish(end);
  }

  /** The visitor hangs up; before the answer that is declining. */
  hangUp(): void {
    if (!this.#call.answered) this.decline();
    else this.#call.finish({ reason: 'completed', by: 'visitor' });
  }

  /** The visitor's side puts the call on hold, or takes it back. */
  hold(held: boolean): void {
    if (this.#call.answered) this.#call.setHeld({ remote: held });
  }

  /** Does not agree to be held or taken back: the agent hears `unavailable`. */
  refuseHold(refuses = true): void {
    this.#call.refuses.hold = refuses;
  }

  /** Does not go where the agent sends it: the agent hears `refused`, and the call goes on. */
  refuseTransfer(refuses = true): void {
    this.#call.refuses.transfer = refuses;
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
    this.#call.recover();
  }

  /** No more audio arrives from the phone, though the call stands. */
  stopPackets(): void {
    this.#call.packets(false);
  }

  resumePackets(): void {
    this.#call.packets(true);
  }

  #fail(end: CallbackEnd): void {
    if (!this.#call.answered) this.#call.finish(end);
  }
}
