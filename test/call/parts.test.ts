import { aTimeout, expect } from '@open-wc/testing';
import {
  AgentDesk,
  ClaimLock,
  keepOneActive,
  maxPendingTones,
  openMicrophone,
  pruneBoxes,
  Ringer,
  toneFrequencies,
  ToneSound,
  type AgentCall,
} from '../../src/call/index.js';
import { BoxStore } from '../../src/call/box-store.js';
import { inboundAudioPackets } from '../../src/call/media-watchdog.js';
import { Reporter } from '../../src/call/reporter.js';
import { retrying, sleep } from '../../src/call/retry.js';
import { Speaker } from '../../src/call/speaker.js';
import { ToneQueue } from '../../src/call/tone-queue.js';
import { tones } from '../../src/callback/index.js';
import {
  TransportError,
  type AgentTransport,
  type CallReport,
  type Claim,
  type DeskUpdate,
  type WaitingCallback,
} from '../../src/transport/transport.js';
import { Bench, codeOf, grace, linus, Microphones, until, forget } from './call-kit.js';

describe('ToneQueue', () => {
  it('never reorders: what is pressed meanwhile joins the end', async () => {
    const sent: string[] = [];
    const queue = new ToneQueue(
      async (tone) => {
        await aTimeout(tone === '1' ? 20 : 1);
        sent.push(tone);
      },
      () => {},
    );
    queue.push('12');
    queue.push('3');
    expect(queue.tones.map(({ state }) => state)).to.deep.equal(['sending', 'pending', 'pending']);
    await until(() => sent.length === 3, 'the tones');
    expect(sent.join('')).to.equal('123');
  });

  it('takes only so many at once', () => {
    const queue = new ToneQueue(
      () => new Promise(() => {}),
      () => {},
    );
    expect(queue.push('5'.repeat(100))).to.equal(maxPendingTones);
    expect(queue.push('5'.repeat(100))).to.equal(1);
    expect(queue.push('5')).to.equal(0);
    expect(queue.push('abc')).to.equal(0);
    queue.stop();
    expect(queue.push('1')).to.equal(0);
  });

  it('fails the rest of a broken sequence, and takes new tones', async () => {
    let broken = true;
    const queue = new ToneQueue(
      (tone) => (broken && tone === '2' ? Promise.reject(new Error('no')) : Promise.resolve()),
      () => {},
    );
    queue.push('123');
    await until(() => queue.tones.at(-1)?.state === 'failed', 'the failure');
    expect(queue.tones.map(({ state }) => state)).to.deep.equal(['sent', 'failed', 'failed']);
    broken = false;
    queue.push('2');
    await until(() => queue.tones.at(-1)?.state === 'sent', 'the tone');
  });
});

describe('Reporter', () => {
  const claim = { id: 'c1', token: 't', seq: 7 } as Claim;
  const agentThat = (report: (report: CallReport) => Promise<void>) =>
    ({ report: (_claim: Claim, given: CallReport) => report(given) }) as unknown as AgentTransport;

  it('sends one after the other, each until it has arrived, numbered on from the claim', async () => {
    const arrived: string[] = [];
    let tries = 0;
    const agent = agentThat(async ({ seq, state }) => {
      tries += 1;
      if (tries === 1) throw new TransportError('offline', '');
      await aTimeout(state === 'dialing' ? 30 : 0);
      arrived.push(`${seq} ${state}`);
    });
    const reporter = new Reporter(agent, claim, new AbortController().signal);
    void reporter.tell({ state: 'dialing' });
    void reporter.tell({ state: 'ringing' });
    await reporter.tell({ state: 'connected' });
    expect(arrived).to.deep.equal(['8 dialing', '9 ringing', '10 connected']);
  });

  it('is not held up by a report that was refused for good', async () => {
    const agent = agentThat(({ state }) =>
      state === 'dialing'
        ? Promise.reject(new TransportError('callback-ended', ''))
        : Promise.resolve(),
    );
    const reporter = new Reporter(agent, claim, new AbortController().signal);
    const refused = reporter.tell({ state: 'dialing' }).catch((error: unknown) => codeOf(error));
    await reporter.tell({ state: 'ringing' });
    expect(await refused).to.equal('callback-ended');
  });

  it('sends a last report until it has arrived', async () => {
    const told: CallReport[] = [];
    const agent = agentThat((report) => {
      told.push(report);
      return told.length === 1 ? Promise.reject(new TransportError('offline')) : Promise.resolve();
    });
    const { signal } = new AbortController();
    const reporter = new Reporter(agent, claim, AbortSignal.abort());
    reporter.tellLast({ state: 'ringing' }, signal);
    await until(() => told.length === 2, 'the second try');
    expect(told[0]).to.deep.equal(told[1]);
  });
});

