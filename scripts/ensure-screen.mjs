// The journey that clicks the browser's own question needs a screen that nobody sees, and a hand:
// on a bare Debian or Ubuntu container both are installed; elsewhere one sentence says what is missing.
import { spawnSync } from 'node:child_process';
import { install, isDebianRoot } from './debian.mjs';

const TOOLS = { Xvfb: 'xvfb', xdotool: 'xdotool' };

/** @throws an Error that says what is missing */
export function ensureScreen() {
  const missing = () => Object.keys(TOOLS).filter((tool) => !isThere(tool));
  const packages = missing().map((tool) => TOOLS[tool]);
  if (packages.length === 0) return;
  if (isDebianRoot()) install('a screen and a hand', packages);
  if (missing().length > 0) {
    throw new Error(
      `The browser's own question is clicked on a screen: install ${packages.join(' and ')}.`,
    );
  }
}

function isThere(tool) {
  return spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;
}
