/* global window */
// Seven real tabs of one agent in Chromium, on a live relay of another origin.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import { BROWSER_ARGS, findBrowser } from '../../scripts/browser.mjs';
import { site, startRelay } from './support/relay.mjs';

const DIST = new URL('../../dist/', import.meta.url);

/** A page with the desk open; `seen` is what it was told. */
const page = (relay) => `<!doctype html><link rel="icon" href="data:,"><script type="module">
  import { httpTransport } from '/transport/http/index.js';
  window.seen = [];
  const { agent } = httpTransport({
    endpoint: '${relay}',
    agent: { id: 'id-of-ann', name: 'ann' },
    token: async () => 'ann',
  });
  for await (const update of agent.desk()) seen.push(update);
</script>`;

describe('seven tabs of one agent', { timeout: 120_000 }, () => {
  let browser, pages, relay, server;
  before(async () => {
    server = createServer((request, response) => void serve(request, response));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${server.address().port}`;
    relay = await startRelay({ sites: [{ ...site, origins: [origin] }] });
    browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS });
    const context = await browser.newContext();
    pages = [];
    for (let n = 0; n < 7; n++) {
      pages.push(await context.newPage());
      await pages[n].goto(origin);
    }
  });
  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    await relay?.close();
  });

  async function serve({ url }, response) {
    const isPage = url === '/';
    const body = isPage ? page(relay.address) : await readFile(new URL(`.${url}`, DIST));
    response.writeHead(200, { 'content-type': isPage ? 'text/html' : 'text/javascript' });
    response.end(body);
  }

  /** Agents' streams that the relay has open. */
  async function streams() {
    const { body } = await relay.call('GET', '//metrics');
    return Number(/^\w+_streams\{[^}]*kind="agent"[^}]*\} (\d+)/m.exec(body)?.[1] ?? 0);
  }

  /** How often each tab was told of a callback. */
  const told = (id) =>
    Promise.all(
      pages.map((tab) =>
        tab.evaluate(
          (wanted) =>
            window.seen.filter(({ type, callback }) => type === 'waiting' && callback.id === wanted)
              .length,
          id,
        ),
      ),
    );

  it('are all live on one stream, also after the one that has it is closed', async () => {
    for (const tab of pages) await tab.waitForFunction(() => window.seen[0]?.type === 'snapshot');
    const first = await relay.ask();
    for (const tab of pages)
      await tab.waitForFunction(() => window.seen.some(({ type }) => type === 'waiting'));
    assert.deepEqual(await told(first.id), Array(7).fill(1));
    assert.equal(await streams(), 1);

    // Those who came first lead first.
    await pages.shift().close();
    // The presence is told again by the stream that goes on.
    for (const tab of pages) {
      await tab.waitForFunction(() => window.seen.some(({ type }) => type === 'presence'));
    }
    const second = await relay.ask('+14155552671');
    for (const tab of pages) {
      await tab.waitForFunction(
        (id) => window.seen.some(({ callback }) => callback?.id === id),
        second.id,
      );
    }
    assert.deepEqual(await told(second.id), Array(6).fill(1));
    assert.equal(await streams(), 1);
    // It went on where it was, without a snapshot.
    const types = await pages[0].evaluate(() => window.seen.map(({ type }) => type));
    assert.deepEqual(types, ['snapshot', 'waiting', 'presence', 'waiting']);
  });

  it('are signed out with the last', async () => {
    for (const tab of pages) {
      const closed = tab.waitForEvent('close');
      // As for who closes it by hand: the page hears of it.
      await tab.close({ runBeforeUnload: true });
      await closed;
    }
    let state;
    do ({ state } = (await relay.call('GET', '/availability')).body);
    while (state !== 'unstaffed');
    // Counted once it is answered, which others may see before.
    const byes = /_requests?\w*_count\{method="DELETE"[^}]*status="204"\} (\d+)/;
    let counted;
    do counted = byes.exec((await relay.call('GET', '//metrics')).body)?.[1];
    while (counted === undefined);
    assert.equal(counted, '1');
    while ((await streams()) > 0);
  });
});
