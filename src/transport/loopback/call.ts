import { randomToken, type CallbackEnd, type EndedBy, type Tone } from '../../callback/index.js';
import {
  TransportError,
  type Call,
  type DialOptions,
  type DialTarget,
  type Hold,
  type TransportOptions,
} from '../transport.js';
import type { Clock } from '../clock.js';
import { FarEnd } from './far-end.js';
import { Line, type LineMessage } from './line.js';
import { CallMicrophone } from './microphone.js';
import { describedWhole, isReachable, peerOrNone } from './peer.js';
import type { Session } from './session.js';
import { toneDuration, ToneLine } from './tone-line.js';

/** Milliseconds. */
const timeouts = {
  /** For a phone to say that it is there, and then that it rings. */
  seek: 5_000,
  /** For a free phone, after one that is busy has answered. */
  busy: 300,
  ring: 45_000,
  /** From the answer until there is audio. */
  connect: 15_000,
} as const;

/** What a call needs of its surroundings. */
export interface CallPlace {
  readonly desk: string;
  readonly clock: Clock;
  readonly session: Session;
  readonly callerId: string | undefined;
}

/** A call to a {@link Handset} in another page of this browser, or in the same one. */
export class LoopbackCall extends EventTarget implements Call {
  readonly callerId: string | undefined;
  readonly #id = randomToken();
  readonly #place: CallPlace;
  readonly #callback: string;
  readonly #signal: AbortSignal | undefined;
  readonly #line: Line;
  /** Undefined where there is no WebRTC: the call then ends `media-failed`. */
  readonly #peer = peerOrNone();
  readonly #tones: ToneLine;
  readonly #farEnd: FarEnd;
  readonly #microphone: CallMicrophone;
  #open = () => {};
  #state: Call['state'] = 'dialing';
  #end: CallbackEnd | undefined;
  #mediaProblem: 'no-network' | undefined;
  #remoteAudio: MediaStream | undefined;
  #muted = false;
  #held: Hold = { local: false, remote: false };
  /** The phone is being asked to be held. */
  #isAskingToHold = false;
  #isDescribed = false;
  #isAnswered = false;
  /** Audio can flow, for early media or after the answer. */
  #isMediaOpen = false;
  #phone: string | undefined;
  #offer: string | undefined;
  #cancelTimer = () => {};

