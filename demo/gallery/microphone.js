// Microphones that no machine has to have: the gallery's stand-in for `getUserMedia`.

/** What `getUserMedia` rejects with: message (Chromium's words) and name. */
const refusals = {
  denied: ['Permission denied', 'NotAllowedError'],
  dismissed: ['Permission dismissed', 'NotAllowedError'],
  blocked: ['Permission denied by system', 'NotAllowedError'],
  policy: ['Permission denied', 'NotAllowedError'],
  refused: ['The request is not allowed', 'NotAllowedError'],
  missing: ['Requested device not found', 'NotFoundError'],
  busy: ['Could not start audio source', 'NotReadableError'],
  failed: ['Failed due to shutdown', 'AbortError'],
};
/** What the page's policy says of the microphone; a browser that cannot be asked has none. */
const policies = { policy: false, refused: undefined };

/**
 * @param kind `open`, `pending`, one of `refusals`, or `insecure`: no microphones at all
 * @param label what the microphone is called, where that matters
 * @returns the devices, to be told that one was plugged in
 */
export function useMicrophone(kind, label) {
  const getUserMedia = () => {
    if (kind === 'pending') return new Promise(() => {});
    if (kind in refusals) return Promise.reject(new DOMException(...refusals[kind]));
    return Promise.resolve(silence(label));
  };
  const enumerateDevices = () => Promise.resolve([{ kind: 'audioinput' }]);
  const devices = Object.assign(new EventTarget(), { getUserMedia, enumerateDevices });
  const value = kind === 'insecure' ? undefined : devices;
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value });
  const allowed = kind in policies ? policies[kind] : true;
  const policy = allowed === undefined ? undefined : { allowsFeature: () => allowed };
  Object.defineProperty(document, 'featurePolicy', { configurable: true, value: policy });
  return devices;
}

/** A headset is plugged in. */
export function plugIn() {
  const event = new Event('devicechange');
  navigator.mediaDevices.dispatchEvent(event);
}

/** A live audio track without a device, a sound or a click. */
function silence(label) {
  const { track } = new RTCPeerConnection().addTransceiver('audio').receiver;
  if (label) Object.defineProperty(track, 'label', { value: label });
  return new MediaStream([track]);
}

/** Unplugged, or the permission taken back. */
export function unplug(stream) {
  for (const track of stream.getTracks()) {
    track.stop();
    track.dispatchEvent(new Event('ended'));
  }
}
