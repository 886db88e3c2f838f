import type {
  CallbackEnd,
  CallbackRequest,
  CallbackState,
  EndReason,
} from '../../callback/index.js';
import type { CallbackRecord } from '../../desk/index.js';
import type { Agent } from '../../transport/transport.js';

/** A callback as the fake desk knows it, for assertions. */
export interface FakeCallback extends Partial<CallbackRequest> {
  readonly id: string;
  readonly state: CallbackState;
  readonly end?: CallbackEnd;
  readonly requestedAt: number;
  readonly asked: number;
  readonly attempts: number;
  readonly lastAttempt?: EndReason;
  readonly notBefore?: number;
  readonly callerId?: string;
  /** As the visitor is told. */
  readonly agentUnreachable?: true;
  /** Who has it, or finished it last. */
  readonly agent?: Pick<Agent, 'id'>;
  /** The highest `seq` that was reported. */
  readonly seq?: number;
  readonly disposition?: string;
  readonly notes?: string;
}

export function truthOf(record: CallbackRecord): FakeCallback {
  const { id, request, state, end, requestedAt, asked, attempts, lastAttempt } = record;
  const { notBefore, callerId, claim, past, statuses } = record;
  const last = past.at(-1);
  const agent = claim?.agent ?? (last && { id: last.agentId });
  const seq = claim?.seq ?? last?.claim.seq;
  return structuredClone({
    ...request,
    id,
    state,
    ...(end && { end }),
    requestedAt,
    asked,
    attempts,
    ...(lastAttempt && { lastAttempt }),
    ...(notBefore !== undefined && { notBefore }),
    ...(callerId && { callerId }),
    ...(statuses.at(-1)?.agentUnreachable && { agentUnreachable: true as const }),
    ...(agent && { agent }),
    ...(seq !== undefined && { seq }),
    ...(last?.disposition !== undefined && { disposition: last.disposition }),
    ...(last?.notes !== undefined && { notes: last.notes }),
  });
}
