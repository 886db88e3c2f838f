// `npm test` works on a bare Debian or Ubuntu container: a missing Chromium is installed there.
//   node scripts/ensure-browser.mjs --firefox     the same for Firefox
// Elsewhere nothing is installed behind anyone's back; one sentence says what is missing.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findBrowser, findFirefox, isExecutable } from './browser.mjs';

// Text needs a font to have a size, and the gallery shows emoji.
const FONTS = ['fonts-dejavu-core', 'fonts-noto-color-emoji'];
const { find, title, name, variable } = process.argv.includes('--firefox')
  ? { find: findFirefox, title: 'Firefox', name: 'firefox-esr', variable: 'FIREFOX_PATH' }
  : { find: findBrowser, title: 'Chromium', name: 'chromium', variable: 'CHROME_PATH' };

let browser = find();
if (!browser && isDebianRoot()) {
  apt('update');
  apt('install', '-y', '--no-install-recommends', name, ...FONTS);
  browser = find();
}
if (!browser || !isExecutable(browser)) {
  const where = browser
    ? `${variable} is ${browser}, which cannot be run`
    : `no ${title} was found`;
  fail(`The tests need a browser, but ${where}: install ${name} or set ${variable}.`);
}

function isDebianRoot() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, error, stdout, stderr } = spawnSync('apt-get', ['-q', ...args], {
    env,
    encoding: 'utf8',
  });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
  fail(`The tests need ${title}, but "apt-get ${args[0]}" failed (${error?.message ?? status}).`);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
