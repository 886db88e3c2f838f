import { randomToken, type CallbackEnd, type EndedBy, type Tone } from '../../callback/index.js';
import type { Call, DialOptions, DialTarget, Hold, TransportOptions } from '../transport.js';
import type { Clock } from './clock.js';
import { Line, type LineMessage } from './line.js';
import { describedWhole, isReachable, newPeer } from './peer.js';
import type { Session } from './session.js';
import { toneDuration, ToneLine } from './tone-line.js';

/** Milliseconds. */
const patience = {
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
  #open = () => {};
  #state: Call['state'] = 'dialing';
  #end: CallbackEnd | undefined;
  #detail: 'no-network' | undefined;
  #remoteAudio: MediaStream | undefined;
  #muted = false;
  /** A clone, to be muted and stopped without touching the caller's own. */
  #track: MediaStreamTrack | undefined;
  #sender: RTCRtpSender | undefined;
  #phone: string | undefined;
  #offer: string | undefined;
  #cancelTimer = () => {};

  constructor(target: DialTarget, options: DialOptions, place: CallPlace) {
    super();
    this.callerId = place.callerId;
    this.#place = place;
    this.#callback = target.claim.id;
    this.#signal = options.signal;
    this.#line = new Line(place.desk, (message) => this.#onMessage(message));
    const open = new Promise<void>((resolve) => (this.#open = resolve));
    this.#tones = new ToneLine((seq, tone) => {
      this.#line.send({ type: 'tone', call: this.#id, seq, tone, duration: toneDuration });
    }, open);
    this.#track = options.microphone.getAudioTracks()[0]?.clone();
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
  get detail(): 'no-network' | undefined {
    return this.#detail;
  }

  get remoteAudio(): MediaStream | undefined {
    return this.#remoteAudio;
  }

  get earlyMedia(): boolean {
    return false;
  }

  get held(): Hold {
    return { local: false, remote: false };
  }

  get muted(): boolean {
    return this.#muted;
  }

  mute(muted: boolean): void {
    if (this.#muted === muted) return;
    this.#muted = muted;
    if (this.#track) this.#track.enabled = !muted;
    this.#changed();
  }

  async setMicrophone(microphone: MediaStream): Promise<void> {
    const track = microphone.getAudioTracks()[0]?.clone();
    if (!track || this.#state === 'ended') return track?.stop();
    track.enabled = !this.#muted;
    const before = this.#track;
    this.#track = track;
    try {
      await this.#sender?.replaceTrack(track);
    } finally {
      before?.stop();
      if (this.#isOver) track.stop();
    }
  }

  sendTone(tone: Tone, { signal }: TransportOptions = {}): Promise<void> {
    return this.#tones.send(tone, signal);
  }

  getStats(): Promise<RTCStatsReport> {
    return this.#peer?.getStats() ?? Promise.resolve(new Map());
  }

  hangUp(by: EndedBy = 'agent'): void {
    if (this.#wasConnected) {
      this.#finish({ reason: by === 'system' ? 'network-failed' : 'completed', by });
    } else {
      this.#finish({ reason: by === 'system' ? 'network-failed' : `${by}-canceled`, by });
    }
  }

  get #wasConnected(): boolean {
    return this.#state === 'connected' || this.#state === 'reconnecting';
  }

  async #dial(): Promise<void> {
    // What follows is told by events, which nobody can have a listener for before `dial` returns.
    await Promise.resolve();
    if (this.#signal?.aborted) return this.hangUp();
    const peer = this.#peer;
    if (!peer || this.#track?.readyState !== 'live') return this.#fail('media-failed');
    this.#sender = peer.addTrack(this.#track);
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
        this.#detail = 'no-network';
        return this.#fail('media-failed');
      }
      this.#offer = offer;
      // Not before: a busy machine takes its time for the offer, and that is no phone's fault.
      this.#waitFor(patience.seek, 'no-answer');
      this.#line.send({ type: 'seek', call: this.#id });
    } catch {
      this.#fail('media-failed');
    }
  }

  #ring(phone: string, sdp: string): void {
    this.#phone = phone;
    // Another phone may have been busy, and quicker to say so.
    this.#waitFor(patience.seek, 'no-answer');
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
        this.#waitFor(patience.ring, 'no-answer');
        return this.#set('ringing');
      case 'answered':
        return void this.#onAnswer(message.sdp);
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
      this.#waitFor(patience.busy, 'busy');
    }
  }

  async #onAnswer(sdp: string): Promise<void> {
    this.#waitFor(patience.connect, 'media-failed');
    try {
      await this.#peer?.setRemoteDescription({ type: 'answer', sdp });
    } catch {
      this.#fail('media-failed');
    }
  }

  #onConnection({ connectionState }: RTCPeerConnection): void {
    if (connectionState === 'connected') {
      this.#cancelTimer();
      this.#open();
      this.#set('connected');
    } else if (connectionState === 'disconnected' && this.#wasConnected) {
      this.#set('reconnecting');
    } else if (connectionState === 'failed' || connectionState === 'closed') {
      this.#fail(this.#wasConnected ? 'network-failed' : 'media-failed');
    }
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
    this.#cancelTimer();
    this.#signal?.removeEventListener('abort', this.#onAbort);
    removeEventListener('pagehide', this.#onPagehide);
    this.#line.send({ type: 'over', call: this.#id });
    this.#line.close();
    this.#tones.close();
    this.#track?.stop();
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

/** `dial` never throws: neither without WebRTC, nor where a page may open no more connections. */
function peerOrNone(): RTCPeerConnection | undefined {
  try {
    return newPeer();
  } catch {
    return undefined;
  }
}
