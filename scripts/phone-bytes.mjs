// What the number rules cost a visitor: the bytes that a fresh browser profile receives, as Chromium's
// network log counts them (headers included), from a server that compresses with brotli.
//   node scripts/phone-bytes.mjs     prints them by region; needs dist/
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { chromium } from 'playwright-core';
import { rollup } from 'rollup';
import { BROWSER_ARGS, findBrowser } from './browser.mjs';
import { completeMetadata, partsOf } from './phone-rules.mjs';
import { servedPhoneRules, withoutNumberFormat } from './rollup-phone-rules.mjs';

const PHONE = fileURLToPath(new URL('../dist/phone/index.js', import.meta.url));
const TYPES = { '.js': 'text/javascript', '.html': 'text/html' };
const REGIONS = ['IT', 'US', 'GB', 'IN'];

const page = (script) =>
  `<!doctype html><link rel="icon" href="data:,"><input><script type="module" src="${script}"></script>`;
/** The smallest field that does with a number what the form does … */
const NUMBERS = `
import { callingCodeOf, defaultRegion, phoneNumbers, refusalOf } from ${JSON.stringify(PHONE)};
const input = document.querySelector('input');
const region = defaultRegion({ region: location.search.slice(1) });
input.placeholder = callingCodeOf(region);
input.addEventListener('focus', () => phoneNumbers.load(input.value, region));
input.addEventListener('input', async () => {
  await phoneNumbers.load(input.value, region);
  input.value = phoneNumbers.format(input.value, region);
  const verdict = phoneNumbers.read(input.value, region);
  input.title = (verdict.verdict !== 'impossible' && refusalOf(verdict)) || verdict.verdict;
});
`;
/** … and the same without it: what is left is not the numbers' cost. */
const PLAIN = `
const input = document.querySelector('input');
const region = location.search.slice(1);
input.placeholder = region;
input.addEventListener('focus', () => {});
input.addEventListener('input', async () => {
  input.title = input.value.length < 2 ? 'impossible' : 'valid';
});
`;

if (process.argv[1] === fileURLToPath(import.meta.url)) console.table(await measurePhone());

/**
 * @returns {Promise<Record<string, { region: string, keystroke: number, verdict: number }>>} bytes
 *   received until the first key stands formatted and until the number is called valid
 */
export async function measurePhone() {
  const folder = mkdtempSync(join(tmpdir(), 'phone-bytes-'));
  await bundle(folder);
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS });
  try {
    const named = {
      ...Object.fromEntries(REGIONS.map((region) => [region, region])),
      ...extremes(),
    };
    const site = `http://localhost:${server.address().port}`;
    const without = await receive(browser, `${site}/plain.html?IT`, example('IT'));
    const measured = {};
    for (const [name, region] of Object.entries(named)) {
      const all = await receive(browser, `${site}/numbers.html?${region}`, example(region));
      measured[name] = {
        region,
        keystroke: all.keystroke - without.keystroke,
        verdict: all.verdict - without.verdict,
      };
    }
    return measured;
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true });
  }
}

/** As rollup.config.mjs makes what the script tag loads. */
async function bundle(folder) {
  for (const [name, source] of Object.entries({ numbers: NUMBERS, plain: PLAIN })) {
    const input = join(folder, `${name}-source.js`);
    writeFileSync(input, source);
    writeFileSync(join(folder, `${name}.html`), page(`${name}.js`));
    const build = await rollup({
      input: { [name]: input },
      plugins: [servedPhoneRules(), withoutNumberFormat(), nodeResolve({ browser: true })],
    });
    await build.write({
      dir: folder,
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
      plugins: [terser({ ecma: 2022, module: true, compress: { passes: 2 } })],
    });
  }
}

async function serve(folder) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  const server = createServer(({ url }, response) => {
    const path = new URL(url, 'http://localhost').pathname;
    const body = brotliCompressSync(readFileSync(join(folder, path)), { params });
    response.writeHead(200, {
      'Content-Type': TYPES[extname(path)],
      'Content-Encoding': 'br',
      'Content-Length': body.length,
      'Cache-Control': 'max-age=31536000, immutable',
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  return server;
}

/** A browser context is a profile of its own, with an empty cache. */
async function receive(browser, url, number) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const scripts = await received(context, page);
  await page.goto(url);
  const input = page.locator('input');
  await input.focus();
  await input.press(number.charAt(0));
  await page.locator('input[title="impossible"]').waitFor();
  const keystroke = await scripts();
  await input.pressSequentially(number.slice(1));
  await page.locator('input[title="valid"]').waitFor();
  const verdict = await scripts();
  await context.close();
  return { keystroke, verdict };
}

/** @returns how many bytes of scripts have arrived, once none is under way */
async function received(context, page) {
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  const underWay = new Set();
  let bytes = 0;
  network.on('Network.requestWillBeSent', ({ requestId, type }) => {
    if (type === 'Script') underWay.add(requestId);
  });
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (underWay.delete(requestId)) bytes += encodedDataLength;
  });
  return async () => {
    while (underWay.size > 0) await setTimeout(5);
    return bytes;
  };
}

/** The regions whose rules are in the middle and at the end when ordered by size. */
function extremes() {
  const sized = [...partsOf(completeMetadata()).values()]
    .filter((part) => !('001' in part))
    .flatMap((part) => {
      const size = brotliCompressSync(JSON.stringify(part)).length;
      return Object.keys(part).map((region) => ({ region, size }));
    })
    .sort((a, b) => a.size - b.size);
  return { median: sized[sized.length >> 1].region, worst: sized.at(-1).region };
}

function example(region) {
  return createRequire(import.meta.url)('libphonenumber-js/examples.mobile.json')[region];
}
