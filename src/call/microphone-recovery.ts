import { whenAvailable } from './microphone-available.js';
import { MicrophoneError, stopTracks } from './microphone.js';

/** How long a microphone has to live before the next one is opened without being asked to, in ms. */
const replaceAgainAfter = 2_000;

/**
 * What can still become of a microphone that failed: "Allow" comes after all, it is allowed in the
 * browser's settings, a device is plugged in, another takes its place.
 */
export class MicrophoneRecovery {
  readonly #onLate: (stream: MediaStream) => void;
  readonly #onRecovered: () => void;
  /** Lives from a failure to the next attempt. */
  #waiting = new AbortController();
  #recovered = false;
  /** When a lost microphone was last replaced without being asked to; performance.now(). */
  #replacedAt = -Infinity;

  /**
   * @param onLate "Allow" came after all; the stream is the receiver's.
   * @param onRecovered it may be tried again.
   */
  constructor(onLate: (stream: MediaStream) => void, onRecovered: () => void) {
    this.#onLate = onLate;
    this.#onRecovered = onRecovered;
  }

  /** What it was waiting for has come: trying again may succeed. */
  get recovered(): boolean {
    return this.#recovered;
  }

  /** Waits for what fixes a microphone’s failure; any other failure is passed over. */
  watch(failure: unknown): void {
    this.stop();
    if (!(failure instanceof MicrophoneError)) return;
    this.#waiting = new AbortController();
    const { signal } = this.#waiting;
    failure.late?.then(
      (stream) => (signal.aborted ? stopTracks(stream) : this.#onLate(stream)),
      () => {},
    );
    const onRecovered = () => {
      this.#recovered = true;
      this.#onRecovered();
    };
    whenAvailable(failure.code, onRecovered, signal);
  }

  /** Nobody waits any more: a late stream is given back to the system. */
  stop(): void {
    this.#waiting.abort();
    this.#recovered = false;
  }

  /** Whether a lost one may be replaced at once. One that dies as it opens would be tried for ever. */
  mayReplace(): boolean {
    const now = performance.now();
    if (now - this.#replacedAt <= replaceAgainAfter) return false;
    this.#replacedAt = now;
    return true;
  }
}
