import { expect } from '@open-wc/testing';
import type { CallbackRecord } from '../../src/desk/index.js';
import { laws } from '../../src/testing/laws/all.js';
import type { LawDesk, LawPhoneCall } from '../../src/testing/laws/harness.js';
import type { Law } from '../../src/testing/laws/law.js';
import { runLaw } from '../../src/testing/laws/run.js';
import { Handset, loopbackTransport } from '../../src/transport/loopback/index.js';
import { TransportError, type Agent } from '../../src/transport/transport.js';
import {
  freshDesk,
  openPage,
  TestClock,
  ToneMicrophone,
  touchPage,
} from '../transport/loopback-kit.js';

/** Not how fast a machine is, but whether it works: in ms, and less than the runner gives a test. */
const timeout = 20_000;

/** How many phones are open on a desk: no law makes more calls at once. */
const phones = 2;

/** Rings of the handsets, in the order in which they came. */
class Phone {
  readonly supports = { hold: true, transfer: true, earlyMedia: true } as const;
  readonly #handsets: Handset[];
  readonly #rings: LawPhoneCall[] = [];
  readonly #waiting: ((call: LawPhoneCall) => void)[] = [];

  constructor(desk: string) {
    this.#handsets = Array.from({ length: phones }, () => new Handset({ desk }));
    for (const handset of this.#handsets) {
      let was = handset.state;
      let rings = 0;
      handset.addEventListener('statechange', () => {
        if (handset.state === 'ringing' && was === 'idle') {
          const ring = ++rings;
          this.#rang(farEnd(handset, () => rings !== ring || !isInCall(handset)));
        }
        was = handset.state;
      });
    }
  }

  next(): Promise<LawPhoneCall> {
    const call = this.#rings.shift();
    if (call) return Promise.resolve(call);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  dispose(): void {
    for (const handset of this.#handsets) handset.dispose();
  }

  #rang(call: LawPhoneCall): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(call);
    else this.#rings.push(call);
  }
}

function isInCall({ state }: Handset): boolean {
  return state === 'ringing' || state === 'connected';
}

function farEnd(handset: Handset, isOver: () => boolean): LawPhoneCall {
  return {
    // A handset that is reached rings by itself.
    ring: () => {},
    answer: () => handset.answer(),
    decline: () => handset.decline(),
    hangUp: () => handset.hangUp(),
    get over() {
      return isOver();
    },
    get digits() {
      return handset.digits;
    },
    get heardMuted() {
      return handset.inputLevel < 0.001;
    },
    hold: (held) => handset.hold(held),
    get transferredTo() {
      return handset.transferredTo;
    },
    refuseTransfer: () => handset.setTakesTransfers(false),
    playEarlyMedia: () => handset.setRingback(true),
  };
}

/** What happens to the way between the transports and their backend, which is the database. */
class Way {
  /** The streams that are open, each with the role that gave it. */
  readonly streams = new Map<object, object>();
  #losesNext = false;
  readonly #desk: string;
  readonly #transaction = IDBDatabase.prototype.transaction;

  constructor(desk: string) {
    this.#desk = desk;
  }

  loseNextAnswer(): void {
    this.#losesNext = true;
  }

  /** Every transaction fails from now on, and readers look again. */
  cut(): void {
    IDBDatabase.prototype.transaction = () => {
      throw new DOMException('The disk is away.', 'UnknownError');
    };
    const bell = new BroadcastChannel(`callback-elements/loopback/${this.#desk}`);
    bell.postMessage('changed');
    bell.close();
  }

  restore(): void {
    IDBDatabase.prototype.transaction = this.#transaction;
  }

  /** Its page is gone: its streams will not end by themselves. */
  forget(role: object | undefined): void {
    for (const [stream, one] of this.streams) if (one === role) this.streams.delete(stream);
  }

  /** A stream that is known while it is open. */
  #counted<T>(stream: AsyncIterable<T>, role: object): AsyncIterable<T> {
    return {
      [Symbol.asyncIterator]: () => {
        const reading = stream[Symbol.asyncIterator]();
        const begin = () => this.streams.set(reading, role);
        const end = () => this.streams.delete(reading);
        let next = async () => {
          begin();
          next = () => reading.next();
          return reading.next();
        };
        return {
          next: async () => {
            const result = await next().catch((error: unknown) => {
              end();
              throw error;
            });
            if (result.done) end();
            return result;
          },
          return: async () => {
            end();
            await reading.return?.();
            return { done: true, value: undefined };
          },
        };
      },
    };
  }

