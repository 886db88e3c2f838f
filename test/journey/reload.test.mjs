// The agent's page is reloaded, crashes or is closed in the middle of the work: what the agent's box and
// the visitor's page say then, and that the work goes on.
import assert from 'node:assert/strict';
import {
  accept,
  answer,
  ask,
  callBox,
  holdMicrophone,
  journey,
  until,
  untilPhone,
  untilTitle,
  waitingRow,
} from './support/index.mjs';

const name = 'Grace Hopper';
const interrupted = `The page was reloaded, so the sound is gone. ${name} may still hold the phone: call again.`;

journey('one call, its page reloaded in each of its states', async ({ open, openDesk, step }) => {
  const site = await open('/');
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada', { init: holdMicrophone });
  const box = callBox(desk, name);
  const on = { site, phone, desk, box };
  /** "Leave the page?", each time answered with Leave. */
  const asked = [];
  desk.on('dialog', (dialog) => {
    asked.push(dialog.type());
    return dialog.accept();
  });

  await step('claimed: reserved as before, and the microphone is asked for again', async () => {
    await ask(site);
    await accept(desk, name);
    await box.getByText('Waiting for your microphone').first().waitFor();
    await desk.reload();
    await box.getByText('Waiting for your microphone').first().waitFor();
    assert.equal(await desk.evaluate(() => window.opened), 1);
    await untilTitle(site, 'We have your request');
    assert.deepEqual(asked, [], 'nobody would be cut off: no question');
    assert.equal(await waitingRow(desk, name).count(), 0);
    await desk.evaluate(() => window.allow());
    // From now on each page is allowed at once.
    await desk.addInitScript(() => window.allow());
    await untilPhone(phone, 'ringing');
  });

  await step('ringing: the phone falls silent, and is called again', async () => {
    await untilTitle(site, 'Your phone is ringing');
    await desk.reload();
    assert.deepEqual(asked, ['beforeunload']);
    await callAgain(on);
  });

  await step('connected: called again, with notes and colour as they were', async () => {
    await fillInBox(on);
    await desk.reload();
    assert.deepEqual(asked, ['beforeunload', 'beforeunload']);
    await callAgain(on);
    await assertFilledIn(box);
  });

  await step('ended, and the desk has not heard of it: it is told after the reload', async () => {
    await neverSendTheEnd(desk);
    await desk.bringToFront();
    await box.getByRole('button', { name: 'Hang up' }).click();
    await untilPhone(phone, 'idle');
    await untilTitle(site, 'You are connected');
    await desk.reload();
    await untilTitle(site, 'The call is over');
    await box.getByText('You hung up').first().waitFor();
  });

  await step('wrap-up, saved, closed, removed: each as it was left', async () => {
    await box.getByText('Not saved yet').waitFor();
    await assertFilledIn(box);
    await box.getByRole('button', { name: 'Save', exact: true }).click();
    await box.getByText('Saved', { exact: true }).first().waitFor();

    await desk.reload();
    await box.getByText('Saved', { exact: true }).first().waitFor();
    await assertColour(box);
    await box.getByText('Reached', { exact: true }).waitFor();
    await box.getByText('A new bell.', { exact: true }).waitFor();
    await box.getByRole('button', { name: /^Close the box/ }).click();
    await box.getByText('Closed', { exact: true }).first().waitFor();

    await desk.reload();
    await box.getByText('Closed', { exact: true }).first().waitFor();
    await assertColour(box);
    await box.getByRole('button', { name: 'Remove' }).click();
    await box.waitFor({ state: 'detached' });

    await desk.reload();
    await desk.getByText('No calls').waitFor();
    assert.equal(await box.count(), 0);
    assert.equal(asked.length, 2, 'nothing was live: no question');
  });
});

