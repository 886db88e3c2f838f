// The agent's page is reloaded, crashes or is closed, in each state of a call: what the agent's box
// and the visitor's page say then, and that the work goes on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  accept,
  answer,
  ask,
  callBox,
  handset,
  theatre,
  until,
  untilPhone,
  untilTitle,
  waitingRow,
} from './support/index.mjs';

const stage = theatre();
const name = 'Grace Hopper';
const interrupted = `The page was reloaded, so the sound is gone. ${name} may still hold the phone: call again.`;

/** Somebody has asked, and Ada has accepted. */
async function scene(t, { init, phone: hasPhone = true, before = async () => {} } = {}) {
  const { open, openDesk } = await stage(t);
  const site = await open('/');
  const phone = hasPhone ? await open('/phone.html') : undefined;
  const desk = await openDesk('Ada', { init });
  const asked = countQuestions(desk);
  await before(desk);
  await ask(site);
  await accept(desk, name);
  return { open, openDesk, site, phone, desk, asked, box: callBox(desk, name) };
}

async function connect({ site, phone, box }) {
  await answer(phone);
  await untilTitle(site, 'You are connected');
  await box.getByRole('button', { name: 'Hang up' }).waitFor();
}

/** "Leave the page?", each time answered with Leave. */
function countQuestions(page) {
  const asked = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    return dialog.accept();
  });
  return asked;
}

/** What both sides read when the media went with the page; then the agent calls again. */
async function callAgain({ site, phone, desk, box }) {
  await box.getByText(interrupted).first().waitFor();
  await untilTitle(site, 'The call is interrupted');
  await site.getByText('Stay on the line. We are trying to get the sound back.').first().waitFor();
  if (phone) await untilPhone(phone, 'idle');
  await desk.bringToFront();
  await box.getByRole('button', { name: 'Call again' }).click();
}

async function answerAgain(on) {
  await untilPhone(on.phone, 'ringing');
  await connect(on);
  await on.box.getByText('Connected', { exact: true }).first().waitFor();
  assert.equal(await on.box.getByRole('button', { name: 'Call again' }).count(), 0);
}

test('claimed: reserved as before, and the microphone is asked for again', async (t) => {
  const { site, phone, desk, asked, box } = await scene(t, { init: holdMicrophone });
  await box.getByText('Waiting for your microphone').first().waitFor();
  await desk.reload();
  await box.getByText('Waiting for your microphone').first().waitFor();
  assert.equal(await desk.evaluate(() => window.opened), 1);
  await untilTitle(site, 'We have your request');
  assert.deepEqual(asked, [], 'nobody would be cut off: no question');
  assert.equal(await waitingRow(desk, name).count(), 0);
  await desk.evaluate(() => window.allow());
  await untilPhone(phone, 'ringing');
});

test('accepted: it dials by itself', async (t) => {
  const { site, phone, desk, asked, box } = await scene(t, { before: neverAnswer('accepted') });
  await untilTitle(site, 'Somebody is getting ready to call you');
  await desk.reload();
  await untilPhone(phone, 'ringing');
  await untilTitle(site, 'Your phone is ringing');
  await box.getByText('Ringing …').first().waitFor();
  assert.deepEqual(asked, []);
});

test('dialing: said to both, and called again', async (t) => {
  const on = await scene(t, { phone: false });
  await untilTitle(on.site, 'We are calling you now');
  await on.desk.reload();
  assert.deepEqual(on.asked, ['beforeunload']);
  on.phone = await on.open('/phone.html');
  await callAgain(on);
  await answerAgain(on);
});

test('ringing: the phone falls silent, and is called again', async (t) => {
  const on = await scene(t);
  await untilPhone(on.phone, 'ringing');
  await untilTitle(on.site, 'Your phone is ringing');
  await on.desk.reload();
  assert.deepEqual(on.asked, ['beforeunload']);
  await callAgain(on);
  await answerAgain(on);
});

