// `npm run bench:desk`: 10,000 waiting callbacks on the Map store, with 1,000,000 past ones beside them
// and with none, in turn and in the same run: no move and no view may cost time in the length of the
// history. Needs dist/ (npm run build). Exits with 1 when one costs twice as much.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Desk, MapStore } from '../dist/desk/index.js';
import { indexKeys } from '../dist/desk/keys.js';
import { withStatus } from '../dist/desk/status.js';

const waiting = 10_000;
const past = Number(process.env.PAST ?? 1_000_000);
const rounds = Number(process.env.ROUNDS ?? 41);

const hour = 3_600_000;
const start = Date.UTC(2026, 5, 1, 12);
const agent = { id: 'ann', name: 'Ann' };

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** A desk with so many past records, none of which time changes during the measurement. */
function deskWith(history) {
  const clock = { now: start };
  const store = new MapStore();
  const desk = new Desk(store, { now: () => clock.now, policy: { handlingTime: 240 } });
  putPast(store, desk.policy, history);
  desk.arrive(agent, { id: 'page' });
  const receipts = [];
  for (let n = 0; n < waiting; n++) receipts.push(ask(desk, n));
  return { desk, store, clock, receipts, n: waiting };
}

/** Half of them forgotten, half not yet: as after a day of a very busy desk. */
function putPast(store, policy, history) {
  for (let from = 0; from < history; from += 10_000) {
    store.transact(function* (transaction) {
      yield;
      for (let n = from; n < Math.min(history, from + 10_000); n++) {
        const record = withStatus(pastRecord(n, transaction.nextPlace()), policy);
        transaction.put(record, indexKeys(record, policy.times), true);
      }
    });
  }
}

function pastRecord(n, place) {
  const at = start - 1000;
  const end = { reason: 'completed', by: 'visitor' };
  const who = { id: `past-agent-${n % 200}`, name: 'Past' };
  const callback = {
    id: `past-${n}`,
    state: 'claimed',
    name: 'Vera',
    number: { e164: numberOf(n) },
    requestedAt: at,
    attempts: 0,
    asked: 1,
  };
  const claim = { id: callback.id, token: `token-${n}`, seq: 5, callback };
  const kept = {
    key: `claim-${n}`,
    claim,
    agentId: who.id,
    end,
    finishKey: `finish-${n}`,
    doneAt: at,
  };
  return {
    id: `past-${n}`,
    requestKey: `past-key-${n}`,
    secret: `past-secret-${n}`,
    ...(n % 2 === 0 && { request: { name: 'Vera', number: { e164: numberOf(n) } } }),
    place,
    state: 'done',
    end,
    requestedAt: at,
    expiresAt: at + 24 * hour,
    changedAt: at,
    attempts: 0,
    asked: 1,
    past: n % 2 === 0 ? [kept] : [],
    lostClaims: [],
    changes: [],
    statuses: [],
  };
}

function numberOf(n) {
  return `+39${600_000_000 + (n % 1_000_000)}`;
}

function ask(desk, n) {
  const request = { name: 'Vera', number: { e164: numberOf(n) } };
  return desk.request(request, { requestKey: `key-${n}`, secret: `secret-${n}` });
}

/** How often each is done in one round, and how; what comes before is not timed. */
const steps = {
  request: { times: 20, run: (at) => at.receipts.push(ask(at.desk, at.n++)) },
  'visitor’s view': {
    times: 50,
    run: ({ desk, receipts }, i) => desk.visitor(receipts[(i * 197) % receipts.length]),
  },
  claim: {
    times: 20,
    before: (at) => (at.claims = []),
    run: (at, i) => at.claims.push(at.desk.claim(at.receipts[i].id, agent, `claim-${i}`)),
  },
  report: {
    times: 20,
    run: ({ desk, claims }, i) => desk.report(agent, claims[i], { seq: 1, state: 'connected' }),
  },
  'report the end': {
    times: 20,
    run: ({ desk, claims }, i) =>
      desk.report(agent, claims[i], {
        seq: 2,
        state: 'ended',
        end: { reason: 'completed', by: 'agent' },
      }),
  },
  finish: {
    times: 20,
    run: ({ desk, claims }, i) => desk.finish(agent, claims[i], { finishKey: `finish-${i}` }),
  },
  availability: { times: 50, run: ({ desk }) => desk.availability() },
  'agent’s view': {
    times: 1,
    before: (at) => at.receipts.splice(0, 20),
    run: ({ desk }) => desk.agent(agent.id),
  },
  'expire, nothing due': { times: 50, run: ({ desk }) => desk.expire() },
  'expire, 20 leases': {
    times: 1,
    before({ desk, clock, receipts }) {
      for (let i = 0; i < 20; i++)
        desk.claim(receipts[i].id, { id: 'bob', name: 'Bob' }, `${clock.now}-${i}`);
      clock.now += 91_000;
    },
    run: ({ desk }) => desk.expire(),
  },
};

const desks = { none: deskWith(0), past: deskWith(past) };
const times = Object.fromEntries(Object.keys(steps).map((step) => [step, { none: [], past: [] }]));
// A few rounds to warm up; then whoever begins changes from round to round.
for (let round = -5; round < rounds; round++) {
  const order = round % 2 === 0 ? ['none', 'past'] : ['past', 'none'];
  // A million records are garbage collected longer than none: not in the middle of a measurement.
  if (round % 10 === 0) collect();
  for (const [step, { times: count, before, run }] of Object.entries(steps)) {
    for (const who of order) {
      const at = desks[who];
      before?.(at);
      const begin = performance.now();
      for (let i = 0; i < count; i++) run(at, i);
      if (round >= 0) times[step][who].push(((performance.now() - begin) / count) * 1000);
    }
  }
}

console.log(`${waiting} waiting, µs each: medians of ${rounds} rounds`);
const table = Object.fromEntries(
  Object.entries(times).map(([step, { none, past: some }]) => {
    const ratio = median(some) / median(none);
    const columns = {
      'none past': told(none),
      [`${past} past`]: told(some),
      ratio: ratio.toFixed(2),
    };
    if (ratio >= 2) process.exitCode = 1;
    return [step, columns];
  }),
);
console.table(table);

function told(values) {
  return median(values).toFixed(1);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
