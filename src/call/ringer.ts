/** How the arrival of a request sounds: `ring` is two soft notes, `beep` one softer (in a call). */
export type RingStyle = 'ring' | 'beep';

interface Note {
  readonly hertz: number;
  /** Seconds after the beginning. */
  readonly at: number;
}

/** A fourth upwards: friendly, and heard through speech without being an alarm. */
const notes: Readonly<Record<RingStyle, readonly Note[]>> = {
  ring: [
    { hertz: 659.26, at: 0 },
    { hertz: 880, at: 0.22 },
  ],
  beep: [{ hertz: 659.26, at: 0 }],
};
const loudness: Readonly<Record<RingStyle, number>> = { ring: 0.22, beep: 0.06 };
/** Seconds that a note takes to fade. */
const fade = 0.6;

/** How long a context gets to run, in milliseconds: what is not running by then will not. */
const startTimeout = 250;

/**
 * The sound of an arriving request. It holds an audio device only while it sounds or is probed; where
 * the browser refuses to play it is silent, and says so in `blocked`.
 */
export class Ringer {
  #context: AudioContext | undefined;
  #blocked = false;

  /** The browser does not let the page sound, as far as the last probe or ring has shown. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /**
   * Finds out, without a sound, whether a ring would be heard.
   * @returns whether the browser lets the page sound.
   */
  async probe(): Promise<boolean> {
    if (this.#context) return !this.#blocked;
    let context: AudioContext;
    try {
      context = new AudioContext();
    } catch {
      // No audio at all: no click would fix it.
      return !this.#blocked;
    }
    // Where it may, it runs by itself. Resuming would be answered with a warning in Chromium's console
    // before there was a gesture, and helps where one came before the context (WebKit).
    if (hadGesture()) context.resume().catch(() => {});
    await running(context);
    this.#blocked = context.state !== 'running';
    context.close().catch(() => {});
    return !this.#blocked;
  }

  /** Rings on the agent's click, which is the gesture that the browser wanted. Never rejects. */
  async unlock(): Promise<boolean> {
    this.#blocked = false;
    await this.ring();
    return !this.#blocked;
  }

  /** It is sounding now. */
  get ringing(): boolean {
    return this.#context !== undefined;
  }

  /** Sounds once. While it sounds another ring changes nothing. Never rejects. */
  async ring(style: RingStyle = 'ring'): Promise<void> {
    if (this.#context || this.#blocked) return;
    let context: AudioContext;
    try {
      context = new AudioContext();
    } catch {
      return;
    }
    this.#context = context;
    try {
      // Never settles where the browser refuses.
      await Promise.race([context.resume(), pause(startTimeout)]);
      this.#blocked = context.state !== 'running';
      if (!this.#blocked && this.#context === context) await play(context, style);
    } catch {
      this.#blocked = true;
    } finally {
      if (this.#context === context) this.stop();
    }
  }

  /** Silence, and the audio device back to the system. */
  stop(): void {
    // Closing what is closed already rejects: nothing to fix.
    this.#context?.close().catch(() => {});
    this.#context = undefined;
  }
}

function play(context: AudioContext, style: RingStyle): Promise<void> {
  const start = context.currentTime + 0.02;
  return new Promise((resolve) => {
    let left = notes[style].length;
    for (const { hertz, at } of notes[style]) {
      const oscillator = context.createOscillator();
      const volume = context.createGain();
      oscillator.frequency.value = hertz;
      volume.gain.setValueAtTime(0, start + at);
      volume.gain.linearRampToValueAtTime(loudness[style], start + at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + at + fade);
      oscillator.connect(volume).connect(context.destination);
      oscillator.addEventListener('ended', () => {
        left -= 1;
        if (left === 0) resolve();
      });
      oscillator.start(start + at);
      oscillator.stop(start + at + fade);
    }
    // A closed context ends no oscillator: this would never settle.
    context.addEventListener('statechange', () => context.state === 'closed' && resolve());
  });
}

async function running(context: AudioContext): Promise<void> {
  if (context.state === 'running') return;
  const change = new Promise((resolve) =>
    context.addEventListener('statechange', resolve, { once: true }),
  );
  await Promise.race([change, pause(startTimeout)]);
}

function hadGesture(): boolean {
  return (navigator as Partial<Navigator>).userActivation?.hasBeenActive ?? false;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
