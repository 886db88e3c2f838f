import { randomToken } from '../../callback/index.js';
import { Line, type LineMessage, type Ring } from './line.js';
import { describedWhole, newPeer } from './peer.js';
import { HandsetAudio } from './voice.js';
import { whenLockIsFree } from './web-lock.js';

export type HandsetState = 'idle' | 'ringing' | 'connected';

export interface HandsetOptions {
  /** The desk whose calls it takes. Default `default`. */
  readonly desk?: string;
}

/**
 * The visitor's phone, as a page of the same browser: it rings for calls of the loopback transport,
 * says a steady voice-like tone (`voiceHz`) once answered, and measures what it hears. It plays
 * nothing aloud unless asked to. Fires `statechange` when `state`, `caller`, `digits`, `engaged` or
 * `listening` has changed; the two meters are read when wanted.
 */
export class Handset extends EventTarget {
  readonly #desk: string;
  readonly #name = randomToken();
  readonly #page = new AbortController();
  #line: Line | undefined;
  #state: HandsetState = 'idle';
  #ring: (Ring & { readonly call: string }) | undefined;
  #digits = '';
  #lastTone = 0;
  #engaged = false;
  #listening = false;
  #audio: HandsetAudio | undefined;
  #peer: RTCPeerConnection | undefined;
  #stopWatching = () => {};

  constructor({ desk = 'default' }: HandsetOptions = {}) {
    super();
    this.#desk = desk;
    this.#plugIn();
    const { signal } = this.#page;
    addEventListener('pagehide', () => this.#unplug(), { signal });
    addEventListener('pageshow', () => this.#plugIn(), { signal });
  }

  get state(): HandsetState {
    return this.#state;
  }

  /** The number that calls, E.164, where known; while it rings and after. */
  get caller(): string | undefined {
    return this.#ring?.callerId;
  }

  /** The keys that the agent has pressed in this call, or in the last one. */
  get digits(): string {
    return this.#digits;
  }

  /** Whether callers find it busy though it is idle. */
  get engaged(): boolean {
    return this.#engaged;
  }

  /** Whether it plays aloud what it hears. Off by default, lest two microphones howl. */
  get listening(): boolean {
    return this.#listening;
  }

  /** How loud it is what the handset hears: root mean square, 0 to 1. */
  get inputLevel(): number {
    return this.#audio?.level ?? 0;
  }

  /** The strongest frequency in what the handset hears, in Hz; 0 without a call. */
  get inputPeakHz(): number {
    return this.#audio?.peakHz ?? 0;
  }

  setEngaged(engaged: boolean): void {
    this.#engaged = engaged;
    this.#changed();
  }

  setListening(listening: boolean): void {
    this.#listening = listening;
    if (this.#audio) this.#audio.listening = listening;
    this.#changed();
  }

  /**
   * Picks up. Call it from a user gesture: without one, browsers keep the tone silent. Does nothing
   * unless it rings. Resolves when the caller has been told.
   */
  async answer(): Promise<void> {
    const ring = this.#ring;
    if (!ring || this.#state !== 'ringing') return;
    const audio = (this.#audio = new HandsetAudio());
    audio.listening = this.#listening;
    const peer = (this.#peer = newPeer());
    peer.ontrack = ({ track }) => audio.hear(new MediaStream([track]));
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === 'failed') this.#leave('lost');
    };
    this.#set('connected');
    try {
      await peer.setRemoteDescription({ type: 'offer', sdp: ring.sdp });
      for (const track of audio.voice.getTracks()) peer.addTrack(track, audio.voice);
      const sdp = await describedWhole(peer, await peer.createAnswer());
      // It may have been hung up meanwhile.
      if (this.#peer === peer) this.#line?.send({ type: 'answered', call: ring.call, sdp });
    } catch {
      if (this.#peer === peer) this.#leave('lost');
    }
  }

  /** Refuses the call that rings. */
  decline(): void {
    if (this.#state !== 'ringing' || !this.#ring) return;
    this.#line?.send({ type: 'declined', call: this.#ring.call });
    this.#reset();
  }

  /** Ends the call, or refuses it while it rings. */
  hangUp(): void {
    if (this.#state === 'ringing') this.decline();
    else this.#leave('hung-up');
  }

  /** Hangs up and leaves the line for good. */
  dispose(): void {
    this.#page.abort();
    this.#unplug();
  }

  #plugIn(): void {
    if (this.#page.signal.aborted) return;
    this.#line ??= new Line(this.#desk, (message) => this.#onMessage(message));
  }

  #unplug(): void {
    this.hangUp();
    this.#line?.close();
    this.#line = undefined;
  }

  #onMessage(message: LineMessage): void {
    if (message.type === 'seek') {
      const free = this.#state === 'idle' && !this.#engaged;
      this.#line?.send({ type: 'here', call: message.call, phone: this.#name, free });
    } else if (message.type === 'ring') {
      if (message.phone === this.#name) this.#onRing(message);
    } else if (this.#state === 'idle') {
      return;
    } else if (message.type === 'stop') {
      if (message.callback !== this.#ring?.callback) return;
      const { callback } = message;
      this.#reset();
      this.#line?.send({ type: 'stopped', callback });
    } else if ('call' in message && message.call === this.#ring?.call) {
      if (message.type === 'over') this.#reset();
      if (message.type === 'tone') this.#onTone(message);
    }
  }

  #leave(type: 'hung-up' | 'lost'): void {
    if (this.#state !== 'connected' || !this.#ring) return;
    this.#line?.send({ type, call: this.#ring.call });
    this.#reset();
  }

  #onRing(message: LineMessage & { type: 'ring' }): void {
    // Two callers may have found it free at the same time.
    if (this.#state !== 'idle') {
      this.#line?.send({ type: 'here', call: message.call, phone: this.#name, free: false });
      return;
    }
    this.#ring = message;
    this.#digits = '';
    this.#lastTone = 0;
    this.#stopWatching = whenLockIsFree(message.session, async () => this.#reset());
    this.#line?.send({ type: 'ringing', call: message.call });
    this.#set('ringing');
  }

  #onTone({ call, seq, tone }: LineMessage & { type: 'tone' }): void {
    this.#line?.send({ type: 'tone-heard', call, seq });
    if (seq <= this.#lastTone) return;
    this.#lastTone = seq;
    this.#digits += tone;
    this.#changed();
  }

  #reset(): void {
    if (this.#state === 'idle') return;
    this.#stopWatching();
    this.#peer?.close();
    this.#peer = undefined;
    void this.#audio?.close();
    this.#audio = undefined;
    this.#set('idle');
  }

  #set(state: HandsetState): void {
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('statechange'));
  }
}
