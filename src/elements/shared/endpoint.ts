import { TransportError, type Transport } from '../../transport/transport.js';

/** Gives an agent's token for a relay. */
export type TokenSource = () => Promise<string>;

interface Shared {
  readonly key: string;
  readonly opening: Promise<Transport>;
  users: number;
  token: TokenSource | undefined;
  lingering?: ReturnType<typeof setTimeout>;
}

/** One user's hold on a transport. Once the last one is released the transport is disposed of. */
export interface TransportHold {
  readonly transport: Promise<Transport>;
  /** From now on tokens come from there. */
  renew(token: TokenSource | undefined): void;
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

const byKey = new Map<string, Shared>();
const byTransport = new WeakMap<Transport, Shared>();

/**
 * The one place where an `endpoint` attribute becomes a transport: the adapter is loaded on demand,
 * and one instance serves every element with the same endpoint; another one, of the agent's own, those
 * that come with a `token`.
 *
 * - `loopback:` or `loopback:NAME`: no server; the desk NAME (default `default`) in this browser.
 * - `https://HOST/SITE` or `http://…`: a relay, to which the agent's role is open with `token`.
 *
 * It holds nothing: enough to have the transport loaded before somebody needs it.
 *
 * @throws {TransportError} `no-transport` when the scheme is unknown; `unavailable` when the adapter
 *   could not be loaded.
 */
export function transportFor(endpoint: string, token?: TokenSource): Promise<Transport> {
  return sharedFor(endpoint, token).opening;
}

/** As `transportFor`, and holds it. */
export function holdTransport(endpoint: string, token?: TokenSource): TransportHold {
  return hold(sharedFor(endpoint, token));
}

/**
 * Holds a transport that somebody else has opened, a provider for instance. One that the page made
 * itself is the page's to dispose of.
 */
export function holdOpened(transport: Transport): TransportHold | undefined {
  const shared = byTransport.get(transport);
  return shared && hold(shared);
}

function sharedFor(endpoint: string, token: TokenSource | undefined): Shared {
  const key = token ? `${endpoint} agent` : endpoint;
  const known = byKey.get(key);
  if (known) {
    known.token = token;
    return known;
  }
  const shared: Shared = {
    key,
    token,
    opening: openTransport(endpoint, token && (() => (shared.token ?? token)())),
    users: 0,
  };
  byKey.set(key, shared);
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
    renew(token) {
      shared.token = token;
    },
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
  return byKey.get(shared.key) === shared && byKey.delete(shared.key);
}

async function dispose({ opening }: Shared): Promise<void> {
  const transport = await opening.catch(() => undefined);
  transport?.dispose?.();
}

async function openTransport(endpoint: string, token?: TokenSource): Promise<Transport> {
  const [scheme = '', desk] = endpoint.split(':', 2);
  if (/^loopback$/i.test(scheme)) {
    const { loopbackTransport } = await loaded(import('../../transport/loopback/index.js'));
    return loopbackTransport(desk ? { desk } : {});
  }
  if (/^https?$/i.test(scheme)) {
    const { httpTransport, signedIn } = await loaded(import('../../transport/http/index.js'));
    return token ? signedIn({ endpoint, token }) : httpTransport({ endpoint });
  }
  throw new TransportError('no-transport', `No transport for the endpoint "${endpoint}".`);
}

function loaded<Adapter>(adapter: Promise<Adapter>): Promise<Adapter> {
  return adapter.catch((cause: unknown) => {
    throw new TransportError('unavailable', 'The transport did not load.', { cause });
  });
}
