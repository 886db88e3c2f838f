export interface WatchdogOptions {
  /** Milliseconds without an inbound packet until the line counts as silent. Default 3,000. */
  readonly silentAfter?: number | undefined;
  /** Milliseconds without an inbound packet until the call is given up. Default 20,000. */
  readonly deadAfter?: number | undefined;
  /** Milliseconds between two looks. Default 1,000. */
  readonly interval?: number | undefined;
}

/**
 * Watches that audio keeps arriving, so that a call that died while nobody said so (the hang-up got
 * lost with the signalling) is never shown as live.
 */
export class MediaWatchdog {
  readonly #readPackets: () => Promise<number | undefined>;
  readonly #onChange: (state: 'flowing' | 'silent' | 'dead') => void;
  readonly #silentAfter: number;
  readonly #deadAfter: number;
  readonly #interval: number;
  #timer: ReturnType<typeof setInterval> | undefined;
  #packets = -1;
  #quiet = 0;
  #lastLook = 0;
  #silent = false;

  /** @param readPackets how many packets have arrived so far; undefined when nobody can tell. */
  constructor(
    readPackets: () => Promise<number | undefined>,
    onChange: (state: 'flowing' | 'silent' | 'dead') => void,
    options: WatchdogOptions = {},
  ) {
    this.#readPackets = readPackets;
    this.#onChange = onChange;
    this.#silentAfter = options.silentAfter ?? 3_000;
    this.#deadAfter = options.deadAfter ?? 20_000;
    this.#interval = options.interval ?? 1_000;
  }

  /** No audio is arriving. */
  get silent(): boolean {
    return this.#silent;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#lastLook = performance.now();
    this.#timer = setInterval(() => void this.#look(), this.#interval);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** A held call is silent by intent: what was counted before does not count. */
  reset(): void {
    this.#quiet = 0;
    this.#silent = false;
  }

  async #look(): Promise<void> {
    const now = performance.now();
    // A machine that slept, or a throttled tab, did not listen in between: at most two intervals of
    // silence are believed per look, so that a call may recover after waking up.
    const elapsed = Math.min(now - this.#lastLook, 2 * this.#interval);
    this.#lastLook = now;
    const packets = await this.#readPackets().catch(() => undefined);
    if (this.#timer === undefined || packets === undefined) return;
    if (packets !== this.#packets) {
      this.#packets = packets;
      this.#quiet = 0;
      if (this.#silent) {
        this.#silent = false;
        this.#onChange('flowing');
      }
      return;
    }
    this.#quiet += elapsed;
    if (this.#quiet >= this.#deadAfter) {
      this.stop();
      this.#onChange('dead');
    } else if (this.#quiet >= this.#silentAfter && !this.#silent) {
      this.#silent = true;
      this.#onChange('silent');
    }
  }
}

/** Inbound audio packets in a WebRTC statistics report; without such an entry none has come yet. */
export function inboundAudioPackets(report: RTCStatsReport): number {
  let packets = 0;
  report.forEach((entry: RTCInboundRtpStreamStats) => {
    if (entry.type === 'inbound-rtp' && entry.kind === 'audio') {
      packets += entry.packetsReceived ?? 0;
    }
  });
  return packets;
}