describe('keepOneActive', () => {
  let bench: Bench;
  let microphones: Microphones;
  beforeEach(async () => {
    microphones = new Microphones();
    bench = await new Bench().start();
  });
  afterEach(() => {
    bench.dispose();
    microphones.restore();
  });

  it('mutes the others when the agent turns to a call, and says why', async () => {
    const life = new AbortController();
    const calls: AgentCall[] = [];
    const listen = (call: AgentCall) => {
      calls.push(call);
      keepOneActive(call, () => calls, { signal: life.signal });
      return call;
    };
    const { call: first } = await bench.talk();
    listen(first);
    const second = listen(await bench.call());
    await second.accept();
    expect(first.mutedBecause).to.equal('other-call');
    expect(second.muted).to.be.false;
    first.mute(false);
    expect(first.muted).to.be.false;
    expect(second.mutedBecause).to.equal('other-call');
    life.abort();
    second.mute(false);
    expect(first.muted).to.be.false;
  });
});

describe('AgentDesk', () => {
  let bench: Bench;
  let arrivals: string[];
  beforeEach(async () => {
    bench = new Bench();
    arrivals = [];
    bench.desk.addEventListener('arrival', (event) =>
      arrivals.push((event as unknown as { callback: { id: string } }).callback.id),
    );
  });
  afterEach(() => bench.dispose());

  it('tells of arrivals after the first snapshot only, and of each once', async () => {
    bench.fake.ask();
    await bench.start();
    expect(arrivals).to.deep.equal([]);
    const { id } = bench.fake.ask();
    await until(() => arrivals.length > 0, 'the arrival');
    const claim = await bench.fake.agent(linus).claim(id, { claimKey: 'a' });
    await until(() => bench.desk.waiting.get(id)?.state === 'claimed', 'the claim');
    await bench.fake.agent(linus).release(claim, 'declined');
    await until(() => bench.desk.waiting.get(id)?.state === 'waiting', 'the release');
    expect(arrivals).to.deep.equal([id]);
  });

  it('does not take for an arrival what this agent gave back', async () => {
    const { id } = bench.fake.ask();
    await bench.start();
    const claim = await bench.transport.claim(id, { claimKey: 'a' });
    await until(() => bench.desk.claims.has(id) && !bench.desk.waiting.has(id), 'the claim');
    await bench.transport.release(claim, 'microphone');
    await until(() => bench.desk.waiting.has(id) && !bench.desk.claims.has(id), 'the release');
    expect(arrivals).to.deep.equal([]);
  });

  it('tells of what arrived while the connection was lost', async () => {
    await bench.start();
    bench.fake.cut();
    await until(() => bench.desk.connection === 'lost', 'the loss');
    const { id } = bench.fake.ask();
    bench.fake.restore();
    await until(() => bench.desk.waiting.has(id), 'the row');
    expect(bench.desk.connection).to.equal('live');
    expect(arrivals).to.deep.equal([id]);
  });

  it('keeps the order of asking, and drops what has left', async () => {
    await bench.start();
    const ids = [bench.fake.ask().id, bench.fake.ask().id];
    await until(() => bench.desk.waiting.size === 2, 'the rows');
    expect([...bench.desk.waiting.keys()]).to.deep.equal(ids);
    bench.fake.end(ids[0]!, { reason: 'expired', by: 'system' });
    await until(() => bench.desk.waiting.size === 1, 'the end');
  });

  it('keeps those who asked at the same time in the order of the desk', async () => {
    const row = (id: string, requestedAt: number, asked = 1): WaitingCallback => ({
      id,
      state: 'waiting',
      name: id,
      number: { e164: '+12015550100' },
      requestedAt,
      attempts: 0,
      asked,
    });
    const desk = new AgentDesk({
      ...bench.transport,

      async *desk() {
        yield {
          type: 'snapshot',
          waiting: [row('z', 1), row('a', 1), row('m', 3)],
          claims: [],
          now: 3,
        };
        yield { type: 'waiting', callback: row('late', 2) };
        yield { type: 'waiting', callback: row('b', 1) };
        yield { type: 'waiting', callback: row('z', 1, 2) };
      },
    });
    desk.start();
    await until(() => desk.waiting.get('z')?.asked === 2, 'the rows');
    expect([...desk.waiting.keys()]).to.deep.equal(['z', 'a', 'b', 'late', 'm']);
    desk.stop();
  });

  it('loses what a snapshot does not name any more', async () => {
    const { id } = bench.fake.ask();
    await bench.start();
    const claim = await bench.transport.claim(id, { claimKey: 'a' });
    await until(() => bench.desk.claims.has(id), 'the claim');
    const lost: unknown[] = [];
    bench.desk.addEventListener('claim', (event) =>
      lost.push((event as { claim?: unknown }).claim),
    );
    bench.fake.cut();
    await until(() => bench.desk.connection === 'lost', 'the loss');
    bench.fake.advance(100_000);
    bench.fake.restore();
    await until(() => !bench.desk.claims.has(id), 'the lease');
    expect(lost).to.include(undefined);
    expect(claim.id).to.equal(id);
  });

  describe('with presence and outcomes', () => {
    const snapshot = { type: 'snapshot', waiting: [], claims: [], now: 0 } as const;
    let chosen: unknown[];
    let say: (update: DeskUpdate) => void;
    let desk: AgentDesk;

    /** A desk that says what the test says. */
    function desked(presence: boolean): AgentDesk {
      const updates: DeskUpdate[] = [];
      let wake = () => {};
      chosen = [];
      say = (update) => {
        updates.push(update);
        wake();
      };
      const transport: Partial<AgentTransport> = {
        supports: presence ? { presence: true } : {},
        agent: grace,
        async *desk({ signal } = {}) {
          while (!signal?.aborted) {
            const update = updates.shift();
            if (update) yield update;
            else
              await new Promise<void>((resolve) => {
                wake = resolve;
                signal?.addEventListener('abort', () => resolve());
              });
          }
        },
        ...(presence && {
          presence: (choice) => {
            chosen.push(choice);
            return Promise.resolve();
          },
        }),
      };
      return new AgentDesk(transport as AgentTransport);
    }
    afterEach(() => desk.stop());

    it('knows what the backend says, and nothing sooner', async () => {
      desk = desked(true);
      desk.start();
      expect([desk.presence, desk.dispositions, desk.paused]).to.deep.equal([
        undefined,
        undefined,
        false,
      ]);
      const dispositions = [{ code: 'sold', label: 'Sold' }];
      say({ ...snapshot, presence: { state: 'ready' }, dispositions });
      await until(() => desk.ready, 'the snapshot');
      expect([desk.presence, desk.dispositions]).to.deep.equal([{ state: 'ready' }, dispositions]);
      const lunch = { state: 'paused', reason: 'Lunch' } as const;
      await desk.choosePresence(lunch);
      expect(chosen).to.deep.equal([lunch]);
      expect(desk.presence, 'never before the backend').to.deep.equal({ state: 'ready' });
      say({ type: 'presence', presence: lunch });
      await until(() => desk.paused, 'the pause');
      expect(desk.presence).to.deep.equal(lunch);
      say({ type: 'presence', presence: { state: 'busy' } });
      await until(() => !desk.paused, 'the call');
      // After a gap the snapshot says it all.
      say({ ...snapshot, presence: lunch });
      await until(() => desk.paused, 'the second snapshot');
      expect(desk.dispositions).to.be.undefined;
    });

    it('chooses nothing where the backend knows no presence', async () => {
      desk = desked(false);
      desk.start();
      say(snapshot);
      await until(() => desk.ready, 'the snapshot');
      await desk.choosePresence({ state: 'paused' });
      expect([desk.presence, desk.paused]).to.deep.equal([undefined, false]);
    });

    it('says for how long it listens', () => {
      desk = desked(false);
      expect(desk.listening).to.be.undefined;
      desk.start();
      const { listening } = desk;
      expect(listening?.aborted).to.be.false;
      desk.stop();
      expect([listening?.aborted, desk.listening]).to.deep.equal([true, undefined]);
    });
  });

  it('says why the stream gave up, and starts again', async () => {
    let broken = true;
    const desk = new AgentDesk({
      ...bench.transport,
      desk: (options) => {
        if (broken) throw new TransportError('forbidden', 'Signed out.');
        return bench.transport.desk(options);
      },
    });
    desk.start();
    await until(() => desk.error !== undefined, 'the failure');
    expect(desk.connection).to.equal('lost');
    broken = false;
    desk.start();
    desk.start();
    await until(() => desk.ready, 'the snapshot');
    expect(desk.error).to.be.undefined;
    expect(desk.now()).to.be.closeTo(Date.now(), 1_000);
    desk.stop();
  });
});

