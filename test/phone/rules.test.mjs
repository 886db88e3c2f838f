// The generated rules: current, complete, and of the form that the code takes for granted.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';
import { phoneRegions, regionsOf, rulesSource } from 'callback-elements/phone.js';
import { committedRules, completeMetadata, generate, partsOf } from '../../scripts/phone-rules.mjs';
import { neighbors } from '../../dist/phone/neighbors.js';

const metadata = completeMetadata();
const codes = [...Object.keys(metadata.country_calling_codes), ...Object.keys(metadata.nonGeographic)]; // prettier-ignore
const parts = new Map(
  await Promise.all(codes.map(async (code) => [code, await rulesSource.part(code)])),
);
const allRules = [...parts.values()].flatMap((part) => Object.values(part));

test('src/phone/rules is what the installed libphonenumber-js gives (npm run phone-rules)', () => {
  const fresh = generate(metadata);
  const present = committedRules();
  assert.deepEqual([...present.keys()].sort(), [...fresh.keys()].sort());
  for (const [name, text] of fresh) assert.ok(present.get(name) === text, `${name} is stale`);
});

test('metadata of another version than the code understands is refused', () => {
  assert.throws(() => partsOf({ ...metadata, version: 5 }), /version 5/);
});

test('the parts together are the complete rules', () => {
  const joined = {
    version: metadata.version,
    country_calling_codes: {},
    countries: {},
    nonGeographic: {},
  };
  for (const [code, { '001': alone, ...regions }] of parts) {
    if (alone) joined.nonGeographic[code] = alone;
    else joined.country_calling_codes[code] = Object.keys(regions);
    Object.assign(joined.countries, regions);
  }
  assert.deepEqual(joined, metadata);
});

test('the index knows every calling code with its regions, the main one first', () => {
  for (const code of codes) {
    assert.deepEqual(regionsOf(code), metadata.country_calling_codes[code] ?? []);
  }
  assert.deepEqual(
    phoneRegions.map(({ region }) => region).sort(),
    Object.keys(metadata.countries).sort(),
  );
  assert.equal(regionsOf('999'), undefined);
});

test('no calling code is the beginning of another', () => {
  for (const code of codes) {
    assert.deepEqual(
      codes.filter((other) => other.startsWith(code)),
      [code],
    );
  }
});

test('the index costs 0.7 kB at most', () => {
  const path = new URL('../../src/phone/rules/codes.js', import.meta.url);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  const bytes = brotliCompressSync(codesOnly(readFileSync(path, 'utf8')), { params }).length;
  assert.ok(bytes <= 700, `${bytes} bytes`);

  /** As a minifier leaves it. */
  function codesOnly(text) {
    return `export const codes=${/'[^']+'/.exec(text)[0]};`;
  }
});

test('lengths ascend, so that the first is the shortest', () => {
  for (const rules of allRules) {
    assert.deepEqual(
      rules[3],
      [...rules[3]].sort((a, b) => a - b),
    );
    assert.ok(rules[3].length > 0);
  }
});

test('patterns are made of digits, classes, groups and counts, so that they can be widened', () => {
  for (const rules of allRules) {
    for (const type of rules[11]) {
      if (type) assert.match(type[0], /^(?:\d|\\d|\[[\d-]+\]|\{\d+(?:,\d+)?\}|\(\?:|[|)?])*$/);
    }
  }
});

test('the numbers that begin like a valid one are found among its own kind', async () => {
  const { numberSets } = await import('./agreement/sets.mjs');
  const { readNumber } = await import('callback-elements/phone.js');
  const international = numberSets().example.filter(([text]) => text.startsWith('+'));
  for (const [text, region] of international) {
    const verdict = await readNumber(text, region);
    if (verdict.verdict !== 'valid') continue;
    const national = text.slice(1 + verdict.callingCode.length);
    const near = neighbors(national, parts.get(verdict.callingCode));
    assert.ok(
      near.some((one) => one.region === verdict.region && kin(one.type, verdict.type)),
      `${text}: ${JSON.stringify(near)}`,
    );
  }

  /** A number in the ranges of both is "fixed line or mobile". */
  function kin(type, expected) {
    return type === expected || (expected === 'fixed-line-or-mobile' && /fixed|mobile/.test(type));
  }
});

test('what surrounds a number shares more of its digits than any other known number', async () => {
  const part = parts.get('39');
  assert.deepEqual(
    neighbors('8921234567', part).map(({ type }) => type),
    ['premium-rate', 'premium-rate'],
  );
  // 0698 is Rome; Vatican City is 06698 alone.
  assert.deepEqual(neighbors('0698', part), [{ region: 'IT', type: 'fixed-line' }]);
  assert.deepEqual(neighbors('2222222', part), []);
});
