// How what a test has started is ended. Nothing here throws: a clean-up that finds its work done already
// fails nobody.
import { kill } from 'node:process';

/**
 * Sends a signal to a process, which may be gone.
 * @param {number} pid
 * @param {NodeJS.Signals} name
 * @returns {boolean} whether it was sent
 */
export function signal(pid, name) {
  try {
    return kill(pid, name);
  } catch {
    // It is gone, or its id is somebody else's by now (EPERM).
    return false;
  }
}

/**
 * Ends a child process by SIGTERM, and by SIGKILL where it has no ear for that; resolves once it is gone.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<void>}
 */
export async function endProcess(child) {
  // A finished child's id may be somebody else's by now, and one that never started has none.
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}

/**
 * Closes pages, contexts, browsers and servers, each of which may have gone by itself.
 * @param {...({ close: () => Promise<unknown> } | undefined)} things in the order in which they are to close
 * @returns {Promise<void>}
 */
export async function close(...things) {
  for (const thing of things) await thing?.close().catch(() => {});
}
