import { isRetryableCode, type TransportErrorCode } from '../../transport/transport.js';
import { canonical } from '../../callback/canonical.js';

/** A law was broken. The message says how, in a sentence. */
export class LawError extends Error {
  override name = 'LawError';
}

export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new LawError(sentence);
}

/** Compares values as JSON would carry them: an absent field and an undefined one are the same. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [canonical(actual), canonical(expected)];
  assert(is === should, `${what} should be ${should}, but is ${is}.`);
}

/** What must fail, and how: the right code, and whether a retry may help told as the code says. */
export async function rejects(
  promise: Promise<unknown>,
  codes: TransportErrorCode | readonly TransportErrorCode[],
  what: string,
): Promise<void> {
  const expected = [codes].flat();
  const error = await errorOf(promise, `${what} should fail with ${expected.join(' or ')}`);
  const code = codeOf(error);
  assert(
    expected.some((one) => one === code),
    `${what} should fail with ${expected.join(' or ')}, but failed with ${canonical(code ?? String(error))}.`,
  );
  const retryable = isRetryableCode(code as TransportErrorCode);
  same((error as { retryable?: unknown }).retryable, retryable, `${what}: "retryable" of ${code}`);
}

/** What was called off must fail with the signal's own reason. */
export async function rejectsWith(
  promise: Promise<unknown>,
  reason: unknown,
  what: string,
): Promise<void> {
  const error = await errorOf(promise, `${what} should reject with the signal's reason`);
  assert(
    error === reason,
    `${what} should reject with the signal's reason, but did with ${String(error)}.`,
  );
}

/** The code of a transport's failure, if it is one. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

async function errorOf(promise: Promise<unknown>, sentence: string): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  assert('error' in outcome, `${sentence}, but did not fail.`);
  return outcome.error;
}
