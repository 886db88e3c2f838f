// Random stories against what must hold at every desk. `SEED=…` plays the same ones again,
// `MOVES=1000000` more of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { play, story } from './story.mjs';

// Half of the moves are refused, and each refusal would describe the whole stack.
Error.stackTraceLimit = 3;

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const wanted = Number(process.env.MOVES ?? 100_000);

/** Plays stories until one fails or there were moves enough. */
function search(moves, options) {
  let made = 0;
  for (let round = 0; made < moves; round++) {
    const property = fc.property(story, (steps) => void (made += play(steps, options).moves));
    const { failed, counterexample, error, errorInstance } = fc.check(property, {
      seed: seed + round,
      numRuns: 200,
    });
    if (failed) return { made, story: counterexample[0], error: errorInstance ?? error };
  }
  return { made };
}

function inWords({ told, message }) {
  return [...told, `✗ ${message}`].map((line) => `  ${line}`).join('\n');
}

test(`${wanted} moves, SEED=${seed}`, (t) => {
  const begin = performance.now();
  const { made, error } = search(wanted);
  if (error)
    assert.fail(
      `SEED=${seed}, after ${made} moves:\n${error.told ? inWords(error) : ''}\n${error.stack}`,
    );
  t.diagnostic(`${made} moves in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
});
