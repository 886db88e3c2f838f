// Processes that a test starts end with it, even where it is killed: a shell that reads from the test learns of
// its end by the end of what it reads.
import { spawn } from 'node:child_process';

/**
 * As `spawn`, for a process that must not outlive this one.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {import('node:child_process').ChildProcess}
 */
export function spawnTied(command, args, options) {
  const child = spawn(command, args, options);
  if (child.pid === undefined) return child;
  const watchdog = spawn('sh', ['-c', 'read -r _; kill -TERM "$1"', 'sh', child.pid], {
    // Ctrl-C in a terminal reaches a whole group.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  watchdog.stdin.unref();
  child.once('exit', () => watchdog.kill('SIGKILL'));
  return child;
}

/**
 * Sends a signal and resolves once the process is gone; at once where it is gone already.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 * @returns {Promise<void>}
 */
export async function end(child, signal = 'SIGTERM') {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}
