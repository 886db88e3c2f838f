import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CallbackRequest } from '../../callback/index.js';
import type { VisitorTransport } from '../../transport/transport.js';
import { Pending } from '../shared/pending.js';
import { TimeChoice } from '../shared/time-choice.js';
import { availabilityNote, type Note } from './availability.js';
import { AvailabilityWatch } from './availability-watch.js';

/** What the form around it tells. */
interface Surroundings {
  readonly visitor: () => VisitorTransport | undefined;
  /** Another form sends the request, to a backend that may not know of times. */
  readonly hosted: () => boolean;
  readonly language: () => string;
  /** Says a note to a screen reader. */
  readonly announce: (note: Note | undefined) => void;
}

/** Who is there to call back, and when the visitor wants to be called. */
export class Timing implements ReactiveController {
  readonly choice: TimeChoice;
  readonly #watch: AvailabilityWatch;
  readonly #around: Surroundings;
  /** What was last said to a screen reader, or stood there from the beginning. */
  #saidState: string | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, around: Surroundings) {
    this.#around = around;
    // Each takes up what the one before it knows.
    this.#watch = new AvailabilityWatch(host, around.visitor, () => this.#onState());
    host.addController(this);
    this.choice = new TimeChoice(host, () => (around.hosted() ? undefined : around.visitor()));
  }

  hostUpdate(): void {
    this.choice.closed = this.#watch.closed;
    this.choice.opensAt = this.#watch.value?.opensAt;
  }

  /** What the visitor should know before asking. */
  get note(): Note | undefined {
    const { value } = this.#watch;
    return availabilityNote(value, this.#around.language(), this.choice.list.offered);
  }

  /** Whether nobody is there for this request, on a second look too; then the note is said. */
  async isClosedFor({ notBefore }: CallbackRequest, signal: AbortSignal): Promise<boolean> {
    if (notBefore !== undefined || !this.#watch.closed) return false;
    await this.#watch.refresh(signal);
    return this.#saysClosed();
  }

  /**
   * The backend refuses a request for now: it has closed meanwhile.
   * @returns whether the note says so.
   */
  async closes(): Promise<boolean> {
    await this.#watch.refresh(AbortSignal.timeout(Pending.times.timeout));
    return this.#saysClosed();
  }

  #saysClosed(): boolean {
    if (this.#watch.closed) this.#around.announce(this.note);
    return this.#watch.closed;
  }

  /** Said where it changes under the eyes of the visitor; how it is at first is read with the form. */
  #onState(): void {
    const state = this.#watch.value?.state;
    if (state === undefined || state === this.#saidState) return;
    if (this.#saidState !== undefined && !this.#around.hosted()) this.#around.announce(this.note);
    this.#saidState = state;
  }
}
