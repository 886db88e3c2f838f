import { expect } from '@open-wc/testing';
import { httpTransport } from '../../src/transport/http/index.js';
import { Tabs, tabTimes } from '../../src/transport/http/tabs.js';
import type {
  CallbackStatus,
  DeskUpdate,
  VisitorUpdate,
  WaitingCallback,
} from '../../src/transport/transport.js';
import { openTab, PageRelay, type Tab, until } from './http-page-kit.js';

let desks = 0;

function row(id: string): WaitingCallback {
  const number = { e164: '+12015550123' };
  return { id, state: 'waiting', name: 'Ada', number, requestedAt: 0, attempts: 0, asked: 1 };
}

function waiting(id: string): DeskUpdate {
  return { type: 'waiting', callback: row(id) };
}

function snapshot(...ids: string[]): DeskUpdate {
  return { type: 'snapshot', waiting: ids.map(row), claims: [], now: Date.now() };
}

describe('the tabs of one agent', () => {
  let relay: PageRelay;
  let tabs: Tab[];
  let endpoint: string;

  beforeEach(() => {
    relay = new PageRelay();
    tabs = [];
    endpoint = `https://relay-${Date.now()}-${++desks}.example`;
  });
  afterEach(() => {
    for (const tab of tabs) tab.close();
  });

  async function open(options: Parameters<typeof openTab>[1] = {}): Promise<Tab> {
    const tab = await openTab(relay, { endpoint, ...options });
    tabs.push(tab);
    return tab;
  }

  async function opened(count: number) {
    for (let n = 0; n < count; n++) await open();
    const stream = await relay.theOne();
    stream.update(snapshot('a'), 'e.1');
    await all((tab) => tab.arrived.join() === 'a');
    return stream;
  }

  const all = (test: (tab: Tab) => boolean, among = tabs) =>
    until(
      () => among.every(test),
      `all: ${among.map(({ arrived }) => arrived.join()).join(' | ')}`,
    );

  const connections = ({ seen }: Tab) =>
    seen.flatMap((update) => ('connection' in update ? [update.connection] : []));

  /** The tab that leads, by hand. */
  async function leadByHand() {
    const name = `callback-elements/http/${endpoint}/v1/sites/default/ann`;
    let release = () => {};
    await new Promise<void>((held) => {
      void navigator.locks.request(name, () => {
        held();
        return new Promise<void>((resolve) => (release = resolve));
      });
    });
    const channel = new BroadcastChannel(name);
    return {
      tell: (news: object) =>
        channel.postMessage({
          from: 'leader',
          kind: 'message',
          message: { news, session: 'ours' },
        }),
      /** That a tab has said this. */
      heard: (kind: string) =>
        new Promise<void>((resolve) => {
          channel.onmessage = ({ data }: MessageEvent<{ kind: string }>) => {
            if (data.kind === kind) resolve();
          };
        }),
      letGo: () => {
        channel.close();
        release();
      },
    };
  }

  const goodbyes = () => relay.asked.filter(({ method }) => method === 'DELETE');

  it('share one stream, however many they are, and each hears all', async () => {
    const stream = await opened(7);
    stream.update(waiting('b'), 'e.2');
    stream.update({ type: 'left', id: 'a' }, 'e.3');
    await all(({ seen }) => seen.at(-1)?.type === 'left');
    for (const { seen } of tabs) {
      expect(seen.map(({ type }) => type)).to.deep.equal(['snapshot', 'waiting', 'left']);
    }
    expect(relay.streams).to.have.length(1);
  });

  it('are told what is known when they come later', async () => {
    const stream = await opened(1);
    stream.update(waiting('b'), 'e.2');
    await all(({ arrived }) => arrived.length === 2);
    await open();
    await all(({ arrived }) => arrived.join() === 'a,b');
    expect(relay.streams).to.have.length(1);
  });

  it('are lost and live together', async () => {
    const stream = await opened(3);
    stream.end();
    await all(({ seen }) => seen.at(-1)?.type === 'connection');
    const late = await open();
    await until(() => late.seen.length === 2);
    expect(late.seen.map(({ type }) => type)).to.deep.equal(['connection', 'snapshot']);
    const again = await relay.theOne(stream);
    again.update(waiting('b'), 'e.2');
    await all(({ arrived }) => arrived.join() === 'a,b');
    expect(
      tabs[0]!.seen.map((one) => ('connection' in one ? one.connection : one.type)),
    ).to.deep.equal(['snapshot', 'lost', 'live', 'snapshot', 'waiting']);
  });

  it('are live again though another one has taken the lead while they were lost', async () => {
    const stream = await opened(2);
    stream.end();
    await all(({ seen }) => seen.at(-1)?.type === 'connection');
    const [first, second] = tabs;
    first!.close();
    const next = await relay.theOne(stream);
    next.update(waiting('b'), 'e.2');
    await all(({ arrived }) => arrived.join() === 'a,b', [second!]);
    expect(connections(second!)).to.deep.equal(['lost', 'live']);
  });

  it('are live again after the back/forward cache, into which they went lost', async () => {
    const stream = await opened(1);
    const [tab] = tabs;
    stream.end();
    await until(() => tab!.seen.at(-1)?.type === 'connection');
    tab!.tell('pagehide');
    tab!.tell('pageshow');
    const next = await relay.theOne(stream);
    next.update(snapshot('b'), 'e.9');
    await until(() => tab!.arrived.join() === 'b');
    expect(connections(tab!)).to.deep.equal(['lost', 'live']);
  });

  it('are told what is known when they come while nobody leads', async () => {
    const leader = await leadByHand();
    const hello = leader.heard('hello');
    const old = await open();
    await hello;
    leader.tell({ type: 'state', snapshot: snapshot('a'), id: 'e.5', lost: false });
    await all(({ arrived }) => arrived.join() === 'a');
    // It greets a newcomer, but does not lead.
    const here = leader.heard('here');
    const late = await open();
    await here;
    leader.letGo();
    await all(({ arrived }) => arrived.join() === 'a', [old, late]);
    expect((await relay.theOne()).lastEventId).to.equal('e.5');
  });

  it('go on when the one with the stream is closed: the next resumes, under the same session', async () => {
    const stream = await opened(3);
    stream.update(waiting('b'), 'e.2');
    await all(({ arrived }) => arrived.length === 2);
    const [first, ...others] = tabs;
    first!.close();
    const next = await relay.theOne(stream);
    expect(next.lastEventId).to.equal('e.2');
    expect(next.session).to.equal(stream.session);
    next.update(waiting('c'), 'e.3');
    await all(({ arrived }) => arrived.join() === 'a,b,c', others);
    for (const { seen } of others) {
      expect(seen.map(({ type }) => type)).to.deep.equal(['snapshot', 'waiting', 'waiting']);
    }
    expect(goodbyes()).to.deep.equal([]);
  });

  it('say good-bye with the last one', async () => {
    const stream = await opened(2);
    tabs[0]!.close();
    await relay.theOne(stream);
    tabs[1]!.close();
    await until(() => relay.open.length === 0 && goodbyes().length === 1);
    const [goodbye] = goodbyes();
    expect(goodbye?.path).to.match(new RegExp(`/desk/sessions/${stream.session}$`));
    expect(goodbye?.init.keepalive).to.equal(true);
  });

  it('report under one session', async () => {
    const stream = await opened(2);
    for (const { transport } of tabs) {
      const claim = { id: 'a', token: 't', seq: 0, callback: row('a') };
      await transport.agent!.report(claim, { seq: 1, state: 'accepted' });
    }
    const sessions = relay.asked.map(({ init }) => {
      const { session } = JSON.parse(init.body as string) as { session: string };
      return session;
    });
    expect(sessions).to.deep.equal([stream.session, stream.session]);
  });

  it('let go of the stream in the back/forward cache, and are told all when they come back', async () => {
    const stream = await opened(2);
    const [cached, other] = tabs;
    cached!.tell('pagehide');
    const next = await relay.theOne(stream);
    next.update(waiting('b'), 'e.2');
    await all(({ arrived }) => arrived.length === 2, [other!]);
    expect(cached!.arrived).to.deep.equal(['a']);
    cached!.tell('pageshow');
    await all(({ arrived }) => arrived.join() === 'a,b');
    expect(relay.open).to.deep.equal([next]);
  });

  it('begin anew when the only one comes back', async () => {
    const stream = await opened(1);
    tabs[0]!.tell('pagehide');
    await until(() => goodbyes().length === 1 && relay.open.length === 0);
    tabs[0]!.tell('pageshow');
    const next = await relay.theOne(stream);
    expect(next.session).not.to.equal(stream.session);
    expect(next.lastEventId).to.equal(undefined);
    next.update(snapshot('b'), 'e.9');
    await all(({ arrived }) => arrived.join() === 'b');
  });

  it('leave the stream to those who still look at the desk', async () => {
    const stream = await opened(2);
    tabs[0]!.stopReading();
    const next = await relay.theOne(stream);
    next.update(waiting('b'), 'e.2');
    await all(({ arrived }) => arrived.join() === 'a,b', [tabs[1]!]);
    expect(goodbyes()).to.deep.equal([]);
  });

  it('take the place of one that is not to be heard any more', async () => {
    const times = { alive: 20, silent: 200, answer: 1_000 };
    const first = await open({ times });
    const stream = await relay.theOne();
    stream.update(snapshot('a'), 'e.1');
    await all(({ arrived }) => arrived.length === 1);
    const second = await open({ times });
    await all(({ arrived }) => arrived.length === 1);
    const { prototype } = first.window.BroadcastChannel;
    const { postMessage } = prototype;
    prototype.postMessage = () => {};
    const next = await relay.theOne(stream);
    expect(next.lastEventId).to.equal('e.1');
    prototype.postMessage = postMessage;
    next.update(waiting('b'), 'e.2');
    await all(({ arrived }) => arrived.join() === 'a,b', [first, second]);
    expect(relay.open).to.deep.equal([next]);
  });

  it('wait for all before they take news, and take none twice', async () => {
    const { tell, heard, letGo } = await leadByHand();
    const hello = heard('hello');
    const tab = await open();
    await hello;
    tell({ type: 'updates', updates: [waiting('too-early')], id: 'e.4' });
    tell({ type: 'state', snapshot: snapshot('a'), id: 'e.5', lost: false });
    tell({ type: 'updates', updates: [waiting('b')], id: 'e.6' });
    tell({ type: 'updates', updates: [waiting('a')], id: 'e.5' });
    tell({ type: 'updates', updates: [waiting('c')], id: 'e.7' });
    await all(({ arrived }) => arrived.join() === 'a,b,c');
    expect(tab.seen.map(({ type }) => type)).to.deep.equal(['snapshot', 'waiting', 'waiting']);
    letGo();
    const stream = await relay.theOne();
    expect([stream.lastEventId, stream.session]).to.deep.equal(['e.7', 'ours']);
  });

  it('have a stream each where they cannot find each other', async () => {
    const prepare = 'delete Navigator.prototype.locks';
    await open({ prepare });
    await open({ prepare });
    await until(() => relay.open.length === 2);
    for (const stream of relay.open) stream.update(snapshot('a'), 'e.1');
    await all(({ arrived }) => arrived.join() === 'a');
    tabs[0]!.close();
    await until(() => goodbyes().length === 1 && relay.open.length === 1);
  });

  it('wait before they lead again when it has failed', async () => {
    const { answer } = tabTimes;
    tabTimes.answer = 60_000;
    let tries = 0;
    const tab = new Tabs(endpoint, {
      onLead: () => {
        tries += 1;
        throw new Error('Nothing works here.');
      },
      onDeposed: () => {},
      onNewcomer: () => {},
      onMessage: () => {},
    });
    try {
      await until(() => tries === 1);
      // Each has its turn after whoever asked before.
      for (let turn = 0; turn < 5; turn++) await navigator.locks.request(endpoint, () => {});
      expect(tries).to.equal(1);
    } finally {
      tab.leave();
      tabTimes.answer = answer;
    }
  });

  it('keep out of the affairs of another agent’s relay', async () => {
    await opened(1);
    await open({ endpoint: `${endpoint}/other` });
    await until(() => relay.open.length === 2);
  });
});

