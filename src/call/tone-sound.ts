import type { Tone } from '../callback/index.js';
import { closeOutput, openOutput } from './audio-output.js';

/** The two frequencies of each key in hertz (ITU-T Q.23). */
export const toneFrequencies: Readonly<Record<Tone, readonly [low: number, high: number]>> = {
  '1': [697, 1209],
  '2': [697, 1336],
  '3': [697, 1477],
  '4': [770, 1209],
  '5': [770, 1336],
  '6': [770, 1477],
  '7': [852, 1209],
  '8': [852, 1336],
  '9': [852, 1477],
  '*': [941, 1209],
  '0': [941, 1336],
  '#': [941, 1477],
};

/** How long a key sounds, in seconds. */
const duration = 0.1;
/** How long the audio device is kept for the next key, in milliseconds. */
const keptFor = 2_000;

/** Lets the agent hear the keys that are pressed. What the far end hears is the call's business. */
export class ToneSound {
  #context: AudioContext | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;

  /** It holds an audio device now. */
  get active(): boolean {
    return this.#context !== undefined;
  }

  /** Sounds a key. Silent where the browser refuses to play. */
  play(tone: Tone): void {
    this.#context ??= openOutput();
    // Silence is no failure: the tone itself is on its way.
    if (!this.#context) return;
    this.#sound(this.#context, tone);
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.stop(), keptFor);
  }

  /** Silence, and the audio device back to the system. */
  stop(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    closeOutput(this.#context);
    this.#context = undefined;
  }

  #sound(context: AudioContext, tone: Tone): void {
    const start = context.currentTime;
    const end = start + duration;
    const volume = context.createGain();
    volume.gain.setValueAtTime(0, start);
    // A hard edge clicks.
    volume.gain.linearRampToValueAtTime(0.06, start + 0.005);
    volume.gain.setValueAtTime(0.06, end - 0.01);
    volume.gain.linearRampToValueAtTime(0, end);
    volume.connect(context.destination);
    for (const hertz of toneFrequencies[tone]) {
      const oscillator = context.createOscillator();
      oscillator.frequency.value = hertz;
      oscillator.connect(volume);
      oscillator.start(start);
      oscillator.stop(end);
    }
  }
}
