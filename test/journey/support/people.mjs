// The three people of a journey, as what each does with a page and sees there.
import { whatTheAgentHears } from './audio.mjs';
import { microphoneHz } from './house.mjs';
import { until } from './stage.mjs';

/**
 * Asks for a callback on the website, as a visitor does who finds the launcher first.
 * @param {import('playwright-core').Page} page
 * @param {Parameters<typeof fillIn>[1]} [visitor]
 */
export async function ask(page, visitor) {
  await openForm(page);
  await fillIn(page, visitor);
}

/** Opens the panel and in it the form. */
export async function openForm(page) {
  // Chromium draws a page in the background once a second, and a click waits for it to be drawn.
  await page.bringToFront();
  const widget = page.locator('callback-engagement');
  await widget.getByRole('button', { name: 'Call me back now' }).first().click();
  await widget
    .getByRole('button', { name: /^Call me back now/ })
    .last()
    .click();
}

/**
 * Fills the open form in and sends it.
 * @param {import('playwright-core').Page} page
 * @param {{ name?: string, number?: string, consent?: boolean, send?: string }} [visitor] `consent`: whether
 *   the site asks for one; `send`: what the button says
 */
export async function fillIn(
  page,
  {
    name = 'Grace Hopper',
    number = '+39 06 5271 234',
    consent = true,
    send = 'Call me back now',
  } = {},
) {
  const form = page.locator('callback-form');
  await form.getByLabel('Your name').fill(name);
  await form.getByLabel('Phone number').fill('');
  await form.getByLabel('Phone number').pressSequentially(number);
  if (consent) await form.getByRole('checkbox').check();
  await form.getByRole('button', { name: send }).click();
}

/** Chooses the first time of a day, in the form or in a change. @returns when it begins. */
export async function chooseTime(place, day = 0) {
  await place.getByLabel('Day', { exact: true }).selectOption({ index: day });
  const time = place.getByLabel('Time', { exact: true });
  await time.selectOption({ index: 1 });
  return Number(await time.inputValue());
}

/** Waits until the visitor's page says where the request stands. */
export async function untilTitle(page, title) {
  await page.locator('callback-status').getByText(title, { exact: true }).first().waitFor();
}

/** The row of the Waiting list with this name in it. */
export function waitingRow(desk, name) {
  return desk.locator('callback-waiting').getByRole('listitem').filter({ hasText: name });
}

export async function accept(desk, name) {
  await desk.bringToFront();
  await waitingRow(desk, name)
    .getByRole('button', { name: /^Accept/ })
    .click();
}

export async function answer(phone) {
  await phone.bringToFront();
  await phone.getByRole('button', { name: /Answer/ }).click();
}

/** The box of this visitor. */
export function callBox(desk, name) {
  return desk.locator('call-box').filter({ hasText: name });
}

/** What the visitor's phone shows and hears. `held`: by whom, `agent`, `phone`, `both` or ''. */
export function handset(phone) {
  return phone.locator('#phone').evaluate(({ dataset }) => ({
    state: dataset.state,
    digits: dataset.digits,
    held: dataset.held,
    transferredTo: dataset.transferredTo,
    level: Number(dataset.level),
    peakHz: Number(dataset.peakHz),
  }));
}

export async function untilPhone(phone, state) {
  await until(
    () => handset(phone),
    (now) => now.state === state,
    `the phone is ${state}`,
  );
}

/** Whether what the phone hears is the agent's microphone. */
export function isTheAgent({ level, peakHz }) {
  return level > 0.01 && Math.abs(peakHz - microphoneHz) <= 20;
}

/** Waits until agent and phone hear each other. */
export async function untilTheyTalk(desk, phone) {
  await until(() => handset(phone), isTheAgent, 'the phone hears the agent');
  const { voiceHz } = await desk.evaluate(async () => {
    const { voiceHz } = await import('/lib/transport/loopback/index.js');
    return { voiceHz };
  });
  await until(
    () => whatTheAgentHears(desk),
    ({ level, peakHz }) => level > 0.005 && Math.abs(peakHz - voiceHz) <= 20,
    `the agent hears the phone’s ${voiceHz} Hz`,
  );
}

/**
 * Runs in the page (`init` of `open`): the browser's question about the microphone stays open until
 * `allow()`. `opened`: how often it was asked; `streams`: what was opened.
 */
export function holdMicrophone() {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  const allowed = new Promise((resolve) => (window.allow = resolve));
  window.opened = 0;
  window.streams = [];
  mediaDevices.getUserMedia = async (constraints) => {
    window.opened += 1;
    await allowed;
    const stream = await open(constraints);
    window.streams.push(stream);
    return stream;
  };
}