describe('BoxStore', () => {
  const key = (callback: string) => `callback-elements:box:${grace.id}:${callback}:0`;
  afterEach(() => {
    forget();
    localStorage.removeItem('somebody:else');
  });

  it('reads nothing from what is corrupt', () => {
    const store = new BoxStore(grace.id, 'c1', 0);
    store.keep({ notes: 'x' });
    const again = new BoxStore(grace.id, 'c1', 0);
    again.restore();
    expect(again.record.notes).to.equal('x');
    for (const text of ['{', 'null', '7', '"x"']) {
      localStorage.setItem(key('c1'), text);
      again.restore();
      expect(again.record).to.deep.equal({});
    }
  });

  it('forgets what is old or unreadable, and nothing else', () => {
    new BoxStore(grace.id, 'c1', 0).keep({ notes: 'x' });
    localStorage.setItem(key('c2'), '{');
    localStorage.setItem(key('c3'), 'null');
    const old = Date.now() - 13 * 60 * 60 * 1000;
    localStorage.setItem(key('c4'), JSON.stringify({ notes: 'x', at: old }));
    localStorage.setItem('somebody:else', '{');
    pruneBoxes();
    const left = ['c1', 'c2', 'c3', 'c4'].filter((id) => localStorage.getItem(key(id)) !== null);
    expect(left).to.deep.equal(['c1']);
    expect(localStorage.getItem('somebody:else')).to.equal('{');
  });

  it('keeps quiet where storage is blocked', () => {
    const { getItem } = Storage.prototype;
    Storage.prototype.getItem = () => {
      throw new DOMException('', 'SecurityError');
    };
    localStorage.setItem(key('c5'), '{}');
    const { keys } = Object;
    try {
      const store = new BoxStore(grace.id, 'c5', 0);
      store.restore();
      expect(store.record).to.deep.equal({});
      Object.keys = () => {
        throw new DOMException('', 'SecurityError');
      };
      pruneBoxes();
    } finally {
      Object.keys = keys;
      Storage.prototype.getItem = getItem;
    }
  });
});

