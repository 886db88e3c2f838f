// Where is a Chromium? One answer for the element tests and the journeys alike.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const FIREFOX_NAMES = ['firefox-esr', 'firefox'];
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const MAC_PATHS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** What Chromium needs to run headless, as root, quietly, with a microphone that is always there. */
export const BROWSER_ARGS = [
  '--no-sandbox',
  // Software drawing either way, a fifth faster in one step than through an emulated GPU (measured).
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/** @returns {string | undefined} the path of an executable Chromium; CHROME_PATH wins. */
export function findBrowser() {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  return findProgram(NAMES, MAC_PATHS);
}

/** @returns {string | undefined} the path of an executable Firefox; FIREFOX_PATH wins. */
export function findFirefox() {
  if (process.env.FIREFOX_PATH) return process.env.FIREFOX_PATH;
  return findProgram(FIREFOX_NAMES, ['/Applications/Firefox.app/Contents/MacOS/firefox']);
}

function findProgram(names, macPaths) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  folders.push('/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome');
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  if (process.platform === 'darwin') candidates.push(...macPaths);
  return candidates.find(isExecutable);
}

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
