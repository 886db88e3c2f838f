import type { CallbackEnd, EndedBy, LiveState } from '../callback/index.js';
import {
  TransportError,
  type Call,
  type CallSupports,
  type CallTransport,
  type DialOptions,
  type DialTarget,
  type Hold,
} from '../transport/transport.js';
import { CallAction } from './call-action.js';
import { inboundAudioPackets, MediaWatchdog, type WatchdogOptions } from './media-watchdog.js';
import { RingbackTone } from './ringback-tone.js';
import { Speaker } from './speaker.js';
import { ToneQueue, type SentTone } from './tone-queue.js';

/** Why a call is muted: the agent chose it, or another call has become the active one. */
export type MuteCause = 'agent' | 'other-call';

export interface LineOptions {
  readonly signal: AbortSignal;
  readonly watchdog: WatchdogOptions | undefined;
  /** The agent hears a ringback tone where the network sends none. Default: true. */
  readonly ringback: boolean | undefined;
  /** The line has moved, or something else of it has changed and this is where it is. */
  readonly onState: (state: LiveState) => void;
  readonly onEnd: (end: CallbackEnd) => void;
  readonly onChange: () => void;
}

const notHeld: Hold = { local: false, remote: false };
const cutOff: CallbackEnd = { reason: 'network-failed', by: 'system' };

/**
 * The line to the visitor's phone: one call, with its sound, its tones and the watch over both. A
 * connected line on which nothing arrives is told of as `reconnecting`, and after a while as ended.
 */
export class CallLine {
  readonly #calls: CallTransport;
  readonly #options: LineOptions;
  readonly #speaker: Speaker;
  readonly #watchdog: MediaWatchdog;
  readonly #tones: ToneQueue;
  readonly #ringback = new RingbackTone();
  /** Under way, or why it failed last. */
  readonly holding: CallAction;
  /** Under way, or why it failed last. */
  readonly transferring: CallAction;
  /** Lives while what the call says is news. */
  #listening = new AbortController();
  #call: Call | undefined;
  #mutedBecause: MuteCause | undefined;
  #ringbackOn: boolean;
  /** What `hold` was asked for last. */
  #toBeHeld = false;

  constructor(calls: CallTransport, options: LineOptions) {
    this.#calls = calls;
    this.#options = options;
    this.#speaker = new Speaker(options.onChange);
    this.#ringbackOn = options.ringback ?? true;
    this.holding = new CallAction(options.onChange);
    this.transferring = new CallAction(options.onChange);
    this.#watchdog = new MediaWatchdog(
      () => this.#inboundPackets(),
      (sound) => this.#onSound(sound),
      options.watchdog,
    );
    this.#tones = new ToneQueue(
      (tone) =>
        this.#call?.sendTone?.(tone, { signal: options.signal }) ??
        Promise.reject(new TransportError('callback-ended', 'There is no call.')),
      options.onChange,
    );
  }

  /** There is a call, or was. */
  get dialled(): boolean {
    return this.#call !== undefined;
  }

  get supports(): CallSupports {
    return this.#calls.supports;
  }

  /** The two can hear each other, or could if neither held the call. */
  get answered(): boolean {
    return this.#call?.state === 'connected' || this.#call?.state === 'held';
  }

  get held(): Hold {
    return this.#call?.held ?? notHeld;
  }

  /** The number that calls, E.164, where the line knows. */
  get callerId(): string | undefined {
    return this.#call?.callerId;
  }

  get ringback(): boolean {
    return this.#ringbackOn;
  }

  set ringback(on: boolean) {
    this.#ringbackOn = on;
    this.#ring();
  }

  get muted(): boolean {
    return this.#call?.muted ?? false;
  }

  get mutedBecause(): MuteCause | undefined {
    return this.muted ? this.#mutedBecause : undefined;
  }

  get tones(): readonly SentTone[] {
    return this.#tones.tones;
  }

  get remoteAudio(): MediaStream | undefined {
    return this.#call?.remoteAudio;
  }

  get soundBlocked(): boolean {
    return this.#speaker.blocked;
  }

  dial(target: DialTarget, options: DialOptions): void {
    const call = this.#calls.dial(target, options);
    this.#call = call;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    call.addEventListener('statechange', () => this.#follow(call), { signal });
    this.#follow(call);
  }

  async setMicrophone(microphone: MediaStream): Promise<void> {
    await this.#call?.setMicrophone(microphone);
  }

  mute(muted: boolean, because: MuteCause): void {
    this.#mutedBecause = muted ? because : undefined;
    this.#call?.mute(muted);
  }

  /** @returns how many tones were queued. */
  sendTones(text: string): number {
    return this.supports.dtmf ? this.#tones.push(text) : 0;
  }

  /** Holds the call or takes it back; asked for the opposite meanwhile, the last word counts. */
  hold(held: boolean): Promise<void> {
    this.#toBeHeld = held;
    return this.holding.run(async () => {
      for (let asked: boolean | undefined; asked !== this.#toBeHeld;) {
        asked = this.#toBeHeld;
        await this.#call?.hold?.(asked);
      }
    });
  }

  /** Hands the visitor on. While that is under way, another target is passed over. */
  transfer(target: string): Promise<void> {
    return this.transferring.run(async () => {
      if (!target) throw new TransportError('number-invalid', 'There is no target.');
      await this.#call?.transfer?.(target);
    });
  }

  /** Asks the call to end; when it has, `onEnd` tells. */
  hangUp(by: EndedBy): void {
    this.#call?.hangUp(by);
  }

  /** It is known to be over: hangs up where that is still to be done, and tells nothing more. */
  close(by: EndedBy): void {
    this.stop();
    this.#tones.stop();
    if (this.#call && this.#call.state !== 'ended') this.#call.hangUp(by);
  }

  /** Stops following the call and playing its sound. */
  stop(): void {
    this.#listening.abort();
    this.#watchdog.stop();
    this.#speaker.stop();
    this.#ringback.stop();
    this.holding.stop();
    this.transferring.stop();
  }

  #follow(call: Call): void {
    // Also before the answer: the network may have something to say.
    if (call.remoteAudio) this.#speaker.play(call.remoteAudio);
    this.#ring();
    this.#tones.pause(call.state === 'held');
    if (call.state === 'ended') return this.#options.onEnd(call.end ?? cutOff);
    if (call.state !== 'connected') {
      this.#watchdog.stop();
      this.#watchdog.reset();
    } else if (this.supports.stats) {
      this.#watchdog.start();
    }
    const silent = call.state === 'connected' && this.#watchdog.silent;
    this.#options.onState(silent ? 'reconnecting' : call.state);
  }

  /** Somebody has to make the sound of ringing: the network, or else this page. */
  #ring(): void {
    const ringing = this.#call?.state === 'ringing' && !this.#call.earlyMedia;
    if (ringing && this.#ringbackOn && !this.#listening.signal.aborted) this.#ringback.start();
    else this.#ringback.stop();
  }

  #onSound(sound: 'flowing' | 'silent' | 'dead'): void {
    if (sound === 'dead') this.#options.onEnd(cutOff);
    else if (this.#call) this.#follow(this.#call);
  }

  async #inboundPackets(): Promise<number | undefined> {
    const report = await this.#call?.getStats?.();
    return report && inboundAudioPackets(report);
  }
}
