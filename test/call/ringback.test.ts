import { expect } from '@open-wc/testing';
import type { AgentCall } from '../../src/call/index.js';
import { ringback, ringbackSamples, RingbackTone } from '../../src/call/ringback-tone.js';
import { Bench, forget, Microphones } from './call-kit.js';
import { ScriptedLine, type ScriptedCall } from './scripted-line.js';

/** Audio contexts of the page, in place of the browser's, which may refuse to sound here. */
class Contexts {
  readonly opened: AudioContext[] = [];
  readonly #real = window.AudioContext;

  constructor() {
    const { opened } = this;
    window.AudioContext = class extends this.#real {
      constructor() {
        super();
        opened.push(this);
      }
    };
  }

  /** How many still hold an audio device. */
  get open(): number {
    return this.opened.filter(({ state }) => state !== 'closed').length;
  }

  restore(): void {
    window.AudioContext = this.#real;
  }
}

/** Closing takes a moment. */
async function closed({ opened }: Contexts): Promise<void> {
  await Promise.all(
    opened.map(async (context) => {
      while (context.state !== 'closed') {
        await new Promise((resolve) =>
          context.addEventListener('statechange', resolve, { once: true }),
        );
      }
    }),
  );
}

describe('the ringback tone', () => {
  it('is 425 Hz for a second, and four seconds of silence, without a click', () => {
    const rate = 8_000;
    const samples = ringbackSamples(rate);
    expect(samples.length).to.equal(5 * rate);
    const rings = samples.subarray(0, rate);
    let crossings = 0;
    for (let at = 1; at < rings.length; at++) {
      if (rings[at - 1]! < 0 && rings[at]! >= 0) crossings += 1;
    }
    expect(crossings).to.be.closeTo(ringback.hertz, 1);
    expect(samples.subarray(rate).every((sample) => sample === 0)).to.be.true;
    expect(Math.abs(rings[0]!) + Math.abs(rings[rate - 1]!)).to.be.below(0.001);
    expect(Math.max(...rings)).to.be.within(0.01, 0.1);
  });

  it('is silent where there is no audio at all', () => {
    const real = window.AudioContext;
    window.AudioContext = class {
      constructor() {
        throw new DOMException('', 'NotSupportedError');
      }
    } as unknown as typeof AudioContext;
    const tone = new RingbackTone();
    try {
      tone.start();
    } finally {
      window.AudioContext = real;
    }
    expect(tone.active).to.be.false;
    tone.stop();
  });
});

describe('what the agent hears before the answer', () => {
  let bench: Bench;
  let microphones: Microphones;
  let contexts: Contexts;
  let line: ScriptedLine;

  beforeEach(async () => {
    forget();
    microphones = new Microphones();
    bench = await new Bench().start();
    contexts = new Contexts();
    line = new ScriptedLine();
  });
  afterEach(() => {
    bench.dispose();
    microphones.restore();
    contexts.restore();
  });

  async function dial(ringbackOn?: boolean): Promise<{ call: AgentCall; far: ScriptedCall }> {
    const call = await bench.call({}, { calls: line, ringback: ringbackOn });
    await call.accept();
    return { call, far: line.last };
  }

  it('is a tone of this page’s own from ringing to the answer, and not once more', async () => {
    const { call, far } = await dial();
    expect(contexts.opened.length, 'while it is dialling').to.equal(0);
    far.set({ state: 'ringing' });
    expect(contexts.open).to.equal(1);
    far.set({ callerId: '+12015550100' });
    call.mute(true);
    expect(contexts.opened.length).to.equal(1);
    far.set({ state: 'connected' });
    await closed(contexts);
    far.set({ state: 'reconnecting' });
    expect(contexts.opened.length).to.equal(1);
  });

  for (const [how, end] of [
    ['refused', (call: ScriptedCall) => call.hangUp('visitor')],
    ['hung up', (_far: ScriptedCall, call: AgentCall) => call.hangUp()],
    ['closed', (_far: ScriptedCall, call: AgentCall) => call.close()],
    ['left to another page', (_far: ScriptedCall, call: AgentCall) => call.leave()],
    ['disposed of', (_far: ScriptedCall, call: AgentCall) => call.dispose()],
    ['lost for a while', (far: ScriptedCall) => far.set({ state: 'reconnecting' })],
  ] as const) {
    it(`stops with a call that is ${how}`, async () => {
      const { call, far } = await dial();
      far.set({ state: 'ringing' });
      end(far, call);
      await closed(contexts);
      expect(contexts.opened.length).to.equal(1);
    });
  }

  it('is the network’s own sound where there is one, and this page is silent', async () => {
    const { far, call } = await dial();
    const [said, talk] = [new MediaStream(), new MediaStream()];
    const played: unknown[] = [];
    const { play } = HTMLAudioElement.prototype;
    HTMLAudioElement.prototype.play = function () {
      played.push(this.srcObject);
      return Promise.resolve();
    };
    try {
      far.set({ state: 'ringing' });
      far.set({ earlyMedia: true, remoteAudio: said });
      await closed(contexts);
      expect(call.remoteAudio).to.equal(said);
      far.set({ state: 'connected', earlyMedia: false, remoteAudio: talk });
    } finally {
      HTMLAudioElement.prototype.play = play;
    }
    expect(played).to.deep.equal([said, talk]);
    expect(contexts.opened.length).to.equal(1);
  });

  it('is played before the phone rings, too', async () => {
    const { far } = await dial();
    far.set({ state: 'dialing', earlyMedia: true, remoteAudio: new MediaStream() });
    far.set({ state: 'ringing' });
    expect(contexts.opened.length).to.equal(0);
  });

  it('can be switched off, from the beginning or while it sounds', async () => {
    const quiet = await dial(false);
    quiet.far.set({ state: 'ringing' });
    expect(contexts.opened.length).to.equal(0);
    const { call, far } = await dial();
    far.set({ state: 'ringing' });
    expect(contexts.open).to.equal(1);
    call.ringback = false;
    await closed(contexts);
    call.ringback = true;
    expect(contexts.open).to.equal(1);
    call.hangUp();
    await closed(contexts);
  });
});