  constructor(target: DialTarget, options: DialOptions, place: CallPlace) {
    super();
    this.callerId = target.claim.dial?.callerId ?? place.callerId;
    this.#place = place;
    this.#callback = target.claim.id;
    this.#signal = options.signal;
    this.#line = new Line(place.desk, (message) => this.#onMessage(message));
    const open = new Promise<void>((resolve) => (this.#open = resolve));
    this.#tones = new ToneLine((seq, tone) => {
      this.#line.send({ type: 'tone', call: this.#id, seq, tone, duration: toneDuration });
    }, open);
    this.#farEnd = new FarEnd(place.clock, (seq, question) => {
      this.#line.send({ type: 'ask', call: this.#id, seq, question });
    });
    this.#microphone = new CallMicrophone(options.microphone);
    this.#updateSilence();
    this.#signal?.addEventListener('abort', this.#onAbort);
    addEventListener('pagehide', this.#onPagehide);
    void this.#dial();
  }

  get state(): Call['state'] {
    return this.#state;
  }

  get end(): CallbackEnd | undefined {
    return this.#end;
  }

  /**
   * More about a `media-failed`: `no-network` when this machine has no network interface but the
   * loopback one, so that browsers find no way even to themselves. See also `canConnect`.
   */
  get mediaProblem(): 'no-network' | undefined {
    return this.#mediaProblem;
  }

  get remoteAudio(): MediaStream | undefined {
    return this.#remoteAudio;
  }

  get earlyMedia(): boolean {
    return this.#isMediaOpen && !this.#isAnswered && !this.#isOver;
  }

  get held(): Hold {
    return this.#held;
  }

  get muted(): boolean {
    return this.#muted;
  }

  mute(muted: boolean): void {
    if (this.#muted === muted) return;
    this.#muted = muted;
    this.#updateSilence();
    this.#changed();
  }

  setMicrophone(microphone: MediaStream): Promise<void> {
    return this.#microphone.replace(microphone);
  }

  sendTone(tone: Tone, { signal }: TransportOptions = {}): Promise<void> {
    return this.#tones.send(tone, signal);
  }

  hold(held: boolean): Promise<void> {
    return this.#farEnd.inTurn(async () => {
      this.#assertConnected();
      // Silent before the phone knows of it: what is said meanwhile is not for the visitor.
      this.#askToHold(held);
      try {
        // A handset that answers always agrees.
        await this.#farEnd.ask({ hold: held });
        this.#setHeld({ local: held });
      } catch (error) {
        // A phone that was only slow must not believe otherwise in the end.
        if (!this.#isOver) this.#farEnd.tell({ hold: this.#held.local });
        throw error;
      } finally {
        this.#askToHold(false);
      }
    });
  }

  /**
   * The handset says where it was sent, and is in that call until it hangs up: in one browser nobody is
   * at the other end.
   */
  transfer(target: string): Promise<void> {
    return this.#farEnd.inTurn(async () => {
      this.#assertConnected();
      // When it agrees it goes, and says so: then the call ends.
      const agreed = await this.#farEnd.ask({ transfer: target });
      if (!agreed) throw new TransportError('refused', 'The phone does not go there.');
    });
  }

  getStats(): Promise<RTCStatsReport> {
    return this.#peer?.getStats() ?? Promise.resolve(new Map());
  }

  hangUp(by: EndedBy = 'agent'): void {
    if (by === 'system') this.#finish({ reason: 'network-failed', by });
    else this.#finish({ reason: this.#wasConnected ? 'completed' : `${by}-canceled`, by });
  }

  get #wasConnected(): boolean {
    return ['connected', 'held', 'reconnecting'].includes(this.#state);
  }

  #assertConnected(): void {
    if (this.#isOver) throw new TransportError('callback-ended');
    if (!this.#wasConnected) {
      throw new TransportError('unavailable', 'The call is not answered yet.');
    }
  }

  async #dial(): Promise<void> {
    // What follows is told by events, which nobody can have a listener for before `dial` returns.
    await Promise.resolve();
    if (this.#signal?.aborted) return this.hangUp();
    const peer = this.#peer;
    if (!peer || !this.#microphone.sendTo(peer)) return this.#fail('media-failed');
    peer.ontrack = ({ track }) => {
      this.#remoteAudio = new MediaStream([track]);
      this.#changed();
    };
    peer.onconnectionstatechange = () => this.#onConnection(peer);
    try {
      await this.#place.session.stay(this);
      if (this.#isOver) return;
      const offer = await describedWhole(peer, await peer.createOffer());
      if (this.#isOver) return;
      if (!isReachable(offer)) {
        this.#mediaProblem = 'no-network';
        return this.#fail('media-failed');
      }
      this.#offer = offer;
      // Not before: a busy machine takes its time for the offer, and that is no phone's fault.
      this.#waitFor(timeouts.seek, 'no-answer');
      this.#line.send({ type: 'seek', call: this.#id });
    } catch {
      this.#fail('media-failed');
    }
  }

  #ring(phone: string, sdp: string): void {
    this.#phone = phone;
    // Another phone may have been busy, and quicker to say so.
    this.#waitFor(timeouts.seek, 'no-answer');
    this.#line.send({
      type: 'ring',
      call: this.#id,
      phone,
      callback: this.#callback,
      sdp,
      ...(this.callerId && { callerId: this.callerId }),
      session: this.#place.session.name,
    });
  }

  #onMessage(message: LineMessage): void {
    if (this.#isOver) return;
    if (message.type === 'stop') {
      if (message.callback === this.#callback) this.hangUp('visitor');
      return;
    }
    if (!('call' in message) || message.call !== this.#id) return;
    switch (message.type) {
      case 'here':
        return this.#onPhone(message);
      case 'ringing':
        this.#waitFor(timeouts.ring, 'no-answer');
        return this.#set('ringing');
      case 'progress':
        return void this.#openMedia(message.sdp);
      case 'answered':
        return this.#onAnswer(message.sdp);
      case 'holding':
        return this.#setHeld({ remote: message.held });
      case 'reply':
        return this.#farEnd.reply(message.seq, message.agreed);
      case 'gone':
        return this.#finish({ reason: 'transferred', by: 'agent' });
      case 'declined':
        return this.#finish({ reason: 'rejected', by: 'visitor' });
      case 'hung-up':
        if (this.#wasConnected) return this.hangUp('visitor');
        return this.#finish({ reason: 'rejected', by: 'visitor' });
      case 'lost':
        return this.#fail(this.#wasConnected ? 'network-failed' : 'media-failed');
      case 'tone-heard':
        return this.#tones.heard(message.seq);
      default:
        // What agents' pages say to phones.
        return;
    }
  }

  #onPhone({ phone, free }: LineMessage & { type: 'here' }): void {
    if (this.#state !== 'dialing' || !this.#offer) return;
    if (free && !this.#phone) {
      this.#ring(phone, this.#offer);
    } else if (!free && (!this.#phone || this.#phone === phone)) {
      // Free before, and then another caller was faster: it is busy after all.
      this.#phone = undefined;
      this.#waitFor(timeouts.busy, 'busy');
    }
  }

  #onAnswer(sdp: string): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    this.#updateSilence();
    if (this.#isMediaOpen) return this.#talk();
    this.#waitFor(timeouts.connect, 'media-failed');
    void this.#openMedia(sdp);
  }

  /** Once: a phone with early media says the same again when it is answered. */
  async #openMedia(sdp: string): Promise<void> {
    if (this.#isDescribed) return;
    this.#isDescribed = true;
    try {
      await this.#peer?.setRemoteDescription({ type: 'answer', sdp });
    } catch {
      this.#fail('media-failed');
    }
  }

  #onConnection({ connectionState }: RTCPeerConnection): void {
    if (connectionState === 'connected') {
      this.#isMediaOpen = true;
      if (this.#isAnswered) this.#talk();
      else this.#changed();
    } else if (connectionState === 'disconnected') {
      this.#isMediaOpen = false;
      if (this.#wasConnected) this.#set('reconnecting');
      else this.#changed();
    } else if (connectionState === 'failed' || connectionState === 'closed') {
      this.#fail(this.#wasConnected ? 'network-failed' : 'media-failed');
    }
  }

  /** Answered, and audio can flow: now, or again. */
  #talk(): void {
    this.#cancelTimer();
    this.#open();
    if (!this.#wasConnected) this.#set('connected');
    this.#set(this.#talking);
  }

  get #talking(): 'connected' | 'held' {
    return this.#held.local || this.#held.remote ? 'held' : 'connected';
  }

  #setHeld(change: Partial<Hold>): void {
    const held = { ...this.#held, ...change };
    if (held.local === this.#held.local && held.remote === this.#held.remote) return;
    this.#held = held;
    this.#updateSilence();
    // Out of reach it stays `reconnecting`; before the answer has come through there is no state for it.
    if (this.#state === 'connected' || this.#state === 'held') this.#state = this.#talking;
    this.#changed();
  }

  #askToHold(asking: boolean): void {
    this.#isAskingToHold = asking;
    this.#updateSilence();
  }

  /** Nothing is sent before the answer either: early media opens the way in both directions. */
  #updateSilence(): void {
    const isHeld = this.#held.local || this.#isAskingToHold;
    this.#microphone.silent = this.#muted || isHeld || !this.#isAnswered;
  }

  #waitFor(ms: number, reason: 'no-answer' | 'busy' | 'media-failed'): void {
    const { clock } = this.#place;
    this.#cancelTimer();
    this.#cancelTimer = clock.at(clock.now() + ms, () => this.#finish({ reason, by: 'system' }));
  }

  #fail(reason: 'media-failed' | 'network-failed'): void {
    this.#finish({ reason, by: 'system' });
  }

  readonly #onAbort = (): void => this.hangUp();

  /**
   * The phone must not ring on for a page that is gone. The call's own state stays: reported as
   * ended it could not be taken up again after a reload.
   */
  readonly #onPagehide = (): void => this.#line.send({ type: 'over', call: this.#id });

  get #isOver(): boolean {
    return this.#state === 'ended';
  }

  #finish(end: CallbackEnd): void {
    if (this.#isOver) return;
    this.#end = end;
    this.#held = { local: false, remote: false };
    this.#cancelTimer();
    this.#signal?.removeEventListener('abort', this.#onAbort);
    removeEventListener('pagehide', this.#onPagehide);
    this.#line.send({ type: 'over', call: this.#id });
    this.#line.close();
    this.#tones.close();
    this.#farEnd.close();
    this.#microphone.stop();
    this.#peer?.close();
    this.#place.session.leave(this);
    this.#set('ended');
  }

  #set(state: Call['state']): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('statechange'));
  }
}