journey(
  'pages of the agent crash and are closed: her next one goes on, and no colleague',
  async ({ open, openDesk, step }) => {
    const site = await open('/');
    const phone = await open('/phone.html');
    const colleague = await openDesk('Bob');
    /** Another tab of Ada's, which shows nothing of the call in the first. */
    const openNext = async (options) => {
      const next = await openDesk('Ada', options);
      await next.getByText('Nobody is waiting').waitFor();
      assert.equal(await callBox(next, name).count(), 0);
      return next;
    };
    /** Nobody else is offered a call that may still be going on. */
    const onlyHers = async () => {
      await colleague.getByText('Nobody is waiting').waitFor();
      assert.equal(await callBox(colleague, name).count(), 0);
    };
    const mortal = { init: holdMicrophone, mortal: true };
    const first = await openDesk('Ada', mortal);
    let second, third;

    await step('claimed, and it crashes: the next asks for the microphone', async () => {
      await ask(site);
      await accept(first, name);
      await callBox(first, name).getByText('Waiting for your microphone').first().waitFor();
      second = await openNext(mortal);
      await crash(first);
      await callBox(second, name).getByText('Waiting for your microphone').first().waitFor();
      await untilTitle(site, 'We have your request');
      await second.evaluate(() => window.allow());
      await connect({ site, phone, box: callBox(second, name) });
    });

    await step('connected, and it crashes: the next calls again', async () => {
      third = await openNext({ mortal: true });
      await crash(second);
      await callAgain({ site, phone, desk: third, box: callBox(third, name) });
    });

    await step('connected, and the last is closed: the visitor is told, and waits', async () => {
      await third.close();
      await site.bringToFront();
      await site.getByText('We lost the person you are talking to.').first().waitFor();
      await untilPhone(phone, 'idle');
      await onlyHers();
      const fourth = await openDesk('Ada');
      await callAgain({ site, phone, desk: fourth, box: callBox(fourth, name) });
      await onlyHers();
    });
  },
);

async function connect({ site, phone, box }) {
  await untilPhone(phone, 'ringing');
  await answer(phone);
  await untilTitle(site, 'You are connected');
  await box.getByText('Connected', { exact: true }).first().waitFor();
}

/** What both sides read when the media went with the page; then the agent calls again. */
async function callAgain(on) {
  const { site, phone, desk, box } = on;
  await box.getByText(interrupted).first().waitFor();
  await untilTitle(site, 'The call is interrupted');
  await site.getByText('Stay on the line. We are trying to get the sound back.').first().waitFor();
  await untilPhone(phone, 'idle');
  await desk.bringToFront();
  await box.getByRole('button', { name: 'Call again' }).click();
  await connect(on);
  assert.equal(await box.getByRole('button', { name: 'Call again' }).count(), 0);
}

async function fillInBox({ desk, box }) {
  await desk.bringToFront();
  await box.getByRole('button', { name: /^Colour and options/ }).click();
  await box.getByText('Purple', { exact: true }).click();
  await desk.keyboard.press('Escape');
  await box.getByRole('combobox', { name: 'Outcome' }).selectOption({ label: 'Reached' });
  await box.getByRole('textbox', { name: 'Notes' }).fill('A new bell.');
}

async function assertFilledIn(box) {
  await assertColour(box);
  assert.equal(await box.getByRole('combobox', { name: 'Outcome' }).inputValue(), 'reached');
  assert.equal(await box.getByRole('textbox', { name: 'Notes' }).inputValue(), 'A new bell.');
}

async function assertColour(box) {
  const button = box.getByRole('button', { name: /^Colour and options/ });
  await until(
    () => button.getAttribute('aria-label'),
    (label) => label.includes('Colour: Purple'),
    'the box has its colour',
  );
}

/** As when the browser's process for this page dies: no `pagehide`, no last word. */
async function crash(page) {
  const crashed = page.waitForEvent('crash');
  const session = await page.context().newCDPSession(page);
  session.send('Page.crash').catch(() => {});
  await crashed;
}

/** The report of the end never gets to the desk. */
function neverSendTheEnd(desk) {
  return desk.locator('call-desk').evaluate(({ transport: { agent } }) => {
    const report = agent.report.bind(agent);
    agent.report = (claim, told, options) =>
      told.state === 'ended' ? new Promise(() => {}) : report(claim, told, options);
  });
}
