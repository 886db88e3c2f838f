import { contestants } from './contestants.mjs';
import { numbers } from './numbers.mjs';

const ROUNDS = 40;
const WARM_UP = 10;

/** Each types all numbers in each round, and each round begins with another. */
export async function inNode() {
  const names = Object.keys(contestants);
  const typists = await Promise.all(names.map((name) => typist(contestants[name]())));
  agree(names, typists);
  const rounds = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    const times = [];
    for (let turn = 0; turn < names.length; turn++) {
      const index = (round + turn) % names.length;
      times[index] = typists[index].typeAll();
    }
    if (round >= WARM_UP) rounds.push(times);
  }
  return Object.fromEntries(names.map((name, index) => [name, row(rounds, index)]));
}

async function typist(contestant) {
  for (const [text, region] of numbers) await contestant.prepare(text, region);
  return {
    verdicts: () => numbers.map(([text, region]) => contestant.isValid(text, region)),
    /** @returns µs a key */
    typeAll() {
      let keys = 0;
      const start = performance.now();
      for (const [text, region] of numbers) {
        let field = '';
        for (const key of text) {
          field = contestant.format(field + key, region);
          contestant.isValid(field, region);
          keys++;
        }
      }
      return ((performance.now() - start) * 1000) / keys;
    },
  };
}

/** A fast answer that is wrong is no answer. */
function agree(names, typists) {
  const [ours, ...theirs] = typists.map(({ verdicts }) => verdicts());
  for (const [index, verdicts] of theirs.entries()) {
    const differing = numbers.filter((_, at) => verdicts[at] !== ours[at]);
    if (differing.length > 0) {
      console.log(`${names[index + 1]} differs on: ${differing.map(([text]) => text).join(' ')}`);
    }
  }
}

function row(rounds, index) {
  const times = rounds.map((round) => round[index]);
  const ratios = rounds.map((round) => round[index] / round[0]);
  return { 'µs a key': round(median(times)), 'times ours': round(median(ratios)) };
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function round(value) {
  return Number(value.toFixed(2));
}
