import {
  canMove,
  type CallbackEnd,
  type EndedBy,
  type LiveState,
  type Tone,
} from '../../callback/index.js';
import type {
  Call,
  DialOptions,
  DialTarget,
  Hold,
  TransportOptions,
} from '../../transport/transport.js';
import { failure } from './failure.js';
import type { Line } from './line.js';

/** RTP sends a packet of audio every 20 ms. */
const packetTime = 20;

/** The agent's end of a fake call. The far end moves it. */
export class LineCall extends EventTarget implements Call {
  readonly target: DialTarget;
  /** What the far end does not agree to. */
  readonly refuses = { hold: false, transfer: false };
  readonly sendTone?: (tone: Tone, options?: TransportOptions) => Promise<void>;
  readonly hold?: (held: boolean) => Promise<void>;
  readonly transfer?: (target: string) => Promise<void>;
  readonly getStats?: () => Promise<RTCStatsReport>;
  readonly #line: Line;
  #state: LiveState | 'ended' = 'dialing';
  #end: CallbackEnd | undefined;
  #muted = false;
  #held: Hold = { local: false, remote: false };
  #answered = false;
  #early = false;
  #transferredTo: string | undefined;
  /** What the far end is asked next waits for its last answer. */
  #asked: Promise<unknown> = Promise.resolve();
  #digits = '';
  #microphone: MediaStream;
  /** Packets that came before `#packetsSince`, the time since when they come; undefined: not now. */
  #packets = 0;
  #packetsSince: number | undefined;

