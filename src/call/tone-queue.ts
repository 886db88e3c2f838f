import { isTone, type Tone } from '../callback/index.js';

/** `failed`: the call ended, or the line refused it, before the tone was sent whole. */
export type ToneState = 'pending' | 'sending' | 'sent' | 'failed';

/** One key press of the call, in the record that the agent sees. */
export interface SentTone {
  readonly tone: Tone;
  readonly state: ToneState;
}

/** How many tones may wait at once: more is a paste by mistake. */
export const maxPendingTones = 64;

/**
 * Sends tones one after the other and never loses or reorders one: a key that is pressed while
 * others are on their way joins the end of the queue.
 */
export class ToneQueue {
  readonly #send: (tone: Tone) => Promise<void>;
  readonly #onChange: () => void;
  #tones: readonly SentTone[] = [];
  #running = false;
  #paused = false;
  #stopped = false;

  /**
   * @param send resolves when the tone is on its way whole; a rejection fails it and all that wait,
   *   because the rest of a broken sequence would be a wrong number.
   */
  constructor(send: (tone: Tone) => Promise<void>, onChange: () => void) {
    this.#send = send;
    this.#onChange = onChange;
  }

  /** Everything that was pressed in this call, oldest first. */
  get tones(): readonly SentTone[] {
    return this.#tones;
  }

  /**
   * Queues the tones in a text; other characters (spaces, dashes, letters) are passed over.
   * @returns how many were queued.
   */
  push(text: string): number {
    if (this.#stopped) return 0;
    const waiting = this.#tones.filter(({ state }) => state === 'pending').length;
    const added = [...text].filter(isTone).slice(0, maxPendingTones - waiting);
    if (added.length === 0) return 0;
    this.#tones = [...this.#tones, ...added.map((tone): SentTone => ({ tone, state: 'pending' }))];
    this.#onChange();
    if (!this.#running) void this.#run();
    return added.length;
  }

  /** While a call is held tones would not be heard: those that wait are sent after it. */
  pause(paused: boolean): void {
    this.#paused = paused;
    if (!paused && !this.#running) void this.#run();
  }

  /** The call is over: what has not been sent will not be. */
  stop(): void {
    this.#stopped = true;
    this.#failFrom(0);
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (!this.#paused) {
      const index = this.#tones.findIndex(({ state }) => state === 'pending');
      const next = this.#tones[index];
      if (!next) break;
      this.#set(index, 'sending');
      try {
        await this.#send(next.tone);
        if (this.#tones[index]?.state === 'sending') this.#set(index, 'sent');
      } catch {
        this.#failFrom(index);
      }
    }
    this.#running = false;
  }

  #set(index: number, state: ToneState): void {
    this.#tones = this.#tones.map((entry, at) => (at === index ? { ...entry, state } : entry));
    this.#onChange();
  }

  #failFrom(start: number): void {
    const failed = (entry: SentTone, at: number) =>
      at >= start && (entry.state === 'pending' || entry.state === 'sending');
    if (!this.#tones.some(failed)) return;
    this.#tones = this.#tones.map((entry, at) =>
      failed(entry, at) ? { ...entry, state: 'failed' } : entry,
    );
    this.#onChange();
  }
}
