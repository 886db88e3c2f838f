import { TransportError, type TransportErrorCode } from '../../transport/transport.js';
import { retryableCodes } from '../retryable.js';

/** A failure of the fake desk, retryable where the contract says so. */
export function failure(code: TransportErrorCode, message: string): TransportError {
  return new TransportError(code, message, { retryable: retryableCodes.includes(code) });
}
