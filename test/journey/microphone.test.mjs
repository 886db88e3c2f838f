// Each way in which a microphone does not open, or goes away, in a real Chromium: what the agent
// reads, what becomes of the request, and that no microphone stays open.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  accept,
  answer,
  callBox,
  handset,
  isTheAgent,
  theatre,
  until,
  untilPhone,
} from './support/index.mjs';
import {
  NAME,
  again,
  askByQuestion,
  askThree,
  hangUp,
  holdQuestion,
  mute,
  openTracks,
  stateOf,
  tryAgain,
  untilBack,
  untilClosed,
  untilRead,
  untilState,
  waiting,
  watchMicrophone,
} from './support/microphone.mjs';

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

  test('closed without an answer; then asked again and allowed: it calls', async (t) => {
    const { browser, context, openDesk } = await stage(t);
    const desk = await openDesk('Ada', { init: watchMicrophone });
    // Without a window Chromium closes the question itself.
    await askByQuestion(browser, desk);
    const place = await askThree(desk);
    await accept(desk, NAME);
    await untilRead(desk, 'The browser’s question was closed without an answer.');
    await untilBack(desk, place);
    await tryAgain(desk);
    await untilBack(desk, place);
    await context.grantPermissions(['microphone']);
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
    await holdQuestion(desk, { timeout: 700 });
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
    await holdQuestion(desk, { timeout: 700 });
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
      await import('/lib/index.js');
      const { AgentCall, AgentDesk } = await import('/lib/call/index.js');
      const { FakeDesk } = await import('/lib/testing/index.js');
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
