// An agent's page stays open all day. Whatever an element or a call opened is counted before and
// after, once the garbage has been collected: nodes and listeners by the browser itself, the rest by
// wrapped constructors.
import assert from 'node:assert/strict';
import { answer, journey, until, untilPhone } from '../journey/support/index.mjs';

const rounds = 10;
const manyCalls = 50;

/** Each element, and which property connects it. */
const elements = {
  'callback-engagement': ['transport'],
  'callback-form': ['transport'],
  'callback-status': ['transport', 'receipt'],
  'callback-waiting': ['transport'],
  'callback-provider': ['transport'],
  'call-desk': ['transport'],
  'call-box': ['call'],
  'call-keypad': ['call'],
};

for (const [tag, properties] of Object.entries(elements)) {
  journey(`<${tag}> mounted and removed ${rounds} times leaves nothing`, async ({ open }) => {
    const page = await openCounted(open);
    const mount = (times) => mountAndRemove(page, { tag, properties, times });
    await mount(2);
    const start = await count(page);
    await mount(rounds);
    await untilBackAt(page, start);
  });
}

journey('the count goes red when each mount leaks one listener', async ({ open }) => {
  const page = await openCounted(open);
  const mount = (times) =>
    mountAndRemove(page, { tag: 'call-keypad', properties: ['call'], times, leak: true });
  await mount(2);
  const start = await count(page);
  await mount(rounds);
  const { listeners, nodes } = await count(page);
  assert.ok(listeners >= start.listeners + rounds, `${listeners} after ${start.listeners}`);
  assert.ok(nodes > start.nodes + rounds, 'and what it refers to is kept');
});

journey(`a desk through ${manyCalls} whole calls is as it was after five`, async ({ open }) => {
  const page = await openCounted(open);
  await page.evaluate(startDesk);
  await page.evaluate(takeCalls, 5);
  const start = await count(page);
  await page.evaluate(takeCalls, manyCalls);
  await untilBackAt(page, start);
  await page.evaluate(() => window.endDesk());
  const { held } = await count(page);
  const nothing = { channels: 0, contexts: 0, locks: 0, peers: 0, timers: 0, tracks: 0 };
  assert.deepEqual(held, nothing, 'and nothing is held without the desk');
});

journey('neither desk nor phone keeps anything of real calls', async ({ open, openDesk }) => {
  const phone = await open('/phone.html', { init: countWhatIsHeld });
  const desk = await openDesk('Ada', { init: countWhatIsHeld });
  const talk = async (name) => {
    await desk.bringToFront();
    await desk.evaluate(askFor, name);
    await desk.getByRole('button', { name: `Accept ${name}` }).click();
    await answer(phone);
    await untilPhone(phone, 'connected');
    await desk.getByText('Connected', { exact: true }).nth(1).waitFor();
    await phone.getByRole('button', { name: 'Hang up' }).click();
    const box = desk.locator('call-box').filter({ hasText: name });
    await box.getByText(`${name} hung up`).first().waitFor();
    await box.evaluate(async ({ call }) => {
      await call.saveWrapup();
      call.close();
      call.remove();
    });
    await box.waitFor({ state: 'detached' });
  };
  await talk('First');
  await talk('Second');
  const starts = [await count(desk), await count(phone)];
  for (const name of ['Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh']) await talk(name);
  await untilBackAt(desk, starts[0]);
  await untilBackAt(phone, starts[1]);
});

async function openCounted(open) {
  const page = await open('/gallery.html?state=none', { init: countWhatIsHeld });
  await page.locator('html[data-ready]').waitFor();
  return page;
}

const sessions = new WeakMap();

/** What lives in the page now. */
async function count(page) {
  if (!sessions.has(page)) {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    sessions.set(page, session);
  }
  const session = sessions.get(page);
  // Twice: what a finalizer lets go of is garbage only then.
  for (let i = 0; i < 2; i++) {
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 30)));
    await session.send('HeapProfiler.collectGarbage');
  }
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (wanted) => metrics.find(({ name }) => name === wanted).value;
  const held = await page.evaluate(() => window.whatIsHeld());
  return { nodes: metric('Nodes'), listeners: metric('JSEventListeners'), held };
}

/** A leak grows with every round; a handful either way is the browser's own. */
async function untilBackAt(page, start) {
  const slack = 5;
  await until(
    () => count(page),
    (now) =>
      now.nodes <= start.nodes + slack &&
      now.listeners <= start.listeners + slack &&
      Object.keys(now.held).every((kind) => now.held[kind] <= start.held[kind]),
    `back at ${JSON.stringify(start)}`,
  );
}

