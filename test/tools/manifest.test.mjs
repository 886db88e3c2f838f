// The manifest is what editors and frameworks believe: it must tell all and only the truth.
// (That it is current is `check:manifest`'s to say.)
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { modules } = JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8'));
const elements = modules
  .flatMap(({ declarations = [] }) => declarations)
  .filter(({ tagName }) => tagName);
const sources = readdirSync(join(root, 'src/elements'), { recursive: true })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(root, 'src/elements', path), 'utf8'))
  .join('\n');

/** Every first group of a pattern in the sources, once each and sorted. */
function found(pattern) {
  return [...new Set([...sources.matchAll(pattern)].map(([, name]) => name))].sort();
}

/** What the elements declare of a kind, once each and sorted; the default slot apart. */
function declared(kind) {
  const names = elements.flatMap((element) => element[kind] ?? []).map(({ name }) => name);
  return [...new Set(names)].filter((name) => name !== '').sort();
}

test('it names every tag of the define files, each with a summary', () => {
  const tags = readdirSync(join(root, 'src/define'))
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((name) => name.startsWith('call'));
  assert.deepEqual(elements.map(({ tagName }) => tagName).sort(), tags.sort());
  for (const { tagName, summary } of elements) assert.ok(summary, `${tagName} has a summary`);
});

test('it names every part', () => {
  assert.deepEqual(
    declared('cssParts'),
    found(/\bpart="([^"$]+)"/g)
      .flatMap((names) => names.split(' '))
      .sort(),
  );
});

test('it names every slot', () => {
  assert.deepEqual(declared('slots'), found(/<slot\s[^>]*?name="([^"$]+)"/g));
});

test('it gives each element at least the parts and slots of its own file', () => {
  for (const { tagName, cssParts = [], slots = [] } of elements) {
    const source = readFileSync(join(root, `src/elements/${tagName}/${tagName}.ts`), 'utf8');
    const own = (pattern) => [...source.matchAll(pattern)].flatMap(([, names]) => names.split(' '));
    for (const part of own(/\bpart="([^"$]+)"/g)) {
      assert.ok(
        cssParts.some(({ name }) => name === part),
        `${tagName} declares the part ${part}`,
      );
    }
    for (const slot of own(/<slot\s[^>]*?name="([^"$]+)"/g)) {
      assert.ok(
        slots.some(({ name }) => name === slot),
        `${tagName} declares the slot ${slot}`,
      );
    }
  }
});

test('it names every event', () => {
  assert.deepEqual(declared('events'), found(/'((?:callback|call|keypad)-[\w-]+)': \w+Event;/g));
});

test('it describes all that it names', () => {
  for (const element of elements) {
    const kinds = ['attributes', 'events', 'slots', 'cssParts', 'cssProperties'];
    for (const { name, description } of kinds.flatMap((kind) => element[kind] ?? [])) {
      assert.ok(description, `${element.tagName}: ${name} has a description`);
    }
    for (const member of element.members ?? []) {
      if (member.kind !== 'field' || member.static || member.inheritedFrom) continue;
      assert.ok(member.description, `${element.tagName}.${member.name} has a description`);
    }
  }
});
