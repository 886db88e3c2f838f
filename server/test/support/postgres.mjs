// A PostgreSQL of the tests' own: a new cluster in a temporary folder, on loopback, with its durability as it
// comes (fsync on). It ends with the process that started it, however that ends.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { chownSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findPostgres } from '../../../scripts/tools.mjs';

const folder = findPostgres();

/** Whether PostgreSQL is installed. */
export const isHere = folder !== undefined;
export const MISSING = 'PostgreSQL is not installed: npm run ensure-tools';

/** Below the ports that systems give out by themselves, so that it is still free for the next start. */
const PORTS = [20_000, 32_000];
const USER = 'relay';

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '64MB',
  log_min_messages: 'log',
};

/**
 * Reads until the process that holds the other end is gone, or closes it; then ends the cluster and takes its
 * folder away.
 */
const WATCHDOG = `
read -r _
if pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null); then
  kill -QUIT "$pid" 2>/dev/null
  while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
fi
rm -rf "$1"
`;

/**
 * Starts a cluster.
 * @param {{ folder?: string }} [options] where its own folder is made; default: the system's for temporary files
 * @returns {Promise<Cluster>}
 * @throws an Error with PostgreSQL's own words
 */
export async function startCluster({ folder: where = tmpdir() } = {}) {
  if (!isHere) throw new Error(MISSING);
  const owner = findOwner();
  const home = mkdtempSync(join(where, 'relay-postgres-'));
  const password = randomBytes(16).toString('hex');
  writeFileSync(join(home, 'password'), password);
  if (owner)
    for (const path of [home, join(home, 'password')]) chownSync(path, owner.uid, owner.gid);
  const watchdog = spawn('sh', ['-c', WATCHDOG, 'sh', home], {
    // Ctrl-C in a terminal reaches a whole group.
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  watchdog.unref();
  watchdog.stdin.unref();
  const args = ['--no-locale', '--encoding=UTF8', '--auth=scram-sha-256', '--no-sync'];
  const { status, stderr } = spawnSync(
    join(folder, 'initdb'),
    [...args, `--username=${USER}`, `--pwfile=${home}/password`, `--pgdata=${home}/data`],
    { ...owner, cwd: home, encoding: 'utf8' },
  );
  if (status !== 0) {
    watchdog.stdin.end();
    throw new Error(`initdb failed: ${stderr}`);
  }
  return new Cluster(home, owner, password, watchdog).start();
}

class Cluster {
  #home;
  #owner;
  #password;
  #watchdog;
  #server;
  #port;

  constructor(home, owner, password, watchdog) {
    this.#home = home;
    this.#owner = owner;
    this.#password = password;
    this.#watchdog = watchdog;
  }

  /** @param {string} [database] */
  url(database = 'postgres') {
    return `postgres://${USER}:${this.#password}@127.0.0.1:${this.#port}/${database}`;
  }

  /** Starts the server; after a stop, on the same data and the same port. */
  async start() {
    const again = this.#port !== undefined;
    for (let tries = 0; ; tries++) {
      this.#port = again ? this.#port : randomInt(...PORTS);
      try {
        await this.#launch();
        return this;
      } catch (error) {
        // Somebody has the port.
        if (again || tries > 20 || !/could not bind/.test(error.message)) throw error;
      }
    }
  }

  #launch() {
    const settings = Object.entries({ ...SETTINGS, port: this.#port });
    const server = spawn(
      join(folder, 'postgres'),
      [
        '-D',
        `${this.#home}/data`,
        ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      { ...this.#owner, cwd: this.#home, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#server = server;
    server.unref();
    return new Promise((resolve, reject) => {
      let said = '';
      server.once('error', reject);
      server.once('exit', () => reject(new Error(`PostgreSQL does not start: ${said}`)));
      server.stderr.setEncoding('utf8').on('data', (text) => {
        said = (said + text).slice(-4000);
        if (!said.includes('ready to accept connections')) return;
        server.stderr.unref();
        resolve();
      });
    });
  }

  /** As when the machine loses its power, but for what the system still holds: `pg_ctl stop -m immediate`. */
  stopImmediately() {
    return this.#end('SIGQUIT');
  }

  /** Connections are broken, transactions rolled back, data written: `pg_ctl stop -m fast`. */
  stop() {
    return this.#end('SIGINT');
  }

  async #end(signal) {
    const server = this.#server;
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.ref();
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await ended;
  }

  /** Stops the server and takes its data away. */
  async dispose() {
    await this.stopImmediately();
    const gone = new Promise((resolve) => this.#watchdog.once('exit', resolve));
    this.#watchdog.ref();
    this.#watchdog.stdin.end();
    await gone;
  }

  /** Makes an empty database. @returns {Promise<{ database: string, dispose: () => Promise<void> }>} */
  createDatabase() {
    return createDatabase(this.url());
  }
}

/**
 * Makes an empty database in a running cluster.
 * @param {string} cluster a URL with the right to do so
 * @returns {Promise<{ database: string, dispose: () => Promise<void> }>} its URL
 */
export async function createDatabase(cluster) {
  const name = `relay_${randomBytes(6).toString('hex')}`;
  await run(cluster, `CREATE DATABASE ${name}`);
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return {
    database: url.href,
    dispose: () => run(cluster, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function run(url, statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** PostgreSQL refuses to run as root: its own user does, or nobody. */
function findOwner() {
  if (process.getuid() !== 0) return undefined;
  for (const user of ['postgres', 'nobody']) {
    const ids = ['-u', '-g'].map((flag) => spawnSync('id', [flag, user], { encoding: 'utf8' }));
    if (ids.every(({ status }) => status === 0)) {
      const [uid, gid] = ids.map(({ stdout }) => Number(stdout));
      return { uid, gid };
    }
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody.',
  );
}
