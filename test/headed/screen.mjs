// A browser with a window, on a screen that nobody sees, and a hand that clicks outside its pages.
import { spawn, spawnSync } from 'node:child_process';
import { chromium } from 'playwright-core';
import { BROWSER_ARGS, findBrowser } from '../../scripts/browser.mjs';
import { close, endProcess } from '../journey/support/index.mjs';

/**
 * Chromium's own question about the microphone, in pixels of a window at 0,0 with no decoration.
 * Chromium 156 draws it so; the headless tests do not depend on it.
 */
const question = {
  allow: { x: 286, y: 318 },
  never: { x: 286, y: 410 },
  close: { x: 418, y: 106 },
};

/**
 * @returns {Promise<{ browser: import('playwright-core').Browser,
 *   press: (button: keyof typeof question) => void, close: () => Promise<void> }>} `browser` has a
 *   fake microphone and asks for it as it asks a person
 */
export async function launchHeaded() {
  const screen = await startScreen();
  const env = { ...process.env, DISPLAY: screen.display };
  let browser;
  try {
    browser = await chromium.launch({
      executablePath: findBrowser(),
      headless: false,
      env,
      args: [
        ...BROWSER_ARGS.filter((arg) => arg !== '--use-fake-ui-for-media-stream'),
        '--window-position=0,0',
        '--window-size=1200,900',
        '--force-device-scale-factor=1',
        '--lang=en',
      ],
    });
    const press = (button) => {
      const { x, y } = question[button];
      const { status, error, stderr } = spawnSync(
        'xdotool',
        ['mousemove', String(x), String(y), 'click', '1'],
        { env, encoding: 'utf8' },
      );
      if (status !== 0) throw new Error(`xdotool failed: ${error?.message ?? stderr}`);
    };
    return { browser, press, close: () => close(browser, screen) };
  } catch (error) {
    await close(browser, screen);
    throw error;
  }
}

/** Xvfb chooses a number that is free, and says which. */
function startScreen() {
  const args = ['-displayfd', '1', '-screen', '0', '1200x900x24', '-nolisten', 'tcp'];
  const child = spawn('Xvfb', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', (number) =>
      resolve({ display: `:${String(number).trim()}`, close: () => endProcess(child) }),
    );
    child.once('close', () => reject(new Error('Xvfb did not start')));
  });
}
