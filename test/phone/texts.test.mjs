import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readNumber, refusalOf } from 'callback-elements/phone.js';
import { texts } from './texts.mjs';

describe('texts of phone fields', () => {
  for (const { kind, text, region, expected, from } of texts) {
    it(`${kind}: ${JSON.stringify(text)} in ${region}${from ? ` (${from})` : ''}`, async () => {
      const verdict = await readNumber(text, region);
      const { doubt, reason } = verdict;
      const readings = verdict.readings ?? (verdict.number ? [verdict] : []);
      const numbers = readings.map(({ number: { e164, extension } }) =>
        extension ? `${e164};ext=${extension}` : e164,
      );
      const refusals = new Set(readings.map((reading) => refusalOf(reading)));
      const [refusal] = refusals.size === 1 ? refusals : [];
      assert.deepEqual(
        JSON.parse(JSON.stringify({ verdict: verdict.verdict, doubt, reason, numbers, refusal })),
        expected,
      );
    });
  }
});
