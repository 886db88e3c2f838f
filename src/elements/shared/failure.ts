import type { VisitorMessageKey } from '../../messages/en/visitor.js';

/** A failure in words for a visitor. */
export interface Failure {
  readonly key: VisitorMessageKey;
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** Sending the same again may help. */
  readonly retryable: boolean;
  /** The field that is to blame; the message then stands there. */
  readonly field?: 'number' | 'time';
}

const byCode: Readonly<Record<string, VisitorMessageKey>> = {
  offline: 'form.failure-offline',
  timeout: 'form.failure-timeout',
  unavailable: 'form.failure-unavailable',
  'rate-limited': 'form.failure-rate-limited',
  'challenge-failed': 'form.failure-challenge',
  refused: 'form.failure-refused',
  forbidden: 'form.failure-forbidden',
  'key-reused': 'form.failure-key-reused',
  'no-service': 'form.failure-no-service',
  'no-transport': 'form.failure-no-service',
  'number-invalid': 'form.number-invalid',
  closed: 'form.closed',
  'time-invalid': 'form.time-gone',
  'name-missing': 'form.failure-malformed',
  'name-too-long': 'form.failure-malformed',
  'context-too-many': 'form.failure-malformed',
  'context-name-too-long': 'form.failure-malformed',
  'context-value-too-long': 'form.failure-malformed',
  'page-too-long': 'form.failure-malformed',
  'consent-too-long': 'form.consent-too-long',
};

const retryable: readonly string[] = [
  'offline',
  'timeout',
  'unavailable',
  'rate-limited',
  'challenge-failed',
  'key-reused',
];

/** What a visitor is told of an error. Anything unknown may be a passing fault. */
export function failureOf(error: unknown): Failure {
  const code = codeOf(error);
  const key = code === undefined ? undefined : byCode[code];
  if (key === undefined) return { key: 'form.failure-unknown', retryable: true };
  return {
    key,
    retryable: retryable.includes(code ?? ''),
    ...(code === 'number-invalid' ? { field: 'number' } : {}),
    ...(code === 'closed' || code === 'time-invalid' ? { field: 'time' } : {}),
  };
}

/**
 * The stable code of an error. By its shape, not its class: a page may hold two copies of this
 * library, or an adapter of its own.
 */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof DOMException) return error.name === 'TimeoutError' ? 'timeout' : undefined;
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
