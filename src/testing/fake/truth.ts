import type {
  CallbackEnd,
  CallbackRequest,
  CallbackState,
  EndReason,
} from '../../callback/index.js';
import type { Agent } from '../../transport/transport.js';
import { withoutUndefined, type CallbackRecord } from './record.js';

/** A callback as the fake desk knows it, for assertions. */
export interface FakeCallback extends CallbackRequest {
  readonly id: string;
  readonly state: CallbackState;
  readonly end?: CallbackEnd;
  readonly requestedAt: number;
  readonly asked: number;
  readonly attempts: number;
  readonly lastAttempt?: EndReason;
  readonly retryAt?: number;
  readonly callerId?: string;
  readonly agentUnreachable?: true;
  /** Who has it, or had it last. */
  readonly agent?: Agent;
  /** The highest `seq` that was reported. */
  readonly seq?: number;
  readonly disposition?: string;
  readonly notes?: string;
}

export function truthOf(record: CallbackRecord): FakeCallback {
  return structuredClone(
    withoutUndefined<FakeCallback>({
      ...record.request,
      id: record.id,
      state: record.state,
      end: record.end,
      requestedAt: record.requestedAt,
      asked: record.asked,
      attempts: record.attempts,
      lastAttempt: record.lastAttempt,
      retryAt: record.retryAt,
      callerId: record.callerId,
      agentUnreachable: record.agentUnreachable ? true : undefined,
      agent: record.claim?.agent,
      seq: record.claim?.seq,
      disposition: record.disposition,
      notes: record.notes,
    }),
  );
}
