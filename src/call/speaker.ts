/**
 * Plays what the visitor says. It belongs to the call, not to a box on the page: removing the box
 * must not cut the visitor off.
 */
export class Speaker {
  #audio: HTMLAudioElement | undefined;

  /** Plays a stream; the same one again changes nothing. */
  play(stream: MediaStream): void {
    this.#audio ??= new Audio();
    if (this.#audio.srcObject === stream) return;
    this.#audio.srcObject = stream;
    // Refused only where the page never had a gesture; the agent has clicked Accept on this one.
    // After a reload the next click of the agent ("Call again") is that gesture.
    this.#audio.play().catch(() => {});
  }

  stop(): void {
    this.#audio?.pause();
    if (this.#audio) this.#audio.srcObject = null;
    this.#audio = undefined;
  }
}
