// Every state of every element, light and dark, through axe; and every page of the demo.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { after, before, suite, test } from 'node:test';
import {
  close,
  collectCoverage,
  launchBrowser,
  startDemo,
  watchPage,
} from '../journey/support/index.mjs';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const DEFINE = new URL('../../src/define/', import.meta.url);
const THEMES = ['light', 'dark'];
/** Without motion: a panel that is half faded in has half its contrast. */
const CONTEXT = { locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' };
/** Pages at work side by side: axe computes, so more than there are processors only waits. */
const PAGES = Math.max(2, Math.min(4, availableParallelism()));

suite('accessibility', () => {
  let demo;
  let browser;
  before(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
  });
  after(() => close(browser, demo));

  test('the gallery shows every element', async () => {
    const states = await listStates();
    const shown = new Set(states.map(({ id }) => id.split('/')[0]));
    assert.deepEqual([...shown].sort(), tags());
    assert.equal(new Set(states.map(({ id }) => id)).size, states.length, 'two states share an id');
  });

  test('each state says what it is and passes axe, light and dark', async () => {
    const states = await listStates();
    const problems = [];
    await Promise.all(
      Array.from({ length: PAGES }, () =>
        withPage(async (page, seen) => {
          await page.goto(`${demo.url}/gallery.html?state=none`);
          for (let state = states.shift(); state; state = states.shift()) {
            const found = await checkState(page, state).catch(({ message }) => [message]);
            problems.push(...[...found, ...seen.splice(0)].map((each) => `${state.id}: ${each}`));
          }
        }),
      ),
    );
    assert.equal(problems.length, 0, `\n${problems.join('\n')}`);
  });

  for (const path of ['/', '/desk.html', '/phone.html', '/all.html', '/gallery.html']) {
    test(`${path} loads, with every tag defined, and passes axe`, () =>
      withPage(async (page, seen) => {
        await page.goto(`${demo.url}${path}`);
        if (path === '/') await page.locator('callback-engagement').waitFor({ state: 'attached' });
        // The frames of the gallery's index are its states, which have a test of their own.
        const frames = path === '/gallery.html' ? [page.mainFrame()] : page.frames();
        for (const frame of frames) await frame.waitForFunction(allDefined);
        const problems = await axe(page);
        assert.deepEqual([...problems, ...seen], []);
      }));
  }

  test('the open widget on the website passes axe, by keyboard', () =>
    withPage(async (page, seen) => {
      await page.goto(demo.url);
      await page.locator('callback-engagement').waitFor({ state: 'attached' });
      await page.locator('#call-me').press('Enter');
      await page
        .getByRole('dialog')
        .getByRole('button', { name: 'Call me back now' })
        .press('Enter');
      await page.getByLabel('What is it about?').waitFor();
      const problems = await axe(page);
      assert.deepEqual([...problems, ...seen], []);
    }));

  /** One page of its own, with what went wrong in it. */
  async function withPage(use) {
    const context = await browser.newContext(CONTEXT);
    const page = await context.newPage();
    const seen = watchPage(page);
    const stop = await collectCoverage(page);
    try {
      return await use(page, seen);
    } finally {
      await stop().catch(() => {});
      await close(context);
    }
  }

  function listStates() {
    return withPage(async (page) => {
      await page.goto(`${demo.url}/gallery.html?state=none`);
      return page.evaluate(async () => {
        const { states } = await import('/gallery-states.js');
        return states.map(({ id, title, says }) => ({ id, title, says }));
      });
    });
  }

  /** One document for all states: to load a hundred modules for each would take ten times as long. */
  async function checkState(page, { id, says }) {
    const problems = [];
    await page.evaluate(async (wanted) => {
      const { play } = await import('/gallery/player.js');
      await play(document.querySelector('main'), wanted);
    }, id);
    const sentence = page.getByText(says).filter({ visible: true }).first();
    await sentence.waitFor().catch(() => problems.push(`"${says}" is not there`));
    for (const theme of THEMES) {
      await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
      problems.push(...(await axe(page)).map((problem) => `${theme}: ${problem}`));
    }
    return problems;
  }
});

/** What axe complains of, one line each. */
async function axe(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, html }) => `${id}: ${help}: ${target.flat().join(' ')}: ${html}`),
    );
  });
}

/** In the page: nothing on it waits for its definition. */
function allDefined() {
  return document.readyState === 'complete' && !document.querySelector(':not(:defined)');
}

/** Each element's registration is a file of its own. */
function tags() {
  return readdirSync(DEFINE)
    .map((name) => name.replace(/\.ts$/, ''))
    .filter((name) => /^call(back)?-/.test(name))
    .sort();
}
