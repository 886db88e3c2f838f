import { TransportError, type TransportErrorCode } from '../transport.js';

const sentences = {
  'already-claimed': 'Another agent has this callback.',
  'callback-ended': 'The callback is over.',
  'claim-lost': 'The claim is not this agent’s any more.',
  forbidden: 'The secret does not open this callback.',
  'key-reused': 'The request key came before with another request.',
  'not-found': 'This browser’s desk does not know the callback.',
  'too-late': 'It is too late for this.',
} as const satisfies Partial<Record<TransportErrorCode, string>>;

/** A failure that repeating will not mend. */
export function failure(code: keyof typeof sentences): TransportError {
  return new TransportError(code, sentences[code]);
}

/** Not now. The database may be blocked, full, switched off, or made by a newer version. */
export function unavailable(cause: unknown): TransportError {
  return new TransportError('unavailable', 'The desk in this browser cannot do this now.', {
    cause,
  });
}
