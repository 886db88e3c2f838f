import type { CallbackEnd, EndedBy, LiveState } from '../callback/index.js';
import {
  TransportError,
  type Call,
  type CallSupports,
  type CallTransport,
  type DialOptions,
  type DialTarget,
} from '../transport/transport.js';
import { inboundAudioPackets, MediaWatchdog, type WatchdogOptions } from './media-watchdog.js';
import { Speaker } from './speaker.js';
import { ToneQueue, type SentTone } from './tone-queue.js';

/** Why the far end hears silence: the agent chose it, or the agent turned to another call. */
export type MuteCause = 'agent' | 'other-call';

export interface LineOptions {
  readonly signal: AbortSignal;
  readonly watchdog: WatchdogOptions | undefined;
  /** The line has moved, or something else of it has changed and this is where it is. */
  readonly onState: (state: LiveState, callerId: string | undefined) => void;
  readonly onEnd: (end: CallbackEnd) => void;
  readonly onChange: () => void;
}

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
  /** Lives while what the call says is news. */
  #listening = new AbortController();
  #call: Call | undefined;
  #mutedBecause: MuteCause | undefined;

  constructor(calls: CallTransport, options: LineOptions) {
    this.#calls = calls;
    this.#options = options;
    this.#speaker = new Speaker(options.onChange);
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

  /** Stops listening, in both senses. */
  stop(): void {
    this.#listening.abort();
    this.#watchdog.stop();
    this.#speaker.stop();
  }

  #follow(call: Call): void {
    if (call.remoteAudio) this.#speaker.play(call.remoteAudio);
    if (call.state === 'ended') return this.#options.onEnd(call.end ?? cutOff);
    if (call.state !== 'connected') {
      this.#watchdog.stop();
      this.#watchdog.reset();
    } else if (this.supports.stats) {
      this.#watchdog.start();
    }
    const silent = call.state === 'connected' && this.#watchdog.silent;
    this.#options.onState(silent ? 'reconnecting' : call.state, call.callerId);
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
