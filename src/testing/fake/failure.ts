import { TransportError, type TransportErrorCode } from '../../transport/transport.js';

const retryable: readonly TransportErrorCode[] = [
  'offline',
  'timeout',
  'unavailable',
  'rate-limited',
];

/** A failure of the fake desk, retryable where the contract says so. */
export function failure(code: TransportErrorCode, message: string): TransportError {
  return new TransportError(code, message, { retryable: retryable.includes(code) });
}