test('connected: notes and colour are there still, and the visitor is called again', async (t) => {
  const on = await scene(t);
  const { desk, box } = on;
  await untilPhone(on.phone, 'ringing');
  await connect(on);
  await desk.bringToFront();
  await fillInBox(desk, box);
  await desk.reload();
  assert.deepEqual(on.asked, ['beforeunload']);
  await callAgain(on);
  await answerAgain(on);
  await assertFilledIn(box);
  await desk.bringToFront();
  await box.getByRole('button', { name: 'Hang up' }).click();
  await untilTitle(on.site, 'The call is over');
  await desk.reload();
  assert.equal(on.asked.length, 1, 'the call is over, and so is the question');
});

test('connected, and instead of calling again the agent hangs up', async (t) => {
  const on = await scene(t);
  await untilPhone(on.phone, 'ringing');
  await connect(on);
  await on.desk.reload();
  await on.box.getByText(interrupted).first().waitFor();
  await on.desk.bringToFront();
  await on.box.getByRole('button', { name: 'Hang up' }).click();
  await on.box.getByText('You hung up').first().waitFor();
  await untilPhone(on.phone, 'idle');
});

test('reconnecting: as from a call', async (t) => {
  const on = await scene(t);
  await untilPhone(on.phone, 'ringing');
  await on.phone.evaluate(() => {
    const { addTrack } = RTCPeerConnection.prototype;
    RTCPeerConnection.prototype.addTrack = function (...all) {
      const sender = addTrack.apply(this, all);
      // A line on which nothing arrives any more, while nobody says that it is dead.
      setTimeout(() => void sender.replaceTrack(null), 500);
      return sender;
    };
  });
  await connect(on);
  await on.box.getByText('No sound arrives. Trying to reconnect …').first().waitFor();
  await untilTitle(on.site, 'The call is interrupted');
  await on.desk.reload();
  assert.deepEqual(on.asked, ['beforeunload']);
  await callAgain(on);
  await untilPhone(on.phone, 'ringing');
});

test('ended, and the desk has not heard of it yet: it is told after the reload', async (t) => {
  const on = await scene(t, { before: neverSend('ended') });
  await untilPhone(on.phone, 'ringing');
  await connect(on);
  await on.desk.bringToFront();
  await on.box.getByRole('button', { name: 'Hang up' }).click();
  await untilPhone(on.phone, 'idle');
  await untilTitle(on.site, 'You are connected');
  await on.desk.reload();
  await untilTitle(on.site, 'The call is over');
  await on.box.getByText('You hung up').first().waitFor();
  assert.deepEqual(on.asked, []);
});

test('wrap-up, and later: restored with outcome, notes and colour', async (t) => {
  const { site, phone, desk, box, asked } = await scene(t);
  await untilPhone(phone, 'ringing');
  await connect({ site, phone, box });
  await phone.getByRole('button', { name: 'Hang up' }).click();
  await untilTitle(site, 'The call is over');
  await desk.bringToFront();
  await fillInBox(desk, box);

  await desk.reload();
  await box.getByText(`${name} hung up`).first().waitFor();
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
  await untilTitle(site, 'The call is over');
  assert.deepEqual(asked, [], 'nothing was live: no question');
});

test('put back into Waiting: restored with notes and colour, and says so still', async (t) => {
  const { phone, desk, box } = await scene(t);
  await untilPhone(phone, 'ringing');
  await phone.getByRole('button', { name: 'Decline' }).click();
  await desk.bringToFront();
  await box.getByText('The call was refused').first().waitFor();
  await fillInBox(desk, box);
  await box.getByRole('button', { name: 'Put back in Waiting' }).click();
  await box.getByText('Back in Waiting for another attempt').first().waitFor();
  await waitingRow(desk, name).waitFor();

  await desk.reload();
  await waitingRow(desk, name).waitFor();
  await box.getByText('A new bell.', { exact: true }).waitFor();
  await assertColour(box);
  await box.getByText('Back in Waiting for another attempt').first().waitFor();
});

