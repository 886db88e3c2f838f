// docs/operations.md and security.md are what operators go by: what can be checked in them is.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { renewed } from '../../scripts/relay-docs.mjs';
import { commands, sections } from '../dist/config/options.js';
import { startProcess } from './support/process.mjs';
import { openSqlite } from './support/stores.mjs';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/operations.md', root), 'utf8');

describe('docs/operations.md', () => {
  test('lists the settings as the relay reads them (node scripts/relay-docs.mjs)', async () => {
    assert.equal(await renewed(page, sections), page);
  });

  test('knows no command that the relay does not', () => {
    const named = [...page.matchAll(/npx callback-relay ([a-z][a-z-]+)/g)].map(([, name]) => name);
    assert.ok(named.length >= 5);
    for (const name of named) assert.ok(name in commands, `${name} is no command`);
  });

  test('points at tests and pages that exist', () => {
    const security = readFileSync(new URL('docs/security.md', root), 'utf8');
    const paths = [...(page + security).matchAll(/`((?:server|docs|scripts)\/[\w./-]+\.\w+)`/g)];
    assert.ok(paths.length >= 4);
    for (const [, path] of paths) assert.ok(existsSync(new URL(path, root)), path);
  });

  test('explains every metric of the relay, and no other', async (t) => {
    const { database, dispose } = await openSqlite();
    t.after(dispose);
    const relay = await startProcess(database);
    t.after(() => relay.close());
    const metrics = await (await fetch(`${relay.url}/metrics`)).text();
    const served = [...metrics.matchAll(/^# TYPE (callback_relay_\w+)/gm)].map(([, name]) => name);
    const explained = [...page.matchAll(/^\| `(callback_relay_\w+)`/gm)].map(([, name]) => name);
    assert.ok(served.length > 0);
    assert.deepEqual(explained.sort(), served.sort());
    for (const path of ['/healthz', '/readyz']) {
      assert.equal((await fetch(relay.url + path)).status, 200, path);
      assert.ok(page.includes(`\`${path}\``));
    }
  });
});
