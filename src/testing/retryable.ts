import type { TransportErrorCode } from '../transport/transport.js';

/** The codes after which the same request may succeed later, unchanged. */
export const retryableCodes: readonly TransportErrorCode[] = [
  'offline',
  'timeout',
  'unavailable',
  'rate-limited',
];
