import { whenMended } from './microphone-mended.js';
import { MicrophoneError, stopTracks } from './microphone.js';

/** How long a microphone has to live before the next one is opened without being asked to, in ms. */
const replaceAgainAfter = 2_000;

/**
 * What can still become of a microphone that failed: "Allow" comes after all, it is allowed in the
 * browser's settings, a device is plugged in, another takes its place.
 */
export class MicrophoneMending {
  readonly #onLate: (stream: MediaStream) => void;
  readonly #onMended: () => void;
  /** Lives from a failure to the next attempt. */
  #waiting = new AbortController();
  #mended = false;
  /** When a lost microphone was last replaced without being asked to; performance.now(). */
  #replacedAt = -Infinity;

  /**
   * @param onLate "Allow" came after all; the stream is the receiver's.
   * @param onMended it may be tried again.
   */
  constructor(onLate: (stream: MediaStream) => void, onMended: () => void) {
    this.#onLate = onLate;
    this.#onMended = onMended;
  }

  /** What it was waiting for has come: trying again may succeed. */
  get mended(): boolean {
    return this.#mended;
  }

  /** Waits for what mends this failure, and for nothing if it is none of a microphone. */
  await(failure: unknown): void {
    this.stop();
    if (!(failure instanceof MicrophoneError)) return;
    this.#waiting = new AbortController();
    const { signal } = this.#waiting;
    failure.late?.then(
      (stream) => (signal.aborted ? stopTracks(stream) : this.#onLate(stream)),
      () => {},
    );
    const onMended = () => {
      this.#mended = true;
      this.#onMended();
    };
    whenMended(failure.code, onMended, signal);
  }

  /** Nobody waits any more: a late stream is given back to the system. */
  stop(): void {
    this.#waiting.abort();
    this.#mended = false;
  }

  /** Whether a lost one may be replaced at once. One that dies as it opens would be tried for ever. */
  mayReplace(): boolean {
    const now = performance.now();
    if (now - this.#replacedAt <= replaceAgainAfter) return false;
    this.#replacedAt = now;
    return true;
  }
}
