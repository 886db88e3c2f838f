// A real browser with a fake microphone, and what every page of a journey is watched for.
import { chromium } from 'playwright-core';
import { BROWSER_ARGS, findBrowser } from '../../../scripts/browser.mjs';

/**
 * @param {{ args?: readonly string[], without?: readonly string[], freezes?: boolean }} [options]
 *   `without`: arguments of `scripts/browser.mjs` to leave out, such as
 *   `--use-fake-ui-for-media-stream`. `freezes`: with the back/forward cache, which Playwright
 *   switches off by itself.
 * @returns {import('playwright-core').LaunchOptions}
 */
export function browserOptions({ args = [], without = [], freezes = false } = {}) {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('No Chromium was found; run: npm run ensure-browser');
  return {
    executablePath,
    args: [...BROWSER_ARGS.filter((arg) => !without.includes(arg)), ...args],
    ...(freezes && { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
  };
}

/**
 * @param {Parameters<typeof browserOptions>[0]} [options]
 * @returns {Promise<import('playwright-core').Browser>}
 */
export function launchBrowser(options) {
  return chromium.launch(browserOptions(options));
}

/**
 * Collects what went wrong in a page and its frames: console errors and warnings, uncaught
 * exceptions, failed requests. Call it before the page goes anywhere.
 * @param {import('playwright-core').Page} page
 * @returns {string[]} grows as things go wrong
 */
export function watchPage(page) {
  const problems = [];
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    problems.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.stack ?? error}`));
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  return problems;
}