describe('a visitor’s page', () => {
  const receipt = { id: '1', secret: 'secret', expiresAt: 9e12 };
  const status = (version: number): CallbackStatus => ({ state: 'waiting', version, attempts: 0 });

  /** As when the visitor looks at another tab, or comes back. */
  function setHidden(hidden: boolean): void {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }

  afterEach(() => {
    Reflect.deleteProperty(document, 'hidden');
  });

  for (const [what, leave, comeBack] of [
    ['is hidden', () => setHidden(true), () => setHidden(false)],
    [
      'is in the back/forward cache',
      () => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })),
      () => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
    ],
  ] as const) {
    it(`has no stream while it ${what}, and misses nothing`, async () => {
      const relay = new PageRelay();
      const { visitor } = httpTransport({
        endpoint: 'https://relay.example',
        fetch: relay.fetch as typeof fetch,
      });
      const seen: VisitorUpdate[] = [];
      const closing = new AbortController();
      const reading = (async () => {
        for await (const update of visitor.watch(receipt, { signal: closing.signal })) {
          seen.push(update);
        }
      })();
      const stream = await relay.theOne();
      stream.send('status', status(1), 'e.1');
      await until(() => seen.length === 1);
      leave();
      await until(() => relay.open.length === 0);
      comeBack();
      const next = await relay.theOne();
      expect(next.lastEventId).to.equal('e.1');
      next.send('status', status(2), 'e.2');
      await until(() => seen.length === 2);
      // Nobody was there to be told of a gap that is none.
      expect(seen.map(({ type }) => type)).to.deep.equal(['status', 'status']);
      closing.abort();
      await reading;
      expect(relay.open).to.deep.equal([]);
    });
  }

  it('tries another connection as soon as the network has changed', async () => {
    const relay = new PageRelay();
    const { visitor } = httpTransport({
      endpoint: 'https://relay.example',
      fetch: relay.fetch as typeof fetch,
    });
    const closing = new AbortController();
    const reader = visitor.watch(receipt, { signal: closing.signal })[Symbol.asyncIterator]();
    const first = reader.next();
    const stream = await relay.theOne();
    dispatchEvent(new Event('online'));
    const next = await relay.theOne(stream);
    next.send('status', status(1), 'e.1');
    expect((await first).value).to.deep.equal({ type: 'status', status: status(1) });
    closing.abort();
  });
});
