// A store with an outbox, desks on it, and receivers that a test steers.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Desk } from 'callback-elements/desk.js';
import { NotDelivered } from '../../dist/outbox/delivery.js';
import { outboxWriter } from '../../dist/outbox/writer.js';
import { openStore } from '../../dist/store/open.js';

export const start = Date.UTC(2026, 5, 1, 12);
export const ann = { id: 'ann', name: 'Ann' };

/** What a site has by default, and no way out. */
export function siteOf(name, more = {}) {
  return {
    name,
    origins: [],
    regions: ['IT'],
    refuseTypes: [],
    refusePrefixes: [],
    doNotCall: new Set(),
    policy: {},
    ...more,
  };
}

export const withWebhook = {
  webhook: { url: 'http://127.0.0.1:9/', secret: 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0' },
};
export const withMail = {
  mail: { smtp: 'smtp://127.0.0.1:9', from: 'relay@shop.example', to: ['desk@shop.example'] },
};

/**
 * @param {{ database: string }} opened of `stores`
 * @param {readonly object[]} sites
 */
export async function openOutbox({ database }, sites) {
  const clock = { now: start };
  const settings = new Map(sites.map((site) => [site.name, site]));
  const now = () => clock.now;
  const store = await openStore(database, { clock: now, beside: outboxWriter(settings, now) });
  let ids = 0;
  const desk = (site) =>
    new Desk(store.site(site), {
      now,
      newId: () => `n${++ids}`,
      policy: settings.get(site).policy,
    });
  return { store, settings, clock, now, desk };
}

let keys = 0;

/** A request for a number that nobody asked for before, or for `number`. */
export function ask(desk, { number, ...more } = {}) {
  const key = `key-${++keys}`;
  // Its last digits, which a masked number shows, are none that a test looks for.
  const e164 = number ?? `+3906${10_000_000 + keys * 100}`;
  return desk.request(
    { name: 'Ada', number: { e164 }, ...more },
    { requestKey: key, secret: `secret-${key}` },
  );
}

/** A receiver that keeps what it is given, and does as `act` says: fails when that throws. */
export function recorder(act = () => {}) {
  const got = [];
  return {
    got,
    types: () => got.map(({ body }) => JSON.parse(body).type),
    closed: 0,
    async deliver(message, signal) {
      got.push(message);
      await act(message, signal, got.length);
    },
    close() {
      this.closed++;
    },
  };
}

export const failure = (...args) => new NotDelivered(...args);

/** A promise and its resolver. */
export function gate() {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  return { opened, open };
}

/** An HTTP server on loopback: `url`, what it got, and `close`. */
export async function httpReceiver(answer) {
  const got = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    got.push({
      method: request.method,
      path: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    answer(request, response, got.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    got,
    url: `http://127.0.0.1:${server.address().port}/hook`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
