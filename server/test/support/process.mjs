// The relay as people start it: a process of its own, which a test can kill.
import { fileURLToPath } from 'node:url';
import { end, spawnTied } from './tied.mjs';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
/** Signs the tokens of agents in tests. */
export const SECRET = 'a secret that only tests know, and long enough';

/**
 * Starts `callback-relay --demo` on a free port; resolves once it listens.
 * @param {string} database
 * @param {{ args?: readonly string[], env?: Record<string, string>, command?: readonly string[],
 *   program?: string }} [options] `command` goes before node, as `strace` does
 * @returns {Promise<{ url: string, process: import('node:child_process').ChildProcess,
 *   kill: () => Promise<void>, close: () => Promise<void> }>}
 */
export async function startProcess(
  database,
  { args = [], env = {}, command = [], program = CLI } = {},
) {
  const all = [...command, process.execPath, program, '--demo', '--port', '0', ...args];
  const child = spawnTied(all[0], all.slice(1), {
    env: {
      ...process.env,
      DATABASE_URL: database,
      RELAY_AGENT_SECRET: SECRET,
      RELAY_LOG_LEVEL: 'info',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await address(child);
  return {
    url,
    process: child,
    /** As when the power goes, for the process. */
    kill: () => end(child, 'SIGKILL'),
    close: () => end(child),
  };
}

/** Where it listens, which it prints. */
function address(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (text) => {
      said = (said + text).slice(-8000);
      const [url] = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(said) ?? [];
      if (url) resolve(url);
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`The relay does not start: ${said}`)));
  });
}
