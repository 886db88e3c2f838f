import { randomToken } from '../../callback/index.js';
import { Line, type LineMessage, type Ring } from './line.js';
import { describedWhole, newPeer } from './peer.js';
import { HandsetAudio } from './voice.js';
import { whenLockIsFree } from './web-lock.js';

/** `transferred`: put through to somebody else, until it hangs up. */
export type HandsetState = 'idle' | 'ringing' | 'connected' | 'transferred';

export interface HandsetOptions {
  /** The desk whose calls it takes. Default `default`. */
  readonly desk?: string;
  /**
   * While it rings the caller hears a ringback of the phone's own (`ringbackHz`): early media. Default
   * false: the caller's page rings by itself. Silent until somebody has touched the phone's page.
   */
  readonly ringback?: boolean;
}

/**
 * The visitor's phone, as a page of the same browser: it rings for calls of the loopback transport,
 * says a steady voice-like tone (`voiceHz`) once answered, and measures what it hears. It plays
 * nothing aloud unless asked to. Fires `statechange` when anything has changed but the two meters, which
 * are read when wanted.
 *
 * Put through to another number it shows where to (`transferredTo`), and that is all: in one browser
 * nobody is there to answer.
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
  #ringback: boolean;
  #holding = false;
  #onHold = false;
  #takesTransfers = true;
  #transferredTo: string | undefined;
  #audio: HandsetAudio | undefined;
  #peer: RTCPeerConnection | undefined;
  /** The answer to the call's offer; made once, for early media or when it picks up. */
  #answer: Promise<string> | undefined;
  #stopWatching = () => {};

  constructor({ desk = 'default', ringback = false }: HandsetOptions = {}) {
    super();
    this.#ringback = ringback;
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

  /** Whether callers hear a ringback of its own while it rings. */
  get ringback(): boolean {
    return this.#ringback;
  }

  /** Whether it has put the call on hold: neither end hears the other. */
  get holding(): boolean {
    return this.#holding;
  }

  /** Whether the agent has put it on hold: it hears nothing, and sends nothing. */
  get onHold(): boolean {
    return this.#onHold;
  }

  /** Whether it goes where the agent transfers it to. On by default. */
  get takesTransfers(): boolean {
    return this.#takesTransfers;
  }

  /** Where it was put through to, as the agent has said it; while `transferred`. */
  get transferredTo(): string | undefined {
    return this.#transferredTo;
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

  setTakesTransfers(takes: boolean): void {
    this.#takesTransfers = takes;
    this.#changed();
  }

  /** Switched on, it counts for a call that rings already; switched off, from the next call on. */
  setRingback(ringback: boolean): void {
    this.#ringback = ringback;
    if (ringback && this.#state === 'ringing') void this.#sendRingback();
    this.#changed();
  }

  /** Puts the call on hold, or takes it back. Does nothing without a call. */
  hold(held: boolean): void {
    if (this.#state !== 'connected' || !this.#ring || held === this.#holding) return;
    this.#holding = held;
    this.#line?.send({ type: 'holding', call: this.#ring.call, held });
    this.#updateAudio();
    this.#changed();
  }

  /**
   * Picks up. Call it from a user gesture: without one, browsers keep the tone silent. Does nothing
   * unless it rings. Resolves when the caller has been told.
   */
  async answer(): Promise<void> {
    const ring = this.#ring;
    if (!ring || this.#state !== 'ringing') return;
    const answer = (this.#answer ??= this.#describe(ring));
    this.#audio?.speak();
    this.#set('connected');
    // It may have been hung up meanwhile.
    const isStill = () => this.#ring === ring && this.#state === 'connected';
    try {
      const sdp = await answer;
      if (isStill()) this.#line?.send({ type: 'answered', call: ring.call, sdp });
    } catch {
      if (isStill()) this.#leave('lost');
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
    else if (this.#state === 'transferred') this.#reset();
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
    } else if (this.#state === 'idle' || this.#state === 'transferred') {
      return;
    } else if (message.type === 'stop') {
      if (message.callback !== this.#ring?.callback) return;
      const { callback } = message;
      this.#reset();
      this.#line?.send({ type: 'stopped', callback });
    } else if ('call' in message && message.call === this.#ring?.call) {
      if (message.type === 'over') this.#reset();
      if (message.type === 'tone') this.#onTone(message);
      if (message.type === 'ask') this.#onQuestion(message);
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
    if (this.#ringback) void this.#sendRingback();
  }

  async #sendRingback(): Promise<void> {
    const ring = this.#ring;
    if (!ring || this.#answer) return;
    const answer = (this.#answer = this.#describe(ring));
    this.#audio?.ringBack();
    try {
      const sdp = await answer;
      if (this.#ring !== ring || this.#state !== 'ringing') return;
      this.#line?.send({ type: 'progress', call: ring.call, sdp });
    } catch {
      // Then it rings without; whether there is audio shows when it is answered.
    }
  }

  async #describe(ring: Ring): Promise<string> {
    const audio = (this.#audio = new HandsetAudio());
    audio.listening = this.#listening;
    const peer = (this.#peer = newPeer());
    peer.ontrack = ({ track }) => audio.hear(new MediaStream([track]));
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === 'failed') this.#leave('lost');
    };
    await peer.setRemoteDescription({ type: 'offer', sdp: ring.sdp });
    for (const track of audio.voice.getTracks()) peer.addTrack(track, audio.voice);
    return describedWhole(peer, await peer.createAnswer());
  }

  #onQuestion({ call, seq, question }: LineMessage & { type: 'ask' }): void {
    const transfer = 'transfer' in question ? question.transfer.trim() : undefined;
    const agreed = transfer === undefined || (this.#takesTransfers && transfer !== '');
    this.#line?.send({ type: 'reply', call, seq, agreed });
    if ('hold' in question) {
      this.#onHold = question.hold;
      this.#updateAudio();
      this.#changed();
    } else if (agreed) {
      this.#line?.send({ type: 'gone', call });
      this.#dropCall();
      this.#transferredTo = transfer;
      this.#set('transferred');
    }
  }

  /** Who is on hold says nothing, as an agent's phone that holds asks for (RFC 3264, section 8.4). */
  #updateAudio(): void {
    if (!this.#audio) return;
    this.#audio.speaking = !this.#holding && !this.#onHold;
    this.#audio.hearing = !this.#holding;
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
    this.#dropCall();
    this.#set('idle');
  }

  #dropCall(): void {
    this.#stopWatching();
    this.#peer?.close();
    this.#peer = undefined;
    this.#answer = undefined;
    void this.#audio?.close();
    this.#audio = undefined;
    this.#holding = false;
    this.#onHold = false;
    this.#transferredTo = undefined;
  }

  #set(state: HandsetState): void {
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('statechange'));
  }
}
