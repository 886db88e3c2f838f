/**
 * The fundamental of the voice-like tone that a handset says, in Hz: the strongest frequency in it,
 * steady, so that whoever listens can tell that it is this.
 */
export const voiceHz = 300;

/** The overtones that make it less of a whistle: how loud each is against the fundamental. */
const overtones = [0.3, 0.15, 0.08];

/** Peak of the fundamental, of 1. */
const loudness = 0.3;

/** Bins of under 3 Hz at 48 kHz. */
const spectrumSize = 16_384;

/** About 40 ms at 48 kHz. */
const levelSize = 2_048;

/** What a handset says and hears. To be made on a user gesture, or browsers keep it silent. */
export class HandsetAudio {
  /** What it says. */
  readonly voice: MediaStream;
  readonly #context = new AudioContext();
  readonly #element = new Audio();
  readonly #spectrum: AnalyserNode;
  readonly #level: AnalyserNode;
  readonly #oscillators: OscillatorNode[] = [];
  #source: MediaStreamAudioSourceNode | undefined;

  constructor() {
    const context = this.#context;
    const mouth = context.createMediaStreamDestination();
    this.voice = mouth.stream;
    for (const [index, level] of [1, ...overtones].entries()) {
      const oscillator = new OscillatorNode(context, { frequency: voiceHz * (index + 1) });
      oscillator.connect(new GainNode(context, { gain: loudness * level })).connect(mouth);
      oscillator.start();
      this.#oscillators.push(oscillator);
    }
    this.#spectrum = new AnalyserNode(context, { fftSize: spectrumSize, smoothingTimeConstant: 0 });
    this.#level = new AnalyserNode(context, { fftSize: levelSize });
    this.#element.muted = true;
    // Rejected when it is closed before a gesture has allowed it to start.
    context.resume().catch(() => {});
  }

  /** The AudioContext's state, to prove that nothing is left running. */
  get state(): AudioContextState {
    return this.#context.state;
  }

  hear(stream: MediaStream): void {
    // Chromium decodes a remote track only while a media element has it, muted or not.
    this.#element.srcObject = stream;
    this.#element.play().catch(() => {});
    this.#source?.disconnect();
    this.#source = this.#context.createMediaStreamSource(stream);
    this.#source.connect(this.#spectrum);
    this.#source.connect(this.#level);
  }

  set listening(listening: boolean) {
    this.#element.muted = !listening;
  }

  /** The root mean square of the last 40 ms, 0 to 1. */
  get level(): number {
    const samples = new Float32Array(levelSize);
    this.#level.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    return Math.min(1, Math.sqrt(sum / levelSize));
  }

  /** The strongest frequency of the last third of a second, in Hz; 0 in silence. */
  get peakHz(): number {
    const decibels = new Float32Array(spectrumSize / 2);
    this.#spectrum.getFloatFrequencyData(decibels);
    let strongest = 0;
    for (const [bin, level] of decibels.entries()) {
      if (level > (decibels[strongest] ?? -Infinity)) strongest = bin;
    }
    return (strongest * this.#context.sampleRate) / spectrumSize;
  }

  /** Stops it all. */
  async close(): Promise<void> {
    for (const oscillator of this.#oscillators) oscillator.stop();
    for (const track of this.voice.getTracks()) track.stop();
    this.#source?.disconnect();
    this.#element.pause();
    this.#element.srcObject = null;
    await this.#context.close();
  }
}
