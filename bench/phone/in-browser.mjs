import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
import { numbers } from './numbers.mjs';

const SLOWER = 6;
/** Every so many of the numbers, so that all kinds of regions are among them. */
const EVERY = 61;
/** Of so many runs the best counts for each key: what else the machine does only adds to it. */
const RUNS = 3;
const HERE = fileURLToPath(new URL('.', import.meta.url));
const STYLES = 'node_modules/intl-tel-input/dist/css/intlTelInput-no-assets.css';
const TYPES = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css' };
const PAGE = `<!doctype html><title>-</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/intl-tel-input.css">
<main></main><script type="module" src="/fields.js"></script>`;

/**
 * Each number is typed into each field in a page of its own: nothing is warm, as with a visitor. Once by
 * the clock, with the CPU slowed, which is true on a machine that does nothing else; and once by the
 * processor time of the page's main thread, times the same, which other work leaves as it is.
 */
export async function inBrowser() {
  const folder = mkdtempSync(join(tmpdir(), 'phone-bench-'));
  await bundle(folder);
  const server = createServer(({ url }, response) => {
    response.setHeader('Content-Type', TYPES[extname(url)]);
    // Alone in its process a page has a clock of 5 µs, and else one of 100.
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    response.end(readFileSync(join(folder, url)));
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS });
  try {
    const url = `http://localhost:${server.address().port}/index.html`;
    return table(await measure(browser, url));
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true });
  }
}

/** @returns for each field ms of all keys, by both clocks. */
async function measure(browser, url) {
  const names = await fieldNames(browser, url);
  const times = Object.fromEntries(names.map((name) => [name, { processor: [], clock: [] }]));
  for (const [text, region] of numbers.filter((_, index) => index % EVERY === 0)) {
    const runs = Object.fromEntries(names.map((name) => [name, { processor: [], clock: [] }]));
    for (let run = 0; run < RUNS; run++) {
      const processor = await processorTimes(browser, async () => {
        for (const name of names) await type(browser, url, name, text, region);
      });
      for (const [index, name] of names.entries()) {
        const from = index * text.length;
        runs[name].processor.push(processor.slice(from, from + text.length));
        runs[name].clock.push(await type(browser, url, name, text, region, SLOWER));
      }
    }
    for (const name of names) {
      times[name].processor.push(...best(runs[name].processor));
      times[name].clock.push(...best(runs[name].clock));
    }
  }
  return times;
}

function best(runs) {
  return runs[0].map((_, key) => Math.min(...runs.map((run) => run[key])));
}

async function bundle(folder) {
  writeFileSync(join(folder, 'index.html'), PAGE);
  copyFileSync(join(HERE, '..', STYLES), join(folder, 'intl-tel-input.css'));
  const build = await rollup({
    input: join(HERE, 'fields.mjs'),
    plugins: [servedPhoneRules(), withoutNumberFormat(), nodeResolve({ browser: true })],
  });
  await build.write({
    dir: folder,
    format: 'es',
    entryFileNames: '[name].js',
    plugins: [terser({ ecma: 2022, module: true })],
  });
}

async function fieldNames(browser, url) {
  const page = await browser.newPage();
  await page.goto(url);
  const names = await page.evaluate(() => globalThis.names);
  await page.close();
  return names;
}

/** @returns ms of processor time for each key that was typed, times what the CPU would be slower. */
async function processorTimes(browser, typing) {
  // A trace takes seconds to begin and to end.
  await browser.startTracing(undefined, { categories: ['blink.user_timing'] });
  await typing();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const times = [];
  let began;
  for (const { name, tts } of traceEvents.toSorted((a, b) => a.ts - b.ts)) {
    // `tts` is what the thread has had of the processor until then, in µs.
    if (name === 'key-began') began = tts;
    else if (name === 'key-ended') times.push(((tts - began) / 1000) * SLOWER);
  }
  return times;
}

/** @returns ms for each key by the clock. */
async function type(browser, url, name, text, region, rate = 1) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate((args) => globalThis.start(...args), [name, text, region]);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate });
  const times = [];
  for (const key of text) {
    await page.keyboard.type(key);
    times.push(await page.evaluate(() => globalThis.took()));
  }
  // A fast answer that is wrong is no answer.
  if (!(await page.evaluate(() => globalThis.judged()))) throw new Error(`${name}: ${text}`);
  await context.close();
  return times;
}

/** In ms, and in how often ours fits into it. */
function table(times) {
  const ours = times['callback-elements'];
  const rows = Object.entries(times).map(([name, one]) => {
    const figure = (clock, part) => {
      const ms = share(one[clock], part);
      return `${ms.toFixed(2)} (${(ms / share(ours[clock], part)).toFixed(2)})`;
    };
    const row = {
      'processor: median': figure('processor', 0.5),
      'processor: 95 %': figure('processor', 0.95),
      'clock: median': figure('clock', 0.5),
      'clock: 95 %': figure('clock', 0.95),
    };
    return [name, row];
  });
  return Object.fromEntries(rows);
}

function share(times, part) {
  return times.toSorted((a, b) => a - b)[Math.floor(part * (times.length - 1))];
}
