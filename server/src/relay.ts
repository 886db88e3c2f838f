import type { Socket } from 'node:net';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { buildRelay } from './app.js';
import { verifier } from './auth.js';
import { challenges } from './challenge.js';
import { closeAll } from './close-all.js';
import { Failure, sentenceOf } from './failure.js';
import { judge, loadNumberRules } from './judge.js';
import { RelayKey } from './key.js';
import { limits } from './limits.js';
import { OutboxWorker } from './outbox/worker.js';
import { outboxWriter } from './outbox/writer.js';
import { Retention } from './retention.js';
import type { RelaySettings } from './settings.js';
import { openStore, type StoreOptions } from './store/open.js';
import type { RelayStore } from './store/store.js';

/** A relay that listens. */
export interface Relay {
  /** Where, `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly store: RelayStore;
  /**
   * Takes no more connections, tells streams to come back elsewhere, answers what is under way, ends
   * deliveries, and closes the database. Repeating it is harmless.
   * @throws what would not close, once all else has been
   */
  close(): Promise<void>;
}

/** How long requests under way may take once the relay is told to stop, in milliseconds. */
const patience = 10_000;

/**
 * Opens the database, brings its schema up to date, and listens.
 * @throws {Failure} when that cannot be; nothing is left open then
 */
export async function startRelay(
  settings: RelaySettings,
  options: Pick<StoreOptions, 'synchronous'> = {},
): Promise<Relay> {
  const { sites, keepEvents } = settings;
  const closers: (() => unknown)[] = [];
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeAll(closers));
  let log: FastifyBaseLogger | undefined;
  /** What no caller can be told of. */
  const onError = (err: unknown) => log?.error({ err }, 'failed in the background');
  try {
    const beside = outboxWriter(sites);
    const store = await openDatabase(settings.database, { ...options, beside, onError });
    closers.push(() => store.close());
    const policyOf = (site: string) => sites.get(site)?.policy;
    const workers = [
      new Retention(store, { keepEvents, policyOf, onError }),
      new OutboxWorker(store, sites, { onError }),
    ];
    // Below the app: whoever is connected does not wait for a receiver that hangs.
    for (const worker of workers) closers.push(() => worker.stop());
    const app = await build(settings, store, closers);
    log = app.log;
    const url = await listen(app, settings);
    for (const worker of workers) worker.start();
    return { url, store, close };
  } catch (error) {
    // Why it does not start says more than what then would not close.
    await close().catch(onError);
    throw error;
  }
}

/** @throws {Failure} when it cannot be opened */
export async function openDatabase(database: string, options?: StoreOptions): Promise<RelayStore> {
  try {
    return await openStore(database, options);
  } catch (error) {
    throw new Failure(`The database cannot be opened: ${sentenceOf(error)}`, { cause: error });
  }
}

async function build(
  settings: RelaySettings,
  store: RelayStore,
  closers: (() => unknown)[],
): Promise<FastifyInstance> {
  const key = await RelayKey.of(store.sql);
  const counted = limits(store.sql, key, settings.limits);
  closers.push(() => counted.close());
  const tasks = new Map(
    [...settings.sites.values()]
      .filter(({ challenge }) => challenge)
      .map((site) => [site.name, challenges(site, store.sql, key)]),
  );
  await loadNumberRules();
  const app = await buildRelay(settings, {
    store,
    verify: verifier(settings.agents),
    judge,
    limits: counted,
    challenge: ({ name }) => tasks.get(name),
  });
  const connections = connectionsOf(app);
  closers.push(() => closeApp(app, connections));
  return app;
}

function connectionsOf({ server }: FastifyInstance): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return connections;
}

async function listen(app: FastifyInstance, { host, port }: RelaySettings): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    throw new Failure(listenProblem(error, host, port), { cause: error });
  }
}

async function closeApp(app: FastifyInstance, connections: ReadonlySet<Socket>): Promise<void> {
  // Browsers open connections before they need them, and Node waits for the requests on these.
  for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
  // What hangs by then (a body that never ends) is cut off.
  const timer = setTimeout(() => app.server.closeAllConnections(), patience);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}

function listenProblem(error: unknown, host: string, port: number): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is taken: stop who listens there, or set RELAY_PORT.`;
    case 'EACCES':
      return `Port ${port} is not for everybody to open: set RELAY_PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine: set RELAY_HOST.`;
    default:
      return `The relay cannot listen on ${host}, port ${port}: ${sentenceOf(error)}`;
  }
}
