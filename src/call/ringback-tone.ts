import { closeOutput, openOutput } from './audio-output.js';

/**
 * The ringing tone of most European networks: 425 Hz, 1 s on and 4 s off (listed by country in ETSI
 * TR 101 041-2; ITU-T E.180 recommends the range). In hertz and seconds.
 */
export const ringback = { hertz: 425, on: 1, off: 4 } as const;

/** Quieter than speech: the agent may be reading or thinking meanwhile. */
const loudness = 0.05;
/** A hard edge clicks. Seconds. */
const edge = 0.01;
/** Enough for 425 Hz; the browser plays it at whatever rate the device has. */
const sampleRate = 8_000;

/** Lets the agent hear that the visitor's phone rings, where the network does not. */
export class RingbackTone {
  #context: AudioContext | undefined;

  /** It sounds, or would if the browser let it. */
  get active(): boolean {
    return this.#context !== undefined;
  }

  /** Sounds until it is stopped. Repeating it is harmless. */
  start(): void {
    if (this.#context) return;
    const context = openOutput();
    if (!context) return;
    this.#context = context;
    const samples = ringbackSamples(sampleRate);
    const buffer = context.createBuffer(1, samples.length, sampleRate);
    buffer.copyToChannel(samples, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    // No timer: those of a hidden tab are throttled.
    source.loop = true;
    source.connect(context.destination);
    source.start();
  }

  /** Silence at once, and the audio device back to the system. */
  stop(): void {
    closeOutput(this.#context);
    this.#context = undefined;
  }
}

/** One ring and the pause after it. @param rate samples per second. */
export function ringbackSamples(rate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array((ringback.on + ringback.off) * rate);
  for (let at = 0; at < ringback.on * rate; at++) {
    const time = at / rate;
    const slope = Math.min(1, time / edge, (ringback.on - time) / edge);
    samples[at] = loudness * slope * Math.sin(2 * Math.PI * ringback.hertz * time);
  }
  return samples;
}
