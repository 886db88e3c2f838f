import { randomToken } from '../callback/index.js';
import type { Finish } from '../transport/transport.js';
import type { BoxStore } from './box-store.js';
import type { CallClaim } from './call-claim.js';

export interface WrapUpOptions {
  readonly claim: CallClaim;
  readonly store: BoxStore;
  /** Outcome and notes may be sent: the call is over, and they have not been sent yet. */
  readonly ready: () => boolean;
  /** The backend has them. */
  readonly onSaved: () => void;
  /** Why the backend does not take them; undefined: it is being tried. */
  readonly onError: (error: unknown) => void;
  readonly onChange: () => void;
}

/** Ends the agent's part once the call is over: done with an outcome, or back into Waiting. */
export class WrapUp {
  readonly #options: WrapUpOptions;
  #endTold: Promise<void> = Promise.resolve();
  #saving: Promise<void> | undefined;
  #refused = false;

  constructor(options: WrapUpOptions) {
    this.#options = options;
  }

  /** It is on its way to the backend; outcome and notes cannot be changed meanwhile. */
  get saving(): boolean {
    return this.#saving !== undefined;
  }

  /** There is something that the backend does not have yet and may still take. */
  get unsaved(): boolean {
    return this.#options.ready() && !this.#refused;
  }

  /** The backend has refused it for good. */
  get refused(): boolean {
    return this.#refused;
  }

  /** @param told settles when the backend knows how the call ended; nothing is sent before. */
  begin(told: Promise<void>): void {
    this.#endTold = told;
  }

  /** Sends outcome and notes. Never rejects. */
  async save(): Promise<void> {
    const { disposition, notes } = this.#options.store.record;
    await this.#finish({
      finishKey: randomToken(),
      ...(disposition ? { disposition } : {}),
      ...(notes ? { notes } : {}),
    });
  }

  /**
   * Sends the notes, and asks for another attempt. Never rejects.
   * @param retryAt not before this time, milliseconds since the epoch.
   */
  async putBack(retryAt: number): Promise<void> {
    const { notes } = this.#options.store.record;
    await this.#finish({ finishKey: randomToken(), retryAt, ...(notes ? { notes } : {}) });
  }

  /**
   * Saves for the last time: where the backend refuses it, it counts as given up from then on.
   * @returns whether it was saved.
   */
  async saveOrGiveUp(): Promise<boolean> {
    await this.save();
    this.#refused = this.#options.ready();
    this.#options.onChange();
    return !this.#refused;
  }

  #finish(finish: Finish): Promise<void> {
    if (this.#saving) return this.#saving;
    if (!this.#options.ready()) return Promise.resolve();
    this.#options.onError(undefined);
    this.#saving = this.#send(finish);
    this.#options.onChange();
    return this.#saving;
  }

  async #send(finish: Finish): Promise<void> {
    const { claim, store, onSaved, onError, onChange } = this.#options;
    const { held } = claim;
    try {
      await this.#endTold.catch(() => {});
      onError(undefined);
      if (held) await claim.finish(held, finish);
      if ('retryAt' in finish) store.keep({ retryAt: finish.retryAt });
      onSaved();
    } catch (error) {
      onError(error);
    } finally {
      this.#saving = undefined;
      onChange();
    }
  }
}
