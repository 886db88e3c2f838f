/**
 * The transport to a relay (`callback-relay`) over HTTP and server-sent events. In browsers and in
 * Node 20 or newer; nothing of the browser is touched before it is used.
 *
 * - Calls that fail for a reason that may pass are repeated under their own key for a short while
 *   ({@link HttpTimes.retry}); then they reject (`offline`, `timeout`, `unavailable`, all retryable), and
 *   whoever calls may repeat them under the same key at any time. A page that is offline is no
 *   exception: it tries, waits for the network within that time, and rejects with `offline`.
 * - Streams are connected again by themselves, with jitter, and resume where they were. They are let
 *   go when the page goes into the back/forward cache; a visitor's also while the page is hidden.
 * - An agent's desk is one stream for each browser, however many tabs (see `SharedDesk`).
 */
import { TransportError, type Agent, type Transport } from '../transport.js';
import { HttpAgent } from './agent.js';
import { defaultTimes, Relay, type HttpTimes } from './send.js';
import { agentOf, Tokens } from './tokens.js';
import { HttpVisitor } from './visitor.js';

export { agentOf } from './tokens.js';
export type { HttpAgent, HttpTimes, HttpVisitor };

export interface HttpOptions {
  /**
   * Where the relay is: `https://relay.example`, or with a site as the last part of the path,
   * `https://relay.example/shop`.
   */
  readonly endpoint: string;
  /** One of the relay's sites. Then all of the endpoint's path belongs to the relay's address. */
  readonly site?: string;
  /**
   * The agent's token, a JWT: asked for at each connection of the desk, when it is about to run out and when it
   * was refused. It may throw `new TransportError('forbidden')` when there will be none; any other
   * failure of it is taken for one that passes.
   */
  readonly token?: () => Promise<string>;
  /** Who works here, with `token`. {@link signedIn} finds it out. */
  readonly agent?: Agent;
  readonly times?: Partial<HttpTimes>;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch;
}

export interface HttpTransport extends Transport {
  readonly visitor: HttpVisitor;
  /** With `agent` and `token`. */
  readonly agent?: HttpAgent;
  /**
   * Ends all streams, quietly, and signs the agent out. What is being sent is sent to the end.
   */
  dispose(): void;
}

/**
 * The visitor's role, and the agent's with `token` and `agent`.
 * @throws {TransportError} `no-transport` when the endpoint is no http(s) address.
 * @throws a TypeError when one of `token` and `agent` is missing.
 */
export function httpTransport(options: HttpOptions): HttpTransport {
  return opened(options, tokensOf(options));
}

function opened(options: HttpOptions, tokens: Tokens | undefined): HttpTransport {
  const { agent, fetch: given } = options;
  if (!tokens !== !agent) throw new TypeError('An agent has a token, and a token an agent.');
  const fetchIt = given ?? ((...args: Parameters<typeof fetch>) => fetch(...args));
  const relay = new Relay(addressOf(options), timesOf(options), fetchIt);
  const closing = new AbortController();
  const { signal } = closing;
  return {
    visitor: new HttpVisitor(relay, signal),
    ...(agent && tokens && { agent: new HttpAgent(relay, agent, tokens, signal) }),
    dispose: () => closing.abort(),
  };
}

/**
 * As `httpTransport`, for the agent whom the token names.
 * @throws {TransportError} `forbidden` when it names none; `timeout` when none comes within
 *   `times.answer`; what `token` throws.
 */
export async function signedIn(
  options: HttpOptions & Required<Pick<HttpOptions, 'token'>>,
): Promise<HttpTransport> {
  const tokens = tokensOf(options);
  const agent = options.agent ?? agentOf(await tokens!.ahead());
  return opened({ ...options, agent }, tokens);
}

function tokensOf(options: HttpOptions): Tokens | undefined {
  return options.token && new Tokens(options.token, timesOf(options).answer);
}

function timesOf({ times }: HttpOptions): HttpTimes {
  return { ...defaultTimes, ...times };
}

/** The site's address on the relay. */
function addressOf({ endpoint, site }: HttpOptions): string {
  const url = parsed(endpoint);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new TransportError('no-transport', `"${endpoint}" is not a relay’s address.`);
  }
  const path = url.pathname.split('/').filter(Boolean);
  // A part of the address is encoded already.
  const name = site === undefined ? (path.pop() ?? 'default') : encodeURIComponent(site);
  return [url.origin, ...path, 'v1', 'sites', name].join('/');
}

function parsed(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
