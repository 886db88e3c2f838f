// What must hold at every desk, whatever happens to it. Each check says in its message what is broken.
import assert from 'node:assert/strict';
import { isLive, isOver } from 'callback-elements/callback.js';
import { settle } from '../../dist/desk/settle.js';
import { agents, codeOf, numbers } from './kit.mjs';

/** What each method may refuse with, as the contract says. */
const codes = {
  request: ['key-reused', 'closed', 'time-invalid'],
  cancel: ['not-found', 'forbidden', 'too-late'],
  change: ['not-found', 'forbidden', 'too-late', 'key-reused', 'closed', 'time-invalid'],
  claim: ['not-found', 'already-claimed', 'claim-lost', 'callback-ended'],
  release: ['too-late'],
  report: ['claim-lost', 'callback-ended'],
  finish: ['claim-lost', 'too-late', 'callback-ended', 'unavailable'],
};

/** What a repeat may be refused with though it was done the first time, also once it is forgotten. */
const repeatCodes = {
  request: [[], []],
  cancel: [['not-found'], []],
  change: [['not-found'], ['too-late']],
  claim: [['claim-lost'], ['not-found']],
  release: [[], []],
  report: [['claim-lost', 'callback-ended'], []],
  finish: [[], ['claim-lost']],
};

/** In every story, and for no eye but an agent's. */
const secrets = ['NOTES', 'OUTCOME', 'CAUSE', ...agents.map(({ id }) => id), ...numbers];

export class Watcher {
  /** The records after the last move, by id. */
  #before = new Map();
  /** What was answered first to each request key and claim key. */
  #receipts = new Map();
  #tokens = new Map();
  #ids = new Set();
  #anyEnded = false;

  constructor(desk, store, clock) {
    Object.assign(this, { desk, store, clock });
  }

  /** Makes a move, and checks what it has done. */
  move(message, isRepeat) {
    if (isRepeat && message.move in codes) return this.#repeat(message);
    const answer = this.#answerOf(message);
    this.#check(message, answer);
    return answer;
  }

