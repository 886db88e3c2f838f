// Texts with letters, as Google's library and ours read them: each disagreement is known, and argued.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { letterDisagreements } from './agreement/letters.mjs';

const reviewed = JSON.parse(
  readFileSync(new URL('./agreement/letters.json', import.meta.url), 'utf8'),
);

test('every disagreement about texts with letters is argued, and none has vanished', () => {
  const byText = (a, b) => (`${a.region} ${a.text}` < `${b.region} ${b.text}` ? -1 : 1);
  const known = reviewed.flatMap(({ disagreements }) => disagreements);
  assert.deepEqual(known.sort(byText), letterDisagreements().sort(byText).map(inOrder));
  for (const { why } of reviewed) assert.ok(why.length > 40, why);
});

function inOrder({ region, text, google, ours }) {
  return { region, text, google, ours };
}
