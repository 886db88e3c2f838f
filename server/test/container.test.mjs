// No container runs here. What can be said without one: the files parse, what is copied is there, and what is
// started and set exists.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { options } from '../dist/config/options.js';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');

/** Instructions of a Dockerfile, in order, each line's continuation joined. */
function instructions(text) {
  return text
    .replace(/^\s*#.*$/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map(
      (line) => /^([A-Z]+)\s+(.*)$/.exec(line)?.slice(1) ?? assert.fail(`not understood: ${line}`),
    );
}

const dockerfile = instructions(read('server/Dockerfile'));
const values = (name) => dockerfile.filter(([word]) => word === name).map(([, value]) => value);

test('the image is built from files that exist and are not ignored', () => {
  const ignore = read('server/Dockerfile.dockerignore').split('\n');
  const given = ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const copied = values('COPY')
    .filter((value) => !value.startsWith('--from'))
    .flatMap((value) => value.split(/\s+/).slice(0, -1));
  assert.ok(copied.length > 10);
  for (const path of copied) {
    assert.ok(existsSync(join(root, path)), `${path} does not exist`);
    assert.ok(
      given.some((name) => path === name || path.startsWith(`${name}/`)),
      `${path} is kept out by Dockerfile.dockerignore`,
    );
  }
});

test('every stage that is copied from is built', () => {
  const stages = values('FROM').map((value) => / AS (\w+)$/.exec(value)?.[1]);
  for (const value of values('COPY')) {
    const [, stage] = /^--from=(\w+)/.exec(value) ?? [];
    if (stage) assert.ok(stages.includes(stage), `no stage ${stage}`);
  }
});

test('the image runs the command of the package, as somebody who is not root', () => {
  const { bin } = JSON.parse(read('server/package.json'));
  const [entry] = values('ENTRYPOINT').map((value) => JSON.parse(value));
  assert.deepEqual(entry, ['node', `server/${bin['callback-relay']}`]);
  assert.deepEqual(values('USER'), ['node']);
});

test('the health check of the image is a program that Node understands', () => {
  const [check] = values('HEALTHCHECK');
  const command = JSON.parse(check.slice(check.indexOf('[')));
  assert.equal(command[0], 'node');
  assert.doesNotThrow(() => new Function(command[2]));
});

test('compose.yaml starts the image and a database on named volumes', () => {
  const { services, volumes } = parse(read('server/compose.yaml'));
  const { relay, postgres } = services;
  assert.equal(relay.build.dockerfile, 'server/Dockerfile');
  assert.ok(existsSync(join(root, 'server', relay.build.context, relay.build.dockerfile)));
  assert.equal(relay.depends_on.postgres.condition, 'service_healthy');
  assert.ok(relay.read_only && postgres.read_only);
  for (const volume of postgres.volumes) assert.ok(volume.split(':')[0] in volumes);
  const address = new URL(relay.environment.DATABASE_URL.replace(/\$\{[^}]*\}/g, 'word'));
  assert.equal(address.hostname, 'postgres');
  assert.equal(address.username, postgres.environment.POSTGRES_USER);
  assert.equal(address.pathname, `/${postgres.environment.POSTGRES_DB}`);
});

test('image, compose file and documented unit set what the relay reads', () => {
  const known = new Set([...options.map(({ variable }) => variable), 'NODE_ENV']);
  const { services } = parse(read('server/compose.yaml'));
  const [, unit] = /```sh\n((?:[A-Z_]+=.*\n)+)```/.exec(read('docs/operations.md'));
  const set = [
    ...values('ENV').flatMap((value) => value.split(/\s+/)),
    ...unit.trim().split('\n'),
  ].map((pair) => pair.split('=')[0]);
  assert.ok(set.length >= 9);
  for (const name of [...set, ...Object.keys(services.relay.environment)]) {
    assert.ok(known.has(name), `${name} is no setting of the relay`);
  }
});
