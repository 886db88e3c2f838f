// `npm run bench:waiting`: a desk with 1,000 waiting requests, beside plain Lit `repeat` of the same
// rows: first paint, tick and arrival, in turn and in the same run. Needs dist/ (npm run build).
import { close, launchBrowser, startDemo } from '../test/journey/support/index.mjs';
import { measure } from './waiting/in-page.mjs';

const rows = 1_000;
const rounds = 7;
const steps = ['first paint', 'tick', 'arrival'];

const demo = await startDemo();
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${demo.url}/gallery.html?state=none`);
  await page.locator('html[data-ready]').waitFor();
  const times = { ours: [], peer: [] };
  // One round to warm up; then whoever begins changes from round to round.
  for (let round = -1; round < rounds; round++) {
    const order = round % 2 === 0 ? ['ours', 'peer'] : ['peer', 'ours'];
    for (const who of order) {
      const result = await page.evaluate(measure, { who, rows });
      if (round >= 0) times[who].push(result);
    }
  }
  console.log(
    `${rows} rows, ms until they are painted: medians of ${rounds} rounds, and [fastest–slowest]`,
  );
  console.table(
    Object.fromEntries(
      steps.map((step) => {
        const [ours, peer] = [times.ours, times.peer].map((all) => all.map((one) => one[step]));
        const ratio = (median(ours) / median(peer)).toFixed(2);
        return [step, { 'callback-waiting': told(ours), 'plain repeat': told(peer), ratio }];
      }),
    ),
  );
} finally {
  await close(browser, demo);
}

function told(values) {
  const range = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(0));
  return `${median(values).toFixed(1)} [${range.join('–')}]`;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
