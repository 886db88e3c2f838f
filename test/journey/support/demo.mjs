// The demo server as a reader of the README starts it, on a port of its own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { endProcess } from './ending.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const START = fileURLToPath(new URL('../../../scripts/start.mjs', import.meta.url));
const ROLLUP = fileURLToPath(
  new URL('../../../node_modules/rollup/dist/bin/rollup', import.meta.url),
);
const READY = /^ready on (http:\/\/localhost:\d+)$/m;
const PATIENCE = 120_000;

/**
 * Starts the demo; builds first only where nothing is built yet.
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} `url` without a slash at its end
 */
export async function startDemo() {
  if (!existsSync(new URL('../../../demo/lib/index.js', import.meta.url))) build();
  // Between the question for a free port and its use another program may take it.
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (attempt === 3 || !/is taken/.test(error.message)) throw error;
    }
  }
}

async function start(port) {
  const child = spawn(process.execPath, [START, '--no-build'], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const close = () => endProcess(child);
  try {
    return { url: await readyLine(child), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function readyLine(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(
      () => reject(new Error(`The demo was not ready in time:\n${output}`)),
      PATIENCE,
    );
    const onData = (chunk) => {
      output += chunk;
      const url = READY.exec(output)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.once('close', () => {
      clearTimeout(timer);
      reject(new Error(`The demo did not start:\n${output}`));
    });
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function build() {
  const args = [ROLLUP, '--config', 'rollup.config.mjs', '--silent'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`);
}
