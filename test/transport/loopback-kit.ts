import { sendMouse } from '@web/test-runner-commands';
import type { CallbackRequest } from '../../src/callback/index.js';
import type {
  Clock,
  Handset,
  LoopbackOptions,
  loopbackTransport,
  LoopbackTransport,
} from '../../src/transport/loopback/index.js';
import type { Call, Claim, Receipt } from '../../src/transport/transport.js';
import { until } from '../support/until.js';

export { until };

let desks = 0;

/** A desk that no other test uses. */
export function freshDesk(): string {
  return `test-${Date.now()}-${Math.random()}-${++desks}`;
}

export const number = '+12025550123';
export const secret = 'secret';

export function aRequest(parts: Partial<CallbackRequest> = {}): CallbackRequest {
  return { name: 'Ada', number: { e164: number }, ...parts };
}

let keys = 0;

/** Asks under a new key, and under a new number unless one is given. */
export function ask(
  { visitor }: LoopbackTransport,
  parts: Partial<CallbackRequest> = {},
): Promise<Receipt> {
  keys += 1;
  const e164 = `+1202555${String(1000 + keys)}`;
  return visitor.request(aRequest({ number: { e164 }, ...parts }), {
    requestKey: `request-${keys}`,
    secret,
  });
}

/** Claims under a new key. */
export function claim({ agent }: LoopbackTransport, { id }: { id: string }): Promise<Claim> {
  return agent.claim(id, { claimKey: `claim-${++keys}` });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The code with which something fails; `none` when it does not. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'none',
    (error: { code?: unknown }) => error.code ?? error,
  );
}

/** Reads on in the background; `all` grows. */
export class Reading<T> {
  readonly all: T[] = [];
  readonly #abort = new AbortController();
  /** Resolves when the iteration ends, rejects as it fails. */
  readonly end: Promise<void>;
  isOver = false;

  constructor(open: (options: { signal: AbortSignal }) => AsyncIterable<T>) {
    this.end = this.#read(open({ signal: this.#abort.signal }));
    this.end.catch(() => {}).finally(() => (this.isOver = true));
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.end;
  }

  async #read(updates: AsyncIterable<T>): Promise<void> {
    for await (const update of updates) this.all.push(update);
  }
}

/** The real time, and as much more as a test has added. */
export class TestClock implements Clock {
  #added = 0;
  readonly #timers = new Set<{ time: number; check: () => void }>();

  now(): number {
    return Date.now() + this.#added;
  }

  at(time: number, callback: () => void): () => void {
    const timer = { time, check: () => {} };
    const stop = () => {
      clearTimeout(handle);
      this.#timers.delete(timer);
    };
    const fire = () => {
      stop();
      callback();
    };
    timer.check = () => {
      if (time <= this.now()) fire();
    };
    const handle = setTimeout(fire, Math.min(Math.max(0, time - this.now()), 2 ** 31 - 1));
    this.#timers.add(timer);
    return stop;
  }

