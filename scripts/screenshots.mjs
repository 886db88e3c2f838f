// Pictures to look at, with a designer's eye, before a release:
//   npm run screenshots                every gallery state and demo page: light, dark and narrow,
//                                      into test/output/screenshots/
//   npm run screenshots -- call-box    only the states whose id has this in it
//   npm run screenshots -- --docs      the README's three and the agent's guide's, into docs/images/:
//                                      real calls on the demo
//   npm run screenshots -- --guide     the agent's guide's alone
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { close, launchBrowser, startDemo, watchPage } from '../test/journey/support/index.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUTPUT = join(ROOT, 'test/output/screenshots');
const IMAGES = join(ROOT, 'docs/images');
const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 480, height: 720 } },
  dark: { colorScheme: 'dark', viewport: { width: 480, height: 720 } },
  narrow: { colorScheme: 'light', viewport: { width: 320, height: 640 } },
};
/** Some need room, unless it is the lack of it that is to be seen. */
const WIDE = { width: 1280, height: 800 };
const PAGES = ['', 'desk.html', 'phone.html', 'all.html', 'gallery.html'];
/** In a README a picture must not weigh more than the text around it is worth. */
const MAX_BYTES = 300_000;

const words = process.argv.slice(2);
const demo = await startDemo();
const browser = await launchBrowser();
try {
  if (words.includes('--docs')) await drawDocs();
  if (words.includes('--docs') || words.includes('--guide')) await drawGuide();
  else await Promise.all(Object.keys(LOOKS).map((look) => drawLook(look, words[0] ?? '')));
} finally {
  await close(browser, demo);
}

/** All states and pages in one look. */
async function drawLook(look, wanted) {
  const { colorScheme, viewport } = LOOKS[look];
  const page = await newPage({ colorScheme, viewport, reducedMotion: 'reduce' });
  await page.goto(`${demo.url}/gallery.html?state=none`);
  await page.locator('html[data-ready]').waitFor();
  const ids = await page.evaluate(async () => {
    const { states } = await import('/gallery-states.js');
    return states.map(({ id }) => id);
  });
  for (const id of ids.filter((one) => one.includes(wanted))) {
    const roomy = id.startsWith('call-desk/') && look !== 'narrow';
    await page.setViewportSize(roomy ? WIDE : viewport);
    await page.locator('main').evaluate(async (main, state) => {
      const { play } = await import('/gallery/player.js');
      await play(main, state);
    }, id);
    await shoot(page, join(OUTPUT, look, `${id.replace('/', '--')}.png`), { fullPage: true });
  }
  if (wanted) return;
  await page.setViewportSize(look === 'narrow' ? viewport : WIDE);
  for (const path of PAGES) {
    await page.goto(`${demo.url}/${path}`, { waitUntil: 'networkidle' });
    const name = path.replace('.html', '') || 'index';
    await shoot(page, join(OUTPUT, look, `page--${name}.png`), { fullPage: name !== 'gallery' });
  }
}

/** One visitor and one agent, from the form to the conversation. */
async function drawDocs() {
  const options = { permissions: ['microphone'], colorScheme: 'light', locale: 'en-GB' };
  // All are 1600 pixels wide and more: twice what a README shows.
  const desktop = { ...options, viewport: { width: 1600, height: 820 } };
  const context = await browser.newContext({ ...desktop, deviceScaleFactor: 2 });
  const [site, desk, phone] = await Promise.all(
    ['/', '/desk.html', '/phone.html'].map(async (path) => {
      const page = watched(await context.newPage());
      await page.goto(`${demo.url}${path}`);
      return page;
    }),
  );
  await site.bringToFront();
  await ask(site, 'Grace Hopper', '020 7946 0018', async () => {
    await shoot(site, join(IMAGES, 'visitor.png'), { scale: 'css' });
  });
  await ask(await another(context), 'Ada Lovelace', '020 7946 0958');
  // A page in the background is drawn once a second, and a click waits for that.
  await desk.setViewportSize({ width: 1040, height: 760 });
  await desk.bringToFront();
  await desk.getByRole('button', { name: 'Accept Grace Hopper' }).click();
  await phone.bringToFront();
  await phone.getByRole('button', { name: 'Answer' }).click();
  await desk.bringToFront();
  const colours = desk.locator('call-box [aria-controls=options]');
  await colours.click();
  await desk.getByText('Purple').click();
  await colours.click();
  await desk.getByRole('button', { name: 'Keypad' }).click();
  for (const key of ['4', '2', 'hash']) await desk.getByRole('button', { name: key }).click();
  await desk.getByText('00:07').waitFor({ timeout: 15_000 });
  await desk.locator('.demo-bar').scrollIntoViewIfNeeded();
  await desk.mouse.move(0, 0);
  await shoot(desk, join(IMAGES, 'desk.png'));
  await context.close();
  await drawAll(desktop);
}

