/**
 * The fundamental of the voice-like tone that a handset says, in Hz: the strongest frequency in it,
 * steady, so that whoever listens can tell that it is this.
 */
export const voiceHz = 300;

/** The overtones that make it less of a whistle: how loud each is against the fundamental. */
const overtones = [0.3, 0.15, 0.08];

/** Peak of the fundamental, of 1. */
const loudness = 0.3;

/** What a phone with a ringback of its own sends while it rings, in Hz; as in most of Europe. */
export const ringbackHz = 425;

/** How long its tone lasts, and from one to the next. Seconds; within the limits of ITU-T E.180. */
const ringback = { tone: 1, period: 4 } as const;

/** Bins of under 3 Hz at 48 kHz. */
const spectrumSize = 16_384;

/** About 40 ms at 48 kHz. */
const levelSize = 2_048;

/** What a handset says and hears. Without a user gesture on its page browsers keep it silent. */
export class HandsetAudio {
  /** What it says. */
  readonly voice: MediaStream;
  readonly #context = new AudioContext();
  readonly #element = new Audio();
  readonly #spectrum: AnalyserNode;
  readonly #level: AnalyserNode;
  readonly #mouth: MediaStreamAudioDestinationNode;
  readonly #sounds: AudioScheduledSourceNode[] = [];
  #ear: MediaStream | undefined;
  #isHearing = true;
  #source: MediaStreamAudioSourceNode | undefined;

  constructor() {
    const context = this.#context;
    this.#mouth = context.createMediaStreamDestination();
    this.voice = this.#mouth.stream;
    this.#spectrum = new AnalyserNode(context, { fftSize: spectrumSize, smoothingTimeConstant: 0 });
    this.#level = new AnalyserNode(context, { fftSize: levelSize });
    this.#element.muted = true;
  }

  /** Says its steady tone, in place of what it has said so far. On a user gesture. */
  speak(): void {
    this.#silence();
    for (const [index, level] of [1, ...overtones].entries()) {
      this.#say(new OscillatorNode(this.#context, { frequency: voiceHz * (index + 1) }), level);
    }
    this.#resume();
  }

  /** Says what a caller is to hear while the phone rings. */
  ringBack(): void {
    this.#silence();
    const { sampleRate } = this.#context;
    const length = ringback.period * sampleRate;
    const buffer = new AudioBuffer({ length, sampleRate });
    const samples = buffer.getChannelData(0);
    for (let at = 0; at < ringback.tone * sampleRate; at++) {
      samples[at] = Math.sin((2 * Math.PI * ringbackHz * at) / sampleRate);
    }
    this.#say(new AudioBufferSourceNode(this.#context, { buffer, loop: true }), 1);
    this.#resume();
  }

  /** Whether it sends what it says, or silence. */
  set speaking(speaking: boolean) {
    for (const track of this.voice.getTracks()) track.enabled = speaking;
  }

  /** Whether it hears what arrives, or silence. */
  set hearing(hearing: boolean) {
    this.#isHearing = hearing;
    for (const track of this.#ear?.getTracks() ?? []) track.enabled = hearing;
  }

  /** The AudioContext's state, to prove that nothing is left running. */
  get state(): AudioContextState {
    return this.#context.state;
  }

  hear(stream: MediaStream): void {
    this.#ear = stream;
    this.hearing = this.#isHearing;
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
    this.#silence();
    for (const track of this.voice.getTracks()) track.stop();
    this.#source?.disconnect();
    this.#element.pause();
    this.#element.srcObject = null;
    await this.#context.close();
  }

  #say(sound: AudioScheduledSourceNode, level: number): void {
    sound.connect(new GainNode(this.#context, { gain: loudness * level })).connect(this.#mouth);
    sound.start();
    this.#sounds.push(sound);
  }

  #silence(): void {
    for (const sound of this.#sounds.splice(0)) {
      sound.stop();
      sound.disconnect();
    }
  }

  #resume(): void {
    // Rejected when it is closed before a gesture has allowed it to start.
    this.#context.resume().catch(() => {});
  }
}
