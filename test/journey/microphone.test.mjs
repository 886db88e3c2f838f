// Each way in which a microphone does not open, or goes away, in a real Chromium: what the agent
// reads, what becomes of the request, and that no microphone stays open.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { ensureScreen } from '../../scripts/ensure-screen.mjs';
import { launchHeaded } from './support/headed.mjs';
import {
  accept,
  answer,
  callBox,
  handset,
  isTheAgent,
  startDemo,
  theatre,
  until,
  untilPhone,
} from './support/index.mjs';

const NAME = 'Grace Hopper';
/** Chromium's own question is what these are about: nothing may answer it. */
const unanswered = { without: ['--use-fake-ui-for-media-stream'] };

suite('a microphone that does not open', { concurrency: false }, () => {
  const stage = theatre({
    ...unanswered,
    args: ['--host-resolver-rules=MAP shop.example 127.0.0.1'],
  });

  test('denied; then allowed in the settings: the box says so, and calls when tried again', async (t) => {
    const { context, openDesk } = await stage(t, { context: { permissions: [] } });
    const desk = await openDesk('Ada', { init: watchMicrophone });
    const place = await askThree(desk);
    await accept(desk, NAME);
    await untilRead(desk, 'The microphone is refused for this page.');
    await untilRead(desk, 'Meanwhile Grace Hopper is back in Waiting, at the same place.');
    await untilBack(desk, place);
    await context.grantPermissions(['microphone']);
    await untilRead(desk, 'The microphone is allowed now. Try again to call Grace Hopper.');
    assert.deepEqual(await waiting(desk), place, 'nobody is called without the agent’s hand');
    await tryAgain(desk);
    await untilState(desk, 'dialing');
    await hangUp(desk);
  });

  test('kept from the page by a Permissions-Policy: no retry is offered', async (t) => {
    const { context, openDesk } = await stage(t, { expected: /permissions policy/i });
    await context.route('**/desk.html*', async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), 'permissions-policy': 'microphone=()' };
      await route.fulfill({ response, headers });
    });
    const desk = await openDesk('Ada', { init: watchMicrophone });
    const place = await askThree(desk);
    await accept(desk, NAME);
    await untilRead(desk, 'A rule of this site keeps the microphone from this page');
    await untilBack(desk, place);
    assert.equal(await again(desk).count(), 0);
  });

  for (const [what, name, message, words] of [
    [
      'busy',
      'NotReadableError',
      'Could not start audio source',
      'The microphone is there but cannot be used',
    ],
    [
      'blocked by the system (in Chromium’s words)',
      'NotAllowedError',
      'Permission denied by system',
      'Your system keeps the microphone from the browser.',
    ],
  ]) {
    test(`${what}; then free`, async (t) => {
      const { openDesk } = await stage(t);
      const desk = await openDesk('Ada', { init: watchMicrophone });
      await desk.evaluate(([...failure]) => (window.failure = failure), [message, name]);
      const place = await askThree(desk);
      await accept(desk, NAME);
      await untilRead(desk, words);
      await untilBack(desk, place);
      await desk.evaluate(() => (window.failure = undefined));
      await tryAgain(desk);
      await untilState(desk, 'dialing');
      await hangUp(desk);
    });
  }

  test('pending, then allowed: the call begins by itself', async (t) => {
    const { openDesk } = await stage(t);
    const desk = await openDesk('Ada', { init: watchMicrophone });
    await holdQuestion(desk);
    await askThree(desk);
    await accept(desk, NAME);
    await untilRead(desk, 'Allow the microphone: click “Allow” at the top');
    await untilState(desk, 'claimed');
    await desk.evaluate(() => window.allow());
    await untilState(desk, 'dialing');
    await hangUp(desk);
  });

  test('not answered in time; a late Allow claims again and dials', async (t) => {
    const { openDesk } = await stage(t);
    const desk = await openDesk('Ada', { init: watchMicrophone });
    await holdQuestion(desk);
    const place = await askThree(desk);
    await accept(desk, NAME);
    await untilRead(desk, 'Nobody answered the browser’s question about the microphone.');
    await untilBack(desk, place);
    await desk.evaluate(() => window.allow());
    await untilState(desk, 'dialing');
    await hangUp(desk);
  });

  test('not answered in time; a late Allow reads who took it', async (t) => {
    const { open, openDesk } = await stage(t);
    const phone = await open('/phone.html');
    const desk = await openDesk('Ada', { init: watchMicrophone });
    await holdQuestion(desk);
    const place = await askThree(desk);
    await accept(desk, NAME);
    await untilRead(desk, 'Nobody answered the browser’s question about the microphone.');
    await untilBack(desk, place);
    const bob = await openDesk('Bob', { init: watchMicrophone });
    await accept(bob, NAME);
    await untilPhone(phone, 'ringing');
    await desk.bringToFront();
    await desk.evaluate(() => window.allow());
    await untilRead(desk, 'Bob was faster.');
    await untilClosed(desk);
  });

  test('an insecure page: no microphone, and no retry that could not help', async (t) => {
    // The demo's desk needs Web Locks, which such a page lacks as well: a desk in memory stands in.
    const { context, demo } = await stage(t);
    const page = await context.newPage();
    const origin = demo.url.replace('localhost', 'shop.example');
    await page.goto(`${origin}/gallery.html?state=none`);
    assert.equal(await page.evaluate(() => window.isSecureContext), false);
    const before = await page.evaluate(async () => {
      await import('/dist/index.js');
      const { AgentCall, AgentDesk } = await import('/dist/call/index.js');
      const { FakeDesk } = await import('/dist/testing/index.js');
      const fake = (window.fake = new FakeDesk());
      const { id } = fake.ask({ name: 'Grace Hopper' });
      const desk = new AgentDesk(fake.agent({ id: 'ada', name: 'Ada' }));
      desk.start();
      while (!desk.waiting.has(id)) await new Promise((resolve) => setTimeout(resolve, 10));
      const callback = desk.waiting.get(id);
      const call = new AgentCall({ desk, calls: fake.calls(), callback });
      document.body.replaceChildren(Object.assign(document.createElement('call-box'), { call }));
      await call.accept();
      return { id, requestedAt: callback.requestedAt };
    });
    await untilRead(page, 'The browser offers no microphone on this page');
    const { state, requestedAt } = await page.evaluate(
      ({ id }) => window.fake.callback(id),
      before,
    );
    assert.deepEqual([state, requestedAt], ['waiting', before.requestedAt]);
    assert.equal(await again(page).count(), 0);
  });
});

