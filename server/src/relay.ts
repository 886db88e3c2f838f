import type { FastifyInstance } from 'fastify';
import { buildRelay } from './app.js';
import { Failure } from './failure.js';
import type { RelaySettings } from './settings.js';
import { openStore } from './store/open.js';
import type { RelayStore } from './store/store.js';

/** A relay that listens. */
export interface Relay {
  /** Where, `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly store: RelayStore;
  /**
   * Takes no more connections, tells streams to come back elsewhere, answers what is under way, and
   * closes the database. Repeating it is harmless.
   */
  close(): Promise<void>;
}

/** How long requests under way may take once the relay is told to stop, in milliseconds. */
const patience = 10_000;

/**
 * Opens the database, brings its schema up to date, and listens.
 * @throws {Failure} when that cannot be; nothing is left open then
 */
export async function startRelay(settings: RelaySettings): Promise<Relay> {
  const store = await openDatabase(settings.database);
  let app: FastifyInstance | undefined;
  const close = async () => {
    await closeApp(app);
    await store.close();
  };
  try {
    app = await buildRelay(settings, { store });
    const { host, port } = settings;
    const url = await app.listen({ host, port }).catch((error: unknown) => {
      throw new Failure(listenProblem(error, host, port), { cause: error });
    });
    let closing: Promise<void> | undefined;
    return { url, store, close: () => (closing ??= close()) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @throws {Failure} when it cannot be opened */
export async function openDatabase(database: string): Promise<RelayStore> {
  try {
    return await openStore(database);
  } catch (error) {
    throw new Failure(`The database cannot be opened: ${sentence(error)}`, { cause: error });
  }
}

async function closeApp(app: FastifyInstance | undefined): Promise<void> {
  if (!app) return;
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
      return `The relay cannot listen on ${host}, port ${port}: ${sentence(error)}`;
  }
}

/** Of drivers and systems, whose messages end without a full stop. A refused connection has several. */
function sentence(error: unknown): string {
  const causes = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  const text = causes.map((cause) => (cause instanceof Error ? cause.message : String(cause)));
  return `${text.join(', ').replace(/\.$/, '')}.`;
}