describe('ClaimLock', () => {
  it('is one page’s at a time', async () => {
    const [one, other] = [new ClaimLock(grace.id, 'c1'), new ClaimLock(grace.id, 'c1')];
    expect(await one.take()).to.be.true;
    expect(await one.take()).to.be.true;
    expect(await other.take()).to.be.false;
    expect(await new ClaimLock(grace.id, 'c2').take()).to.be.true;
    one.release();
    expect(one.held).to.be.false;
    await until(() => !one.held, 'the release');
    let taken = false;
    for (let i = 0; i < 20 && !taken; i++) taken = await other.take();
    expect(taken).to.be.true;
    other.release();
  });

  it('waits for the other page, or stops waiting', async () => {
    const [one, other, third] = [1, 2, 3].map(() => new ClaimLock(grace.id, 'c3'));
    await one!.take();
    const waited = other!.take({ wait: true });
    const given = third!.take({ wait: true });
    third!.release();
    expect(await given).to.be.false;
    one!.release();
    expect(await waited).to.be.true;
    other!.release();
  });

  describe('in the back/forward cache', () => {
    const freeze = () => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    const thaw = () => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    /** As another page sees it. */
    const isFree = async (id: string) => {
      const { held = [] } = await navigator.locks.query();
      return !held.some(({ name }) => name?.endsWith(`${grace.id}/${id}`));
    };
    const becomesFree = (id: string) => until(() => isFree(id), 'the lock to be free');

    it('is let go with the page, and held again when the page is back', async () => {
      const lock = new ClaimLock(grace.id, 'c5');
      await lock.take();
      expect(await isFree('c5')).to.be.false;
      freeze();
      expect(lock.held).to.be.false;
      await becomesFree('c5');
      thaw();
      await until(() => lock.held, 'the lock');
      expect(await isFree('c5')).to.be.false;
      lock.release();
      await becomesFree('c5');
      thaw();
      await aTimeout(20);
      expect(lock.held).to.be.false;
    });

    it('goes to the page that waits, and is lost to this one', async () => {
      const lock = new ClaimLock(grace.id, 'c6');
      let lost = 0;
      lock.addEventListener('lost', () => (lost += 1));
      await lock.take();
      const { held = [] } = await navigator.locks.query();
      const name = held.map((each) => each.name ?? '').find((each) => each.endsWith('/c6'))!;
      let letGo: (() => void) | undefined;
      void navigator.locks.request(name, () => new Promise<void>((resolve) => (letGo = resolve)));
      freeze();
      await until(() => letGo !== undefined, 'the other page to have it');
      thaw();
      await until(() => lost === 1, 'the loss');
      expect(lock.held).to.be.false;
      letGo!();
      expect(await lock.take({ wait: true })).to.be.true;
      lock.release();
    });

    it('is not lost where another page has it from the beginning', async () => {
      const [first, second] = [new ClaimLock(grace.id, 'c8'), new ClaimLock(grace.id, 'c8')];
      let lost = 0;
      second.addEventListener('lost', () => (lost += 1));
      await first.take();
      expect(await second.take()).to.be.false;
      freeze();
      await becomesFree('c8');
      thaw();
      await until(() => first.held, 'the first');
      expect(lost).to.equal(0);
      first.release();
    });

    it('does not answer for a frozen page that only waits, and waits on', async () => {
      const [first, second] = [new ClaimLock(grace.id, 'c7'), new ClaimLock(grace.id, 'c7')];
      await first.take();
      let answer: boolean | undefined;
      void second.take({ wait: true }).then((held) => (answer = held));
      await aTimeout(0);
      freeze();
      first.release();
      await aTimeout(30);
      expect(answer).to.be.undefined;
      expect(await isFree('c7')).to.be.true;
      thaw();
      await until(() => answer === true, 'the answer');
      second.release();
    });
  });

  it('gets what it asks for where there are no locks', async () => {
    Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });
    try {
      const lock = new ClaimLock(grace.id, 'c4');
      expect(await lock.take()).to.be.true;
      lock.release();
      expect(lock.held).to.be.false;
    } finally {
      delete (navigator as { locks?: unknown }).locks;
    }
    expect(navigator.locks).to.be.ok;
  });
});

