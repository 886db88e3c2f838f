// The browser's own question about the microphone, really clicked: in a window on a screen that nobody
// sees. Where Chromium draws its buttons depends on its version, so that this is a command of its own.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { ensureScreen } from '../../scripts/ensure-screen.mjs';
import { accept, callBox, close, startDemo, until } from '../journey/support/index.mjs';
import {
  NAME,
  askThree,
  hangUp,
  openTracks,
  tryAgain,
  untilBack,
  untilRead,
  untilState,
  watchMicrophone,
} from '../journey/support/microphone.mjs';
import { launchHeaded } from './screen.mjs';

suite('the browser’s own question, clicked on a screen', { concurrency: false }, () => {
  let demo;
  let headed;
  before(async () => {
    ensureScreen();
    demo = await startDemo();
    headed = await launchHeaded();
  });
  after(() => close(headed, demo));

  for (const [button, what] of [
    ['allow', 'Allow: the call begins by itself'],
    ['never', 'Never allow: the request waits again'],
    ['close', 'closed: the request waits again, and the question can be asked again'],
  ]) {
    test(what, async (t) => {
      const context = await headed.browser.newContext({ viewport: null });
      t.after(() => close(context));
      const desk = await context.newPage();
      await desk.addInitScript(watchMicrophone);
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
