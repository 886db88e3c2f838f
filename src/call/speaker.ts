/**
 * Plays what the visitor says. It belongs to the call, not to a box on the page: removing the box
 * must not cut the visitor off.
 */
export class Speaker {
  readonly #onChange: () => void;
  #audio: HTMLAudioElement | undefined;
  #blocked: AbortController | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The browser refuses to play until somebody clicks or types in the page; then it plays. */
  get blocked(): boolean {
    return this.#blocked !== undefined;
  }

  /** Plays a stream; the same one again changes nothing. */
  play(stream: MediaStream): void {
    this.#audio ??= new Audio();
    if (this.#audio.srcObject === stream) return;
    this.#audio.srcObject = stream;
    this.#start(this.#audio);
  }

  stop(): void {
    this.#setBlocked(false);
    this.#audio?.pause();
    if (this.#audio) this.#audio.srcObject = null;
    this.#audio = undefined;
  }

  #start(audio: HTMLAudioElement): void {
    audio.play().then(
      () => this.#audio === audio && this.#setBlocked(false),
      (error: unknown) => {
        // Any other failure is a stop or a new stream that came in between.
        const refused = error instanceof DOMException && error.name === 'NotAllowedError';
        if (refused && this.#audio === audio) this.#setBlocked(true);
      },
    );
  }

  #setBlocked(blocked: boolean): void {
    if (blocked === this.blocked) return;
    this.#blocked?.abort();
    this.#blocked = blocked ? new AbortController() : undefined;
    const { signal } = this.#blocked ?? {};
    if (signal) {
      const onGesture = () => this.#audio && this.#start(this.#audio);
      addEventListener('pointerup', onGesture, { signal });
      addEventListener('keydown', onGesture, { signal });
    }
    this.#onChange();
  }
}
