// The demo server as a reader of the README starts it, on a port of its own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endProcess } from './ending.mjs';
import { freePort } from './ports.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const START = fileURLToPath(new URL('../../../scripts/start.mjs', import.meta.url));
const READY = /^ready on (http:\/\/localhost:\d+)$/m;
const PATIENCE = 120_000;

/** How many desks a demo with a relay has, `desk-1` and so on. */
export const DESKS = 100;

/**
 * Starts the demo; builds first only where nothing is built yet.
 * @param {{ relay?: boolean }} [options] `relay`: with one under it; else everything stays in the browser
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} `url` without a slash at its end
 */
export async function startDemo({ relay = false } = {}) {
  for (const built of ['demo/lib/index.js', 'server/dist/index.js']) {
    if (!existsSync(join(ROOT, built))) {
      build();
      break;
    }
  }
  const folder = relay ? mkdtempSync(join(tmpdir(), 'demo-relay-')) : undefined;
  const remove = () => folder && rmSync(folder, { recursive: true, force: true });
  try {
    const { url, close } = await startSomewhere(
      folder ? relayVariables(folder) : { DEMO_BACKEND: 'loopback' },
    );
    return { url, close: () => close().then(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

function relayVariables(folder) {
  const site = { showAgent: true, handlingSeconds: 180 };
  const names = Array.from({ length: DESKS }, (_, index) => `desk-${index + 1}`);
  const sites = Object.fromEntries(['default', ...names].map((name) => [name, site]));
  return {
    DEMO_BACKEND: 'relay',
    RELAY_PORT: '0',
    DATABASE_URL: join(folder, 'relay.db'),
    RELAY_CONFIG: JSON.stringify({ sites }),
  };
}

async function startSomewhere(env) {
  // Between the question for a free port and its use another program may take it.
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort(), env);
    } catch (error) {
      if (attempt === 3 || !/is taken/.test(error.message)) throw error;
    }
  }
}

async function start(port, env) {
  const child = spawn(process.execPath, [START, '--no-build'], {
    cwd: ROOT,
    env: { ...process.env, ...env, PORT: String(port) },
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

function build() {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`);
}
