// The whole source document, A1 to A13, lived through on the demo's own server by three people: a
// visitor on a website, an agent, and the visitor's phone. The audio is real, and measured from
// decoded samples.
import assert from 'node:assert/strict';
import {
  accept,
  answer,
  ask,
  callBox,
  fillIn,
  handset,
  isTheAgent,
  journey,
  until,
  untilPhone,
  untilTheyTalk,
  untilTitle,
  waitingRow,
} from './support/index.mjs';

journey('the journey, A1 to A13', async ({ context, open, openDesk, step }) => {
  const site = await open('/');
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada', { init: rememberPeers });
  const box = callBox(desk, 'Grace Hopper');
  const close = box.getByRole('button', { name: /^Close the box/ });
  const dialog = desk.getByRole('dialog');
  const look = () => handset(phone);

  await step('A1, A2: the visitor asks, with name and number', async () => {
    await ask(site);
    await untilTitle(site, 'We have your request');
  });

  await step('A3: it appears in the agent’s Waiting section', async () => {
    const row = waitingRow(desk, 'Grace Hopper');
    await row.waitFor();
    assert.match(await row.innerText(), /\+39/);
  });

  await step('A4, A5: accept and allow the microphone, and the phone rings', async () => {
    await accept(desk, 'Grace Hopper');
    await untilPhone(phone, 'ringing');
    await untilTitle(site, 'Your phone is ringing');
    await box.getByText('Ringing …').first().waitFor();
    assert.equal(await waitingRow(desk, 'Grace Hopper').count(), 0);
  });

  await step('the visitor answers, and both hear each other', async () => {
    await answer(phone);
    await untilTitle(site, 'You are connected');
    await untilTheyTalk(desk, phone);
  });

  await step('A6: twelve keys typed in 300 ms arrive, in order', async () => {
    await desk.bringToFront();
    await box.getByRole('button', { name: 'Mute', exact: true }).focus();
    await desk.keyboard.type('0123456789*#', { delay: 25 });
    await until(look, ({ digits }) => digits === '0123456789*#', 'the digits arrive in order');
  });

  await step('A7: Mute silences, and the same button brings the voice back', async () => {
    const mute = box.getByRole('button', { name: 'Mute', exact: true });
    await mute.click();
    assert.equal(await mute.getAttribute('aria-pressed'), 'true');
    await box.getByText('You are muted').first().waitFor();
    await until(look, ({ level }) => level < 0.001, 'the phone hears silence');
    await mute.click();
    assert.equal(await mute.getAttribute('aria-pressed'), 'false');
    await until(look, isTheAgent, 'the phone hears the agent again');
  });

  await step('A8: the agent gives the box a colour', async () => {
    await box.getByRole('button', { name: /^Colour and options/ }).click();
    await box.getByText('Purple', { exact: true }).click();
    assert.equal(await box.evaluate(({ call }) => call.colour), 'purple');
    await desk.keyboard.press('Escape');
  });

  await step('the check of the sound goes red when the sender’s track is stopped', async () => {
    await until(look, isTheAgent, 'it is green before');
    await desk.evaluate(() => {
      for (const peer of window.peers) {
        for (const { track } of peer.getSenders()) track?.stop();
      }
    });
    await until(look, (now) => !isTheAgent(now), 'a stopped track is not heard');
  });

  await step('A9, A10: X asks first; Escape keeps the call', async () => {
    await close.click();
    await dialog.waitFor();
    await desk.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal((await look()).state, 'connected');
    assert.ok(await close.evaluate((button) => button.matches(':focus')), 'the focus is back at X');
  });

  await step('A11: the question need not come again', async () => {
    await close.click();
    await dialog.getByRole('checkbox', { name: 'Don’t show this again' }).check();
    await dialog.getByRole('button', { name: 'Hang up and close' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  await step('A12: the call is hung up; the closed box stays, with its outcome', async () => {
    await untilPhone(phone, 'idle');
    await untilTitle(site, 'The call is over');
    await box.getByText('You hung up').first().waitFor();
    assert.equal(await box.evaluate(({ call }) => call.box), 'closed');
  });

  await step('outcome and notes are saved after closing', async () => {
    await box.getByRole('combobox', { name: 'Outcome' }).selectOption({ label: 'Reached' });
    await box.getByRole('textbox', { name: 'Notes' }).fill('Wants a new bell.');
    await box.getByRole('button', { name: 'Save', exact: true }).click();
    await box.getByText('Saved', { exact: true }).first().waitFor();
    assert.equal(await box.evaluate(({ call }) => call.state), 'done');
  });

  await step('A13: the button, and only it, takes the box away', async () => {
    await box.getByRole('button', { name: /Remove/ }).click();
    await box.waitFor({ state: 'detached' });
  });

  await step(
    'A11: from then on X hangs up after a moment in which the call can be kept',
    async () => {
      const next = callBox(desk, 'Alan Turing');
      const keep = next.getByRole('button', { name: 'Keep the call' });
      await site.bringToFront();
      await site.getByRole('button', { name: 'Ask again' }).click();
      await fillIn(site, { name: 'Alan Turing' });
      await accept(desk, 'Alan Turing');
      await untilPhone(phone, 'ringing');
      // The moment lasts three seconds, by a clock that waits for this hand.
      await context.clock.install();
      await context.clock.pauseAt(Date.now() + 1_000);
      await next.getByRole('button', { name: /^Close the box/ }).click();
      await keep.waitFor();
      await desk.keyboard.press('Escape');
      await keep.waitFor({ state: 'detached' });
      assert.equal((await look()).state, 'ringing');
      await next.getByRole('button', { name: /^Close the box/ }).click();
      await keep.waitFor();
      assert.equal(await dialog.count(), 0);
      await context.clock.runFor(3_000);
      await context.clock.resume();
      await untilPhone(phone, 'idle');
      // Another attempt is possible until the agent has saved the outcome.
      await untilTitle(site, 'We tried to reach you');
      await next.getByRole('button', { name: 'Save', exact: true }).click();
      await untilTitle(site, 'We stopped the call');
    },
  );

  await step('A11: and there is a way back to the question', async () => {
    const next = callBox(desk, 'Mary Jackson');
    await site.bringToFront();
    await site.getByRole('button', { name: 'Ask again' }).click();
    await fillIn(site, { name: 'Mary Jackson' });
    await accept(desk, 'Mary Jackson');
    await untilPhone(phone, 'ringing');
    await next.getByRole('button', { name: /^Colour and options/ }).click();
    await next.getByRole('checkbox', { name: 'Ask before the X hangs up a call' }).check();
    await desk.keyboard.press('Escape');
    await next.getByRole('button', { name: /^Close the box/ }).click();
    await dialog.getByRole('button', { name: 'Keep it open' }).click();
    assert.equal(await next.evaluate(({ call }) => call.box), 'open');
  });
});

/** Runs in the page: the test stops what the call sends, and for that must find it. */
function rememberPeers() {
  const Peer = window.RTCPeerConnection;
  window.peers = [];
  window.RTCPeerConnection = class extends Peer {
    constructor(...all) {
      super(...all);
      window.peers.push(this);
    }
  };
}
