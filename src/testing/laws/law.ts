import type { Bench } from './bench.js';
import type { LawDesk } from './harness.js';

/** Whose duty a law is: of one of the three roles, or of the desk behind them. */
export type LawRole = 'visitor' | 'agent' | 'call' | 'desk';

/** One rule of the transport contract, with the way to try it. */
export interface Law {
  /** A sentence; no two laws have the same. */
  readonly name: string;
  readonly role: LawRole;
  /** What a desk must have for this law to be tried on it. */
  readonly needs: readonly Need[];
  /** @throws {LawError} a sentence that says what was broken. */
  run(bench: Bench): Promise<void>;
}

/** What a law may need: a role, something that the role declares, or something of the harness. */
export type Need = keyof typeof tests;

const tests = {
  visitor: (desk: LawDesk) => !!desk.visitor,
  cancel: (desk: LawDesk) => !!desk.visitor?.().supports.cancel,
  schedule: (desk: LawDesk) => !!desk.visitor?.().supports.schedule,
  change: (desk: LawDesk) => !!desk.visitor?.().supports.change,
  liveAvailability: (desk: LawDesk) => !!desk.visitor?.().supports.liveAvailability,
  queue: (desk: LawDesk) => !!desk.visitor?.().supports.queue,
  challenge: (desk: LawDesk) => !!desk.visitor?.().supports.challenge,
  agent: (desk: LawDesk) => !!desk.agent,
  presence: (desk: LawDesk) => !!probe(desk)?.supports.presence,
  retry: (desk: LawDesk) => !!probe(desk)?.supports.retry,
  calls: (desk: LawDesk) => !!desk.calls,
  dtmf: (desk: LawDesk) => !!desk.calls?.().supports.dtmf,
  hold: (desk: LawDesk) => !!desk.calls?.().supports.hold,
  transfer: (desk: LawDesk) => !!desk.calls?.().supports.transfer,
  stats: (desk: LawDesk) => !!desk.calls?.().supports.stats,
  loseLine: (desk: LawDesk) => !!desk.loseLine && !!desk.restoreLine,
  phone: (desk: LawDesk) => !!desk.phone,
  farHold: (desk: LawDesk) => !!desk.phone?.supports?.hold,
  farRefuseHold: (desk: LawDesk) => !!desk.phone?.supports?.refuseHold,
  farTransfer: (desk: LawDesk) => !!desk.phone?.supports?.transfer,
  farEarlyMedia: (desk: LawDesk) => !!desk.phone?.supports?.earlyMedia,
  farInterrupt: (desk: LawDesk) => !!desk.phone?.supports?.interrupt,
  farEndWith: (desk: LawDesk) => !!desk.phone?.supports?.endWith,
  media: (desk: LawDesk) => !!desk.media,
  advance: (desk: LawDesk) => !!desk.advance,
  proof: (desk: LawDesk) => !!desk.demandProof && !!desk.solve,
  cut: (desk: LawDesk) => !!desk.cut && !!desk.restore,
  loseNextAnswer: (desk: LawDesk) => !!desk.loseNextAnswer,
  loseAgent: (desk: LawDesk) => !!desk.loseAgent,
  dispositions: (desk: LawDesk) => !!desk.dispositions,
  consent: (desk: LawDesk) => !!desk.consent,
} as const satisfies Record<string, (desk: LawDesk) => boolean>;

/** What a desk lacks for a law. */
export function missing(law: Law, desk: LawDesk): Need[] {
  return law.needs.filter((need) => !tests[need](desk));
}

function probe(desk: LawDesk) {
  return desk.agent?.({ id: 'ann', name: 'Ann' });
}
