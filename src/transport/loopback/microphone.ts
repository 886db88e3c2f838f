/**
 * What a call sends of its agent's microphone: a clone, to be silenced and stopped without touching the
 * caller's own.
 */
export class CallMicrophone {
  #track: MediaStreamTrack | undefined;
  #sender: RTCRtpSender | undefined;
  #isSilent = false;
  #isStopped = false;

  constructor(microphone: MediaStream) {
    this.#track = microphone.getAudioTracks()[0]?.clone();
  }

  /** @returns whether there is anything to send. */
  sendTo(peer: RTCPeerConnection): boolean {
    if (this.#track?.readyState !== 'live') return false;
    this.#sender = peer.addTrack(this.#track);
    return true;
  }

  set silent(silent: boolean) {
    this.#isSilent = silent;
    if (this.#track) this.#track.enabled = !silent;
  }

  async replace(microphone: MediaStream): Promise<void> {
    const track = microphone.getAudioTracks()[0]?.clone();
    if (!track || this.#isStopped) return track?.stop();
    track.enabled = !this.#isSilent;
    const before = this.#track;
    this.#track = track;
    try {
      await this.#sender?.replaceTrack(track);
    } finally {
      before?.stop();
      if (this.#isStopped) track.stop();
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#track?.stop();
  }
}
