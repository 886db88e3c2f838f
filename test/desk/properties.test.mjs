// Random stories against what must hold at every desk. `SEED=…` plays the same ones again,
// `MOVES=1000000` more of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { broken } from './broken.mjs';
import { play, story } from './story.mjs';

// Half of the moves are refused, and each refusal would describe the whole stack.
Error.stackTraceLimit = 3;

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const wanted = Number(process.env.MOVES ?? 100_000);

/** Plays stories until one fails or there were moves enough. */
function search(moves, check) {
  let made = 0;
  for (let round = 0; made < moves; round++) {
    const property = fc.property(story, (steps) => void (made += check(steps)));
    const { failed, error, errorInstance } = fc.check(property, {
      seed: seed + round,
      numRuns: 200,
    });
    if (failed) return { made, error: errorInstance ?? error };
  }
  return { made };
}

function inWords({ told, message }) {
  return [...told, `✗ ${message}`].map((line) => `  ${line}`).join('\n');
}

function holds(t, moves, check) {
  const begin = performance.now();
  const { made, error } = search(moves, check);
  const words = error?.told ? `\n${inWords(error)}` : '';
  if (error) assert.fail(`SEED=${seed}, after ${made} moves:${words}\n${error.stack}`);
  t.diagnostic(
    `${made} moves in ${((performance.now() - begin) / 1000).toFixed(1)} s, SEED=${seed}`,
  );
}

test('holds in every story', (t) => {
  holds(t, wanted, (steps) => play(steps).moves);
});

test('does not depend on when the desk looks at what time has done', (t) => {
  holds(t, wanted / 10, (steps) => {
    const sleepy = play(steps, { lastingPages: true });
    const awake = play(steps, { lastingPages: true, settlesAtOnce: true });
    assert.deepEqual(sleepy.told, awake.told);
    assert.deepEqual(
      sleepy.records.map(inShort),
      awake.records.map(inShort),
      sleepy.told.join('\n'),
    );
    return sleepy.moves + awake.moves;
  });
});

/** All but the steps that a reader was told, as who sleeps tells of some in one, and old company. */
function inShort({ statuses, twinOf, asked, ...record }) {
  const { version: _, ...status } = statuses.at(-1);
  return { ...record, status, ...(record.state === 'waiting' && { twinOf, asked }) };
}

for (const [name, options] of Object.entries(broken)) {
  test(`finds ${name}, in a few words`, (t) => {
    const { made, error } = search(wanted, (steps) => play(steps, options).moves);
    assert.ok(error?.told, `not found in ${made} moves, SEED=${seed}`);
    t.diagnostic(`found and told after ${made} moves:\n${inWords(error)}`);
    const moves = error.told.filter((line) => !line.startsWith(' ')).length;
    assert.ok(moves < 10, `${moves} moves`);
  });
}
