import { TransportError, type Transport } from '../../transport/transport.js';

const transports = new Map<string, Promise<Transport>>();

/**
 * The one place where an `endpoint` attribute becomes a transport: the adapter is loaded on demand,
 * and one instance serves every element with the same endpoint.
 *
 * - `loopback:` or `loopback:NAME`: no server; the desk NAME (default `default`) in this browser.
 *
 * @throws {TransportError} `unavailable` when the scheme is unknown, or (retryable) when the adapter
 *   could not be loaded.
 */
export function transportFor(endpoint: string): Promise<Transport> {
  const known = transports.get(endpoint);
  if (known) return known;
  const opening = openTransport(endpoint);
  transports.set(endpoint, opening);
  // A failed load must not be remembered: the next try may be online again.
  opening.catch(() => transports.delete(endpoint));
  return opening;
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
