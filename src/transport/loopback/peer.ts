/** Both ends are on one machine: no servers are asked to find a way between them. */
export function newPeer(): RTCPeerConnection {
  return new RTCPeerConnection({ iceServers: [] });
}

/** Undefined without WebRTC, and where a page may open no more connections. */
export function peerOrNone(): RTCPeerConnection | undefined {
  try {
    return newPeer();
  } catch {
    return undefined;
  }
}

/** Gathering takes some 130 ms here; one that hangs must not hold up the call. Milliseconds. */
const gatherTimeout = 2_000;

/** The local description with all its candidates in it, so that one message carries everything. */
export async function describedWhole(
  peer: RTCPeerConnection,
  description: RTCSessionDescriptionInit,
): Promise<string> {
  await peer.setLocalDescription(description);
  const sdp = () => peer.localDescription?.sdp ?? '';
  await gathered(peer, gatherTimeout);
  // Too busy to have found one candidate yet is not the same as having no network.
  if (!isReachable(sdp())) await gathered(peer, 4 * gatherTimeout);
  return sdp();
}

/** Resolves when gathering is complete, at once where the connection is closed, or after so many ms. */
async function gathered(peer: RTCPeerConnection, ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      peer.removeEventListener('icegatheringstatechange', check);
      resolve();
    }
    function check() {
      // A connection closed meanwhile says nothing any more.
      if (peer.iceGatheringState === 'complete' || peer.signalingState === 'closed') done();
    }
    peer.addEventListener('icegatheringstatechange', check);
    check();
  });
}

/** Whether a description names any way to reach its sender. */
export function isReachable(sdp: string): boolean {
  return /^a=candidate:/m.test(sdp);
}

/**
 * Whether two pages of this browser can talk at all. They cannot where WebRTC is missing, and where
 * the machine has no network interface but the loopback one (an offline container): Chromium then
 * offers no ICE candidates.
 */
export async function canConnect(): Promise<boolean> {
  if (typeof RTCPeerConnection === 'undefined') return false;
  const peer = newPeer();
  try {
    peer.addTransceiver('audio');
    return isReachable(await describedWhole(peer, await peer.createOffer()));
  } finally {
    peer.close();
  }
}
