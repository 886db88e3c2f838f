import { STATUS_CODES } from 'node:http';
import {
  isRetryableCode,
  TransportError,
  type TransportErrorCode,
} from 'callback-elements/transport/transport.js';

/** RFC 9457, with the words of the transport contract. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** Absent where the contract has no word: what came is no request that a client of it makes. */
  readonly code?: TransportErrorCode;
  readonly retryable: boolean;
  /** Seconds. */
  readonly retryAfter?: number;
}

/** Each code of the contract, so that a new one cannot be forgotten. */
const statuses: Record<TransportErrorCode, number> = {
  'name-missing': 422,
  'name-too-long': 422,
  'number-invalid': 422,
  'time-invalid': 422,
  'context-too-many': 422,
  'context-name-too-long': 422,
  'context-value-too-long': 422,
  'page-too-long': 422,
  'consent-too-long': 422,
  'key-reused': 422,
  'challenge-failed': 422,
  closed: 409,
  'too-late': 409,
  'already-claimed': 409,
  'claim-lost': 409,
  'callback-ended': 409,
  refused: 403,
  forbidden: 403,
  'not-found': 404,
  'rate-limited': 429,
  unavailable: 503,
  // A client says these by itself.
  offline: 503,
  timeout: 504,
  'no-transport': 500,
};

/** When to try again, in seconds, where the failure itself does not say. */
const delays: Partial<Record<TransportErrorCode, number>> = { unavailable: 1, 'rate-limited': 5 };

/** A request without credentials, or with such as open nothing anywhere. */
export class Unauthorized extends TransportError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('forbidden', message, options);
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof TransportError) return contractProblem(error);
  const { statusCode = 500, message = '' } = (error ?? {}) as {
    statusCode?: number;
    message?: string;
  };
  if (statusCode >= 400 && statusCode < 500) return httpProblem(statusCode, message);
  return failure(error);
}

/** What HTTP itself has words for. */
export function httpProblem(status: number, detail?: string): Problem {
  return {
    type: 'about:blank',
    title: titleOf(status),
    status,
    ...(detail && { detail }),
    retryable: false,
  };
}

/** Whether it is the relay's own failure, to be logged: an answer of the desk, "not yet", has no cause. */
export function isFailure(error: unknown, { status }: Problem): boolean {
  const isAnswer = error instanceof TransportError && error.cause === undefined;
  return status >= 500 && !isAnswer;
}

function contractProblem(error: TransportError): Problem {
  const { code, message } = error;
  const status = error instanceof Unauthorized ? 401 : statuses[code];
  const seconds = error.retryAfter ?? delays[code];
  return {
    type: 'about:blank',
    title: titleOf(status),
    status,
    detail: message,
    code,
    retryable: isRetryableCode(code),
    ...(seconds !== undefined && { retryAfter: Math.max(1, Math.ceil(seconds)) }),
  };
}

/** A mistake of ours, or a database that is away: whose errors have a code. Nobody outside is told more. */
function failure(error: unknown): Problem {
  const isAway = typeof (error as { code?: unknown } | undefined)?.code === 'string';
  const status = isAway ? 503 : 500;
  return { ...contractProblem(new TransportError('unavailable')), status, title: titleOf(status) };
}

function titleOf(status: number): string {
  return STATUS_CODES[status] ?? 'Unknown';
}
