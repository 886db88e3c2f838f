// Demo and browser: one of each for all journeys of a run, or for a file that is run alone.
import { chromium } from 'playwright-core';
import { toneFile } from './audio.mjs';
import { browserOptions } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { close } from './ending.mjs';

/** What every agent's microphone says in a journey. */
export const microphoneHz = 1_000;

const variable = 'CALLBACK_JOURNEY_HOUSE';

/**
 * Starts both.
 * @returns {Promise<{ env: Record<string, string>, url: string, browser: string,
 *   close: () => Promise<void> }>} `env`: what tells the processes that run journeys where they are;
 *   `browser`: where Playwright may connect
 */
export async function openHouse() {
  const tone = toneFile(microphoneHz);
  let demo;
  let server;
  const closeHouse = async () => {
    await close(server, demo);
    tone.remove();
  };
  try {
    demo = await startDemo();
    server = await chromium.launchServer(
      browserOptions({
        // A microphone is allowed by its context, and else Chromium's own question is what it is about.
        without: ['--use-fake-ui-for-media-stream'],
        args: [
          `--use-file-for-fake-audio-capture=${tone.path}`,
          '--host-resolver-rules=MAP shop.example 127.0.0.1',
        ],
        freezes: true,
      }),
    );
    const [url, browser] = [demo.url, server.wsEndpoint()];
    return { env: { [variable]: `${url} ${browser}` }, url, browser, close: closeHouse };
  } catch (error) {
    await closeHouse();
    throw error;
  }
}

/**
 * The house of this run, or one of its own.
 * @returns {Promise<{ url: string, browser: import('playwright-core').Browser,
 *   close: () => Promise<void> }>} `url` of the demo, without a slash at its end
 */
export async function enterHouse() {
  const own = process.env[variable] ? undefined : await openHouse();
  const [url, endpoint] = own ? [own.url, own.browser] : process.env[variable].split(' ');
  const browser = await chromium.connect(endpoint);
  return { url, browser, close: () => close(browser, own) };
}
