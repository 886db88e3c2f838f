// Demo and browser: one of each for all journeys of a run, or for a file that is run alone.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { toneFile } from './audio.mjs';
import { browserOptions } from './browser.mjs';
import { DESKS, startDemo } from './demo.mjs';
import { close } from './ending.mjs';

/** What every agent's microphone says in a journey. */
export const microphoneHz = 1_000;

const variable = 'CALLBACK_JOURNEY_HOUSE';

/**
 * Starts both.
 * @param {{ relay?: boolean }} [options] as for `startDemo`
 * @returns {Promise<{ env: Record<string, string>, url: string, browser: string,
 *   close: () => Promise<void> }>} `env`: what tells the processes that run journeys where they are;
 *   `browser`: where Playwright may connect
 */
export async function openHouse({ relay = false } = {}) {
  const desks = relay ? mkdtempSync(join(tmpdir(), 'journey-desks-')) : undefined;
  const tone = toneFile(microphoneHz);
  let demo;
  let server;
  const closeHouse = async () => {
    await close(server, demo);
    tone.remove();
    if (desks) rmSync(desks, { recursive: true, force: true });
  };
  try {
    demo = await startDemo({ relay });
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
    const told = [url, browser, ...(desks ? [desks] : [])].join(' ');
    return { env: { [variable]: told }, url, browser, desks, close: closeHouse };
  } catch (error) {
    await closeHouse();
    throw error;
  }
}

/**
 * The house of this run, or one of its own.
 * @returns {Promise<{ url: string, browser: import('playwright-core').Browser,
 *   freshDesk?: () => string, close: () => Promise<void> }>} `url` of the demo, without a slash at its end;
 *   `freshDesk`: where there is a relay, the name of a desk that nobody has used
 */
export async function enterHouse() {
  const own = process.env[variable] ? undefined : await openHouse();
  const [url, endpoint, desks] = own
    ? [own.url, own.browser, own.desks]
    : process.env[variable].split(' ');
  const browser = await chromium.connect(endpoint);
  const freshDesk = desks && (() => takeDesk(desks));
  return { url, browser, freshDesk, close: () => close(browser, own) };
}

/** Journeys run in several processes, and share one relay. Only one of them can make a folder. */
function takeDesk(folder) {
  for (let number = 1; number <= DESKS; number++) {
    const desk = `desk-${number}`;
    try {
      mkdirSync(join(folder, desk));
      return desk;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
  throw new Error(`All ${DESKS} desks are taken.`);
}
