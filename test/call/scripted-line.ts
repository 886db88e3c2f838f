import type { CallbackEnd, EndedBy, LiveState } from '../../src/callback/index.js';
import type {
  Call,
  CallSupports,
  CallTransport,
  DialOptions,
  DialTarget,
  Hold,
  Signalling,
  TransportError,
} from '../../src/transport/transport.js';

/** What a test changes of a call; the rest stays. */
interface Change {
  state?: LiveState | 'ended';
  end?: CallbackEnd;
  remoteAudio?: MediaStream;
  earlyMedia?: boolean;
  callerId?: string;
  held?: Hold;
}

/** A call that does what the test says, and nothing by itself but to mute and to hang up. */
export class ScriptedCall extends EventTarget implements Call {
  state: LiveState | 'ended' = 'dialing';
  end: CallbackEnd | undefined;
  remoteAudio: MediaStream | undefined;
  earlyMedia = false;
  callerId: string | undefined;
  muted = false;
  held: Hold = { local: false, remote: false };
  readonly tones: string[] = [];
  /** What was asked of `hold` and `transfer`, in order. */
  readonly asked: (boolean | string)[] = [];
  /** How `hold` and `transfer` answer. */
  answer: () => Promise<void> = () => Promise.resolve();

  constructor(readonly target: DialTarget) {
    super();
  }

  /** Changes the call, and says so once. */
  set(change: Change): void {
    Object.assign(this, change);
    const event = new Event('statechange');
    this.dispatchEvent(event);
  }

  mute(muted: boolean): void {
    this.muted = muted;
    this.set({});
  }

  setMicrophone(): Promise<void> {
    return Promise.resolve();
  }

  sendTone(tone: string): Promise<void> {
    this.tones.push(tone);
    return this.answer();
  }

  async hold(held: boolean): Promise<void> {
    this.asked.push(held);
    await this.answer();
    const { remote } = this.held;
    this.set({ held: { local: held, remote }, state: held || remote ? 'held' : 'connected' });
  }

  async transfer(target: string): Promise<void> {
    this.asked.push(target);
    await this.answer();
    this.set({ state: 'ended', end: { reason: 'transferred', by: 'agent' } });
  }

  hangUp(by: EndedBy = 'agent'): void {
    if (this.state !== 'ended') this.set({ state: 'ended', end: { reason: 'completed', by } });
  }
}

/** A line whose calls and connection are the test's. */
export class ScriptedLine implements CallTransport {
  readonly calls: ScriptedCall[] = [];
  readonly connection: Signalling & {
    state: Signalling['state'];
    error: TransportError | undefined;
  };

  constructor(readonly supports: CallSupports = { dtmf: 'rtp', hold: true, transfer: true }) {
    this.connection = Object.assign(new EventTarget(), {
      state: 'connected' as const,
      error: undefined,
    });
  }

  dial(target: DialTarget, { signal }: DialOptions): ScriptedCall {
    const call = new ScriptedCall(target);
    this.calls.push(call);
    signal?.addEventListener('abort', () => call.hangUp());
    return call;
  }

  get last(): ScriptedCall {
    return this.calls.at(-1)!;
  }
}