  /** A role whose next answer may be lost after its work was done. */
  lossy<T extends object>(role: T): T {
    return new Proxy(role, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const answer: unknown = value.apply(target, args);
          if (isStream(answer)) return this.#counted(answer, target);
          if (!this.#losesNext || !(answer instanceof Promise)) return answer;
          this.#losesNext = false;
          return answer.then(() => {
            throw new TransportError('timeout', 'The answer was lost.');
          });
        };
      },
    });
  }
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

const dispositions = [{ code: 'sale', label: 'Sold' }];

/** The agent whom a law may lose has a page of her own, which can be closed. */
const ann = { id: 'ann', name: 'Ann' };

/**
 * What these laws ask of a cut network is `offline`. The loopback has no network: its backend is the
 * browser's database, and when that is away it is `unavailable`.
 */
const offlineLaws = [
  'a request over a cut network fails with offline, and succeeds later',
  'an agent’s work over a cut network fails with offline, and succeeds later',
];

/**
 * What a harness would have to do to the telephone network: here there is none, and a way between two
 * pages of one machine is not lost. The loopback's own tests see to what it does then.
 */
const networkLaws = [
  'a line that loses its signalling tells of it, and has no error once it is back',
  'what the telephone network says of the end reaches the agent',
  'a hold that the phone does not agree to is refused with unavailable, and the call goes on',
  'a call that is held while it reconnects is held when it is back',
];

/** The loopback asks for no proof: whoever floods it floods a browser of their own. */
const challengeLaws = [
  'a challenge says its kind, and how long it is good',
  'a request without the proof that is asked for is refused',
  'a request with a made-up proof is refused',
  'a request with its proof is accepted, and can be repeated with it',
  'a proof is good for one request',
  'a proof that is too old is refused',
  'challenge rejects with the signal’s reason when it was aborted before',
  'challenge rejects with the signal’s reason when it is aborted meanwhile',
];

async function open(law: Law): Promise<LawDesk> {
  const desk = freshDesk();
  const clock = new TestClock();
  const options = { desk, clock, policy: { dispositions } };
  const way = new Way(desk);
  let page = law.needs.includes('loseAgent')
    ? await openPage({ ...options, agent: ann })
    : undefined;
  const phone = new Phone(desk);
  const microphones: ToneMicrophone[] = [];
  return {
    visitor: () => way.lossy(loopbackTransport(options).visitor),
    agent: (agent: Agent) => {
      const transport = agent.id === ann.id ? page?.transport : undefined;
      return way.lossy((transport ?? loopbackTransport({ ...options, agent })).agent);
    },
    calls: () => loopbackTransport(options).calls,
    phone,
    media: true,
    microphone: () => {
      const microphone = new ToneMicrophone(1_000);
      microphones.push(microphone);
      return microphone.stream;
    },
    advance: (ms) => clock.advance(ms, 30_000, () => way.streams.size),
    ...(!offlineLaws.includes(law.name) && {
      cut: () => way.cut(),
      restore: () => way.restore(),
    }),
    loseNextAnswer: () => way.loseNextAnswer(),
    loseAgent: () => {
      way.forget(page?.transport.agent);
      page?.close();
      page = undefined;
    },
    dispositions,
    consent: (id) => consentOf(desk, id),
    dispose: async () => {
      way.restore();
      phone.dispose();
      page?.close();
      for (const microphone of microphones) await microphone.close();
      indexedDB.deleteDatabase(databaseOf(desk));
    },
  };
}

function databaseOf(desk: string): string {
  return `callback-elements/loopback/${desk}`;
}

async function consentOf(desk: string, id: string) {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(databaseOf(desk));
    request.onsuccess = () => resolve(request.result);
  });
  const transaction = database.transaction('callbacks');
  const request = transaction.objectStore('callbacks').get(id);
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  database.close();
  return (request.result as { record: CallbackRecord }).record.request?.consent;
}

describe('the laws, on the loopback transport', () => {
  const skipped: string[] = [];

  before(touchPage);

  for (const law of laws) {
    it(law.name, async () => {
      const outcome = await runLaw(law, () => open(law), { timeout });
      if (outcome.outcome === 'skipped') skipped.push(law.name);
      if (outcome.outcome === 'failed') throw outcome.error;
    });
  }

  it('skips these and no others', () => {
    expect(skipped).to.have.members([...offlineLaws, ...networkLaws, ...challengeLaws]);
    expect(skipped).to.have.length(14);
  });

  it('declares this and nothing else', () => {
    const { visitor, agent, calls } = loopbackTransport({ desk: freshDesk() });
    expect(visitor.supports).to.deep.equal({
      cancel: true,
      schedule: true,
      change: true,
      liveAvailability: true,
      queue: true,
    });
    expect(agent.supports).to.deep.equal({ presence: true, retry: true });
    expect(calls.supports).to.deep.equal({
      dtmf: 'signalled',
      hold: true,
      transfer: true,
      stats: true,
    });
  });
});
