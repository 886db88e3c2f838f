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
 * @param {{ freezes?: boolean }} [options] see `launchBrowser`
 * @returns {(t: import('node:test').TestContext) => Promise<Stage>} a new context for each test, with
 *   a desk of its own; when the test ends it fails if a page complained in its console.
 */
export function theatre(options) {
  let demo;
  let tone;
  let browser;
  before(async () => {
    demo = await startDemo();
    tone = toneFile(microphoneHz);
    browser = await launchBrowser({
      args: [`--use-file-for-fake-audio-capture=${tone.path}`],
      ...options,
    });
  });
  after(async () => {
    await browser?.close();
    tone?.remove();
    await demo?.stop();
  });
  return async (t) => {
    const context = await browser.newContext({ permissions: ['microphone'] });
    context.setDefaultTimeout(patience);
    const problems = [];
    const stops = [];
    t.after(async () => {
      await Promise.all(stops.map((stop) => stop()));
      await context.close();
      assert.deepEqual(problems.flat(), [], 'no page complained');
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
    return { context, url: demo.url, open, openDesk };
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
