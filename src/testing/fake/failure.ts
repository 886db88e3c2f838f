import { TransportError, type TransportErrorCode } from '../../transport/transport.js';

/** A failure of the fake desk. */
export function failure(code: TransportErrorCode, message: string): TransportError {
  return new TransportError(code, message);
}
