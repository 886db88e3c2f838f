// The visitor takes the request back: while it waits, while the agent is asked for the microphone, while
// the phone rings.
import assert from 'node:assert/strict';
import {
  accept,
  ask,
  callBox,
  fillIn,
  handset,
  holdMicrophone,
  journey,
  until,
  untilPhone,
  untilTitle,
  waitingRow,
} from './support/index.mjs';

journey('the visitor cancels, and nobody is called', async ({ open, openDesk, step }) => {
  const site = await open('/');
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada', { init: holdMicrophone });
  const cancel = async () => {
    await site.bringToFront();
    await site.getByRole('button', { name: 'Cancel my request' }).click();
    await untilTitle(site, 'You canceled your request');
  };
  const askAgain = async (name) => {
    await site.getByRole('button', { name: 'Ask again' }).click();
    await fillIn(site, { name });
  };
  const untilTold = (name) =>
    callBox(desk, name).getByText(`${name} canceled the request`).first().waitFor();

  await step('while waiting: the row goes', async () => {
    await ask(site, { name: 'Grace Hopper' });
    await waitingRow(desk, 'Grace Hopper').waitFor();
    await cancel();
    await waitingRow(desk, 'Grace Hopper').waitFor({ state: 'detached' });
  });

  await step('while the microphone is asked for: a late Allow rings nobody', async () => {
    await askAgain('Alan Turing');
    await accept(desk, 'Alan Turing');
    await callBox(desk, 'Alan Turing').getByText('Allow the microphone').first().waitFor();
    await untilTitle(site, 'We have your request');
    await cancel();
    await untilTold('Alan Turing');
    await desk.evaluate(() => window.allow());
    await untilClosed(desk);
    assert.equal((await handset(phone)).state, 'idle');
  });

  await step('while the phone rings: it stops', async () => {
    await askAgain('Mary Jackson');
    await accept(desk, 'Mary Jackson');
    await untilPhone(phone, 'ringing');
    await untilTitle(site, 'Your phone is ringing');
    await cancel();
    assert.equal((await handset(phone)).state, 'idle', 'silent once the visitor reads it');
    await untilTold('Mary Jackson');
    await untilClosed(desk);
  });
});

/** The agent's microphone was opened, and none is open any more. */
function untilClosed(desk) {
  return until(
    () =>
      desk.evaluate(() =>
        window.streams.flatMap((stream) => stream.getTracks()).map(({ readyState }) => readyState),
      ),
    (tracks) => tracks.length > 0 && !tracks.includes('live'),
    'the microphone is closed',
  );
}