  /** What was done once is not done again. */
  #repeat(message) {
    this.desk.expire();
    this.#check({ move: 'expire' }, {});
    const before = this.store.all;
    // So long after that its very record is gone, a request is another.
    const id = this.#receipts.get(message.key);
    const isForgotten = id !== undefined && !this.#before.has(id);
    const answer = this.#answerOf(message);
    if (!isForgotten)
      assert.deepEqual(this.store.all, before, `${message.move} came twice and was done twice`);
    const [always, later] = repeatCodes[message.move];
    const { request, past } = this.#before.get(message.id) ?? {};
    const isEmptied =
      !request ||
      (message.move === 'finish' && !past.some(({ claim }) => claim.token === message.token));
    const allowed = isEmptied ? [...always, ...later] : always;
    const code = answer.error?.code;
    assert.ok(
      !code || allowed.includes(code),
      `what was done is refused when it comes again: ${code}`,
    );
    this.#check(message, answer);
    return answer;
  }

  #answerOf({ move, call }) {
    try {
      return { value: call() };
    } catch (error) {
      if (error.name !== 'TransportError') throw error;
      assert.ok(codes[move]?.includes(error.code), `${move} refuses with ${error.code}`);
      return { error };
    }
  }

  #check(message, answer) {
    const { now } = this.clock;
    const after = new Map(this.store.all.map((record) => [record.id, record]));
    for (const [id, record] of after) {
      const was = this.#before.get(id);
      if (was === record) continue;
      if (!was) this.#checkNew(record);
      else checkStep(was, record, message, now);
      checkRecord(record);
      this.#anyEnded ||= isOver(record.state);
    }
    for (const [id, was] of this.#before) if (!after.has(id)) checkGone(was, now);
    this.#before = after;
    this.#checkOpen(after);
    this.#checkAnswer(message, answer, after);
  }

  #checkNew({ id }) {
    assert.ok(!this.#ids.has(id), `the id ${id} is given twice`);
    this.#ids.add(id);
  }

  /** Nobody who asked is out of everybody's sight. */
  #checkOpen(records) {
    const twins = new Map();
    for (const record of records.values()) {
      if (!record.request || isOver(record.state)) continue;
      const { id, state, twinOf, claim } = record;
      if (twinOf === undefined) {
        const isSomewhere = state === 'waiting' || state === 'scheduled' || claim !== undefined;
        assert.ok(isSomewhere, `${id} is open, ${state} and nobody's`);
        continue;
      }
      if (state === 'scheduled') continue;
      const lead = records.get(twinOf);
      assert.ok(state === 'waiting' && !claim, `the twin ${id} is ${state}`);
      assert.ok(lead?.request, `${id} is the twin of ${twinOf}, which is gone`);
      assert.equal(lead.twinOf, undefined, `${id} is the twin of a twin`);
      assert.deepEqual(lead.request.number, record.request.number, `${id} and its lead: number`);
      const isInHand = !isOver(lead.state) && lead.state !== 'scheduled';
      assert.ok(isInHand, `${id} is the twin of ${twinOf}, which is ${lead.state}`);
      twins.set(twinOf, (twins.get(twinOf) ?? 0) + 1);
    }
    for (const record of records.values()) {
      if (!record.request || record.twinOf !== undefined) continue;
      const open = 1 + (twins.get(record.id) ?? 0);
      assert.ok(record.asked >= open, `${record.id}: asked ${record.asked}, and ${open} are open`);
      // From the first that ends on, those who are over count as well.
      if (!this.#anyEnded) assert.equal(record.asked, open, `${record.id}: asked`);
    }
  }

  #checkAnswer(message, { value, error }, records) {
    const record = records.get(message.id);
    if (message.move === 'request' && value) {
      const before = this.#receipts.get(message.key);
      if (before && records.has(before)) assert.equal(value.id, before, `${message.key}: receipt`);
      this.#receipts.set(message.key, value.id);
    }
    if (message.move === 'claim' && value) {
      const before = this.#tokens.get(message.key);
      if (before) assert.equal(value.token, before, `${message.key} makes a second claim`);
      else assert.ok(![...this.#tokens.values()].includes(value.token), 'a token is given twice');
      this.#tokens.set(message.key, value.token);
      assert.equal(value.id, message.id);
    }
    if (message.move === 'cancel' && value) {
      const { state, end } = value.status;
      assert.deepEqual([state, end?.reason], ['ended', 'visitor-canceled'], 'canceled');
    }
    if (message.report?.state === 'accepted' && !error && record?.claim?.token === message.token) {
      const dials = !isOver(record.state) || record.claim.endReported;
      assert.ok(dials, `${record.id} is over, and its agent is let dial`);
    }
  }

  /** The store's indexes, against a search through all records. */
  checkStore() {
    const { all } = this.store;
    const byPlace = all.toSorted((a, b) => a.place - b.place);
    const is = (actual, filter, what) => assert.deepEqual(idsOf(actual), idsOf(filter), what);
    const isOpen = ({ request, twinOf, state }) =>
      request && twinOf === undefined && state !== 'scheduled' && !isOver(state);
    this.store.read(function* (reader) {
      const offered = byPlace.filter(
        (one) => isOpen(one) && (one.state === 'waiting' || one.state === 'claimed'),
      );
      is(reader.waiting(), offered, 'waiting');
      for (const [at, { place }] of offered.entries()) {
        assert.equal(reader.waitingBefore(place), at, 'waitingBefore');
      }
      assert.equal(reader.waitingBefore(Infinity), offered.length, 'waitingBefore');
      for (const number of numbers) {
        const open = byPlace.filter((one) => isOpen(one) && one.request.number.e164 === number);
        is(reader.openFor(JSON.stringify({ e164: number })), open, 'openFor');
      }
      for (const { id } of agents) {
        const held = byPlace.filter(
          ({ claim, past }) => claim?.agent.id === id || past.some(({ agentId }) => agentId === id),
        );
        is(reader.heldBy(id), held, 'heldBy');
      }
      for (const record of all) {
        const { id, requestKey } = record;
        assert.equal(reader.get(id), record, 'get');
        assert.equal(reader.byRequestKey(requestKey), record, 'byRequestKey');
        const twins = byPlace.filter(({ twinOf, state }) => twinOf === id && state === 'waiting');
        is(reader.twinsOf(id), twins, 'twinsOf');
      }
      yield;
    });
    this.#checkDue(all);
  }

  /** A record is due at the very moment from which time changes it. */
  #checkDue(all) {
    const { times } = this.desk.policy;
    const { store } = this;
    const due = store.read(function* (reader) {
      yield;
      return reader.nextDue();
    });
    if (due === undefined) return assert.equal(all.length, 0, 'nothing is due');
    const early = all.filter((record) => settle(record, due - 1, times) !== record);
    assert.deepEqual(idsOf(early), [], 'changed before it is due');
    const changed = all.filter((record) => settle(record, due, times) !== record);
    assert.notEqual(changed.length, 0, 'due, and nothing changes');
    const listed = store.read(function* (reader) {
      yield;
      return reader.due(due, 1000);
    });
    assert.deepEqual(idsOf(listed).sort(), idsOf(changed).sort(), 'due');
    return undefined;
  }

  /** What everybody sees. */
  checkViews(receipts) {
    const holders = new Map();
    for (const { id: agentId } of agents) {
      const { waiting, claims } = this.desk.agent(agentId).view;
      const places = waiting.map(({ id }) => this.#record(id).place);
      assert.deepEqual(
        places,
        places.toSorted((a, b) => a - b),
        'the order of the Waiting list',
      );
      for (const { claim, state } of claims) {
        if (state === 'done') continue;
        assert.ok(!holders.has(claim.id), `${claim.id} is held twice`);
        holders.set(claim.id, agentId);
        assert.ok(!waiting.some(({ id }) => id === claim.id), `${claim.id} is mine, and waits`);
      }
    }
    const rows = new Set(this.desk.agent('nobody').view.waiting.map(({ id }) => id));
    for (const receipt of receipts) this.#checkVisitor(receipt, holders, rows);
    this.#check({ move: 'expire' }, {});
    this.checkStore();
  }

  #checkVisitor(receipt, holders, rows) {
    const record = this.#record(receipt.id);
    let view;
    const code = codeOf(() => (view = this.desk.visitor(receipt).view));
    if (code) return assert.equal(code, 'not-found', 'a visitor looks');
    const { state, final } = view.statuses.at(-1);
    assert.ok(!(final && state !== 'ended'), 'final before the end');
    for (const secret of secrets) {
      assert.ok(!JSON.stringify(view).includes(secret), `a visitor reads ${secret}`);
    }
    const lead =
      record.twinOf === undefined || isOver(record.state) ? record : this.#record(record.twinOf);
    const isSomewhere =
      state === 'ended' || lead.state === 'scheduled' || rows.has(lead.id) || holders.has(lead.id);
    assert.ok(isSomewhere, `${receipt.id} is ${state}, and nobody sees it`);
    return undefined;
  }

  #record(id) {
    return this.store.read(function* (reader) {
      yield;
      return reader.get(id);
    });
  }
}

