// Are we as right as Google? Every number of sets.mjs, read by Google's own library and by ours.
// Where they differ is reviewed data with its cause, in agreement/disagreements.json: this test reads
// it and never writes it. `node test/phone/agreement/list.mjs` prints what belongs there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { before, test } from 'node:test';
import { rulesSource } from 'callback-elements/phone.js';
import { partsOf } from '../../scripts/phone-rules.mjs';
import { disagreements } from './agreement/compare.mjs';
import { numberSets } from './agreement/sets.mjs';

const LEAST = 99.8;

// google-libphonenumber is released more rarely than libphonenumber-js. This is the latter's release
// of the same week, installed beside it: over the same data, only logic can differ.
const sameWeek = partsOf(
  createRequire(import.meta.url)('libphonenumber-js-2026-09/metadata.max.json'),
);
const sameWeekSource = { ...rulesSource, part: async (code) => sameWeek.get(code) };

const reviewed = JSON.parse(
  readFileSync(new URL('./agreement/disagreements.json', import.meta.url), 'utf8'),
);

const sets = numberSets();
const shipped = {};
const sameData = {};

before(async () => {
  for (const [name, set] of Object.entries(sets)) {
    [shipped[name], sameData[name]] = await disagreements(set, rulesSource, sameWeekSource);
  }
});

for (const [name, set] of Object.entries(sets)) {
  for (const question of ['valid', 'possible', 'region']) {
    test(`${name}: "${question}" agrees on ${LEAST} % at least, over the same data`, (t) => {
      t.diagnostic(
        `${set.length} texts: ${percent(sameData[name])} % over the same data, ` +
          `${percent(shipped[name])} % as shipped`,
      );
      assert.ok(percent(sameData[name]) >= LEAST);
    });

    function percent(found) {
      const differing = found.filter(({ questions }) => questions.includes(question)).length;
      return Number((100 - (100 * differing) / set.length).toFixed(2));
    }
  }
}

test('every disagreement is reviewed, and none has vanished', () => {
  const known = new Set(reviewed.flatMap(({ disagreements }) => flat(disagreements)));
  const found = new Set(Object.values(shipped).flat().map(line));
  assert.deepEqual({ new: without(found, known), vanished: without(known, found) }, { new: [], vanished: [] }); // prettier-ignore
});

test('what newer data is said to cause is gone over the same data, and nothing else is', () => {
  const left = new Set(Object.values(sameData).flat().map(line));
  for (const { cause, disagreements } of reviewed) {
    const lines = new Set(flat(disagreements));
    const staying = cause === 'newer-data' ? [] : [...lines];
    assert.deepEqual([...lines].filter((one) => left.has(one)), staying, cause); // prettier-ignore
  }
});

function flat(byQuestions) {
  return Object.entries(byQuestions).flatMap(([questions, texts]) =>
    texts.map((text) => `${text} ${questions}`),
  );
}

function line({ region, text, questions }) {
  return `${region} ${text} ${questions.join(' ')}`;
}

function without(lines, others) {
  return [...lines].filter((one) => !others.has(one));
}
