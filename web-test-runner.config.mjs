import { chromeLauncher } from '@web/test-runner-chrome';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { BROWSER_ARGS, findBrowser } from './scripts/browser.mjs';
import { composition } from './scripts/test-commands.mjs';

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  // The runner itself fails when no file matches. Journeys run in Node, against the built demo.
  files: ['test/**/*.test.ts', '!test/journey/**'],
  nodeResolve: true,
  plugins: [
    // The tsconfig is how esbuild learns of Lit's decorators.
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: './tsconfig.json' }),
    composition,
  ],
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath: findBrowser(), args: BROWSER_ARGS },
      // A browser profile for each page, which brings a window of its own: pages of one profile share
      // storage, and a tab in the background is hidden and draws nothing.
      createPage: async ({ browser }) => (await browser.createBrowserContext()).newPage(),
    }),
  ],
  concurrency: 2,
  // A machine that has much else to do is slow, and nothing is wrong with it.
  browserStartTimeout: 120_000,
  testsStartTimeout: 300_000,
  testsFinishTimeout: 600_000,
  testFramework: { config: { timeout: 60_000 } },
  // Said once by each test file; the development build is what finds shadowed class fields.
  filterBrowserLogs: ({ args }) => !String(args[0]).includes('Lit is in dev mode'),
  // Only the raw counts: scripts/coverage.mjs adds those of the journeys and judges the sum.
  coverageConfig: {
    include: ['src/**/*.ts'],
    report: true,
    reportDir: 'coverage/elements',
    reporters: ['json'],
  },
};