/** Runs in the page, before anything else there. */
function countWhatIsHeld() {
  const timers = new Set();
  const tracks = new Set();
  const open = { peers: new Set(), contexts: new Set(), channels: new Set() };

  const { setTimeout, clearTimeout, setInterval, clearInterval } = window;
  window.setTimeout = (work, ...rest) => {
    const id = setTimeout(
      (...all) => {
        timers.delete(id);
        work(...all);
      },
      ...rest,
    );
    timers.add(id);
    return id;
  };
  window.setInterval = (...all) => {
    const id = setInterval(...all);
    timers.add(id);
    return id;
  };
  window.clearTimeout = (id) => {
    timers.delete(id);
    clearTimeout(id);
  };
  window.clearInterval = (id) => {
    timers.delete(id);
    clearInterval(id);
  };

  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    for (const track of stream.getTracks()) tracks.add(track);
    return stream;
  };
  const { clone } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.clone = function () {
    const track = clone.call(this);
    tracks.add(track);
    return track;
  };

  const watch = (kind, name) => {
    window[name] = class extends window[name] {
      constructor(...all) {
        super(...all);
        open[kind].add(this);
      }
      close() {
        open[kind].delete(this);
        return super.close();
      }
    };
  };
  watch('peers', 'RTCPeerConnection');
  watch('contexts', 'AudioContext');
  watch('channels', 'BroadcastChannel');

  window.whatIsHeld = async () => {
    for (const track of tracks) if (track.readyState === 'ended') tracks.delete(track);
    const { held, pending } = await navigator.locks.query();
    return {
      timers: timers.size,
      tracks: tracks.size,
      peers: open.peers.size,
      contexts: open.contexts.size,
      channels: open.channels.size,
      locks: held.length + pending.length,
    };
  };
}

/** Mounts an element over a desk in memory, waits until it is drawn, and takes it away. */
function mountAndRemove(page, options) {
  return page.evaluate(async ({ tag, properties, times, leak }) => {
    const { ada, connect, newDesk, put, settle, transportOf, until } =
      await import('/gallery/stage.js');
    const { AgentCall, AgentDesk } = await import('/lib/call/index.js');
    const desk = newDesk();
    const agentDesk = new AgentDesk(desk.agent(ada));
    agentDesk.start();
    const receipt = desk.ask({ name: 'Grace Hopper' });
    desk.ask({ name: 'Alan Turing' });
    const callback = await until(() => agentDesk.waiting.get(receipt.id));
    const call = new AgentCall({ desk: agentDesk, calls: desk.calls(), callback });
    const box = put(document.body, 'call-box', { call });
    if (tag.startsWith('call-') && tag !== 'call-desk') await connect({ desk, call, box });
    box.remove();
    const all = { transport: transportOf(desk), receipt, call };
    const chosen = Object.fromEntries(properties.map((name) => [name, all[name]]));
    for (let i = 0; i < times; i++) {
      const element = put(document.body, tag, chosen);
      await settle(element);
      if (leak) addEventListener('callback-nobody', () => element);
      element.remove();
      element.dispose?.();
    }
    call.dispose();
    agentDesk.stop();
    desk.dispose();
  }, options);
}

/** Runs in the page: a desk, and the desk in memory behind it. */
async function startDesk() {
  const { newDesk, put, transportOf, until, find } = await import('/gallery/stage.js');
  const desk = newDesk();
  const element = put(document.body, 'call-desk', { transport: transportOf(desk) });
  await until(() => find(element, '[part=bar]'));
  window.atWork = { desk, element };
  window.endDesk = () => {
    element.remove();
    element.dispose();
    desk.dispose();
    delete window.atWork;
  };
}

/** Runs in the page: so many calls, each by the buttons that an agent uses, from Accept to Remove. */
async function takeCalls(times) {
  const { find, press, until } = await import('/gallery/stage.js');
  const { desk, element } = window.atWork;
  for (let i = 0; i < times; i++) {
    desk.ask({ name: `Visitor ${i}` });
    await press(element, '[part=accept]');
    const phone = await desk.phone.next();
    phone.ring();
    phone.answer();
    const [call] = element.calls;
    await until(() => call.state === 'connected');
    call.sendTones('12#');
    await press(element, '[part=mute]');
    await until(() => phone.digits === '12#');
    phone.hangUp();
    await until(() => call.state === 'wrapup');
    call.notes = 'A new bell.';
    await press(element, '[part=save]');
    await until(() => call.state === 'done');
    await press(element, '[part=close]');
    find(element, 'dialog')?.querySelector('.confirm')?.click();
    await press(element, '[part=remove]');
    await until(() => element.calls.length === 0);
    // The phone in memory remembers its calls, which is not the desk's doing.
    desk.phone.calls.splice(0);
  }
}

/** Runs in the page: a visitor's request, without the visitor's page. */
async function askFor(name) {
  const { visitor } = document.querySelector('call-desk').transport;
  const token = () => Array.from({ length: 4 }, () => Math.random().toString(36).slice(2)).join('');
  await visitor.request(
    { name, number: { e164: `+12015550${String(100 + name.length * 7).slice(-3)}` } },
    { requestKey: token(), secret: token() },
  );
}
