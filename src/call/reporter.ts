import type { AgentTransport, CallProgress, CallReport, Claim } from '../transport/transport.js';
import { retrying } from './retry.js';

/** Tells the backend what happens in a call: every report, in order, each until it has arrived. */
export class Reporter {
  readonly #agent: AgentTransport;
  readonly #claim: Claim;
  readonly #signal: AbortSignal;
  readonly #onFailure: (() => void) | undefined;
  #seq: number;
  #last: Promise<void> = Promise.resolve();

  /** @param onFailure a report has not arrived, and is sent again. */
  constructor(agent: AgentTransport, claim: Claim, signal: AbortSignal, onFailure?: () => void) {
    this.#agent = agent;
    this.#claim = claim;
    this.#signal = signal;
    this.#onFailure = onFailure;
    this.#seq = claim.seq;
  }

  /**
   * Queues a report. Resolves when the backend has it.
   * @throws what no retry can fix: `callback-ended`, `claim-lost`; or the signal's reason.
   */
  tell(report: CallProgress): Promise<void> {
    const numbered: CallReport = { ...report, seq: ++this.#seq };
    const sent = this.#last.then(() =>
      retrying(
        () => this.#agent.report(this.#claim, numbered, { signal: this.#signal }),
        this.#signal,
        this.#onFailure,
      ),
    );
    // One report that was refused must not hold up those behind it.
    this.#last = sent.catch(() => {});
    return sent;
  }

  /**
   * Sends a last report at once, without waiting for those before it.
   * @param signal it is sent again until it has arrived; undefined: it is sent once.
   */
  tellLast(report: CallProgress, signal: AbortSignal | undefined): void {
    const numbered: CallReport = { ...report, seq: ++this.#seq };
    retrying(() => this.#agent.report(this.#claim, numbered), signal).catch(() => {});
  }
}
