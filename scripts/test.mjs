// `npm test`: every check in order, stopping at the first that fails. Steps in one row run at the
// same time, and what they print is shown when they end, so that it stays readable.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

const ROWS = [
  ['ensure-browser'],
  ['check:format', 'check:types'],
  ['lint', 'build'],
  // The comparison of numbers keeps one processor busy, the others what is left.
  ['test:numbers', 'test:desk', 'check:manifest', 'test:tools', 'check:package', 'check:size'],
  ['test:elements'],
  ['test:journey'],
  ['check:coverage'],
];

// Counts of an earlier run would be added to those of this one.
rmSync('coverage', { recursive: true, force: true });

const start = performance.now();
let status = 0;
for (const row of ROWS) {
  const results = await Promise.all(row.map((step) => run(step, row.length > 1)));
  status = results.find((result) => result !== 0) ?? 0;
  if (status !== 0) break;
}
console.log(`${status === 0 ? 'passed' : 'FAILED'}: total ${seconds(start)} s`);
process.exitCode = status;

/** @returns {Promise<number>} the exit code of `npm run <step>` */
function run(step, quiet) {
  const begin = performance.now();
  return new Promise((resolve) => {
    const print = quiet ? 'pipe' : 'inherit';
    const child = spawn('npm', ['run', '--silent', step], { stdio: ['ignore', print, print] });
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(output));
      console.log(`${code === 0 ? 'ok' : 'FAILED'}: ${step} ${seconds(begin)} s`);
      resolve(code ?? 1);
    });
  });
}

function seconds(since) {
  return ((performance.now() - since) / 1000).toFixed(1);
}
