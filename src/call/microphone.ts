import { CallbackError } from '../callback/index.js';

export type MicrophoneErrorCode =
  /** The person, an earlier choice or a policy refused it. */
  | 'microphone-denied'
  /** There is no microphone. */
  | 'microphone-missing'
  /** Nobody answered the browser's question in time. */
  | 'microphone-timeout'
  /** The page is not a secure context, so the browser offers no microphones at all. */
  | 'microphone-insecure'
  /** It was open and has gone: unplugged, or the permission was taken back. */
  | 'microphone-lost'
  /** It is there and did not open: in use elsewhere, or a fault of the system. */
  | 'microphone-failed';

/** Why there is no microphone. Retryable, all but `microphone-insecure`: a person can mend it. */
export class MicrophoneError extends CallbackError<MicrophoneErrorCode> {
  /**
   * With `microphone-timeout`: `getUserMedia` cannot be aborted, so the browser's question is still
   * open. Resolves when the person answers "Allow" after all. Whoever does not want the stream any
   * more stops its tracks.
   */
  readonly late: Promise<MediaStream> | undefined;

  constructor(
    code: MicrophoneErrorCode,
    message: string,
    options: { cause?: unknown; late?: Promise<MediaStream> } = {},
  ) {
    const { late, ...rest } = options;
    super(code, message, { ...rest, retryable: code !== 'microphone-insecure' });
    this.late = late;
  }
}

export interface MicrophoneOptions {
  /** How long the browser's question may stay open, in milliseconds. Default 45,000. */
  readonly timeout?: number | undefined;
  /** Default: the browser's default microphone with its default processing. */
  readonly constraints?: MediaTrackConstraints | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Default of `MicrophoneOptions.timeout`. A transport's lease on a claim must be longer. */
export const microphoneTimeout = 45_000;

/**
 * Opens a microphone. The caller owns the stream and stops its tracks.
 * @throws {MicrophoneError}, or the signal's reason.
 */
export async function openMicrophone(options: MicrophoneOptions = {}): Promise<MediaStream> {
  const { timeout = microphoneTimeout, constraints, signal } = options;
  signal?.throwIfAborted();
  // The type says that it is always there; on plain-http pages it is not.
  const devices = (navigator as Partial<Navigator>).mediaDevices;
  if (!devices) {
    throw new MicrophoneError('microphone-insecure', 'Microphones need https or localhost.');
  }
  const opening = devices.getUserMedia({ audio: constraints ?? true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort: (() => void) | undefined;
  const interrupted = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      opening.then(stopTracks, () => {});
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    timer = setTimeout(() => {
      // The error may be dropped by its reader; a late refusal is then nobody's business.
      opening.catch(() => {});
      reject(
        new MicrophoneError('microphone-timeout', 'No answer about the microphone.', {
          late: opening,
        }),
      );
    }, timeout);
  });
  try {
    return await Promise.race([opening, interrupted]);
  } catch (error) {
    // The signal's reason looks like one of getUserMedia's own failures: both may be AbortErrors.
    signal?.throwIfAborted();
    throw error instanceof MicrophoneError ? error : microphoneError(error);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
  }
}

/** Gives a microphone (or any stream) back to the system. */
export function stopTracks(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The names are those of Media Capture and Streams, 10.3.2 (getUserMedia). */
function microphoneError(cause: unknown): MicrophoneError {
  switch (cause instanceof DOMException ? cause.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return new MicrophoneError('microphone-denied', 'The microphone was refused.', { cause });
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new MicrophoneError('microphone-missing', 'No microphone was found.', { cause });
    default:
      // AbortError and NotReadableError, and what no standard names: it is there and does not open.
      return new MicrophoneError('microphone-failed', 'The microphone did not open.', { cause });
  }
}