suite('no microphone in the machine', () => {
  const stage = theatre({ without: ['--use-fake-device-for-media-stream'] });

  test('missing: the request waits on', async (t) => {
    const { openDesk } = await stage(t);
    const desk = await openDesk('Ada', { init: watchMicrophone });
    const place = await askThree(desk);
    await accept(desk, NAME);
    await untilRead(desk, 'No microphone was found. Plug in your headset, then try again.');
    await untilBack(desk, place);
    await tryAgain(desk);
    await untilBack(desk, place);
  });
});

suite('a microphone that goes away in mid-call', () => {
  const stage = theatre(unanswered);

  for (const muted of [false, true]) {
    test(`${muted ? 'muted' : 'heard'}, taken away and allowed again: the same call goes on`, async (t) => {
      const { context, open, openDesk } = await stage(t);
      const phone = await open('/phone.html');
      const desk = await openDesk('Ada', { init: watchMicrophone });
      await askThree(desk);
      await accept(desk, NAME);
      await untilPhone(phone, 'ringing');
      await answer(phone);
      await untilState(desk, 'connected');
      await until(() => handset(phone), isTheAgent, 'the visitor hears the agent');
      if (muted) await mute(desk).click();
      await context.clearPermissions();
      await untilRead(desk, 'Meanwhile Grace Hopper cannot hear you.');
      assert.equal(await stateOf(desk), 'connected');
      assert.equal(await openTracks(desk), 0);
      await context.grantPermissions(['microphone']);
      await callBox(desk, NAME).locator('[part=notice]').waitFor({ state: 'detached' });
      assert.equal(await stateOf(desk), 'connected');
      assert.equal((await handset(phone)).state, 'connected');
      if (muted) {
        await until(
          () => handset(phone),
          ({ level }) => level < 0.001,
          'the visitor hears nothing of a muted agent',
        );
        await mute(desk).click();
      }
      await until(() => handset(phone), isTheAgent, 'the visitor hears the agent again');
      await hangUp(desk);
    });
  }

  test('the call ends while it is away: nothing is opened any more', async (t) => {
    const { context, open, openDesk } = await stage(t);
    const phone = await open('/phone.html');
    const desk = await openDesk('Ada', { init: watchMicrophone });
    await askThree(desk);
    await accept(desk, NAME);
    await untilPhone(phone, 'ringing');
    await answer(phone);
    await untilState(desk, 'connected');
    await context.clearPermissions();
    await untilRead(desk, 'Meanwhile Grace Hopper cannot hear you.');
    await hangUp(desk);
    const opened = await desk.evaluate(() => window.streams.length);
    await context.grantPermissions(['microphone']);
    await desk.waitForTimeout(300);
    assert.equal(await desk.evaluate(() => window.streams.length), opened);
  });
});

