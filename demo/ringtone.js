// A soft ring, made on the spot: two struck notes, a pause, again.

/** One phrase: seconds from its start, and Hz. */
const NOTES = [
  [0, 659.3],
  [0.16, 784],
  [0.32, 1046.5],
  [0.9, 659.3],
  [1.06, 784],
  [1.22, 1046.5],
];
const PHRASE = 3_000;
const LOUDNESS = 0.12;

/** Rings for as long as it is started. Silent until a person has touched the page. */
export class Ringtone {
  #context;
  #timer;

  /** To be called in a click or key press. */
  allow() {
    this.#context ??= new AudioContext();
    void this.#context.resume();
  }

  get allowed() {
    return this.#context?.state === 'running';
  }

  start() {
    if (this.#timer !== undefined) return;
    this.#play();
    this.#timer = setInterval(() => this.#play(), PHRASE);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = undefined;
    // What has been scheduled must not ring into the call.
    if (this.#bus) this.#bus.gain.value = 0;
  }

  #bus;

  #play() {
    const context = this.#context;
    if (!context) return;
    this.#bus?.disconnect();
    this.#bus = new GainNode(context, { gain: LOUDNESS });
    this.#bus.connect(context.destination);
    for (const [after, frequency] of NOTES) this.#strike(context.currentTime + after, frequency);
  }

  /** A bar that is struck: its tone and, fainter and shorter, the fourth overtone. */
  #strike(at, frequency) {
    for (const [ratio, level, decay] of [
      [1, 1, 0.5],
      [4, 0.25, 0.12],
    ]) {
      const gain = new GainNode(this.#context, { gain: 0 });
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(level, at + 0.006);
      gain.gain.exponentialRampToValueAtTime(0.0001, at + decay);
      const tone = new OscillatorNode(this.#context, { frequency: frequency * ratio });
      tone.connect(gain).connect(this.#bus);
      tone.start(at);
      tone.stop(at + decay);
    }
  }
}