describe('sounds', () => {
  /** An AudioContext that counts, in a browser that lets pages sound or not. */
  function stage({ running = true, active = true } = {}) {
    const real = window.AudioContext;
    let open = 0;
    const heard: number[] = [];
    class Counted extends EventTarget {
      state = running ? 'running' : 'suspended';
      currentTime = 0;
      destination = {};
      constructor() {
        super();
        open += 1;
      }
      resume() {
        return running ? Promise.resolve() : new Promise<void>(() => {});
      }
      close() {
        if (this.state === 'closed') return Promise.reject(new Error('closed already'));
        this.state = 'closed';
        open -= 1;
        const event = new Event('statechange');
        this.dispatchEvent(event);
        return Promise.resolve();
      }
      createGain() {
        const gain = {
          setValueAtTime: () => {},
          linearRampToValueAtTime: () => {},
          exponentialRampToValueAtTime: () => {},
        };
        return { gain, connect: (to: unknown) => to };
      }
      createOscillator() {
        const target = new EventTarget();
        const frequency = { value: 0 };
        return Object.assign(target, {
          frequency,
          connect: (to: unknown) => to,
          start: () => heard.push(frequency.value),
          stop: () => setTimeout(() => target.dispatchEvent(new Event('ended')), 10),
        });
      }
    }
    window.AudioContext = Counted as unknown as typeof AudioContext;
    Object.defineProperty(navigator, 'userActivation', {
      value: { hasBeenActive: active },
      configurable: true,
    });
    return {
      heard,
      get open() {
        return open;
      },
      restore() {
        window.AudioContext = real;
        delete (navigator as { userActivation?: unknown }).userActivation;
      },
    };
  }

  let set: ReturnType<typeof stage> | undefined;
  afterEach(() => set?.restore());

  it('rings with two notes, once at a time, and gives the device back', async () => {
    set = stage();
    const ringer = new Ringer();
    const ring = ringer.ring();
    void ringer.ring();
    expect(ringer.ringing).to.be.true;
    await ring;
    expect(set.heard.length).to.equal(2);
    expect(set.open).to.equal(0);
    expect(ringer.blocked).to.be.false;
    await ringer.ring('beep');
    expect(set.heard.length).to.equal(3);
  });

  it('is silenced at once', async () => {
    set = stage();
    const ringer = new Ringer();
    const ring = ringer.ring();
    await Promise.resolve();
    ringer.stop();
    expect(set.open).to.equal(0);
    await ring;
  });

  it('finds out without a sound, and lets the audio device go', async () => {
    set = stage({ active: false });
    expect(await new Ringer().probe()).to.be.true;
    expect(set.open).to.equal(0);
    expect(set.heard).to.deep.equal([]);
    set.restore();
    set = stage({ active: false, running: false });
    const ringer = new Ringer();
    expect(await ringer.probe()).to.be.false;
    expect(ringer.blocked).to.be.true;
    expect(set.open).to.equal(0);
    await ringer.ring();
    expect(set.open).to.equal(0);
    expect(await ringer.unlock()).to.be.false;
    set.restore();
    set = stage();
    expect(await ringer.unlock()).to.be.true;
    expect(set.heard).to.have.length(2);
  });

  it('finds out by trying where it cannot ask', async () => {
    set = stage({ running: false });
    Object.defineProperty(navigator, 'userActivation', { value: undefined, configurable: true });
    const ringer = new Ringer();
    expect(ringer.blocked).to.be.false;
    await ringer.ring();
    expect(ringer.blocked).to.be.true;
    expect(set.open).to.equal(0);
  });

  it('is silent where there is no audio at all', async () => {
    set = stage();
    window.AudioContext = class {
      constructor() {
        throw new Error('no device');
      }
    } as unknown as typeof AudioContext;
    const ringer = new Ringer();
    await ringer.ring();
    new ToneSound().play('1');
    expect(ringer.ringing).to.be.false;
  });

  it('sounds each key with its own pair of frequencies', () => {
    set = stage();
    const sound = new ToneSound();
    for (const tone of tones) sound.play(tone);
    expect(set.open).to.equal(1);
    expect(set.heard).to.deep.equal(tones.flatMap((tone) => toneFrequencies[tone]));
    expect(new Set(Object.values(toneFrequencies).map(String)).size).to.equal(12);
    expect(toneFrequencies['5']).to.deep.equal([770, 1336]);
    sound.stop();
    expect(sound.active).to.be.false;
    expect(set.open).to.equal(0);
  });
});