for (const [how, end] of [
  ['crashes', crash],
  ['is closed', (page) => page.close()],
]) {
  test(`connected, and the page ${how}: the visitor is told, the same agent calls again`, async (t) => {
    const { open, openDesk } = await stage(t);
    const site = await open('/');
    const phone = await open('/phone.html');
    const gone = await openDesk('Ada', { mortal: true });
    await ask(site);
    await accept(gone, name);
    await untilPhone(phone, 'ringing');
    await connect({ site, phone, box: callBox(gone, name) });
    await end(gone);
    await site.bringToFront();
    await site.getByText('We lost the person you are talking to.').first().waitFor();
    await untilPhone(phone, 'idle');
    // Nobody else is offered a call that may still be going on.
    const colleague = await openDesk('Bob');
    await colleague.getByText('Nobody is waiting').waitFor();
    const desk = await openDesk('Ada');
    const on = { site, phone, desk, box: callBox(desk, name) };
    await callAgain(on);
    await answerAgain(on);
    assert.equal(await callBox(colleague, name).count(), 0);
  });
}

test('claimed, and the page crashes: the agent’s next page asks for the microphone', async (t) => {
  const { open, openDesk } = await stage(t);
  const site = await open('/');
  const phone = await open('/phone.html');
  const gone = await openDesk('Ada', { init: holdMicrophone, mortal: true });
  await ask(site);
  await accept(gone, name);
  await callBox(gone, name).getByText('Waiting for your microphone').first().waitFor();
  await crash(gone);
  const desk = await openDesk('Ada', { init: holdMicrophone });
  await callBox(desk, name).getByText('Waiting for your microphone').first().waitFor();
  await untilTitle(site, 'We have your request');
  await desk.evaluate(() => window.allow());
  await untilPhone(phone, 'ringing');
});

test('two tabs of one agent: one call, one box, and the other tab takes it over', async (t) => {
  const { open, openDesk } = await stage(t);
  const site = await open('/');
  const phone = await open('/phone.html');
  const first = await openDesk('Ada', { mortal: true });
  const second = await openDesk('Ada');
  await ask(site);
  await waitingRow(second, name).waitFor();
  await accept(first, name);
  await untilPhone(phone, 'ringing');
  await second.getByText('Nobody is waiting').waitFor();
  await connect({ site, phone, box: callBox(first, name) });
  assert.equal(await callBox(second, name).count(), 0, 'the other tab shows nothing of it');
  assert.equal((await handset(phone)).state, 'connected');
  await first.close();
  const on = { site, phone, desk: second, box: callBox(second, name) };
  await callAgain(on);
  await answerAgain(on);
});

async function fillInBox(desk, box) {
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

/** Runs in the page: the browser's question stays open until `allow()`. */
function holdMicrophone() {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  const allowed = new Promise((resolve) => (window.allow = resolve));
  window.opened = 0;
  mediaDevices.getUserMedia = async (constraints) => {
    window.opened += 1;
    await allowed;
    return open(constraints);
  };
}

/** The desk gets this report, and its answer is lost: the page stays where it was. */
function neverAnswer(state) {
  return (desk) =>
    desk.locator('call-desk').evaluate(({ transport: { agent } }, unanswered) => {
      const report = agent.report.bind(agent);
      agent.report = async (claim, told, options) => {
        await report(claim, told, options);
        if (told.state === unanswered) await new Promise(() => {});
      };
    }, state);
}

/** This report never gets to the desk. */
function neverSend(state) {
  return (desk) =>
    desk.locator('call-desk').evaluate(({ transport: { agent } }, unsent) => {
      const report = agent.report.bind(agent);
      agent.report = (claim, told, options) =>
        told.state === unsent ? new Promise(() => {}) : report(claim, told, options);
    }, state);
}
