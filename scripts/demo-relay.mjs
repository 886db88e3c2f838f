// The relay under the demo: the real one, in this process, with its database in a file, so that requests
// outlive it.
//   RELAY_PORT, DATABASE_URL, RELAY_CONFIG, RELAY_LOG_LEVEL     as for the relay itself
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../.demo/', import.meta.url));
const FIRST_PORT = 8080;
/** Visitors read who calls, and an estimate of their wait. */
const CONFIG = JSON.stringify({ sites: { default: { showAgent: true, handlingSeconds: 180 } } });
/** Seconds: short, so that what happens at its end can be seen. */
const TOKEN_LIFETIME = 15 * 60;

/**
 * Starts it on RELAY_PORT, or near 8080; with a database for each port, so that two demos are two.
 * @returns {Promise<{ url: string, token: (agent: { id: string, name: string }) => Promise<string>,
 *   close: () => Promise<void> }>} `token`: as the login of a real site would give it to its agents' pages
 * @throws an Error with a sentence
 */
export async function startDemoRelay() {
  const { readConfig, signToken, startRelay } = await import('../server/dist/index.js');
  const { RELAY_PORT, DATABASE_URL, RELAY_CONFIG = CONFIG, RELAY_LOG_LEVEL = 'warn' } = process.env;
  for (let port = FIRST_PORT; ; port++) {
    const at = RELAY_PORT ?? String(port);
    if (!DATABASE_URL) mkdirSync(FOLDER, { recursive: true });
    const { settings } = readConfig(['--demo', '--port', at], {
      DATABASE_URL: DATABASE_URL ?? `${FOLDER}relay-${at}.db`,
      RELAY_CONFIG,
      RELAY_LOG_LEVEL,
    });
    try {
      const { url, close } = await startRelay(settings);
      const token = (agent) =>
        signToken(settings.agents.secret, { agent, sites: '*', lifetime: TOKEN_LIFETIME });
      return { url, token, close };
    } catch (error) {
      const isTaken =
        error.cause?.code === 'EADDRINUSE' || /Another relay is running/.test(error.message);
      if (!isTaken || RELAY_PORT || port === FIRST_PORT + 99) throw error;
    }
  }
}
