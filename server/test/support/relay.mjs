// A relay on a database of its own, listening on this machine, and short ways to talk to it.
import { randomToken } from 'callback-elements/callback.js';
import { TransportError } from 'callback-elements/transport/transport.js';
import { buildRelay } from '../../dist/app.js';
import { challenges } from '../../dist/challenge.js';
import { judge } from '../../dist/judge.js';
import { RelayKey } from '../../dist/key.js';
import { limits } from '../../dist/limits.js';
import { openStore } from '../../dist/store/open.js';
import { EventReader } from './events.mjs';
import { openSqlite } from './stores.mjs';

export const numbers = ['+390612345678', '+14155552671', '+442079460123'];

const [second, minute] = [1_000, 60_000];

export const site = {
  name: 'default',
  origins: ['https://shop.example'],
  regions: '*',
  refuseTypes: [],
  refusePrefixes: [],
  doNotCall: new Set(),
  policy: {},
};

const settings = {
  port: 0,
  host: '127.0.0.1',
  database: '',
  agents: { secret: 'x'.repeat(32) },
  trustedProxies: 0,
  streams: {
    heartbeat: 15 * second,
    session: 45 * second,
    grace: 20 * second,
    buffer: 256 * 1024,
    perAddress: 1_000,
  },
  limits: {
    body: 64 * 1024,
    requests: { max: 10_000, window: minute },
    submissions: { max: 10_000, window: minute },
    number: { max: 10_000, window: minute },
  },
  keepEvents: 60 * minute,
  logLevel: 'debug',
  demo: false,
};

/**
 * Starts a relay.
 * @param {{ settings?: object, sites?: object[], parts?: object, open?: typeof openSqlite, store?: object }} [options]
 *   `settings` and `parts` lie over those of this file; a `store` that is given stays open
 */
export async function startRelay({
  settings: more,
  sites = [site],
  parts,
  open = openSqlite,
  store: given,
} = {}) {
  const { store, dispose } = given ? { store: given, dispose: () => {} } : await opened(open);
  const key = await RelayKey.of(store.sql);
  const all = { ...settings, ...more, sites: new Map(sites.map((one) => [one.name, one])) };
  const counted = limits(store.sql, key, all.limits);
  const log = [];
  const app = await buildRelay(all, {
    store,
    verify,
    judge,
    limits: counted,
    challenge: (one) => challenges(one, store.sql, key),
    logTo: { write: (line) => log.push(line) },
    ...(typeof parts === 'function' ? await parts(store) : parts),
  });
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  return new TestRelay({ app, address, counted, log, store, dispose });
}

/** An empty store; `dispose` closes it and takes it away. */
export async function opened(open) {
  const { database, dispose } = await open();
  const store = await openStore(database);
  return {
    store,
    dispose: async () => {
      await store.close();
      await dispose();
    },
  };
}

/** Tokens of these tests: `NAME`, for one site `NAME.SITE`, until a time `NAME~TIME`. */
async function verify(token) {
  const [, name, forSite, expiry] = /^([a-z0-9]+)(?:\.(\w+))?(?:~(\d+))?$/.exec(token) ?? [];
  if (!name) throw new TransportError('forbidden', 'The token is not valid.');
  return {
    agent: agent(name),
    sites: forSite ? [forSite] : '*',
    ...(expiry && { expiresAt: Number(expiry) }),
  };
}

export function agent(name) {
  return { id: `id-of-${name}`, name };
}

export class TestRelay {
  constructor(parts) {
    Object.assign(this, parts);
  }

  url(path, { site: name = 'default' } = {}) {
    return path.startsWith('/v1/') || path.startsWith('//')
      ? this.address + path.replace(/^\/\//, '/')
      : `${this.address}/v1/sites/${name}${path}`;
  }

  /** @returns {Promise<{ status: number, headers: Headers, body: any }>} */
  async call(method, path, { bearer, key, body, headers, site: name } = {}) {
    const response = await fetch(this.url(path, { site: name }), {
      method,
      headers: {
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(key && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text ? JSON.parse(text) : text,
    };
  }

  /** Asks for a callback; the receipt has its secret. */
  async ask(number = numbers[0], { secret = randomToken(32), key = randomToken(), ...more } = {}) {
    const { site: name, proof, ...request } = more;
    const answer = await this.call('POST', '/callbacks', {
      bearer: secret,
      key,
      site: name,
      body: {
        request: { name: 'Vera', number: { e164: number }, ...request },
        ...(proof && { proof }),
      },
    });
    if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return { ...answer.body, secret, key };
  }

  async claim(id, name = 'ann', key = randomToken()) {
    const answer = await this.call('POST', `/callbacks/${id}/claim`, { bearer: name, key });
    if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  report({ id, token }, report, name = 'ann') {
    return this.call('POST', `/callbacks/${id}/report`, {
      bearer: name,
      body: { token, ...report },
    });
  }

  /** A stream; `lastEventId` resumes. */
  open(path, { bearer, lastEventId, site: name, headers } = {}) {
    return EventReader.open(this.url(path, { site: name }), {
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...(lastEventId && { 'last-event-id': lastEventId }),
      ...headers,
    });
  }

  desk(name = 'ann', { session = randomToken(), ...options } = {}) {
    return this.open(`/desk/stream?session=${session}`, { bearer: name, ...options });
  }

  watch({ id, secret }, options) {
    return this.open(`/callbacks/${id}/stream`, { bearer: secret, ...options });
  }

  async close() {
    await this.app.close();
    this.counted.close();
    await this.dispose();
  }
}
