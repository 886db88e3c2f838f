import { expect } from '@open-wc/testing';
import {
  AgentCall,
  AgentDesk,
  type AgentCallOptions,
  type WatchdogOptions,
} from '../../src/call/index.js';
import type { CallbackRequest } from '../../src/callback/index.js';
import { FakeDesk, type FakeCall, type FakeDeskOptions } from '../../src/testing/index.js';
import type { AgentTransport, CallReport } from '../../src/transport/transport.js';
import { until } from '../support/until.js';

export { until };

/** Another agent in each test file: files run side by side and share storage and locks. */
export const grace = { id: `grace-${Math.random()}`, name: 'Grace Hopper' };
export const linus = { id: 'linus', name: 'Linus' };

/** A desk with one agent's page on it, and everything to be cleaned up after. */
export class Bench {
  readonly fake: FakeDesk;
  readonly transport: AgentTransport;
  readonly desk: AgentDesk;
  readonly reports: CallReport[] = [];
  readonly #calls: AgentCall[] = [];

  constructor(options: FakeDeskOptions = {}, agent = grace) {
    this.fake = new FakeDesk(options);
    const transport = this.fake.agent(agent);
    this.transport = {
      ...transport,
      report: (claim, report, more) => {
        this.reports.push(report);
        return transport.report(claim, report, more);
      },
    };
    this.desk = new AgentDesk(this.transport);
  }

  async start(): Promise<this> {
    this.desk.start();
    await until(() => this.desk.ready, 'the snapshot');
    return this;
  }

  /** A callback in the list, and the agent's call for it. */
  async call(
    request: Partial<CallbackRequest> = {},
    options: Partial<AgentCallOptions> = {},
  ): Promise<AgentCall> {
    const { id } = this.fake.ask(request);
    await until(() => this.desk.waiting.has(id), 'the row');
    return this.take(id, options);
  }

  take(id: string, options: Partial<AgentCallOptions> = {}): AgentCall {
    const callback = this.desk.waiting.get(id) ?? options.resume?.claim.callback;
    if (!callback) throw new Error(`${id} is not there`);
    const call = new AgentCall({
      desk: this.desk,
      calls: this.fake.calls(),
      callback,
      ...options,
    });
    this.#calls.push(call);
    return call;
  }

  /** A call in which the two talk. */
  async talk(
    options: { watchdog?: WatchdogOptions } = {},
  ): Promise<{ call: AgentCall; phone: FakeCall }> {
    const call = await this.call({}, options);
    await call.accept();
    const phone = await this.fake.phone.next();
    phone.ring();
    phone.answer();
    expect(call.state).to.equal('connected');
    return { call, phone };
  }

  truth(call: AgentCall) {
    return this.fake.callback(call.callback.id);
  }

  dispose(): void {
    for (const call of this.#calls) call.dispose();
    this.desk.stop();
    this.fake.dispose();
    forget();
  }
}

/** Takes this file's agent out of storage. */
export function forget(): void {
  for (const key of Object.keys(localStorage)) {
    if (key.includes(grace.id)) localStorage.removeItem(key);
  }
}

type GetUserMedia = (constraints?: MediaStreamConstraints) => Promise<MediaStream>;

/** Stands in for the browser's microphone question. `opened` are all streams that were handed out. */
export class Microphones {
  readonly opened: MediaStream[] = [];
  readonly #real: GetUserMedia;

  constructor() {
    this.#real = navigator.mediaDevices.getUserMedia;
    navigator.mediaDevices.getUserMedia = async (constraints) => this.#open(constraints);
  }

  async #open(constraints?: MediaStreamConstraints): Promise<MediaStream> {
    const stream = await this.#real.call(navigator.mediaDevices, constraints);
    this.opened.push(stream);
    return stream;
  }

  get live(): number {
    return this.opened.filter((stream) => stream.getTracks().some((t) => t.readyState === 'live'))
      .length;
  }

  /** The browser answers every question with this failure. */
  fail(name: string, message = ''): void {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException(message, name));
  }

  /** The question stays open; returned: Allow, and Block. */
  ask(): { allow: () => Promise<MediaStream>; block: () => void } {
    let answer: ((stream: MediaStream) => void) | undefined;
    let refuse: ((error: unknown) => void) | undefined;
    const question = new Promise<MediaStream>((resolve, reject) => {
      answer = resolve;
      refuse = reject;
    });
    navigator.mediaDevices.getUserMedia = () => question;
    return {
      allow: async () => {
        const stream = await this.#open({ audio: true });
        answer?.(stream);
        return stream;
      },
      block: () => refuse?.(new DOMException('', 'NotAllowedError')),
    };
  }

  /** From now on the browser allows. */
  allow(): void {
    navigator.mediaDevices.getUserMedia = async (constraints) => this.#open(constraints);
  }

  /** The headset is pulled out. */
  unplug(): void {
    const track = this.opened.at(-1)?.getAudioTracks()[0];
    track?.stop();
    const event = new Event('ended');
    track?.dispatchEvent(event);
  }

  restore(): void {
    navigator.mediaDevices.getUserMedia = this.#real;
    for (const stream of this.opened) for (const track of stream.getTracks()) track.stop();
  }
}

export function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}
