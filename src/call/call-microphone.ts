import type { Call } from '../transport/transport.js';
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
  /** Label of the one that was lost, until another is open. */
  #lost: string | undefined;
  #replacement: string | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get state(): MicrophoneState {
    return this.#state;
  }

  get stream(): MediaStream | undefined {
    return this.#stream;
  }

  /** It is not there any more, or was not to be had: a call that goes on is not heard. */
  get gone(): boolean {
    return this.#state === 'lost' || this.#state === 'failed';
  }

  /** What the device is called that took the place of a lost one; undefined if it is the same. */
  get replacement(): string | undefined {
    return this.#replacement;
  }

  /** @throws {MicrophoneError}, or the signal's reason. */
  async open(options: MicrophoneOptions): Promise<MediaStream> {
    this.#set('pending');
    try {
      const opening = this.#lost === undefined ? openMicrophone(options) : openAnother(options);
      const stream = await opening;
      // It opened just when it was called off.
      if (options.signal?.aborted) stopTracks(stream);
      options.signal?.throwIfAborted();
      this.adopt(stream);
      return stream;
    } catch (error) {
      if (this.#lost !== undefined && isMissing(error)) {
        this.#set('lost');
        throw lost(error);
      }
      this.#set(error instanceof MicrophoneError ? 'failed' : 'idle');
      throw error;
    }
  }

  /** Takes over a stream that is open already. */
  adopt(stream: MediaStream): void {
    this.#stream = stream;
    const [track] = stream.getAudioTracks();
    if (this.#lost !== undefined) {
      this.#replacement = track?.label === this.#lost ? undefined : track?.label;
      this.#lost = undefined;
    }
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

  /**
   * Speaks through it into a call that goes on.
   * @throws {MicrophoneError} The call does not take it.
   */
  async speakInto(call: Pick<Call, 'setMicrophone'>, stream: MediaStream): Promise<void> {
    try {
      await call.setMicrophone(stream);
    } catch (cause) {
      this.stop();
      this.#set('failed');
      throw new MicrophoneError('microphone-failed', 'The call did not take it.', { cause });
    }
  }

  #onEnded(stream: MediaStream): void {
    if (stream !== this.#stream) return;
    this.#lost = stream.getAudioTracks()[0]?.label ?? '';
    this.#replacement = undefined;
    this.#stream = undefined;
    this.#set('lost');
  }

  #set(state: MicrophoneState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#onChange();
  }
}

export function lost(cause?: unknown): MicrophoneError {
  return new MicrophoneError('microphone-lost', 'The microphone has gone.', { cause });
}

/** As asked for, and any other where exactly that one is not there any more. */
async function openAnother(options: MicrophoneOptions): Promise<MediaStream> {
  const { deviceId, groupId, ...others } = options.constraints ?? {};
  try {
    return await openMicrophone(options);
  } catch (error) {
    if (!isMissing(error) || (deviceId ?? groupId) === undefined) throw error;
    return openMicrophone({ ...options, constraints: others });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof MicrophoneError && error.code === 'microphone-missing';
}
