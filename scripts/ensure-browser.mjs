// `npm test` works on a bare Debian or Ubuntu container: a missing Chromium is installed there.
//   node scripts/ensure-browser.mjs --firefox     the same for Firefox
// Elsewhere nothing is installed behind anyone's back; one sentence says what is missing.
import { findBrowser, findFirefox, isExecutable } from './browser.mjs';
import { install, isDebianRoot } from './debian.mjs';

// Text needs a font to have a size, and the gallery shows emoji.
const FONTS = ['fonts-dejavu-core', 'fonts-noto-color-emoji'];
const { find, title, name, variable } = process.argv.includes('--firefox')
  ? { find: findFirefox, title: 'Firefox', name: 'firefox-esr', variable: 'FIREFOX_PATH' }
  : { find: findBrowser, title: 'Chromium', name: 'chromium', variable: 'CHROME_PATH' };

let browser = find();
if (!browser && isDebianRoot()) {
  try {
    install(title, [name, ...FONTS]);
  } catch (error) {
    fail(error.message);
  }
  browser = find();
}
if (!browser || !isExecutable(browser)) {
  const where = browser
    ? `${variable} is ${browser}, which cannot be run`
    : `no ${title} was found`;
  fail(`The tests need a browser, but ${where}: install ${name} or set ${variable}.`);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
