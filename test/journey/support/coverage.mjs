// Which built code a journey ran, for scripts/coverage.mjs.
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../coverage/journey/', import.meta.url));

/**
 * Begins to count in a page. Call it before the page goes anywhere, and the returned function before
 * the page (or its context) is closed.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<() => Promise<void>>} writes the counts to coverage/journey/
 */
export async function collectCoverage(page) {
  await page.coverage.startJSCoverage({ resetOnNavigation: false });
  let stopped;
  const stop = async () => {
    const entries = await page.coverage.stopJSCoverage();
    mkdirSync(FOLDER, { recursive: true });
    const own = entries.filter(({ url }) => /^\/(dist|lib)\//.test(new URL(url).pathname));
    writeFileSync(join(FOLDER, `${randomUUID()}.json`), JSON.stringify(own));
  };
  return () => (stopped ??= stop());
}
