import type { AgentTransport, CallProgress, CallReport, Claim } from '../transport/transport.js';
import { retrying } from './retry.js';

/** Tells the backend what happens in a call: every report, in order, each until it has arrived. */
export class Reporter {
  readonly #agent: AgentTransport;
  readonly #claim: Claim;
  readonly #signal: AbortSignal;
  #seq: number;
  #last: Promise<void> = Promise.resolve();

  constructor(agent: AgentTransport, claim: Claim, signal: AbortSignal) {
    this.#agent = agent;
    this.#claim = claim;
    this.#signal = signal;
    this.#seq = claim.seq;
  }

  /**
   * Queues a report. Resolves when the backend has it.
   * @throws what no retry can mend: `callback-ended`, `claim-lost`; or the signal's reason.
   */
  tell(report: CallProgress): Promise<void> {
    const numbered: CallReport = { ...report, seq: ++this.#seq };
    const sent = this.#last.then(() =>
      retrying(
        () => this.#agent.report(this.#claim, numbered, { signal: this.#signal }),
        this.#signal,
      ),
    );
    // One report that was refused must not hold up those behind it.
    this.#last = sent.catch(() => {});
    return sent;
  }

  /** Sends a last report at once and only once: for an owner who cannot wait. */
  tellOnce(report: CallProgress): void {
    const numbered: CallReport = { ...report, seq: ++this.#seq };
    this.#agent.report(this.#claim, numbered).catch(() => {});
  }
}
