// The three people of a journey, as what each does with a page and sees there.
import { microphoneHz } from './house.mjs';
import { until } from './stage.mjs';

/**
 * Asks for a callback on the website, as a visitor does who finds the launcher first.
 * @param {import('playwright-core').Page} page
 * @param {{ name?: string, number?: string }} [visitor]
 */
export async function ask(page, visitor) {
  // Chromium draws a page in the background once a second, and a click waits for it to be drawn.
  await page.bringToFront();
  const widget = page.locator('callback-engagement');
  await widget.getByRole('button', { name: 'Call me back now' }).first().click();
  await widget
    .getByRole('button', { name: /^Call me back now/ })
    .last()
    .click();
  await fillIn(page, visitor);
}

/** Fills the open form in and sends it. */
export async function fillIn(page, { name = 'Grace Hopper', number = '+39 06 5271 234' } = {}) {
  const form = page.locator('callback-form');
  await form.getByLabel('Your name').fill(name);
  await form.getByLabel('Phone number').fill('');
  await form.getByLabel('Phone number').pressSequentially(number);
  await form.getByRole('checkbox').check();
  await form.getByRole('button', { name: 'Call me back now' }).click();
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

/** What the visitor's phone shows and hears. */
export function handset(phone) {
  return phone.locator('#phone').evaluate(({ dataset }) => ({
    state: dataset.state,
    digits: dataset.digits,
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
