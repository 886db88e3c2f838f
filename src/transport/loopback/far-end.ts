import { TransportError } from '../transport.js';
import type { Clock } from '../clock.js';
import type { Question } from './line.js';

/** How long a phone may take to say whether it agrees. Milliseconds. */
const replyTimeout = 5_000;

/** What the agent's page asks of the phone in a call, one question after the other. */
export class FarEnd {
  readonly #clock: Clock;
  readonly #send: (seq: number, question: Question) => void;
  #last: Promise<unknown> = Promise.resolve();
  #seq = 0;
  #asked:
    { seq: number; agree: (agreed: boolean) => void; fail: (error: Error) => void } | undefined;
  #isClosed = false;

  constructor(clock: Clock, send: (seq: number, question: Question) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Begins when all that was begun before is over, whatever became of it. */
  inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  /**
   * Whether the phone agrees; it has done it then. To be asked in turn.
   *
   * @throws {TransportError} `unavailable` when it does not answer in time; `callback-ended`.
   */
  async ask(question: Question): Promise<boolean> {
    const seq = this.tell(question);
    let cancelTimer = () => {};
    try {
      return await new Promise<boolean>((agree, fail) => {
        this.#asked = { seq, agree, fail };
        const late = new TransportError('unavailable', 'The phone does not answer.');
        cancelTimer = this.#clock.at(this.#clock.now() + replyTimeout, () => fail(late));
      });
    } finally {
      cancelTimer();
      this.#asked = undefined;
    }
  }

  /** Asks without waiting for an answer. */
  tell(question: Question): number {
    this.#assertOpen();
    const seq = ++this.#seq;
    this.#send(seq, question);
    return seq;
  }

  reply(seq: number, agreed: boolean): void {
    if (this.#asked?.seq === seq) this.#asked.agree(agreed);
  }

  /** The call is over: whoever waits hears `callback-ended`. */
  close(): void {
    this.#isClosed = true;
    this.#asked?.fail(new TransportError('callback-ended'));
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new TransportError('callback-ended');
  }
}
