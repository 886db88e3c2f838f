import { isForThisPage, isRefusal, type MicrophoneErrorCode } from './microphone-cause.js';

/**
 * Tells when what kept a microphone from opening seems to have gone: it was allowed in the browser's
 * settings after a refusal, or a device was plugged in. Asks the browser no question that a person
 * would see. A browser without the Permissions API never tells of the first.
 */
export function whenAvailable(
  code: MicrophoneErrorCode,
  onAvailable: () => void,
  signal: AbortSignal,
): void {
  if (isForThisPage(code)) return;
  // After a time-out the question is still open, and its answer is waited for already.
  if (code === 'microphone-timeout') return;
  if (isRefusal(code)) void whenAllowed(onAvailable, signal);
  else whenPluggedIn(onAvailable, signal);
}

async function whenAllowed(onAvailable: () => void, signal: AbortSignal): Promise<void> {
  try {
    const status = await navigator.permissions.query({ name: 'microphone' });
    // Not if it is granted already: the system may block what the browser allows.
    status.addEventListener('change', () => status.state === 'granted' && onAvailable(), {
      signal,
    });
  } catch {
    // The browser knows no permission of this name: the agent tries again by hand.
  }
}

function whenPluggedIn(onAvailable: () => void, signal: AbortSignal): void {
  const { mediaDevices } = navigator;
  const look = async () => {
    const devices = await mediaDevices.enumerateDevices().catch(() => []);
    if (!signal.aborted && devices.some(({ kind }) => kind === 'audioinput')) onAvailable();
  };
  mediaDevices.addEventListener('devicechange', () => void look(), { signal });
}
