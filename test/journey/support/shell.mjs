// Commands as people type them into a shell, in a folder and with variables of their own.
import { once } from 'node:events';
import { kill } from 'node:process';
import { spawnTied } from '../../../server/test/support/tied.mjs';

/** How long what is to be ready may take, on a machine that has much else to do. */
const patience = 60_000;

/**
 * Runs lines in `sh`. With `ready` it resolves as soon as that is said, and the lines go on until `end`;
 * else once they are done.
 * @param {string} lines
 * @param {{ cwd: string, env?: Record<string, string>, ready?: RegExp }} options
 * @returns {Promise<{ out: string, match?: RegExpExecArray, end: () => Promise<void> }>} `out`: what
 *   standard output had to say by then
 * @throws an Error with all that was said, when they fail, or are not ready in time
 */
export async function shell(lines, { cwd, env = {}, ready }) {
  const child = spawnTied('sh', ['-c', lines], {
    cwd,
    // npm finds what is installed here, and asks nobody else.
    env: { PATH: process.env.PATH, npm_config_offline: 'true', ...env },
    // A group of its own, so that what the lines have started ends with them.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', all: '' };
  const listen = (stream, isOut) =>
    stream.setEncoding('utf8').on('data', (text) => {
      if (isOut) said.out += text;
      said.all += text;
    });
  listen(child.stdout, true);
  listen(child.stderr, false);
  const closed = once(child, 'close');
  const end = async () => {
    try {
      kill(-child.pid, 'SIGTERM');
    } catch {
      // All of them are gone.
    }
    // Not when the shell has ended, but when nobody is left who holds its output.
    await closed;
  };
  const failed = () => new Error(`$ ${lines.trim()}\n${said.all}`);
  if (!ready) {
    const [code] = await closed;
    if (code !== 0) throw failed();
    return { out: said.out, end };
  }
  try {
    return { out: said.out, match: await isReady(), end };
  } catch (error) {
    await end();
    throw error;
  }

  function isReady() {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(failed()), patience);
      const look = () => {
        const found = ready.exec(said.all);
        if (!found) return;
        clearTimeout(timer);
        resolve(found);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      const giveUp = () => {
        clearTimeout(timer);
        reject(failed());
      };
      closed.then(giveUp, giveUp);
    });
  }
}
