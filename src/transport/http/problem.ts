import { TransportError, transportErrors, type TransportErrorCode } from '../transport.js';

/** Nobody waits longer than this for a relay, whatever it says. Seconds. */
const longestWish = 600;

/**
 * What an answer other than a success means: its problem details (RFC 9457) have the contract's code. A
 * proxy on the way has none: then its status must do, but it knows nothing of what the relay has.
 */
export async function refusal(response: Response): Promise<TransportError> {
  const { code, detail, retryAfter } = await problemOf(response);
  const { status, headers } = response;
  // Pages of other origins may not read the header.
  const wait = secondsOf(retryAfter) ?? delayOf(headers.get('retry-after'));
  return new TransportError(
    isCode(code) ? code : codeOf(status, typeof code === 'string'),
    typeof detail === 'string' ? detail : undefined,
    wait === undefined ? {} : { retryAfter: bounded(wait) },
  );
}

/** When to try again at the earliest, milliseconds from now. */
export function wishOf(error: unknown): number {
  return bounded((error instanceof TransportError && error.retryAfter) || 0) * 1000;
}

interface Problem {
  readonly code?: unknown;
  readonly detail?: unknown;
  /** Seconds. */
  readonly retryAfter?: unknown;
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return ((await response.json()) ?? {}) as Problem;
  } catch {
    return {};
  }
}

function isCode(code: unknown): code is TransportErrorCode {
  return typeof code === 'string' && Object.hasOwn(transportErrors, code);
}

/** @param isRelays the relay has said so, in a code that is not known here */
function codeOf(status: number, isRelays: boolean): TransportErrorCode {
  // While a relay is deployed, the proxy before it may say that nothing is there.
  if (!isRelays && [403, 404, 410].includes(status)) return 'unavailable';
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'not-found';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 429) return 'rate-limited';
  return status < 500 ? 'refused' : 'unavailable';
}

/** Timers that are too long end at once. */
function bounded(seconds: number): number {
  return Math.min(Math.max(0, seconds), longestWish);
}

function secondsOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

/** `Retry-After`, in seconds: a number of them or a date (RFC 9110, section 10.2.3). */
function delayOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : (at - Date.now()) / 1000;
}