  constructor(line: Line, target: DialTarget, { microphone, signal }: DialOptions) {
    super();
    this.#line = line;
    this.target = target;
    this.#microphone = microphone;
    const { supports } = line;
    if (supports.dtmf) this.sendTone = (tone, options) => this.#sendTone(tone, options?.signal);
    if (supports.hold) this.hold = (held) => this.#inTurn(() => this.#hold(held));
    if (supports.transfer) this.transfer = (to) => this.#inTurn(() => this.#transfer(to));
    if (supports.stats) this.getStats = () => this.#getStats();

    const hangUp = () => this.hangUp();
    signal?.addEventListener('abort', hangUp);
    this.addEventListener('statechange', () => {
      if (this.#state === 'ended') signal?.removeEventListener('abort', hangUp);
    });
  }

  get state(): LiveState | 'ended' {
    return this.#state;
  }

  get end(): CallbackEnd | undefined {
    return this.#end;
  }

  get remoteAudio(): MediaStream | undefined {
    return this.#answered || this.#early ? this.#line.remoteAudio : undefined;
  }

  get callerId(): string | undefined {
    return this.target.claim.dial?.callerId ?? this.#line.callerId;
  }

  get muted(): boolean {
    return this.#muted;
  }

  get earlyMedia(): boolean {
    return this.#early;
  }

  get held(): Hold {
    return this.#held;
  }

  get microphone(): MediaStream {
    return this.#microphone;
  }

  get digits(): string {
    return this.#digits;
  }

  get answered(): boolean {
    return this.#answered;
  }

  get transferredTo(): string | undefined {
    return this.#transferredTo;
  }

  mute(muted: boolean): void {
    if (this.#state === 'ended' || muted === this.#muted) return;
    this.#muted = muted;
    this.dispatchEvent(new Event('statechange'));
  }

  setMicrophone(microphone: MediaStream): Promise<void> {
    this.#microphone = microphone;
    return Promise.resolve();
  }

  hangUp(by: EndedBy = 'agent'): void {
    if (this.#answered)
      this.finish({ reason: by === 'system' ? 'network-failed' : 'completed', by });
    else if (by === 'agent') this.finish({ reason: 'agent-canceled', by });
    else if (by === 'visitor') this.finish({ reason: 'visitor-canceled', by });
    else this.finish({ reason: 'network-failed', by });
  }

  /** Ends the call, once. */
  finish(end: CallbackEnd): void {
    if (this.#state === 'ended') return;
    this.#end = end;
    this.#early = false;
    this.#held = { local: false, remote: false };
    this.packets(false);
    this.move('ended');
  }

  /** Moves along `transitions`; where no way leads, what the phone does comes too late. */
  move(state: LiveState | 'ended'): void {
    if (!canMove(this.#state, state)) return;
    this.#state = state;
    if (state === 'connected' && !this.#answered) {
      this.#answered = true;
      this.#early = false;
      this.packets(true);
    }
    this.dispatchEvent(new Event('statechange'));
  }

  /** Either side holds, or holds no more. Out of reach a call stays `reconnecting` all the same. */
  setHeld(change: Partial<Hold>): void {
    if (this.#state === 'ended') return;
    const held = { ...this.#held, ...change };
    if (held.local === this.#held.local && held.remote === this.#held.remote) return;
    this.#held = held;
    if (this.#state !== 'reconnecting') this.#state = this.#talking;
    this.dispatchEvent(new Event('statechange'));
  }

  /** Back from `reconnecting`, to where it was. */
  recover(): void {
    if (this.#state === 'reconnecting') this.move(this.#talking);
  }

  playEarlyMedia(): void {
    if (this.#answered || this.#early || this.#state === 'ended') return;
    this.#early = true;
    this.packets(true);
    this.dispatchEvent(new Event('statechange'));
  }

  get #talking(): 'connected' | 'held' {
    return this.#held.local || this.#held.remote ? 'held' : 'connected';
  }

  /** Lets the far end's packets come or not. */
  packets(come: boolean): void {
    this.#packets = this.#countPackets();
    this.#packetsSince = come && (this.#answered || this.#early) ? this.#line.clock.now : undefined;
  }

  #countPackets(): number {
    const since = this.#packetsSince;
    if (since === undefined) return this.#packets;
    return this.#packets + Math.floor((this.#line.clock.now - since) / packetTime);
  }

  async #sendTone(tone: Tone, signal: AbortSignal | undefined): Promise<void> {
    this.#assertAlive();
    await this.#line.clock.wait(this.#line.toneTime, signal);
    this.#assertAlive();
    // Before the answer nobody is there to hear it.
    if (this.#answered) this.#digits += tone;
  }

  async #hold(held: boolean): Promise<void> {
    this.#assertAnswered();
    if (held === this.#held.local) return;
    await this.#ask();
    if (this.refuses.hold) throw failure('unavailable', 'The far end does not agree.');
    this.setHeld({ local: held });
  }

  async #transfer(target: string): Promise<void> {
    this.#assertAnswered();
    await this.#ask();
    if (this.refuses.transfer) throw failure('refused', `The far end does not go to ${target}.`);
    this.#transferredTo = target;
    this.finish({ reason: 'transferred', by: 'agent' });
  }

  /** The far end can be asked over the signalling only, and takes its time. */
  async #ask(): Promise<void> {
    if (this.#line.connection.state !== 'connected') {
      throw failure('unavailable', 'The line has no signalling now.');
    }
    await this.#line.clock.wait(this.#line.agreeTime);
    this.#assertAlive();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#asked.then(work);
    this.#asked = done.catch(() => {});
    return done;
  }

  async #getStats(): Promise<RTCStatsReport> {
    const packetsReceived = this.#countPackets();
    const inbound = {
      id: 'inbound-audio',
      type: 'inbound-rtp',
      kind: 'audio',
      timestamp: this.#line.clock.now,
      packetsReceived,
      packetsLost: 0,
      bytesReceived: packetsReceived * 160,
      jitter: 0.002,
    };
    return new Map([[inbound.id, inbound]]) as RTCStatsReport;
  }

  #assertAnswered(): void {
    this.#assertAlive();
    if (!this.#answered) throw failure('unavailable', 'The call is not answered yet.');
  }

  #assertAlive(): void {
    if (this.#state === 'ended') throw failure('callback-ended', 'The call is over.');
  }
}
