// What is the adapter's own: the database, the locks, the bell, and what it hands on. The desk's rules
// are tested with the core, and the whole of it by the laws.
import { expect } from '@open-wc/testing';
import type { DeskPolicy } from '../../src/desk/index.js';
import { phoneNumbers } from '../../src/phone/index.js';
import {
  loopbackTransport,
  type LoopbackOptions,
  type LoopbackTransport,
} from '../../src/transport/loopback/index.js';
import type {
  Availability,
  AvailabilityUpdate,
  DeskUpdate,
  VisitorUpdate,
} from '../../src/transport/transport.js';
import {
  aRequest,
  ask,
  claim,
  codeOf,
  freshDesk,
  openPage,
  pause,
  Reading,
  secret,
  TestClock,
  ToneMicrophone,
  until,
} from './loopback-kit.js';

const minute = 60_000;
const hour = 60 * minute;
const ada = { id: 'ada', name: 'Ada' };
const bob = { id: 'bob', name: 'Bob' };

function databaseOf(desk: string): string {
  return `callback-elements/loopback/${desk}`;
}

function open(desk: string, version?: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseOf(desk), version);
    request.onupgradeneeded = () =>
      request.result.createObjectStore('callbacks', { keyPath: 'id' }).put({ id: 'old' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** All that is stored of callbacks, as text. */
async function stored(desk: string): Promise<string> {
  const database = await open(desk);
  const all = await new Promise<unknown[]>((resolve) => {
    const request = database.transaction('callbacks').objectStore('callbacks').getAll();
    request.onsuccess = () => resolve(request.result);
  });
  database.close();
  return JSON.stringify(all);
}

/** Resolves once whoever has it open has let go of it. */
function deleteDatabase(desk: string): Promise<void> {
  return new Promise((resolve) => {
    indexedDB.deleteDatabase(databaseOf(desk)).onsuccess = () => resolve();
  });
}

/** The locks of this desk's agents, and the lines for them. */
async function locks(desk: string) {
  const { held = [], pending = [] } = await navigator.locks.query();
  const ours = (all: LockInfo[]) => all.filter(({ name }) => name?.includes(desk));
  return { held: ours(held), pending: ours(pending) };
}

describe('the loopback’s desk', () => {
  let desk: string;
  const readings: Reading<unknown>[] = [];
  const transports: LoopbackTransport[] = [];
  const restores: (() => void)[] = [];

  function read<T>(start: (options: { signal: AbortSignal }) => AsyncIterable<T>): Reading<T> {
    const reading = new Reading(start);
    readings.push(reading);
    return reading;
  }

  function transport(options: LoopbackOptions = {}) {
    const made = loopbackTransport({ desk, ...options });
    transports.push(made);
    return made;
  }

  function openDesk({ agent }: ReturnType<typeof transport>): Reading<DeskUpdate> {
    return read((options) => agent.desk(options));
  }

  /** In another test nothing of it is left. */
  function replace<T extends object, K extends keyof T>(object: T, key: K, value: T[K]): void {
    const before = Object.getOwnPropertyDescriptor(object, key);
    restores.push(() => {
      if (before) Object.defineProperty(object, key, before);
      else delete object[key];
    });
    Object.defineProperty(object, key, { value, configurable: true, writable: true });
  }

  /** One look at the desk. */
  async function snapshot(from = transport()) {
    for await (const update of from.agent.desk()) if (update.type === 'snapshot') return update;
    throw new Error('No snapshot.');
  }

  async function availability(): Promise<Availability> {
    return transport().visitor.availability();
  }

  beforeEach(() => {
    desk = freshDesk();
  });

  afterEach(() => {
    readings.splice(0).forEach((reading) => void reading.stop());
    transports.splice(0).forEach((made) => made.dispose());
    restores.splice(0).forEach((restore) => restore());
    indexedDB.deleteDatabase(databaseOf(desk));
  });

  describe('in many pages', () => {
    it('lets exactly one of two win a claim', async () => {
      const here = transport({ agent: ada });
      const page = await openPage({ desk, agent: bob });
      for (let round = 0; round < 10; round++) {
        const receipt = await ask(here);
        const codes = [codeOf(claim(here, receipt)), codeOf(claim(page.transport, receipt))];
        expect((await Promise.all(codes)).sort()).to.deep.equal(['already-claimed', 'none']);
      }
      page.close();
    });

    it('keeps desks of different names apart', async () => {
      const receipt = await ask(transport());
      const elsewhere = loopbackTransport({ desk: `${desk}/other` });
      expect(await codeOf(elsewhere.visitor.cancel(receipt))).to.equal('not-found');
      await deleteDatabase(`${desk}/other`);
    });

    it('is looked at again though nobody rang', async () => {
      const clock = new TestClock();
      const { visitor } = transport({ clock });
      const receipt = await ask(transport({ clock }));
      const watched = read<VisitorUpdate>((options) => visitor.watch(receipt, options));
      await until(() => watched.all.length > 0);
      const told = watched.all.length;
      replace(BroadcastChannel.prototype, 'postMessage', () => {});
      await transport({ clock }).visitor.cancel(receipt);
      expect(watched.all).to.have.length(told);
      await clock.advance(16_000, 16_000);
      await watched.end;
      expect(watched.all.at(-1)).to.have.nested.property('status.state', 'ended');
    });
  });

  describe('an agent’s page', () => {
    it('is counted while it has the desk open, one agent in two tabs once', async () => {
      expect(await availability()).to.deep.equal({ state: 'unstaffed', agents: 0 });
      const seen = read<AvailabilityUpdate>((options) =>
        transport().visitor.watchAvailability(options),
      );
      const last = () => {
        const update = seen.all.at(-1);
        return update?.type === 'availability' ? update.availability : undefined;
      };
      const tabs = [ada, ada, bob].map((agent) => transport({ agent }));
      const desks = tabs.map(openDesk);
      await until(() => last()?.agents === 2);
      await tabs[2]!.agent.presence({ state: 'paused', reason: 'lunch' });
      await until(() => last()?.agents === 1);
      await desks[0]!.stop();
      expect(await availability()).to.include({ state: 'ready', agents: 1 });
      await desks[1]!.stop();
      await until(() => last()?.state === 'busy');
      await desks[2]!.stop();
      await until(() => last()?.state === 'unstaffed');
    });

    it('is not counted any more when it is gone without a word', async () => {
      const page = await openPage({ desk, agent: ada });
      for await (const _ of page.transport.agent.desk()) {
        expect(await availability()).to.include({ state: 'ready', agents: 1 });
        page.close();
        break;
      }
      await until(async () => (await availability()).state === 'unstaffed');
    });

    it('is missed when it is gone in a call, which another page may take up', async () => {
      const page = await openPage({ desk, agent: ada });
      const receipt = await ask(transport());
      const watched = read<VisitorUpdate>((options) => transport().visitor.watch(receipt, options));
      const held = await claim(page.transport, receipt);
      await page.transport.agent.report(held, { seq: 1, state: 'connected' });
      const last = () => watched.all.findLast(({ type }) => type === 'status');
      const state = (name: string) => JSON.stringify(last()).includes(`"state":"${name}"`);
      await until(() => state('connected'));
      page.close();
      await until(() => state('reconnecting'));
      expect(last()).to.have.nested.property('status.agentUnreachable', true);

      const reloaded = openDesk(transport({ agent: ada }));
      await until(() => !JSON.stringify(last()).includes('agentUnreachable'));
      const [first] = reloaded.all;
      expect(first).to.have.nested.property('claims[0].state', 'reconnecting');
    });

    it('is not missed while its call goes on, though its desk is closed', async () => {
      const ours = transport({ agent: ada });
      const seen = openDesk(ours);
      const receipt = await ask(ours);
      const held = await claim(ours, receipt);
      await ours.agent.report(held, { seq: 1, state: 'connected' });
      const watched = read<VisitorUpdate>((options) => transport().visitor.watch(receipt, options));
      await seen.stop();
      await until(async () => (await availability()).state === 'unstaffed');
      expect((await locks(desk)).held).to.have.length(1);
      const end = { reason: 'completed', by: 'agent' } as const;
      await ours.agent.report(held, { seq: 2, state: 'ended', end });
      await watched.end;
      expect(JSON.stringify(watched.all)).not.to.contain('reconnecting');
    });

    it('is away in the back/forward cache, and arrives anew when it comes back', async () => {
      const page = await openPage({ desk, agent: ada });
      const live = read<AvailabilityUpdate>((options) =>
        transport().visitor.watchAvailability(options),
      );
      const last = () => JSON.stringify(live.all.at(-1));
      const seen = read((options) => page.transport.agent.desk(options));
      await until(() => last()?.includes('ready'));
      const receipt = await ask(transport());
      const held = await claim(page.transport, receipt);
      await page.transport.agent.report(held, { seq: 1, state: 'connected' });
      const watched = read<VisitorUpdate>((options) => transport().visitor.watch(receipt, options));
      await until(() => watched.all.length > 0);
      page.tell('pagehide');
      await until(() => last()?.includes('unstaffed'));
      await until(() => JSON.stringify(watched.all.at(-1)).includes('agentUnreachable'));
      // Whoever noticed has it for a moment: so long as it takes to tell the desk.
      await until(async () => (await locks(desk)).held.length === 0, 'nobody to hold a lock');
      page.tell('pageshow');
      await until(() => last()?.includes('busy'));
      await until(() => !JSON.stringify(watched.all.at(-1)).includes('agentUnreachable'));
      await seen.stop();
      await page.transport.agent.report(held, {
        seq: 2,
        state: 'ended',
        end: { reason: 'completed', by: 'agent' },
      });
      page.close();
    });

    it('is signed in for three minutes at a time where there are no locks', async () => {
      replace(globalThis, 'navigator', new Proxy(navigator, { has: (_, key) => key !== 'locks' }));
      const clock = new TestClock();
      const ours = transport({ agent: ada, clock });
      const { visitor } = transport({ clock });
      const seen = openDesk(ours);
      await until(() => seen.all.length > 0);
      const state = async () => (await visitor.availability()).state;
      await clock.advance(5 * minute, minute, () => 1);
      expect(await state()).to.equal('ready');
      // As when it crashes: nothing is said, and no more signs come.
      let tried = false;
      replace(IDBObjectStore.prototype, 'put', () => {
        tried = true;
        throw new DOMException('Gone.', 'InvalidStateError');
      });
      await seen.stop();
      await until(() => tried);
      restores.pop()!();
      expect(await state()).to.equal('ready');
      await clock.advance(4 * minute, 4 * minute);
      expect(await state()).to.equal('unstaffed');
    });
  });

  it('leaves no line for a lock behind when a stream is aborted while it reads', async () => {
    const ours = transport({ agent: ada });
    const receipt = await ask(ours);
    const held = await claim(ours, receipt);
    await ours.agent.report(held, { seq: 1, state: 'dialing' });
    const { agent, visitor } = transport({ agent: bob });
    for (let round = 0; round < 10; round++) {
      const abort = new AbortController();
      const { signal } = abort;
      const updates = round % 2 ? agent.desk({ signal }) : visitor.watch(receipt, { signal });
      const first = updates[Symbol.asyncIterator]().next();
      // Each at another moment of its reading.
      await pause(round);
      abort.abort();
      await first;
    }
    // A transaction that comes after those which are under way.
    await snapshot(transport({ agent: bob }));
    await until(async () => (await locks(desk)).pending.length === 0);
    const end = { reason: 'no-answer', by: 'system' } as const;
    await ours.agent.report(held, { seq: 2, state: 'ended', end });
  });

  it('leaves nothing open when its streams end', async () => {
    const NativeChannel = BroadcastChannel;
    let channels = 0;
    class CountedChannel extends NativeChannel {
      constructor(name: string) {
        super(name);
        if (name === databaseOf(desk)) channels++;
      }
      override close() {
        if (this.name === databaseOf(desk)) channels--;
        super.close();
      }
    }
    replace(globalThis, 'BroadcastChannel', CountedChannel);
    let databases = 0;
    const { open: openDatabase } = IDBFactory.prototype;
    replace(IDBFactory.prototype, 'open', function (this: IDBFactory, ...all) {
      if (all[0] === databaseOf(desk)) databases++;
      return openDatabase.apply(this, all);
    });
    const { close } = IDBDatabase.prototype;
    replace(IDBDatabase.prototype, 'close', function (this: IDBDatabase) {
      // Another test may yet be closing its own.
      if (this.name === databaseOf(desk)) databases--;
      close.call(this);
    });
    const ours = transport();
    const receipt = await ask(ours);
    const watched = read((options) => ours.visitor.watch(receipt, options));
    const seen = openDesk(ours);
    await until(() => watched.all.length > 0 && seen.all.length > 0);
    expect(channels).to.equal(1);
    expect(databases).to.equal(1);
    await Promise.all([watched.stop(), seen.stop()]);
    await until(() => channels === 0 && databases === 0);
    await until(async () => (await locks(desk)).held.length === 0);
  });

  it('keeps neither name nor number of what is forgotten, and then nothing', async () => {
    const clock = new TestClock();
    const options = { requestKey: 'key', secret };
    await transport({ clock }).visitor.request(aRequest(), options);
    const look = () => snapshot(transport({ clock }));
    expect(await stored(desk))
      .to.contain('2025550123')
      .and.to.contain('Ada');
    await clock.advance(24 * hour, 24 * hour);
    await look();
    await clock.advance(hour, hour);
    await look();
    expect(await stored(desk))
      .not.to.contain('2025550123')
      .and.not.to.contain('Ada');
    await clock.advance(24 * hour, 24 * hour);
    await look();
    expect(await stored(desk)).to.equal('[]');
  });

  describe('a number that the page could not judge', () => {
    const raw = { raw: '06 4567 8901', region: 'IT' };

    it('is judged here', async () => {
      const { visitor } = transport();
      const receipt = await ask(transport(), { number: raw });
      const row = async () => (await snapshot(transport())).waiting[0]!;
      expect((await row()).number).to.deep.equal({ e164: '+390645678901' });
      expect((await row()).region).to.equal('IT');
      const number = { raw: '+1 202 555 0147 ext. 12', region: 'IT' };
      await visitor.change(receipt, { number, region: 'IT' }, { changeKey: 'c' });
      expect((await row()).number).to.deep.equal({ e164: '+12025550147', extension: '12' });
      expect((await row()).region).to.equal('US');
    });

    it('is refused when it is none', async () => {
      const number = { raw: '12', region: 'IT' };
      expect(await codeOf(ask(transport(), { number }))).to.equal('number-invalid');
      const receipt = await ask(transport());
      const changed = transport().visitor.change(receipt, { number }, { changeKey: 'c' });
      expect(await codeOf(changed)).to.equal('number-invalid');
    });

    it('is refused when only the visitor can tell which one is meant', async () => {
      const number = { raw: '06 4567 89O1', region: 'IT' };
      expect(await codeOf(ask(transport(), { number }))).to.equal('number-invalid');
    });

    it('is not refused to a repeat of what was taken before the rules were there', async () => {
      const { visitor } = transport();
      const none = { raw: '12', region: 'IT' };
      replace(phoneNumbers, 'load', () => Promise.reject(new TypeError('offline')));
      const keys = { requestKey: 'early', secret };
      const receipt = await visitor.request(aRequest({ number: none }), keys);
      const other = { number: { raw: '13', region: 'IT' } };
      const changed = await visitor.change(receipt, other, { changeKey: 'early' });
      restores.pop()!();
      expect(await visitor.request(aRequest({ number: none }), keys)).to.deep.equal(receipt);
      expect(await visitor.change(receipt, other, { changeKey: 'early' })).to.deep.equal(changed);
      const late = visitor.request(aRequest({ number: none }), { requestKey: 'late', secret });
      expect(await codeOf(late)).to.equal('number-invalid');
      const again = visitor.change(receipt, other, { changeKey: 'late' });
      expect(await codeOf(again)).to.equal('number-invalid');
    });

    it('is kept as it was typed while the rules do not load, and known again once they have', async () => {
      replace(phoneNumbers, 'load', () => Promise.reject(new TypeError('offline')));
      const { visitor } = transport();
      const [early, late] = [
        { requestKey: 'early', secret },
        { requestKey: 'late', secret },
      ];
      const first = await visitor.request(aRequest({ number: raw }), early);
      expect((await snapshot()).waiting[0]!.number).to.deep.equal(raw);
      restores.pop()!();
      const second = await visitor.request(aRequest({ number: raw }), late);
      expect(await visitor.request(aRequest({ number: raw }), early)).to.deep.equal(first);
      replace(phoneNumbers, 'load', () => Promise.reject(new TypeError('offline')));
      expect(await visitor.request(aRequest({ number: raw }), late)).to.deep.equal(second);
    });
  });

  describe('its owner’s policy', () => {
    const mondays: DeskPolicy['hours'] = {
      timeZone: 'Europe/Rome',
      week: { mon: [['09:00', '13:00']] },
    };

    it('has opening hours, for requests and slots', async () => {
      const closed = { timeZone: 'UTC', week: {}, exceptions: { '2100-01-01': [] } };
      const { visitor } = transport({ policy: { hours: closed } });
      expect(await visitor.availability()).to.deep.equal({ state: 'closed' });
      const range = { from: Date.now(), to: Date.now() + 7 * 24 * hour };
      expect(await visitor.slots(range)).to.deep.equal([]);
      expect(await codeOf(ask(transport({ policy: { hours: closed } })))).to.equal('closed');
      const slots = await transport({ policy: { hours: mondays } }).visitor.slots(range);
      expect(slots.length).to.be.within(7, 16);
    });

    it('refuses hours that are none, in words', () => {
      const hours = { timeZone: 'Europe/Atlantis', week: {} };
      expect(() => transport({ policy: { hours } })).to.throw(TypeError, 'Europe/Atlantis');
    });

    it('has outcomes, and by default visitors read who calls and how long it takes', async () => {
      const dispositions = [{ code: 'sold', label: 'Sold' }];
      const ours = transport({ agent: ada, policy: { dispositions } });
      expect(await snapshot(ours)).to.deep.include({ dispositions });
      openDesk(ours);
      const receipt = await ask(ours);
      const watched = read<VisitorUpdate>((options) => ours.visitor.watch(receipt, options));
      await until(() => JSON.stringify(watched.all).includes('"estimatedWait":180'));
      const held = await claim(ours, receipt);
      await ours.agent.report(held, { seq: 1, state: 'accepted' });
      await until(() => JSON.stringify(watched.all.at(-1)).includes('"agent":"Ada"'));
      await ours.agent.finish(held, { finishKey: 'f' }).catch(() => {});
      const end = { reason: 'completed', by: 'agent' } as const;
      await ours.agent.report(held, { seq: 2, state: 'ended', end });
    });
  });

  it('disposed of, ends streams and calls, and signs out', async () => {
    const ours = transport({ agent: ada });
    const seen = openDesk(ours);
    const receipt = await ask(ours);
    const watched = read((options) => ours.visitor.watch(receipt, options));
    const held = await claim(ours, receipt);
    await ours.agent.report(held, { seq: 1, state: 'accepted' });
    const microphone = new ToneMicrophone(1_000);
    const number = { e164: '+12025550123' };
    const call = ours.calls.dial({ claim: held, number }, { microphone: microphone.stream });
    ours.dispose();
    ours.dispose();
    await Promise.all([seen.end, watched.end]);
    expect(call.state).to.equal('ended');
    await until(async () => (await locks(desk)).held.length === 0);
    await until(async () => (await availability()).state === 'unstaffed');
    for await (const update of ours.agent.desk()) expect.fail(update.type);
    await ours.agent.report(held, { seq: 2, state: 'dialing' });
    expect((await locks(desk)).held, 'no lock that nobody would release').to.deep.equal([]);
    await microphone.close();
  });

  describe('a database that cannot be used', () => {
    it('is `unavailable`, with the cause', async () => {
      const cause = new DOMException('Storage is switched off.', 'SecurityError');
      replace(IDBFactory.prototype, 'open', () => {
        throw cause;
      });
      const failure = await ask(transport()).catch((error: unknown) => error);
      expect(failure).to.deep.include({ code: 'unavailable', retryable: true, cause });
    });

    it('is `unavailable` when a newer version has made it', async () => {
      (await open(desk, 99)).close();
      const failure = await ask(transport()).catch((error: unknown) => error);
      expect(failure).to.have.nested.property('cause.name', 'VersionError');
      expect(failure).to.have.property('code', 'unavailable');
      await deleteDatabase(desk);
    });

    it('is begun anew when an older version has made it, once its pages have let go of it', async () => {
      const old = await open(desk, 1);
      let asked = false;
      old.onversionchange = () => (asked = true);
      const receipt = ask(transport());
      await until(() => asked);
      old.close();
      expect((await snapshot()).waiting.map(({ id }) => id)).to.deep.equal([(await receipt).id]);
      expect(await stored(desk)).not.to.contain('"old"');
    });

    it('is `unavailable` while a page holds on to an older version', async () => {
      const old = await open(desk, 1);
      const { setTimeout } = globalThis;
      // Five seconds are over at once.
      const hurried = (work: () => void, ms?: number) => setTimeout(work, ms === 5_000 ? 50 : ms);
      replace(globalThis, 'setTimeout', hurried as typeof setTimeout);
      const failure = await ask(transport()).catch((error: unknown) => error);
      expect(failure).to.have.nested.property('cause.name', 'TimeoutError');
      expect(failure).to.have.property('code', 'unavailable');
      restores.pop()!();
      old.close();
      await ask(transport());
    });

    it('keeps nothing of work that fails half-way', async () => {
      const { put } = IDBObjectStore.prototype;
      const ours = transport();
      await ask(ours, { number: { e164: '+12025550123' } });
      const before = await stored(desk);
      let puts = 0;
      replace(IDBObjectStore.prototype, 'put', function (this: IDBObjectStore, value: unknown) {
        if (++puts === 2) throw new DOMException('Full.', 'QuotaExceededError');
        return put.call(this, value);
      });
      const second = ask(ours, { number: { e164: '+12025550123' } });
      expect(await codeOf(second)).to.equal('unavailable');
      expect(puts).to.equal(2);
      expect(await stored(desk)).to.equal(before);
    });

    it('is a lost connection to a reader, who goes on once it is back', async () => {
      const ours = transport();
      await ask(ours);
      replace(IDBFactory.prototype, 'open', () => {
        throw new DOMException('Not now.', 'QuotaExceededError');
      });
      const seen = openDesk(ours);
      await until(() => seen.all.length === 1);
      restores.pop()!();
      await until(() => seen.all.length === 3);
      expect(seen.all[0]).to.deep.equal({ type: 'connection', connection: 'lost' });
      expect(seen.all[1]).to.deep.equal({ type: 'connection', connection: 'live' });
      expect(seen.all[2]).to.have.property('type', 'snapshot');
    });

    it('may be deleted under its readers', async () => {
      const ours = transport();
      await ask(ours);
      const seen = openDesk(ours);
      await until(() => seen.all.length === 1);
      await deleteDatabase(desk);
      const receipt = await ask(ours);
      await until(() => seen.all.some(({ type }) => type === 'waiting'));
      expect(seen.all.map(({ type }) => type)).to.deep.equal(['snapshot', 'left', 'waiting']);
      expect(seen.all[2]).to.have.nested.property('callback.id', receipt.id);
    });
  });
});
