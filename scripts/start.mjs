// `npm start`: builds the library and the relay, then serves the demo on localhost, with a relay under it.
// Prints one line when it listens: "ready on http://localhost:PORT".
//   PORT=8123 npm start     exactly that port, or an error
//   DEMO_BACKEND=loopback   no relay: everything stays in the browser
//   --no-build              serve what is built as it is (the journeys do)
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDevServer } from '@web/dev-server';
import { writePage } from './demo-pages.mjs';
import { startDemoRelay } from './demo-relay.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DEFAULT_PORT = 8000;
// Besides the demo itself, which is what every other path means: /desk.html is demo/desk.html.
const SERVED = /^\/(demo|dist|node_modules)\/|^\/custom-elements\.json$/;
const ROLES = {
  'the website': '',
  'the agent’s desk': 'desk.html',
  'the visitor’s phone': 'phone.html',
  'all three at once': 'all.html',
};

const explicit = process.env.PORT ? Number(process.env.PORT) : undefined;
if (explicit !== undefined && !(Number.isInteger(explicit) && explicit > 0 && explicit < 65536)) {
  fail(`PORT is "${process.env.PORT}", which is no port number.`);
}
if (!process.argv.includes('--no-build')) build();

const relay = process.env.DEMO_BACKEND === 'loopback' ? undefined : await startRelay();
const demo = await demoServer();
const { port, close } = explicit ? await listen(explicit) : await listenNear(DEFAULT_PORT);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    close();
    await demo.stop();
    await relay?.close();
    process.exit(0);
  });
}
if (!explicit && port !== DEFAULT_PORT) {
  console.log(`port ${DEFAULT_PORT} is taken, using ${port} instead`);
}
for (const [role, page] of Object.entries(ROLES)) {
  console.log(`  ${role.padEnd(20)} http://localhost:${port}/${page}`);
}
if (relay) console.log(`  ${'the relay'.padEnd(20)} ${relay.url}`);
console.log(`ready on http://localhost:${port}`);

function build() {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  fail('The build failed.');
}

async function startRelay() {
  try {
    return await startDemoRelay();
  } catch (error) {
    return fail(error.message);
  }
}

/** The dev server, not listening: it gives each file its type, and `bench/` the bare imports of Lit. */
function demoServer() {
  return startDevServer({
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
    logStartMessage: false,
    config: {
      rootDir: ROOT,
      // Its default is Lit's development build, which warns in the console.
      nodeResolve: { exportConditions: ['production'] },
      watch: false,
      open: false,
      injectWebSocket: false,
      // Its own listener would open the port on every network interface.
      middlewareMode: true,
      middleware: [onlyTheDemo],
    },
  });
}

async function onlyTheDemo(context, next) {
  const asked = context.path;
  if (asked === '/token' && relay) return giveToken(context);
  const path = plainPath(asked);
  if (path && !path.endsWith('/')) {
    context.path = SERVED.test(path) ? asked : `/demo${asked === '/' ? '/index.html' : asked}`;
    await next();
    if (context.type === 'text/html' && typeof context.body === 'string') {
      const desk = /^[\w-]+$/.exec(context.query.desk ?? '')?.[0];
      // What is written changes with the relay's port: nothing of it may be taken for unchanged.
      for (const header of ['etag', 'last-modified']) context.remove(header);
      context.set('cache-control', 'no-cache');
      context.body = writePage(context.body, { relay: relay?.url, desk });
    }
  }
  if (context.status === 404) {
    context.type = 'text/plain';
    context.body = `There is no ${asked} here.\n`;
    context.status = 404;
  }
}

/** To anybody who says who they are: a real site's server asks for more. */
async function giveToken(context) {
  const name = String(context.query.agent ?? '').trim() || 'Ada';
  context.type = 'text/plain';
  context.set('cache-control', 'no-store');
  context.body = await relay.token({ id: name.toLowerCase(), name });
}

/** The decoded path, or undefined for one that climbs, hides or does not decode. */
function plainPath(asked) {
  try {
    const path = decodeURIComponent(asked === '/' ? '/index.html' : asked);
    const climbs = path !== posix.normalize(path) || path.includes('\\') || path.includes('/.');
    return climbs ? undefined : path;
  } catch {
    return undefined;
  }
}

/** The port, or the next free one. */
async function listenNear(first) {
  for (let port = first; port < first + 100; port++) {
    try {
      return await tryListen(port);
    } catch (error) {
      if (error.code !== 'EADDRINUSE') throw error;
    }
  }
  return fail(`No port between ${first} and ${first + 99} is free; set PORT to a free one.`);
}

async function listen(port) {
  try {
    return await tryListen(port);
  } catch (error) {
    if (error.code === 'EADDRINUSE') return fail(`Port ${port} is taken; set PORT to a free one.`);
    return fail(`Port ${port} cannot be opened (${error.code ?? error.message}).`);
  }
}

/** Listens on both addresses that "localhost" may mean; a machine without IPv6 has only the first. */
async function tryListen(port) {
  const servers = [];
  const close = () => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  };
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer(demo.koaApp.callback());
    try {
      await new Promise((resolve, reject) => {
        server.once('error', reject).listen({ port, host }, resolve);
      });
      servers.push(server);
    } catch (error) {
      if (host === '::1' && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code)) continue;
      close();
      throw error;
    }
  }
  return { port, close };
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
