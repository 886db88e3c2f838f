import { CallbackError } from '../callback/index.js';
import {
  allowedByPolicy,
  isForThisPage,
  microphoneCause,
  type MicrophoneErrorCode,
} from './microphone-cause.js';

export type { MicrophoneErrorCode };

/**
 * Why there is no microphone. Retryable where a person can fix it without leaving the page: all but
 * `microphone-insecure` and `microphone-policy`.
 */
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
    super(code, message, { ...rest, retryable: !isForThisPage(code) });
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
      // The error may be dropped by its reader: a late refusal is not to surface as unhandled.
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

/** For logs: agents read the texts of the dictionaries. */
const sentences: Partial<Record<MicrophoneErrorCode, string>> = {
  'microphone-dismissed': 'The question about the microphone was closed.',
  'microphone-denied': 'The microphone was refused.',
  'microphone-refused': 'The microphone was refused, by a choice or by a policy.',
  'microphone-blocked': 'The system keeps the microphone from the browser.',
  'microphone-policy': 'A Permissions-Policy keeps the microphone from this page.',
  'microphone-missing': 'No microphone was found.',
  'microphone-busy': 'The microphone cannot be read.',
};

function microphoneError(cause: unknown): MicrophoneError {
  const code = microphoneCause(cause, allowedByPolicy());
  return new MicrophoneError(code, sentences[code] ?? 'The microphone did not open.', { cause });
}