  /**
   * In steps, each once all is at rest, so that what renews itself can do so on any machine.
   * @param readers how many streams are open: each has a timer, unless it is just reading
   */
  async advance(ms: number, step = 20_000, readers = () => 0): Promise<void> {
    const atRest = () => this.#timers.size >= readers();
    await until(atRest);
    for (let left = ms; left > 0; left -= step) {
      this.#added += Math.min(step, left);
      for (const timer of [...this.#timers]) timer.check();
      // Who was rung for by another has the message by then.
      await pause(5);
      await until(atRest);
    }
  }
}

/** What the other page's own copy of the library has. */
interface Library {
  readonly loopbackTransport: typeof loopbackTransport;
  readonly Handset: typeof Handset;
}

/** Another page of this origin, with a transport and a handset of its own. */
export interface OtherPage {
  transport: LoopbackTransport;
  openHandset(): Handset;
  /** As when the browser puts the page into its back/forward cache, or takes it out again. */
  tell(event: 'pagehide' | 'pageshow'): void;
  /** As when the tab is closed. */
  close(): void;
}

export async function openPage(options: LoopbackOptions): Promise<OtherPage> {
  const frame = document.createElement('iframe');
  const source = new URL('../../src/transport/loopback/index.ts', import.meta.url).pathname;
  frame.srcdoc = `<script type="module">
    import * as loopback from '${source}';
    parent.dispatchEvent(new CustomEvent('page-ready', { detail: { loopback, window } }));
  </script>`;
  type Ready = CustomEvent<{ loopback: Library; window: Window }>;
  const loopback = await new Promise<Library>((resolve) => {
    const onReady = (event: Event) => {
      const { detail } = event as Ready;
      if (detail.window !== frame.contentWindow) return;
      removeEventListener('page-ready', onReady);
      resolve(detail.loopback);
    };
    addEventListener('page-ready', onReady);
    document.body.append(frame);
  });
  return {
    transport: loopback.loopbackTransport(options),
    openHandset: () => new loopback.Handset({ desk: options.desk! }),
    tell: (event) => {
      frame.contentWindow!.dispatchEvent(new PageTransitionEvent(event, { persisted: true }));
    },
    close: () => frame.remove(),
  };
}

/** Browsers let audio start only once somebody has touched the page. */
export async function touchPage(): Promise<void> {
  await sendMouse({ type: 'click', position: [2, 2] });
}

/** A microphone that hears one steady tone. */
export class ToneMicrophone {
  readonly #context = new AudioContext();
  readonly #oscillator: OscillatorNode;
  readonly stream: MediaStream;

  constructor(frequency: number) {
    const mouth = this.#context.createMediaStreamDestination();
    this.#oscillator = new OscillatorNode(this.#context, { frequency });
    this.#oscillator.connect(new GainNode(this.#context, { gain: 0.5 })).connect(mouth);
    this.#oscillator.start();
    this.stream = mouth.stream;
  }

  get track(): MediaStreamTrack {
    return this.stream.getAudioTracks()[0]!;
  }

  async close(): Promise<void> {
    this.track.stop();
    await this.#context.close();
  }
}

/** The strongest frequency in a stream, in Hz. */
export function strongestHz(stream: MediaStream): Promise<number> {
  return measured(stream, async (analyser) => {
    const samples = new Float32Array(analyser.fftSize);
    // From its oldest samples on, or the beginning of the tone is among what is measured.
    await until(() => {
      analyser.getFloatTimeDomainData(samples);
      return samples.subarray(0, 64).some(Boolean);
    }, 'a window full of sound');
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    const strongest = bins.indexOf(Math.max(...bins));
    return (strongest * analyser.context.sampleRate) / analyser.fftSize;
  });
}

/** How loud a stream is: the peak of the last third of a second, 0 to 1. */
export function levelOf(stream: MediaStream): Promise<number> {
  return measured(stream, (analyser) => {
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    return Math.max(...samples.map(Math.abs));
  });
}

/** Listens until there is a third of a second of sound, and measures that. */
async function measured(
  stream: MediaStream,
  measure: (analyser: AnalyserNode) => number | Promise<number>,
): Promise<number> {
  const element = new Audio();
  element.muted = true;
  element.srcObject = stream;
  await element.play();
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 16_384, smoothingTimeConstant: 0 });
  context.createMediaStreamSource(stream).connect(analyser);
  // By the clock of the audio: a busy machine hears later.
  const heard = () => context.currentTime * context.sampleRate;
  await until(() => heard() > 2 * analyser.fftSize, 'a window of what is to be heard');
  const result = await measure(analyser);
  await context.close();
  element.srcObject = null;
  return result;
}

/** Every state that a call has been in. */
export function statesOf(call: Call): string[] {
  const states: string[] = [call.state];
  call.addEventListener('statechange', () => {
    if (states.at(-1) !== call.state) states.push(call.state);
  });
  return states;
}