/** What may become of a record by one move and by time. */
function checkStep(was, is, message, now) {
  const { id, claim: held } = was;
  for (const field of ['place', 'requestedAt', 'requestKey', 'secret']) {
    assert.equal(is[field], was[field], `${id} loses its ${field}`);
  }
  checkVersions(was, is);

  const isOpen = !isOver(is.state) && is.state !== 'accepted' && !isLive(is.state);
  const mine = message.id === id && message.token === held?.token;
  const retried = mine && message.move === 'finish' && message.retries;
  if (isOver(was.state) && !isOver(is.state)) {
    assert.ok(retried, `${id} was ${was.state} and is ${is.state} again`);
  }
  if ((was.state === 'accepted' || isLive(was.state)) && isOpen) {
    // Where time has ended it first, its agent may try again.
    const givenBack = mine && message.move === 'release' && was.state === 'accepted';
    assert.ok(givenBack || retried, `${id} was ${was.state} and is offered again`);
  }

  if (held && is.claim?.token === held.token) {
    assert.ok(is.claim.seq >= held.seq, `${id}: seq goes back`);
    assert.equal(is.claim.agent.id, held.agent.id, `${id} changes hands`);
    return;
  }
  if (is.claim) {
    assert.equal(message.move, 'claim', `${id} gets a claim by ${message.move}`);
    const isFree = !held || (was.state === 'claimed' && held.leaseUntil <= now);
    assert.ok(isFree, `${id} is claimed twice`);
  } else if (held && is.request) {
    const ranOut = was.state === 'claimed' && held.leaseUntil <= now;
    const givenUp = mine && (message.move === 'release' || message.move === 'finish');
    assert.ok(ranOut || givenUp, `${id} loses its claim by ${message.move}`);
  }
}

function checkVersions(was, is) {
  const versions = is.statuses.map(({ version }) => version);
  assert.ok(
    versions.every((version, at) => at === 0 || version > versions[at - 1]),
    `${is.id}: versions ${versions}`,
  );
  const [before, after] = [was.statuses.at(-1), is.statuses.at(-1)];
  if (before.final) assert.equal(after.version, before.version, `${is.id} goes on after the end`);
  if (after.version === before.version) {
    const { number: _, ...shown } = before;
    const same = after.number === undefined ? shown : before;
    assert.deepEqual(after, same, `${is.id}: another status, and the same version`);
  } else assert.ok(after.version > before.version, `${is.id}: its status goes back`);
}

function checkRecord({ id, statuses, request, ...rest }) {
  const shown = JSON.stringify(statuses);
  for (const secret of secrets) {
    assert.ok(!shown.includes(secret), `the visitor of ${id} could read ${secret}`);
  }
  if (request) return;
  // Forgotten: nothing is left of who it was.
  const left = shown + JSON.stringify(rest);
  for (const trace of ['Vera', '…', ...secrets]) {
    assert.ok(!left.includes(trace), `${id} is forgotten, and keeps ${trace}`);
  }
}

/** Only what time has emptied, or would have by now, goes without a trace. */
function checkGone(was, now) {
  assert.ok(
    now > was.requestedAt && (isOver(was.state) || was.expiresAt <= now),
    `${was.id} is gone`,
  );
}

function idsOf(records) {
  return records.map(({ id }) => id);
}
