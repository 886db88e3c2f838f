import {
  MicrophoneError,
  openMicrophone,
  stopTracks,
  type MicrophoneOptions,
} from './microphone.js';

/** `lost`: it was open during the call and has gone. */
export type MicrophoneState = 'idle' | 'pending' | 'open' | 'failed' | 'lost';

/** The microphone of one call: opened for it, watched, and given back when the call is over. */
export class CallMicrophone {
  readonly #onChange: () => void;
  #state: MicrophoneState = 'idle';
  #stream: MediaStream | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get state(): MicrophoneState {
    return this.#state;
  }

  get stream(): MediaStream | undefined {
    return this.#stream;
  }

  /** @throws {MicrophoneError}, or the signal's reason. */
  async open(options: MicrophoneOptions): Promise<MediaStream> {
    this.#set('pending');
    try {
      const stream = await openMicrophone(options);
      this.adopt(stream);
      return stream;
    } catch (error) {
      this.#set(error instanceof MicrophoneError ? 'failed' : 'idle');
      throw error;
    }
  }

  /** Takes over a stream that is open already. */
  adopt(stream: MediaStream): void {
    this.#stream = stream;
    const [track] = stream.getAudioTracks();
    // `ended` does not fire for our own `stop()`: it means unplugged, or the permission taken back.
    track?.addEventListener('ended', () => this.#onEnded(stream), { once: true });
    this.#set('open');
  }

  /** Gives it back to the system. What failed or was lost stays readable. */
  stop(): void {
    stopTracks(this.#stream);
    this.#stream = undefined;
    if (this.#state === 'open' || this.#state === 'pending') this.#set('idle');
  }

  /** It is open and cannot be used: gives it back, and says so. */
  fail(): void {
    this.stop();
    this.#set('failed');
  }

  #onEnded(stream: MediaStream): void {
    if (stream !== this.#stream) return;
    this.#stream = undefined;
    this.#set('lost');
  }

  #set(state: MicrophoneState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#onChange();
  }
}
