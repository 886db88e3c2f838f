// Microphones that no machine has to have: the gallery's stand-in for `getUserMedia`.

const refusals = {
  denied: 'NotAllowedError',
  missing: 'NotFoundError',
  failed: 'NotReadableError',
};

/** @param kind `open`, `pending`, `denied`, `missing`, `failed`, or `insecure`: no microphones at all */
export function useMicrophone(kind) {
  const getUserMedia = () => {
    if (kind === 'pending') return new Promise(() => {});
    if (kind in refusals) return Promise.reject(new DOMException(kind, refusals[kind]));
    return Promise.resolve(silence());
  };
  const value = kind === 'insecure' ? undefined : { getUserMedia, addEventListener() {} };
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value });
}

/** A live audio track without a device, a sound or a click. */
function silence() {
  const { track } = new RTCPeerConnection().addTransceiver('audio').receiver;
  return new MediaStream([track]);
}

/** Unplugged, or the permission taken back. */
export function unplug(stream) {
  for (const track of stream.getTracks()) {
    track.stop();
    track.dispatchEvent(new Event('ended'));
  }
}
