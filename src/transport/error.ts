import { CallbackError, type RequestProblem } from '../callback/index.js';

/** What each code means, as a sentence for a developer, and whether the same call may succeed later. */
export const transportErrors = {
  /** The request is malformed: the specific code says how (`RequestProblem`). */
  'name-missing': { message: 'The request has no name.' },
  'name-too-long': { message: 'The name is too long.' },
  'number-invalid': { message: 'The number cannot be called.' },
  'time-invalid': { message: 'The time is not one that a request can wait for.' },
  'context-too-many': { message: 'The request has too many fields.' },
  'context-name-too-long': { message: 'The name of a field is too long.' },
  'context-value-too-long': { message: 'The value of a field is too long.' },
  'page-too-long': { message: 'The page’s address or title is too long.' },
  'consent-too-long': { message: 'The consent text is too long.' },
  /** The backend cannot be reached. */
  offline: { message: 'The backend cannot be reached.', retryable: true },
  /** The backend did not answer in time; it may have done the work. */
  timeout: { message: 'The backend did not answer in time.', retryable: true },
  /** The backend failed, or cannot do this yet. */
  unavailable: { message: 'The backend cannot do this now.', retryable: true },
  /** Too many requests from here. */
  'rate-limited': { message: 'Too many requests from here.', retryable: true },
  /** The proof of a challenge is missing, wrong, too old, or was used before: another one will do. */
  'challenge-failed': { message: 'The proof of a challenge is not good.' },
  /** No transport speaks to this address: the page is set up wrongly. */
  'no-transport': { message: 'No transport speaks to this address.' },
  /** The token or secret does not open this. */
  forbidden: { message: 'The token or secret does not open this.' },
  /** Never asked for, or forgotten. */
  'not-found': { message: 'The backend does not know this callback.' },
  /** The same key came before with something else. */
  'key-reused': { message: 'The key came before with something else.' },
  /** The callback has gone too far for this. */
  'too-late': { message: 'It is too late for this.' },
  /** Another agent has it. */
  'already-claimed': { message: 'Another agent has this callback.' },
  /** The claim is not this agent's any more: its lease ran out, or it was released. */
  'claim-lost': { message: 'The claim is not this agent’s any more.' },
  /** The callback is over (the visitor canceled, it expired). */
  'callback-ended': { message: 'The callback is over.' },
  /** Policy refused this number or this visitor. */
  refused: { message: 'Policy refuses this number or this visitor.' },
  /** Nobody is there at that time: see `slots` for times that can be chosen. */
  closed: { message: 'Nobody calls back at that time.' },
} as const satisfies Record<
  RequestProblem | (string & {}),
  { readonly message: string; readonly retryable?: true }
>;

/** Stable codes of transport failures; see {@link transportErrors} for what each means. */
export type TransportErrorCode = keyof typeof transportErrors;

/** Whether the same call may succeed later, unchanged. */
export function isRetryableCode(code: TransportErrorCode): boolean {
  return 'retryable' in transportErrors[code];
}

/** A failure of a transport. Its code alone says whether a retry can help. */
export class TransportError extends CallbackError<TransportErrorCode> {
  /** With `rate-limited` and `unavailable`: when to try again, in seconds, where that is known. */
  readonly retryAfter: number | undefined;

  /** @param message default: the code's own sentence. */
  constructor(
    code: TransportErrorCode,
    message: string = transportErrors[code].message,
    { retryAfter, ...options }: { readonly cause?: unknown; readonly retryAfter?: number } = {},
  ) {
    super(code, message, { ...options, retryable: isRetryableCode(code) });
    this.retryAfter = retryAfter;
  }
}
