// `npm test` works on a bare Debian or Ubuntu container: a missing Chromium is installed there.
// Elsewhere nothing is installed behind anyone's back; one sentence says what is missing.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findBrowser, isExecutable } from './browser.mjs';

// Text needs a font to have a size, and the gallery shows emoji.
const PACKAGES = ['chromium', 'fonts-dejavu-core', 'fonts-noto-color-emoji'];

let browser = findBrowser();
if (!browser && isDebianRoot()) {
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...PACKAGES);
  browser = findBrowser();
}
if (!browser || !isExecutable(browser)) {
  const where = browser
    ? `CHROME_PATH is ${browser}, which cannot be run`
    : 'no Chromium was found';
  fail(`The tests need a browser, but ${where}: install chromium or set CHROME_PATH.`);
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
  fail(`The tests need Chromium, but "apt-get ${args[0]}" failed (${error?.message ?? status}).`);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
