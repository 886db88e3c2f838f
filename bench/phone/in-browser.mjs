import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { chromium } from 'playwright-core';
import { rollup } from 'rollup';
import { BROWSER_ARGS, findBrowser } from '../../scripts/browser.mjs';
import { servedPhoneRules, withoutNumberFormat } from '../../scripts/rollup-phone-rules.mjs';
import { contestants } from './contestants.mjs';
import { numbers } from './numbers.mjs';

const SLOWER = 6;
/** Every so many of the numbers, so that all kinds of regions are among them. */
const EVERY = 41;
/** Of so many runs the best counts for each key: what else the machine does only adds to it. */
const RUNS = 3;
const HERE = fileURLToPath(new URL('.', import.meta.url));
const TYPES = { '.js': 'text/javascript', '.html': 'text/html' };
const PAGE = `<!doctype html><title>-</title><link rel="icon" href="data:,">
<label>Phone <input></label> <b></b> <p></p>
<script type="module" src="/field.js"></script>`;

/** A field as a page would write it; `type` returns ms from the key until its effect is laid out. */
const FIELD = `
import { contestants } from ${JSON.stringify(join(HERE, 'contestants.mjs'))};
const [input, region, message] = document.querySelectorAll('input, b, p');
const nothing = () => ({ prepare() {}, format: (text) => text, isValid: () => false });
let contestant;
window.start = async (name, text, from) => {
  contestant = (contestants[name] ?? nothing)();
  region.textContent = from;
  await contestant.prepare(text, from);
};
window.type = (key) => {
  const start = performance.now();
  input.value = contestant.format(input.value + key, region.textContent);
  const valid = contestant.isValid(input.value, region.textContent);
  input.setAttribute('aria-invalid', String(!valid));
  message.textContent = valid ? 'This is a number.' : 'This is no number yet.';
  document.body.offsetHeight;
  return performance.now() - start;
};
`;

/** Each number is typed by each in a page of its own: nothing is warm, as with a visitor. */
export async function inBrowser() {
  const folder = mkdtempSync(join(tmpdir(), 'phone-bench-'));
  await bundle(folder);
  const server = createServer(({ url }, response) => {
    response.setHeader('Content-Type', TYPES[extname(url)]);
    response.end(readFileSync(join(folder, url)));
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS });
  const names = [...Object.keys(contestants), 'the page alone'];
  const times = Object.fromEntries(names.map((name) => [name, []]));
  try {
    const url = `http://localhost:${server.address().port}/index.html`;
    for (const [text, region] of numbers.filter((_, index) => index % EVERY === 0)) {
      const best = Object.fromEntries(
        names.map((name) => [name, Array(text.length).fill(Infinity)]),
      );
      for (let run = 0; run < RUNS; run++) {
        for (const name of names) {
          const keys = await typeSlowly(browser, url, name, text, region);
          best[name] = best[name].map((least, index) => Math.min(least, keys[index]));
        }
      }
      for (const name of names) times[name].push(...best[name]);
    }
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true });
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, row(all)]));
}

async function bundle(folder) {
  const input = join(folder, 'source.js');
  writeFileSync(input, FIELD);
  writeFileSync(join(folder, 'index.html'), PAGE);
  const build = await rollup({
    input: { field: input },
    plugins: [servedPhoneRules(), withoutNumberFormat(), nodeResolve({ browser: true })],
  });
  await build.write({
    dir: folder,
    format: 'es',
    entryFileNames: '[name].js',
    plugins: [terser({ ecma: 2022, module: true })],
  });
}

async function typeSlowly(browser, url, name, text, region) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate((args) => globalThis.start(...args), [name, text, region]);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const times = [];
  for (const key of text) times.push(await page.evaluate((one) => globalThis.type(one), key));
  await context.close();
  return times;
}

function row(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => Number(sorted[Math.floor(share * (sorted.length - 1))].toFixed(2));
  return { keys: times.length, median: at(0.5), '95th percentile': at(0.95), most: at(1) };
}