describe('what a call is made of', () => {
  it('tries again what may succeed, and gives up on the rest', async () => {
    const { signal } = new AbortController();
    let tries = 0;
    const answer = await retrying(() => {
      tries += 1;
      if (tries === 1) throw new TransportError('offline', '');
      return Promise.resolve('yes');
    }, signal);
    expect([answer, tries]).to.deep.equal(['yes', 2]);
    const failure = await retrying(() => Promise.reject(new Error('no')), signal).catch(String);
    expect(failure).to.equal('Error: no');
  });

  it('tries once where nothing says for how long', async () => {
    let tries = 0;
    const failure = new TransportError('offline');
    const work = () => {
      tries += 1;
      return Promise.reject(failure);
    };
    expect(await retrying(work, undefined).catch((error: unknown) => error)).to.equal(failure);
    expect(tries).to.equal(1);
  });

  it('stops waiting when it is called off', async () => {
    const off = new AbortController();
    const waited = sleep(60_000, off.signal).catch((reason: unknown) => reason);
    off.abort(new Error('enough'));
    expect(String(await waited)).to.equal('Error: enough');
  });

  it('rejects with the signal’s reason, and stops a microphone that opens after that', async () => {
    const microphones = new Microphones();
    const question = microphones.ask();
    const off = new AbortController();
    const opening = openMicrophone({ signal: off.signal }).catch((reason: unknown) => reason);
    off.abort(new DOMException('', 'AbortError'));
    expect(await opening).to.equal(off.signal.reason);
    await question.allow();
    await until(() => microphones.live === 0, 'the stop');
    microphones.restore();
  });

  it('plays what the visitor says until it is stopped', async () => {
    const audio = new AudioContext();
    const { stream } = audio.createMediaStreamDestination();
    const speaker = new Speaker(() => {});
    speaker.play(stream);
    speaker.play(stream);
    speaker.stop();
    speaker.stop();
    await audio.close();
  });

  it('counts inbound audio packets, where there are any', () => {
    const report = (entries: object[]) =>
      new Map(entries.map((entry, index) => [String(index), entry])) as unknown as RTCStatsReport;
    expect(inboundAudioPackets(report([]))).to.equal(0);
    expect(
      inboundAudioPackets(
        report([
          { type: 'inbound-rtp', kind: 'audio', packetsReceived: 3 },
          { type: 'inbound-rtp', kind: 'video', packetsReceived: 5 },
          { type: 'inbound-rtp', kind: 'audio' },
          { type: 'outbound-rtp', kind: 'audio' },
        ]),
      ),
    ).to.equal(3);
  });
});
