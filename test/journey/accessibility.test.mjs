// Every state of every element, light and dark, through axe; and every page of the demo.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { after, before, suite, test } from 'node:test';
import { collectCoverage, launchBrowser, startDemo, watchPage } from './support/index.mjs';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const DEFINE = new URL('../../src/define/', import.meta.url);
const THEMES = ['light', 'dark'];
/** Pages at work side by side: axe computes, so more than there are processors only waits. */
const PAGES = Math.max(2, Math.min(4, availableParallelism()));

suite('accessibility', { timeout: 240_000 }, () => {
  let demo;
  let browser;
  before(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
  });
  after(() => Promise.all([browser?.close(), demo?.stop()]));

  test('the gallery shows every element', async () => {
    const states = await listStates();
    const shown = new Set(states.map(({ id }) => id.split('/')[0]));
    assert.deepEqual([...shown].sort(), tags());
    assert.equal(new Set(states.map(({ id }) => id)).size, states.length, 'two states share an id');
  });

  test('each state says what it is and passes axe, light and dark', async () => {
    const jobs = (await listStates()).flatMap((state) => THEMES.map((theme) => ({ state, theme })));
    const problems = [];
    await Promise.all(
      Array.from({ length: PAGES }, () =>
        withPage(async (page, seen) => {
          for (let job = jobs.shift(); job; job = jobs.shift()) {
            const { state, theme } = job;
            const found = await checkState(page, state, theme).catch(({ message }) => [message]);
            found.push(...seen.splice(0));
            problems.push(...found.map((problem) => `${state.id} (${theme}): ${problem}`));
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
        for (const frame of page.frames()) await frame.waitForFunction(allDefined);
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
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' });
    const page = await context.newPage();
    const seen = watchPage(page);
    const stop = await collectCoverage(page);
    try {
      return await use(page, seen);
    } finally {
      await stop();
      await context.close();
    }
  }

  function listStates() {
    return withPage(async (page) => {
      await page.goto(`${demo.url}/privacy.html`);
      return page.evaluate(async () => {
        const { states } = await import('/gallery-states.js');
        return states.map(({ id, title, says }) => ({ id, title, says }));
      });
    });
  }

  async function checkState(page, { id, says }, theme) {
    await page.goto(`${demo.url}/gallery.html?${new URLSearchParams({ state: id, theme })}`);
    await page.locator('html[data-ready]').waitFor({ timeout: 10_000 });
    await page.getByText(says).filter({ visible: true }).first().waitFor({ timeout: 2_000 });
    return axe(page);
  }
});

/** What axe complains of, one line each. */
async function axe(page) {
  await page.evaluate(AXE);
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
