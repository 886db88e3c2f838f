import { TransportError, type Transport } from '../../transport/transport.js';

interface Shared {
  readonly endpoint: string;
  readonly opening: Promise<Transport>;
  users: number;
  lingering?: ReturnType<typeof setTimeout>;
}

/** One user's hold on a transport. Once the last one is released the transport is disposed of. */
export interface TransportHold {
  readonly transport: Promise<Transport>;
  /** Repeating it is harmless. */
  release(): void;
}

/** In milliseconds; tests shorten them. */
export const transportTimes = {
  /**
   * How long a transport is kept after the last hold. The next page of a site takes it over, and
   * what was sent at the end (the agent's page has hung up) still arrives.
   */
  linger: 2_000,
};

const byEndpoint = new Map<string, Shared>();
const byTransport = new WeakMap<Transport, Shared>();

/**
 * The one place where an `endpoint` attribute becomes a transport: the adapter is loaded on demand,
 * and one instance serves every element with the same endpoint.
 *
 * - `loopback:` or `loopback:NAME`: no server; the desk NAME (default `default`) in this browser.
 *
 * It holds nothing: enough to have the transport loaded before somebody needs it.
 *
 * @throws {TransportError} `no-transport` when the scheme is unknown; `unavailable` when the adapter
 *   could not be loaded.
 */
export function transportFor(endpoint: string): Promise<Transport> {
  return sharedFor(endpoint).opening;
}

/** As `transportFor`, and holds it. */
export function holdTransport(endpoint: string): TransportHold {
  return hold(sharedFor(endpoint));
}

/**
 * Holds a transport that somebody else has opened, a provider for instance. One that the page made
 * itself is the page's to dispose of.
 */
export function holdOpened(transport: Transport): TransportHold | undefined {
  const shared = byTransport.get(transport);
  return shared && hold(shared);
}

function sharedFor(endpoint: string): Shared {
  const known = byEndpoint.get(endpoint);
  if (known) return known;
  const shared: Shared = { endpoint, opening: openTransport(endpoint), users: 0 };
  byEndpoint.set(endpoint, shared);
  shared.opening.then(
    (transport) => byTransport.set(transport, shared),
    // A failed load must not be remembered: the next try may be online again.
    () => forget(shared),
  );
  return shared;
}

function hold(shared: Shared): TransportHold {
  let held = true;
  shared.users += 1;
  return {
    transport: shared.opening,
    release() {
      if (!held) return;
      held = false;
      shared.users -= 1;
      clearTimeout(shared.lingering);
      shared.lingering = setTimeout(() => {
        if (shared.users === 0 && forget(shared)) void dispose(shared);
      }, transportTimes.linger);
    },
  };
}

/** @returns whether it was still known. */
function forget(shared: Shared): boolean {
  return byEndpoint.get(shared.endpoint) === shared && byEndpoint.delete(shared.endpoint);
}

async function dispose({ opening }: Shared): Promise<void> {
  const transport = await opening.catch(() => undefined);
  transport?.dispose?.();
}

async function openTransport(endpoint: string): Promise<Transport> {
  const [scheme, desk] = endpoint.split(':', 2);
  if (scheme !== 'loopback') {
    throw new TransportError('no-transport', `No transport for the endpoint "${endpoint}".`);
  }
  const { loopbackTransport } = await import('../../transport/loopback/index.js').catch(
    (cause: unknown) => {
      throw new TransportError('unavailable', 'The transport did not load.', { cause });
    },
  );
  return loopbackTransport(desk ? { desk } : {});
}
