// An agent pauses, and is left in peace; comes back, talks, holds and is held; and hands the visitor on.
import assert from 'node:assert/strict';
import {
  accept,
  answer,
  callBox,
  fillIn,
  handset,
  journey,
  openForm,
  until,
  untilPhone,
  untilTheyTalk,
  untilTitle,
  waitingRow,
  whatTheAgentHears,
} from './support/index.mjs';

const name = 'Grace Hopper';
/** What the ear takes for silence. */
const silence = 0.001;

journey('an agent pauses, holds a call and hands it on', async ({ open, openDesk, step }) => {
  const site = await open('/');
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada', { init: countNotes });
  const ada = desk.locator('call-desk');
  const box = callBox(desk, name);
  const bareTitle = await desk.title();
  const press = async (page, button) => {
    await page.bringToFront();
    await page.getByRole('button', { name: button, exact: true }).click();
  };
  const untilHeldBy = (who) =>
    until(
      () => handset(phone),
      ({ held, level }) => held === who && level < silence,
      `held by: ${who}, and the phone hears silence`,
    );
  const untilBoxSays = (words) => untilRead(box.locator('[part=held]'), words);

  await step('the agent pauses with a reason; the open form says that nobody is free', async () => {
    await openForm(site);
    await press(desk, 'Pause');
    await press(desk, 'Lunch');
    await untilRead(ada, 'Paused: Lunch');
    await untilRead(site.locator('callback-form'), 'Everybody is busy just now.');
  });

  await step('a request arrives: no ring, and the window’s title says nothing of it', async () => {
    await rememberAnnouncements(desk);
    await fillIn(site, { name });
    // In the background everything takes its time, a ring too.
    await desk.bringToFront();
    await waitingRow(desk, name).waitFor();
    // Said to a screen reader alone, at the moment at which it would ring.
    await until(
      () => desk.evaluate(() => window.announced.join()),
      (said) => said.includes('New callback request'),
      'the arrival is announced',
    );
    await untilTitle(site, 'We have your request');
    await untilRead(site.locator('callback-status'), 'You are next.');
    assert.equal(await desk.title(), bareTitle);
    assert.equal(await notes(desk), 0);
  });

  await step('a reload keeps the pause', async () => {
    await desk.reload();
    await waitingRow(desk, name).waitFor();
    await untilRead(ada, 'Paused: Lunch');
    assert.equal(await desk.title(), bareTitle);
  });

  await step('ready again: the title counts, and the next to come rings, alone', async () => {
    await press(desk, 'Go ready');
    await untilRead(ada, 'Ready', { exact: true });
    await until(
      () => desk.title(),
      (title) => title === `(1) ${bareTitle}`,
      'the title counts one',
    );
    await desk.evaluate(askToo);
    await waitingRow(desk, 'Alan Turing').waitFor();
    await until(
      () => notes(desk),
      (now) => now > 0,
      'the desk rings',
    );
    assert.equal(await notes(desk), 2, 'one ring, of two notes, before and after');
  });

  await step('accepted and answered: they talk', async () => {
    await accept(desk, name);
    await untilPhone(phone, 'ringing');
    await answer(phone);
    await untilTitle(site, 'You are connected');
    await desk.bringToFront();
    await untilTheyTalk(desk, phone);
  });

  await step('the agent holds: silence both ways, and everybody is told', async () => {
    await press(desk, 'Hold');
    await untilBoxSays(/^On hold: you and .*Grace Hopper.* do not hear each other$/);
    await untilHeldBy('agent');
    await untilRead(phone, 'You are on hold');
    await untilTitle(site, 'The call is on hold');
    await until(
      () => whatTheAgentHears(desk),
      ({ level }) => level < silence,
      'the agent hears silence',
    );
  });

  await step('the phone holds too, and the box says who', async () => {
    await press(phone, 'Hold');
    await untilBoxSays(/^You and .*Grace Hopper.* have put each other on hold$/);
    await untilHeldBy('both');
    await press(desk, 'Hold');
    await untilBoxSays(/Grace Hopper.* has put you on hold$/);
    await untilHeldBy('phone');
    await untilRead(phone, 'You hold the call');
    await untilTitle(site, 'The call is on hold');
  });

  await step('taken back on both sides, they talk again', async () => {
    await press(phone, 'Hold');
    await untilTitle(site, 'You are connected');
    await box.locator('[part=held]').waitFor({ state: 'detached' });
    await desk.bringToFront();
    await untilTheyTalk(desk, phone);
  });

  await step('transfer asks once, and nothing moves before the answer', async () => {
    await press(desk, 'Transfer');
    await box.getByLabel('Number or address').fill('+39 06 1234 5678');
    await press(desk, 'Continue');
    await untilRead(box, /^Transfer .*Grace Hopper.* to .*\+39 06 1234 5678.*\?$/);
    assert.equal((await handset(phone)).state, 'connected');
    assert.equal(await box.evaluate(({ call }) => call.state), 'connected');
  });

  await step('handed on: the phone, the page and the box say so', async () => {
    await press(desk, 'Transfer now');
    await untilPhone(phone, 'transferred');
    await untilRead(phone, 'Put through to');
    assert.equal((await handset(phone)).transferredTo, '+390612345678');
    await untilTitle(site, 'You were transferred');
    await untilRead(box, /^You transferred .*Grace Hopper/);
    await until(
      () => box.evaluate(({ call: { state, end } }) => `${state}: ${end?.reason} by ${end?.by}`),
      (now) => now === 'wrapup: transferred by agent',
      'wrap-up has begun',
    );
  });

  await step('the agent wraps up, and is ready for the next', async () => {
    await press(desk, 'Save');
    await untilRead(box, 'Saved', { exact: true });
    await untilRead(ada, 'Ready', { exact: true });
    await waitingRow(desk, 'Alan Turing')
      .getByRole('button', { name: /^Accept/ })
      .waitFor();
    await press(phone, 'Hang up');
    await untilPhone(phone, 'idle');
    await untilTitle(site, 'You were transferred');
  });
});

/** Waits for a text, which may be told to a screen reader beside. */
async function untilRead(place, words, options) {
  await place.getByText(words, options).first().waitFor();
}

/** Runs in the page: counts the notes that it plays, over reloads too. A ring has two. */
function countNotes() {
  const { createOscillator } = AudioContext.prototype;
  AudioContext.prototype.createOscillator = function () {
    sessionStorage.notes = Number(sessionStorage.notes ?? 0) + 1;
    return createOscillator.call(this);
  };
}

function notes(desk) {
  return desk.evaluate(() => Number(sessionStorage.notes ?? 0));
}

/** What the Waiting section tells a screen reader from now on: it is not there to be read for long. */
async function rememberAnnouncements(desk) {
  await desk.locator('callback-waiting').evaluate(({ shadowRoot }) => {
    const region = shadowRoot.querySelector('.visually-hidden[role=status]');
    window.announced = [];
    new MutationObserver(() => window.announced.push(region.textContent)).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
}

/** Runs in the page: another visitor asks, from elsewhere. */
async function askToo() {
  const { visitorSide } = await import('/backend.js');
  const request = { name: 'Alan Turing', number: { e164: '+390669810000' } };
  const key = { requestKey: crypto.randomUUID(), secret: 's'.repeat(43) };
  await visitorSide().request(request, key);
}
