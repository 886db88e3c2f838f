// A page without a secure context: no `crypto.subtle`, no workers from blobs, and a challenge to solve.
import assert from 'node:assert/strict';
/* global isSecureContext, location */
import { createServer } from 'node:http';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { browserOptions, watchPage } from '../../test/journey/support/browser.mjs';
import { startGuarded } from './support/guarded.mjs';

test('a plain-http page under a strict policy solves its challenge and is called back', async (t) => {
  let html = '';
  let policy = '';
  const shop = createServer((_, response) => {
    response.setHeader('content-security-policy', policy);
    response.setHeader('content-type', 'text/html; charset=utf-8').end(html);
  });
  await new Promise((resolve) => shop.listen(0, '127.0.0.1', resolve));
  t.after(() => shop.close());
  const origin = `http://shop.example:${shop.address().port}`;
  const relay = await startGuarded({ origins: [origin] });
  t.after(() => relay.close());
  policy = [
    "default-src 'none'",
    `script-src ${relay.address}`,
    `connect-src ${relay.address}`,
    'img-src data:',
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');
  html = `<!doctype html><html lang="en"><link rel="icon" href="data:," /><title>Shop</title>
    <script src="${relay.address}/embed.js" data-callback data-endpoint="${relay.address}/guarded"
      data-region="IT" async></script></html>`;

  const args = ['--host-resolver-rules=MAP shop.example 127.0.0.1'];
  const browser = await chromium.launch(browserOptions({ args }));
  t.after(() => browser.close());
  const page = await browser.newPage();
  const problems = watchPage(page);
  await page.goto(origin);
  assert.deepEqual(
    await page.evaluate(() => [isSecureContext, typeof crypto.subtle, location.hostname]),
    [false, 'undefined', 'shop.example'],
  );
  await page.getByRole('button', { name: 'Call me back now' }).click();
  await page
    .getByRole('button', { name: /Call me back now/ })
    .last()
    .click();
  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page.getByLabel('Phone number').fill('06 1234 5678');
  await page.getByRole('button', { name: 'Call me back now' }).last().click();
  await page.getByText('We have your request').waitFor();

  const [proof, ...more] = await relay.store.sql.all('SELECT used_by FROM proofs');
  assert.ok(proof && more.length === 0, 'One proof was used.');
  const rows = await relay.store.sql.all(`SELECT id FROM callbacks WHERE site = 'guarded'`);
  assert.equal(rows.length, 1);
  assert.deepEqual(problems, []);
});
