// npm scripts run side by side, as many at once as there are processors, from two up to four; what each
// prints is shown when it ends, so that it stays readable.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** More at once only wait for each other, and for memory. */
const atOnce = Math.max(2, Math.min(4, availableParallelism()));

/**
 * Runs npm scripts row by row, those of a row side by side, and sets the exit code. After a failure
 * nothing more is begun.
 * @param {readonly (readonly string[])[]} rows names of npm scripts
 * @returns {Promise<void>}
 */
export async function runSteps(rows) {
  const start = performance.now();
  let failed = false;
  for (const row of rows) {
    const left = [...row];
    const work = async () => {
      while (left.length > 0 && !failed) {
        if (!(await run(left.shift(), row.length > 1))) failed = true;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }
  console.log(`${failed ? 'FAILED' : 'passed'}: total ${seconds(start)} s`);
  process.exitCode = failed ? 1 : 0;
}

/** @returns {Promise<boolean>} whether `npm run <step>` passed */
function run(step, quiet) {
  const begin = performance.now();
  return new Promise((resolve) => {
    const print = quiet ? 'pipe' : 'inherit';
    const child = spawn('npm', ['run', '--silent', step], { stdio: ['ignore', print, print] });
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.once('error', (error) => output.push(Buffer.from(`${error.message}\n`)));
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(output));
      console.log(`${code === 0 ? 'ok' : 'FAILED'}: ${step} ${seconds(begin)} s`);
      resolve(code === 0);
    });
  });
}

function seconds(since) {
  return ((performance.now() - since) / 1000).toFixed(1);
}