suite('the browser’s own question, clicked on a screen', { concurrency: false }, () => {
  let demo;
  let headed;
  before(async () => {
    ensureScreen();
    demo = await startDemo();
    headed = await launchHeaded();
  });
  after(async () => {
    await headed?.stop();
    await demo?.stop();
  });

  for (const [button, what] of [
    ['allow', 'Allow: the call begins by itself'],
    ['never', 'Never allow: the request waits again'],
    ['close', 'closed: the request waits again, and the question can be asked again'],
  ]) {
    test(what, async (t) => {
      const context = await headed.browser.newContext({ viewport: null });
      t.after(() => context.close());
      const desk = await context.newPage();
      await desk.addInitScript(watchMicrophone, { timeout: 45_000 });
      await desk.goto(`${demo.url}/desk.html?agent=Ada`);
      const place = await askThree(desk);
      await accept(desk, NAME);
      await untilRead(desk, 'Allow the microphone: click “Allow” at the top');
      await untilState(desk, 'claimed');
      await pressUntilAnswered(desk, button);
      if (button === 'allow') {
        await untilState(desk, 'dialing');
        assert.ok((await openTracks(desk)) > 0);
        await hangUp(desk);
        return;
      }
      const words = {
        never: 'The microphone is refused for this page.',
        close: 'The browser’s question was closed without an answer.',
      };
      await untilRead(desk, words[button]);
      await untilBack(desk, place);
      if (button === 'never') return;
      await tryAgain(desk);
      await untilRead(desk, 'Allow the microphone: click “Allow” at the top');
      await pressUntilAnswered(desk, 'allow');
      await untilState(desk, 'dialing');
      await hangUp(desk);
    });
  }

  /** Chromium takes no click in the first half second of its question, so that none hits it by chance. */
  async function pressUntilAnswered(desk, button) {
    await until(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 700));
        headed.press(button);
        await new Promise((resolve) => setTimeout(resolve, 300));
        return callBox(desk, NAME).evaluate(({ call }) => call.microphone);
      },
      (microphone) => microphone !== 'pending',
      'the question is answered',
    );
  }
});

/** Three ask, one after the other; the second is the one that is called. */
async function askThree(desk) {
  await desk.evaluate(async () => {
    const { loopbackTransport } = await import('/dist/transport/loopback/index.js');
    const { visitor } = loopbackTransport();
    for (const [index, name] of ['Alan Turing', 'Grace Hopper', 'Ada Lovelace'].entries()) {
      const request = { name, number: { e164: `+3906698${10_000 + index}` } };
      await visitor.request(request, { requestKey: `key-${index}`, secret: 's'.repeat(43) });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  return until(
    () => waiting(desk),
    ({ length }) => length === 3,
    'three are waiting',
  );
}

/** Who waits, in the order of the list, since when, and in whose hands. */
function waiting(desk) {
  return desk.locator('callback-waiting').evaluate((list) => {
    const shown = [...list.shadowRoot.querySelectorAll('li')].map((row) => row.textContent);
    const known = [...list.desk.waiting.values()];
    return shown.flatMap((text) =>
      known
        .filter(({ name }) => text.includes(name))
        .map(({ name, requestedAt, state }) => ({ name, requestedAt, state })),
    );
  });
}

/** The request has its place and its age again, and no microphone is open. */
async function untilBack(desk, place) {
  await until(
    () => waiting(desk),
    (now) => JSON.stringify(now) === JSON.stringify(place),
    `back in Waiting: ${JSON.stringify(place)}`,
  );
  await untilClosed(desk);
}

function untilClosed(desk) {
  return until(
    () => openTracks(desk),
    (open) => open === 0,
    'no microphone stays open',
  );
}

function untilRead(desk, words) {
  return until(
    async () => (await callBox(desk, NAME).locator('[part=notice]').allInnerTexts()).join(),
    (text) => text.includes(words),
    `the box says: ${words}`,
  );
}

function again(desk) {
  return callBox(desk, NAME).getByRole('button', { name: 'Try again' });
}

async function tryAgain(desk) {
  await desk.bringToFront();
  await again(desk).click();
}

function mute(desk) {
  return callBox(desk, NAME).getByRole('button', { name: 'Mute' });
}

async function hangUp(desk) {
  await desk.bringToFront();
  await callBox(desk, NAME).getByRole('button', { name: 'Hang up' }).click();
  await untilState(desk, 'wrapup');
  await untilClosed(desk);
}

function stateOf(desk) {
  return callBox(desk, NAME).evaluate(({ call }) => {
    return call.end ? `${call.state}: ${call.end.reason}` : call.state;
  });
}

function untilState(desk, state) {
  return until(
    () => stateOf(desk),
    (now) => now.split(':')[0] === state,
    `the call is ${state}`,
  );
}

/** Nobody answers the question until `allow()`. */
function holdQuestion(desk) {
  return desk.evaluate(() => {
    window.question = new Promise((resolve) => (window.allow = resolve));
  });
}

/** How many tracks are live in the page, copies too. */
function openTracks(desk) {
  return desk.evaluate(
    () => window.tracks.filter(({ readyState }) => readyState === 'live').length,
  );
}

/** Runs in the page: keeps every track that was opened or copied, and fails or waits on demand. */
function watchMicrophone({ timeout = 700 } = {}) {
  window.streams = [];
  window.tracks = [];
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    if (window.failure) throw new DOMException(...window.failure);
    await window.question;
    const stream = await open(constraints);
    window.streams.push(stream);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  const { clone } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.clone = function () {
    const copy = clone.call(this);
    window.tracks.push(copy);
    return copy;
  };
  // The time-out of the question, which is 45 seconds.
  const { setTimeout } = window;
  window.setTimeout = (run, ms, ...rest) => setTimeout(run, ms === 45_000 ? timeout : ms, ...rest);
}