/** The same in the three frames of one page. */
async function drawAll(options) {
  const page = await newPage(options);
  await page.goto(`${demo.url}/all.html`);
  const [site, desk, phone] = ['The website', 'The agent’s desk', 'The visitor’s phone'].map(
    (title) => page.frameLocator(`iframe[title="${title}"]`),
  );
  await ask(site, 'Grace Hopper', '020 7946 0018');
  await desk.getByRole('button', { name: 'Accept Grace Hopper' }).click();
  await phone.getByRole('button', { name: 'Answer' }).click();
  await site.getByText('You are connected').waitFor();
  await desk.getByText('00:04').waitFor({ timeout: 15_000 });
  await shoot(page, join(IMAGES, 'all.png'));
}

/** The agent's day for docs/agent-guide.md, step by step: what each step speaks of, and no more. */
async function drawGuide() {
  const context = await browser.newContext({
    permissions: ['microphone'],
    colorScheme: 'light',
    locale: 'en-GB',
    viewport: { width: 1040, height: 900 },
    reducedMotion: 'reduce',
  });
  const [site, desk, phone] = await Promise.all(
    ['/', '/desk.html', '/phone.html'].map(async (path) => {
      const page = watched(await context.newPage());
      // The browser's question stays open until it is answered for the picture.
      if (path === '/desk.html') await page.addInitScript(holdMicrophone);
      await page.goto(`${demo.url}${path}`);
      return page;
    }),
  );
  const picture = (name, what) => shoot(what, join(IMAGES, `guide-${name}.png`));
  const box = desk.locator('call-box');
  const button = (name) => box.getByRole('button', { name });
  await site.bringToFront();
  await ask(site, 'Grace Hopper', '020 7946 0018');
  await desk.bringToFront();
  await desk.getByRole('button', { name: 'Accept Grace Hopper' }).waitFor();
  await picture('waiting', desk.locator('callback-waiting'));
  await desk.getByRole('button', { name: 'Accept Grace Hopper' }).click();
  await box.getByText('Allow the microphone').first().waitFor();
  await picture('microphone', box);
  await desk.evaluate(() => globalThis.allow());
  await phone.bringToFront();
  await phone.getByRole('button', { name: 'Answer' }).click();
  await desk.bringToFront();
  await button('Keypad').click();
  for (const key of ['4', '2', 'hash']) await button(key).click();
  await button('Mute').click();
  await picture('call', box);
  await button('Mute').click();
  await button('Keypad').click();
  await button(/^Colour and options/).click();
  await box.getByText('Purple', { exact: true }).click();
  await picture('colour', box);
  await button(/^Colour and options/).click();
  await button(/^Close the box/).click();
  await desk.getByRole('dialog').waitFor();
  await picture('question', desk.getByRole('dialog'));
  await desk.getByRole('button', { name: 'Hang up and close' }).click();
  await button('Save and remove').waitFor();
  await picture('closed', box);
  await context.close();
}

/** Runs in the page. */
function holdMicrophone() {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  const allowed = new Promise((resolve) => (globalThis.allow = resolve));
  mediaDevices.getUserMedia = async (constraints) => {
    await allowed;
    return open(constraints);
  };
}

/** @param site a page or a frame with the website; `beforeSending` looks at the filled form */
async function ask(site, name, number, beforeSending = async () => {}) {
  await site.locator('#call-me').click();
  await site.locator('[part=channel]').click();
  await site.getByLabel('Your name').fill(name);
  await site.getByLabel('Phone number').fill(number);
  await site.getByLabel('What is it about?').selectOption('A squeak or a creak');
  await site.getByRole('checkbox').check();
  await beforeSending();
  await site.locator('[part=submit]').click();
  await site.locator('callback-status').getByText('We have your request').first().waitFor();
}

/** Another visitor's page: of another widget, as far as the browser's storage goes. */
async function another(context) {
  const page = watched(await context.newPage());
  await page.goto(`${demo.url}/`);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  return page;
}

async function newPage(options) {
  const context = await browser.newContext({ ...options, timezoneId: 'UTC' });
  return watched(await context.newPage());
}

/** A picture of something broken is no picture: what goes wrong is said. */
function watched(page) {
  const problems = watchPage(page);
  page.on('close', () => problems.forEach((problem) => console.error(problem)));
  return page;
}

/** @param page a page, or what alone is to be seen of one */
async function shoot(page, path, options = {}) {
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path, animations: 'disabled', caret: 'hide', ...options });
  const { size } = statSync(path);
  if (path.startsWith(IMAGES)) console.log(`${path.slice(ROOT.length)} ${size} bytes`);
  if (path.startsWith(IMAGES) && size > MAX_BYTES) {
    console.error(`More than ${MAX_BYTES} bytes.`);
    process.exitCode = 1;
  }
}
