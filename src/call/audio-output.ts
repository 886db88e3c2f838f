/**
 * Opens an audio device for sounds of this page's own.
 * @returns undefined where there is no audio at all. Where the browser refuses to play before a
 *   gesture the context stays suspended, and silent.
 */
export function openOutput(): AudioContext | undefined {
  try {
    const context = new AudioContext();
    // Nobody waits for it: silence is no failure.
    context.resume().catch(() => {});
    return context;
  } catch {
    return undefined;
  }
}

/** Silence, and the audio device back to the system. */
export function closeOutput(context: AudioContext | undefined): void {
  // It rejects where it is closed already.
  context?.close().catch(() => {});
}
