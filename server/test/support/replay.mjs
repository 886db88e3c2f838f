// What a desk asks of its store in a random story, written down on a Map and asked again of another store.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { play, story } from '../../../test/desk/story.mjs';

const READS = ['get', 'byRequestKey', 'openFor', 'twinsOf', 'heldBy', 'due', 'agent', 'agents'];
const VIEWS = ['waiting', 'waitingBefore', 'nextDue', 'nextSessionEnd'];
const WRITES = ['nextPlace', 'put', 'delete', 'putAgent'];

/**
 * @returns {{ told: string[], transactions: { method: string, args: unknown[], answer: unknown }[][] }} each
 *   transaction of a random story, call by call; after each the views as they are then
 */
export function recordStory(seed) {
  const transactions = [];
  let calls;
  const around = (store) => ({
    read: (work) => store.read(work),
    transact(work) {
      calls = [];
      const answer = store.transact((transaction) => work(recording(transaction, calls)));
      transactions.push(calls);
      calls = [];
      store.read(function* (reader) {
        const seen = recording(reader, calls);
        const waiting = yield seen.waiting();
        yield seen.waitingBefore(Infinity);
        for (const { place } of waiting) yield seen.waitingBefore(place);
        yield seen.nextDue();
        yield seen.nextSessionEnd();
        yield seen.agents();
      });
      transactions.push(calls);
      return answer;
    },
  });
  const [steps] = fc.sample(story, { seed, numRuns: 1 });
  const { told } = play(steps, { around });
  return { told, transactions };
}

function recording(transaction, calls) {
  return Object.fromEntries(
    [...READS, ...VIEWS, ...WRITES]
      .filter((method) => method in transaction)
      .map((method) => [
        method,
        (...args) => {
          const answer = transaction[method](...args);
          calls.push({ method, args, answer });
          return answer;
        },
      ]),
  );
}

/**
 * Asks the same of another store.
 * @param {object} site a `SiteStore`
 * @param {boolean} together in batches, as they come when many ask at once
 */
export async function replay({ told, transactions }, site, together) {
  const asked = [];
  for (const calls of transactions) {
    const isView = !calls.some(({ method }) => WRITES.includes(method));
    const work = function* (target) {
      for (const { method, args, answer } of calls) {
        const given = yield target[method](...args);
        assert.deepEqual(plain(given), plain(answer), `${method}\n${told.join('\n')}`);
      }
    };
    // A batch shows nothing of itself before its end: views are looked at when it is over.
    if (isView && together) asked.push(site.transact(work));
    else if (isView) await site.read(work);
    else if (together) asked.push(site.transact(work));
    else await site.transact(work);
  }
  await Promise.all(asked);
}

/** Without the order among those that are due at one time, or of agents. */
function plain(answer) {
  if (!Array.isArray(answer)) return answer;
  return [...answer].sort((a, b) => (a.id < b.id ? -1 : 1));
}
