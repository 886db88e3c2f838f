// One browser with a steady tone as its microphone, and pages in it that are watched.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { toneFile } from './audio.mjs';
import { launchBrowser, watchPage } from './browser.mjs';
import { collectCoverage } from './coverage.mjs';
import { startDemo } from './demo.mjs';

/** What every agent's microphone says in a journey. */
export const microphoneHz = 1_000;
const patience = 10_000;

/**
 * Starts demo and browser for a test file.
 * @param {Parameters<typeof launchBrowser>[0]} [launch] what this file's browser is to have or lack
 * @returns {(t: import('node:test').TestContext, options?: StageOptions) => Promise<Stage>} a new
 *   context for each test, with a desk of its own; when the test ends it fails if a page complained
 *   in its console. `context`: options of the context, over a microphone that is allowed;
 *   `expected`: what the browser itself says in the console of a page that is refused something.
 */
export function theatre(launch = {}) {
  let demo;
  let tone;
  let browser;
  before(async () => {
    demo = await startDemo();
    tone = toneFile(microphoneHz);
    browser = await launchBrowser({
      ...launch,
      args: [`--use-file-for-fake-audio-capture=${tone.path}`, ...(launch.args ?? [])],
    });
  });
  after(async () => {
    await browser?.close();
    tone?.remove();
    await demo?.stop();
  });
  return async (t, { context: contextOptions, expected = /^$/ } = {}) => {
    const context = await browser.newContext({
      permissions: ['microphone'],
      reducedMotion: 'reduce',
      ...contextOptions,
    });
    context.setDefaultTimeout(patience);
    const problems = [];
    const stops = [];
    t.after(async () => {
      await Promise.all(stops.map((stop) => stop()));
      await context.close();
      const complaints = problems.flat().filter((text) => !expected.test(text));
      assert.deepEqual(complaints, [], 'no page complained');
    });
    // `mortal`: the page will not live to the end of the test, and cannot be counted then.
    const open = async (path, { init, mortal = false } = {}) => {
      const page = await context.newPage();
      problems.push(watchPage(page));
      if (!mortal) stops.push(await collectCoverage(page));
      if (init) await page.addInitScript(init);
      await page.goto(demo.url + path);
      return page;
    };
    const openDesk = async (agent, options) => {
      const desk = await open(`/desk.html?agent=${agent}`, options);
      await desk.locator('call-desk').evaluate((element) => {
        // Made for voices, these flatten a steady tone.
        element.microphoneConstraints = {
          echoCancellation: false,
          noiseSuppression: false,
          autoGainControl: false,
        };
      });
      return desk;
    };
    return { browser, context, demo, url: demo.url, open, openDesk };
  };
}

/** Waits until a measurement is right; fails with the last one. */
export async function until(measure, right, what) {
  const deadline = Date.now() + patience;
  let last;
  while (Date.now() < deadline) {
    last = await measure();
    if (right(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${what}; the last look: ${JSON.stringify(last)}`);
}
