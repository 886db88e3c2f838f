// What only a real Chromium can say of a microphone: how it refuses one, takes one away and gives it back.
// What the call and its box make of each failure is tested with them.
import assert from 'node:assert/strict';
import {
  accept,
  answer,
  callBox,
  handset,
  isTheAgent,
  journey,
  until,
  untilPhone,
} from './support/index.mjs';
import {
  NAME,
  again,
  askByQuestion,
  askThree,
  hangUp,
  mute,
  openTracks,
  stateOf,
  tryAgain,
  untilBack,
  untilRead,
  waiting,
  watchMicrophone,
} from './support/microphone.mjs';

journey(
  'refused, left unanswered, allowed; taken away in the call, and allowed again',
  async ({ browser, context, open, openDesk, step }) => {
    const phone = await open('/phone.html');
    const desk = await openDesk('Ada', { init: watchMicrophone });
    const place = await askThree(desk);

    await step('refused: the request waits again, at its place', async () => {
      await accept(desk, NAME);
      await untilRead(desk, 'The microphone is refused for this page.');
      await untilRead(desk, 'Meanwhile Grace Hopper is back in Waiting, at the same place.');
      await untilBack(desk, place);
    });

    await step('asked, and closed without an answer', async () => {
      // Without a window Chromium closes the question itself.
      const session = await askByQuestion(browser, desk);
      await tryAgain(desk);
      await untilRead(desk, 'The browser’s question was closed without an answer.');
      await untilBack(desk, place);
      await session.detach();
    });

    await step('allowed in the settings: said, and nobody is called by itself', async () => {
      await context.grantPermissions(['microphone']);
      await untilRead(desk, 'The microphone is allowed now. Try again to call Grace Hopper.');
      assert.deepEqual(await waiting(desk), place);
      await tryAgain(desk);
      await untilPhone(phone, 'ringing');
      await answer(phone);
      await until(() => handset(phone), isTheAgent, 'the visitor hears the agent');
    });

    await step('taken away in the call, muted: the call goes on without it', async () => {
      await desk.bringToFront();
      await mute(desk).click();
      await context.clearPermissions();
      await untilRead(desk, 'Meanwhile Grace Hopper cannot hear you.');
      assert.equal(await stateOf(desk), 'connected');
      assert.equal(await openTracks(desk), 0);
    });

    await step('allowed again: the same call goes on, still muted', async () => {
      await context.grantPermissions(['microphone']);
      await callBox(desk, NAME).locator('[part=notice]').waitFor({ state: 'detached' });
      await until(
        () => openTracks(desk),
        (open) => open > 0,
        'it is open again',
      );
      await until(
        () => handset(phone),
        ({ level }) => level < 0.001,
        'the visitor hears nothing of a muted agent',
      );
      await mute(desk).click();
      await until(() => handset(phone), isTheAgent, 'the visitor hears the agent again');
      await hangUp(desk);
    });
  },
  { context: { permissions: [] } },
);

journey(
  'kept from the page by a Permissions-Policy: no retry is offered',
  async ({ context, openDesk }) => {
    // A page that comes from a test is of no network, and asks before it may call this machine's relay.
    await context.grantPermissions(['microphone', 'local-network-access']);
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
  },
  { expected: /permissions policy/i },
);

journey(
  'an insecure page: no microphone, and no retry that could not help',
  async ({ context, url }) => {
    // The demo's desk needs Web Locks, which such a page lacks as well: a desk in memory stands in.
    const page = await context.newPage();
    await page.goto(`${url.replace('localhost', 'shop.example')}/gallery.html?state=none`);
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
  },
);
