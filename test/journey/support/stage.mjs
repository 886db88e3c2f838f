// A test in which several people act: pages in a context of its own, each of them watched.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { watchPage } from './browser.mjs';
import { collectCoverage } from './coverage.mjs';
import { close } from './ending.mjs';
import { enterHouse } from './house.mjs';

/** How long anything that will come may take on a machine that has much else to do. */
const patience = 45_000;

let house;
let isAsked = false;

/** Once for all journeys of a file; whoever imports this for something else starts nothing. */
function askForHouse() {
  if (isAsked) return;
  isAsked = true;
  before(async () => {
    house = await enterHouse();
  });
  after(() => close(house));
}

/**
 * A test that tells one story, in a browser context and on a desk of its own: in that browser, or at the
 * house's relay. It fails too when a page
 * complained in its console.
 * @param {string} name
 * @param {(stage: Stage) => Promise<void>} story
 * @param {{ context?: import('playwright-core').BrowserContextOptions, expected?: RegExp,
 *   notAtRelay?: string }} [options]
 *   `context`: over a microphone that is allowed; `expected`: what the browser itself says in the console
 *   of a page that is refused something; `notAtRelay`: why the story is told in the browser alone
 */
export function journey(
  name,
  story,
  { context: contextOptions, expected = /^$/, notAtRelay } = {},
) {
  askForHouse();
  test(name, async (t) => {
    if (notAtRelay && house.freshDesk) return t.skip(notAtRelay);
    const context = await house.browser.newContext({
      permissions: ['microphone'],
      reducedMotion: 'reduce',
      ...contextOptions,
    });
    const problems = [];
    const stops = [];
    try {
      context.setDefaultTimeout(patience);
      await story(stage(t, context, problems, stops));
      await Promise.all(stops.map((stop) => stop()));
      const complaints = problems.flat().filter((text) => !expected.test(text));
      assert.deepEqual(complaints, [], 'no page complained');
    } finally {
      await close(context);
    }
  });
}

function stage(t, context, problems, stops) {
  let broken = false;
  const desk = house.freshDesk?.();
  /** `mortal`: the page will not live to the end of the story, and cannot be counted then. */
  const open = async (path, { init, mortal = false } = {}) => {
    const page = await context.newPage();
    problems.push(watchPage(page));
    if (!mortal) stops.push(await collectCoverage(page));
    if (init) await page.addInitScript(init);
    const url = new URL(path, house.url);
    if (desk) url.searchParams.set('desk', desk);
    await page.goto(url.href);
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
  /** Each step stands on the one before: after a failure the rest only says so, and at once. */
  const step = (what, work) =>
    t.test(what, async () => {
      assert.ok(!broken, 'an earlier step failed');
      broken = true;
      await work();
      broken = false;
    });
  return { t, browser: house.browser, context, url: house.url, open, openDesk, step };
}

/** Waits until a measurement is right; fails with the last one. */
export async function until(measure, right, what) {
  const deadline = Date.now() + patience;
  let last;
  do {
    last = await measure();
    if (right(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (Date.now() < deadline);
  assert.fail(`${what}; the last look: ${JSON.stringify(last)}`);
}
