import { expect } from '@open-wc/testing';
import { loopbackTransport } from '../../src/transport/loopback/index.js';
import type { DeskUpdate, VisitorUpdate } from '../../src/transport/transport.js';
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
  until,
} from './loopback-kit.js';

const hour = 3_600_000;
const ada = { id: 'ada', name: 'Ada' };
const bob = { id: 'bob', name: 'Bob' };

function statesOf(updates: readonly VisitorUpdate[]): string[] {
  return updates.map((one) =>
    one.type === 'status' ? one.status.state : one.type === 'queue' ? 'queue' : one.connection,
  );
}

/** One look at the desk. */
async function snapshot(transport: ReturnType<typeof loopbackTransport>) {
  for await (const update of transport.agent.desk()) {
    if (update.type === 'snapshot') return update;
  }
  throw new Error('No snapshot.');
}

/** All that is stored, as text. */
async function stored(desk: string): Promise<string> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(`callback-elements/loopback/${desk}`);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const all = await new Promise<unknown[]>((resolve) => {
    const request = database.transaction('callbacks').objectStore('callbacks').getAll();
    request.onsuccess = () => resolve(request.result);
  });
  database.close();
  return JSON.stringify(all);
}

describe('loopback desk', () => {
  let desk: string;
  const readings: Reading<unknown>[] = [];

  function read<T>(open: (options: { signal: AbortSignal }) => AsyncIterable<T>): Reading<T> {
    const reading = new Reading(open);
    readings.push(reading);
    return reading;
  }

  beforeEach(() => {
    desk = freshDesk();
  });

  afterEach(async () => {
    await Promise.allSettled(readings.splice(0).map((reading) => reading.stop()));
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(`callback-elements/loopback/${desk}`);
      request.onsuccess = () => resolve();
      // Nothing may be left open.
      request.onblocked = () => reject(new Error('The database is still open.'));
    });
  });

  it('shows each step to a visitor in another tab, who may be slow', async () => {
    const visitor = loopbackTransport({ desk });
    const agent = loopbackTransport({ desk });
    const receipt = await ask(visitor);
    const watched = visitor.visitor.watch(receipt)[Symbol.asyncIterator]();
    const seen = [await watched.next()];
    const held = await claim(agent, receipt);
    const steps = ['accepted', 'dialing', 'ringing', 'connected'] as const;
    for (const [index, state] of steps.entries()) {
      await agent.agent.report(held, { seq: index + 1, state });
    }
    const end = { reason: 'completed', by: 'visitor' } as const;
    await agent.agent.report(held, { seq: 9, state: 'ended', end });
    for (let next = await watched.next(); !next.done; next = await watched.next()) seen.push(next);
    const statuses = seen.map(({ value }) => value as VisitorUpdate);
    expect(statesOf(statuses)).to.deep.equal(['waiting', ...steps, 'ended']);
    expect(statuses.at(-1)).to.deep.equal({
      type: 'status',
      status: { state: 'ended', end, final: true, attempts: 0, version: 6 },
    });
  });

  it('survives a reload: a new transport sees the same', async () => {
    const before = loopbackTransport({ desk, agent: ada });
    const [first, second] = [await ask(before), await ask(before)];
    const held = await claim(before, first);
    const { waiting, claims } = await snapshot(loopbackTransport({ desk, agent: ada }));
    expect(waiting.map(({ id }) => id)).to.deep.equal([second.id]);
    expect(claims).to.deep.equal([{ claim: held, state: 'claimed' }]);
    const others = await snapshot(loopbackTransport({ desk, agent: bob }));
    expect(others.waiting.map(({ claimedBy }) => claimedBy)).to.deep.equal([ada, undefined]);
    expect(others.claims).to.deep.equal([]);
  });

  it('keeps desks of different names apart', async () => {
    const transport = loopbackTransport({ desk });
    const receipt = await ask(transport);
    const elsewhere = loopbackTransport({ desk: `${desk}/other` });
    expect(await codeOf(elsewhere.visitor.cancel(receipt))).to.equal('not-found');
    indexedDB.deleteDatabase(`callback-elements/loopback/${desk}/other`);
  });

  it('lets exactly one of two tabs win a claim, 50 times', async () => {
    const tabs = [
      loopbackTransport({ desk, agent: ada }),
      loopbackTransport({ desk, agent: bob }),
      loopbackTransport({ desk, agent: ada }),
    ];
    for (let round = 0; round < 50; round++) {
      const receipt = await ask(tabs[0]!);
      const codes = await Promise.all(tabs.map((tab) => codeOf(claim(tab, receipt))));
      expect(codes.sort()).to.deep.equal(['already-claimed', 'already-claimed', 'none']);
    }
  });

  it('lets exactly one of two pages win a claim', async () => {
    const here = loopbackTransport({ desk, agent: ada });
    const page = await openPage({ desk, agent: bob });
    for (let round = 0; round < 10; round++) {
      const receipt = await ask(here);
      const codes = [codeOf(claim(here, receipt)), codeOf(claim(page.transport, receipt))];
      expect((await Promise.all(codes)).sort()).to.deep.equal(['already-claimed', 'none']);
    }
    page.close();
  });

  it('knows a repeated request again, in whatever order its fields are', async () => {
    const { visitor } = loopbackTransport({ desk });
    const options = { requestKey: 'key', secret };
    const context = { a: '1', b: '2' };
    const receipt = await visitor.request(aRequest({ context }), options);
    const again = await visitor.request(
      aRequest({ language: undefined, context: { b: '2', a: '1' } } as object),
      options,
    );
    expect(again).to.deep.equal(receipt);
    expect((await snapshot(loopbackTransport({ desk }))).waiting).to.have.length(1);
    const other = visitor.request(aRequest({ name: 'Eve' }), options);
    expect(await codeOf(other)).to.equal('key-reused');
    const stolen = visitor.request(aRequest({ context }), { ...options, secret: 'other' });
    expect(await codeOf(stolen)).to.equal('key-reused');
    expect(await codeOf(visitor.request(aRequest({ name: ' ' }), options))).to.equal(
      'name-missing',
    );
  });

  describe('the same number again', () => {
    it('is one row, asked twice, with a receipt of its own', async () => {
      const transport = loopbackTransport({ desk });
      const first = await ask(transport, aRequest());
      const second = await ask(transport, aRequest({ name: 'Grace' }));
      expect(second.id).not.to.equal(first.id);
      const { waiting } = await snapshot(transport);
      expect(waiting.map(({ id, asked }) => ({ id, asked }))).to.deep.equal([
        { id: first.id, asked: 2 },
      ]);
      await claim(transport, first);
      await transport.visitor.cancel(first);
      const after = await snapshot(transport);
      expect(after.waiting.map(({ id, name, asked }) => [id, name, asked])).to.deep.equal([
        [second.id, 'Grace', 2],
      ]);
    });

    it('is a row of its own after a failed attempt, also when the first is tried again', async () => {
      const transport = loopbackTransport({ desk });
      const first = await ask(transport, aRequest());
      const held = await claim(transport, first);
      const end = { reason: 'no-answer', by: 'system' } as const;
      await transport.agent.report(held, { seq: 1, state: 'ended', end });
      const second = await ask(transport, aRequest());
      const rows = async () =>
        (await snapshot(transport)).waiting.map(({ id, asked }) => [id, asked]);
      expect(await rows()).to.deep.equal([[second.id, 1]]);
      await transport.agent.finish(held, { finishKey: 'again', retryAt: 0 });
      expect(await rows()).to.deep.equal([
        [first.id, 1],
        [second.id, 1],
      ]);
    });

    it('is over when the visitor was talked to', async () => {
      const transport = loopbackTransport({ desk });
      const first = await ask(transport, aRequest());
      const second = await ask(transport, aRequest());
      const watched = read((options) => transport.visitor.watch(second, options));
      const held = await claim(transport, first);
      await transport.agent.report(held, { seq: 1, state: 'connected' });
      const end = { reason: 'completed', by: 'agent' } as const;
      await transport.agent.report(held, { seq: 2, state: 'ended', end });
      await watched.end;
      expect(statesOf(watched.all)).to.deep.equal(['waiting', 'ended']);
      expect(watched.all.at(-1)).to.have.nested.property('status.end.reason', 'duplicate');
    });
  });

  it('leaves no request for a lock behind when a stream is aborted while it reads', async () => {
    const transport = loopbackTransport({ desk, agent: ada });
    const receipt = await ask(transport);
    const held = await claim(transport, receipt);
    await transport.agent.report(held, { seq: 1, state: 'dialing' });
    const others = loopbackTransport({ desk, agent: bob });
    const opened = [
      others.agent.desk.bind(others.agent),
      others.visitor.watch.bind(others.visitor, receipt),
    ];
    for (let round = 0; round < 10; round++) {
      const abort = new AbortController();
      const updates = opened[round % 2]!({ signal: abort.signal })[Symbol.asyncIterator]();
      const first = updates.next();
      abort.abort();
      await first;
    }
    // Each read runs to its end unheard.
    await pause(200);
    const { pending = [] } = await navigator.locks.query();
    expect(pending.filter(({ name }) => name?.includes(desk))).to.deep.equal([]);
    const end = { reason: 'no-answer', by: 'system' } as const;
    await transport.agent.report(held, { seq: 2, state: 'ended', end });
  });

  it('opens a callback to its secret only', async () => {
    const { visitor } = loopbackTransport({ desk });
    const receipt = await ask(loopbackTransport({ desk }));
    const forged = { ...receipt, secret: 'guess' };
    expect(await codeOf(visitor.cancel(forged))).to.equal('forbidden');
    expect(await codeOf(new Reading(() => visitor.watch(forged)).end)).to.equal('forbidden');
    const unknown = { ...receipt, id: 'unknown' };
    expect(await codeOf(new Reading(() => visitor.watch(unknown)).end)).to.equal('not-found');
  });

  it('lets the visitor cancel until the answer, and again', async () => {
    const { visitor, agent } = loopbackTransport({ desk });
    const steps = [undefined, 'accepted', 'dialing', 'ringing', 'connected'] as const;
    for (const state of steps) {
      const receipt = await ask(loopbackTransport({ desk }));
      const held = await agent.claim(receipt.id, { claimKey: receipt.id });
      if (state) await agent.report(held, { seq: 1, state });
      if (state === 'connected') {
        expect(await codeOf(visitor.cancel(receipt))).to.equal('too-late');
        continue;
      }
      const status = await visitor.cancel(receipt);
      expect(status.end).to.deep.equal({ reason: 'visitor-canceled', by: 'visitor' });
      expect(await visitor.cancel(receipt)).to.deep.equal(status);
      const late = agent.report(held, { seq: 2, state: 'accepted' });
      expect(await codeOf(late)).to.equal('callback-ended');
    }
  });

  describe('as time goes by', () => {
    let clock: TestClock;

    beforeEach(() => {
      clock = new TestClock();
    });

    it('takes a claim back when its agent stays away, with age and place', async () => {
      const transport = loopbackTransport({ desk, agent: ada, clock });
      const other = loopbackTransport({ desk, agent: bob, clock });
      const [first, second] = [await ask(transport), await ask(transport)];
      const { requestedAt } = (await snapshot(transport)).waiting[0]!;
      const held = await claim(transport, first);
      const seen = read((options) => other.agent.desk(options));
      await until(() => seen.all.length > 0);
      await clock.advance(89_000);
      expect(seen.all).to.have.length(1);
      await clock.advance(1_500);
      await until(() => seen.all.length > 1);
      expect(seen.all[1]).to.have.nested.property('callback.state', 'waiting');
      const { waiting } = await snapshot(other);
      expect(waiting.map(({ id }) => id)).to.deep.equal([first.id, second.id]);
      expect(waiting[0]!.requestedAt).to.equal(requestedAt);
      const late = transport.agent.report(held, { seq: 1, state: 'accepted' });
      expect(await codeOf(late)).to.equal('claim-lost');
    });

    it('tells the loser, and renews the lease while the desk is open', async () => {
      const transport = loopbackTransport({ desk, agent: ada, clock });
      const receipt = await ask(transport);
      const seen = read<DeskUpdate>((options) => transport.agent.desk(options));
      const held = await claim(transport, receipt);
      await clock.advance(300_000);
      expect(seen.all.some(({ type }) => type === 'claim-lost')).to.equal(false);
      await seen.stop();
      await clock.advance(95_000);
      const after = read<DeskUpdate>((options) => transport.agent.desk(options));
      await until(() => after.all.length > 0);
      expect(after.all[0]).to.have.nested.property('waiting[0].id', receipt.id);

      const again = await claim(transport, receipt);
      await until(() => after.all.some(({ type }) => type === 'claim'));
      await transport.agent.release(again, 'declined');
      await transport.agent.release(again, 'declined');
      await until(() => after.all.some(({ type }) => type === 'claim-lost'));
      expect(after.all.find(({ type }) => type === 'claim-lost')).to.have.property(
        'token',
        again.token,
      );
      expect(again.token).not.to.equal(held.token);
    });

    it('tries again when it is time', async () => {
      const transport = loopbackTransport({ desk, clock });
      const receipt = await ask(transport);
      const watched = read((options) => transport.visitor.watch(receipt, options));
      const held = await claim(transport, receipt);
      await transport.agent.report(held, { seq: 1, state: 'dialing' });
      const end = { reason: 'no-answer', by: 'system' } as const;
      await transport.agent.report(held, { seq: 2, state: 'ended', end });
      const retryAt = clock.now() + 10 * 60_000;
      await transport.agent.finish(held, { finishKey: 'f', retryAt });
      await transport.agent.finish(held, { finishKey: 'f', retryAt });
      expect(await codeOf(transport.agent.finish(held, { finishKey: 'g' }))).to.equal('too-late');
      const later = await snapshot(transport);
      expect(later.waiting).to.deep.equal([]);
      expect(later.claims.map(({ state }) => state)).to.deep.equal(['done']);
      const seen = read((options) => transport.agent.desk(options));
      await clock.advance(10 * 60_000);
      await until(() => seen.all.some(({ type }) => type === 'waiting'));
      expect((await snapshot(transport)).waiting[0]).to.include({
        attempts: 1,
        lastAttempt: 'no-answer',
      });
      await until(() => watched.all.length === 5);
      expect(statesOf(watched.all).slice(1)).to.deep.equal([
        'dialing',
        'ended',
        'scheduled',
        'waiting',
      ]);
    });

    it('expires, forgets name and number, and forgets it all', async () => {
      const transport = loopbackTransport({ desk, clock });
      const options = { requestKey: 'key', secret };
      const receipt = await transport.visitor.request(aRequest(), options);
      const watched = read((options) => transport.visitor.watch(receipt, options));
      await until(() => watched.all.length > 0);
      await clock.advance(24 * hour, 12 * hour);
      await watched.end;
      expect(watched.all.at(-1)).to.have.nested.property('status.end.reason', 'expired');
      expect(await codeOf(transport.visitor.cancel(receipt))).to.equal('not-found');
      expect(await stored(desk))
        .to.contain('+12025550123')
        .and.to.contain('Ada');
      await clock.advance(hour + 1, 2 * hour);
      await snapshot(transport);
      expect(await stored(desk)).not.to.contain('2025550123');
      expect(await stored(desk)).not.to.contain('Ada');
      // Still the same receipt, and no second callback.
      expect(await transport.visitor.request(aRequest(), options)).to.deep.equal(receipt);
      await clock.advance(24 * hour, 24 * hour);
      await snapshot(transport);
      expect(await stored(desk)).to.equal('[]');
    });

    it('shows what is done for an hour', async () => {
      const transport = loopbackTransport({ desk, clock });
      const receipt = await ask(transport);
      const held = await claim(transport, receipt);
      const end = { reason: 'completed', by: 'agent' } as const;
      await transport.agent.report(held, { seq: 1, state: 'ended', end });
      const notes = 'very private';
      await transport.agent.finish(held, { finishKey: 'f', notes });
      const seen = read<DeskUpdate>((options) => transport.agent.desk(options));
      await clock.advance(hour - 60_000, hour);
      expect((await snapshot(transport)).claims[0]).to.deep.include({ state: 'done', end });
      await clock.advance(61_000, hour);
      expect((await snapshot(transport)).claims).to.deep.equal([]);
      expect(await stored(desk))
        .not.to.contain(notes)
        .and.not.to.contain('+1202555');
      // Forgotten is not lost.
      expect(seen.all.map(({ type }) => type)).to.deep.equal(['snapshot']);
    });

    it('looks again though nobody rang', async () => {
      const transport = loopbackTransport({ desk, clock });
      const receipt = await ask(transport);
      const watched = read((options) => transport.visitor.watch(receipt, options));
      await until(() => watched.all.length > 0);
      const { postMessage } = BroadcastChannel.prototype;
      BroadcastChannel.prototype.postMessage = () => {};
      try {
        await loopbackTransport({ desk, clock }).visitor.cancel(receipt);
      } finally {
        BroadcastChannel.prototype.postMessage = postMessage;
      }
      await pause(100);
      expect(statesOf(watched.all)).to.deep.equal(['waiting']);
      await clock.advance(16_000);
      await watched.end;
      expect(statesOf(watched.all)).to.deep.equal(['waiting', 'ended']);
    });
  });

  describe('agents', () => {
    it('are counted while they are ready', async () => {
      const { visitor } = loopbackTransport({ desk });
      const tabs = [ada, ada, bob].map((agent) => loopbackTransport({ desk, agent }));
      const agents = async () => (await visitor.availability()).agents;
      expect(await visitor.availability()).to.deep.equal({ state: 'now', agents: 0 });
      const desks = tabs.map((tab) => read((options) => tab.agent.desk(options)));
      await until(async () => (await agents()) === 2);
      await tabs[2]!.agent.presence({ state: 'paused', reason: 'lunch' });
      await until(async () => (await agents()) === 1);
      await tabs[2]!.agent.presence({ state: 'ready' });
      expect(await agents()).to.equal(2);
      await desks[0]!.stop();
      expect(await agents()).to.equal(2);
      await desks[1]!.stop();
      await until(async () => (await agents()) === 1);
    });

    it('are missed when their page is gone in a call, and may take it up again', async () => {
      const page = await openPage({ desk, agent: ada });
      const here = loopbackTransport({ desk, agent: bob });
      const receipt = await ask(here);
      const watched = read((options) => here.visitor.watch(receipt, options));
      const held = await claim(page.transport, receipt);
      await page.transport.agent.report(held, { seq: 1, state: 'connected' });
      await pause(100);
      expect(statesOf(watched.all).at(-1)).to.equal('connected');
      page.close();
      await until(() => statesOf(watched.all).at(-1) === 'reconnecting');
      expect(watched.all.at(-1)).to.have.nested.property('status.agentUnreachable', true);
      expect((await snapshot(here)).waiting).to.deep.equal([]);

      const reloaded = loopbackTransport({ desk, agent: ada });
      const { claims } = await snapshot(reloaded);
      expect(claims.map(({ state, claim }) => [state, claim.seq])).to.deep.equal([
        ['reconnecting', 1],
      ]);
      await until(() => !('agentUnreachable' in (watched.all.at(-1) as object)));
      await reloaded.agent.report(claims[0]!.claim, { seq: 2, state: 'dialing' });
      await until(() => statesOf(watched.all).at(-1) === 'dialing');
      await reloaded.agent.report(claims[0]!.claim, {
        seq: 3,
        state: 'ended',
        end: { reason: 'completed', by: 'agent' },
      });
      await watched.end;
    });

    it('have ten minutes to come back', async () => {
      const clock = new TestClock();
      const page = await openPage({ desk, agent: ada });
      const here = loopbackTransport({ desk, agent: bob, clock });
      const receipt = await ask(here);
      const watched = read((options) => here.visitor.watch(receipt, options));
      const held = await claim(page.transport, receipt);
      await page.transport.agent.report(held, { seq: 1, state: 'ringing' });
      page.close();
      await until(() => statesOf(watched.all).at(-1) === 'reconnecting');
      await clock.advance(9 * 60_000, 60_000);
      expect(statesOf(watched.all).at(-1)).to.equal('reconnecting');
      await clock.advance(61_000);
      await until(() => statesOf(watched.all).at(-1) === 'ended');
      expect(watched.all.at(-1)).to.deep.nested.include({
        'status.end': { reason: 'network-failed', by: 'system' },
      });
    });
  });

  describe('iterations', () => {
    it('end quietly when aborted or returned, also while they wait', async () => {
      const transport = loopbackTransport({ desk });
      const receipt = await ask(transport);
      for (const open of [
        (signal?: AbortSignal) => transport.visitor.watch(receipt, { signal }),
        (signal?: AbortSignal) => transport.agent.desk({ signal }),
      ]) {
        const abort = new AbortController();
        const aborted = open(abort.signal)[Symbol.asyncIterator]();
        await aborted.next();
        const pending = aborted.next();
        abort.abort();
        expect((await pending).done).to.equal(true);
        expect((await aborted.next()).done).to.equal(true);

        const returned = open()[Symbol.asyncIterator]();
        await returned.next();
        const waiting = returned.next();
        await returned.return!();
        expect((await waiting).done).to.equal(true);
        expect((await open(AbortSignal.abort())[Symbol.asyncIterator]().next()).done).to.equal(
          true,
        );
      }
    });

    it('leave nothing open', async () => {
      const NativeChannel = BroadcastChannel;
      let channels = 0;
      globalThis.BroadcastChannel = class extends NativeChannel {
        constructor(name: string) {
          super(name);
          channels++;
        }
        override close() {
          channels--;
          super.close();
        }
      };
      try {
        const transport = loopbackTransport({ desk });
        const receipt = await ask(transport);
        const watched = new Reading((options) => transport.visitor.watch(receipt, options));
        const seen = new Reading((options) => transport.agent.desk(options));
        await until(() => watched.all.length > 0 && seen.all.length > 0);
        expect(channels).to.equal(1);
        await Promise.all([watched.stop(), seen.stop()]);
        expect(channels).to.equal(0);
        const ours = async () =>
          (await navigator.locks.query()).held!.filter(({ name }) => name!.includes(desk));
        await until(async () => (await ours()).length === 0);
        // That the database is closed, too, is seen by `afterEach`, which deletes it.
      } finally {
        globalThis.BroadcastChannel = NativeChannel;
      }
    });
  });

  it('rejects with the reason of the abort', async () => {
    const transport = loopbackTransport({ desk });
    const reason = new Error('changed my mind');
    const signal = AbortSignal.abort(reason);
    const late = new AbortController();
    const requested = transport.visitor.request(aRequest(), {
      requestKey: 'k',
      secret,
      signal: late.signal,
    });
    late.abort(reason);
    for (const work of [
      requested,
      transport.visitor.availability({ signal }),
      transport.agent.claim('x', { claimKey: 'k', signal }),
    ]) {
      expect(await work.catch((error: unknown) => error)).to.equal(reason);
    }
  });

  describe('a database that cannot be used', () => {
    const { open } = IDBFactory.prototype;
    afterEach(() => {
      IDBFactory.prototype.open = open;
    });

    it('is `unavailable`, with the cause', async () => {
      const cause = new DOMException('Storage is switched off.', 'SecurityError');
      IDBFactory.prototype.open = () => {
        throw cause;
      };
      const failure = await ask(loopbackTransport({ desk })).catch((error: unknown) => error);
      expect(failure).to.deep.include({ code: 'unavailable', retryable: true, cause });
    });

    it('is `unavailable` when a newer version has made it', async () => {
      await new Promise<void>((resolve) => {
        const request = indexedDB.open(`callback-elements/loopback/${desk}`, 99);
        request.onsuccess = () => {
          request.result.close();
          resolve();
        };
      });
      const failure = await ask(loopbackTransport({ desk })).catch((error: unknown) => error);
      expect(failure).to.have.nested.property('cause.name', 'VersionError');
      expect(failure).to.have.property('code', 'unavailable');
    });

    it('is a lost connection to a reader, who goes on once it is back', async () => {
      const transport = loopbackTransport({ desk });
      await ask(transport);
      IDBFactory.prototype.open = () => {
        throw new DOMException('Not now.', 'QuotaExceededError');
      };
      const seen = read<DeskUpdate>((options) => transport.agent.desk(options));
      await until(() => seen.all.length === 1);
      IDBFactory.prototype.open = open;
      await until(() => seen.all.length === 3);
      expect(seen.all[0]).to.deep.equal({ type: 'connection', connection: 'lost' });
      expect(seen.all[1]).to.deep.equal({ type: 'connection', connection: 'live' });
      expect(seen.all[2]).to.have.property('type', 'snapshot');
    });

    it('may be deleted under its readers', async () => {
      const transport = loopbackTransport({ desk });
      await ask(transport);
      const seen = read<DeskUpdate>((options) => transport.agent.desk(options));
      await until(() => seen.all.length === 1);
      await new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase(`callback-elements/loopback/${desk}`);
        request.onsuccess = () => resolve();
        request.onblocked = () => reject(new Error('blocked'));
      });
      const receipt = await ask(transport);
      await until(() => seen.all.some(({ type }) => type === 'waiting'));
      expect(seen.all.map(({ type }) => type)).to.deep.equal(['snapshot', 'left', 'waiting']);
      expect(seen.all[2]).to.have.nested.property('callback.id', receipt.id);
    });
  });
});
