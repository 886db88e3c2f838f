// The tests of numbers and of their form in Firefox: `npm run test:browsers`.
import { chromeLauncher } from '@web/test-runner-chrome';
import * as puppeteer from 'puppeteer-core';
import { findFirefox } from './scripts/browser.mjs';
import chromium from './web-test-runner.config.mjs';

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  ...chromium,
  files: [
    'test/elements/number-typing.test.ts',
    'test/elements/callback-form.test.ts',
    'test/phone/*.test.ts',
  ],
  browsers: [
    chromeLauncher({
      puppeteer,
      launchOptions: {
        browser: 'firefox',
        executablePath: findFirefox(),
        headless: true,
        extraPrefsFirefox: {
          'media.navigator.streams.fake': true,
          'media.navigator.permission.disabled': true,
          'media.autoplay.default': 0,
        },
      },
      createPage: async ({ browser }) => (await browser.createBrowserContext()).newPage(),
    }),
  ],
  // The tests drive a keyboard, and a page in the background has none.
  concurrency: 1,
  coverage: false,
};
