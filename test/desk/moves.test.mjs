// What each move does and refuses, in tables. What must hold whatever happens is in
// `properties.test.mjs`.
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { defaultTimes } from 'callback-elements/desk.js';
import { agents, Bench, codeOf, day, hour, minute, numbers, second, start } from './kit.mjs';

const [ann, bob] = agents;
const [here, there, elsewhere] = numbers;
const hours = { timeZone: 'Europe/Rome', week: { mon: [['09:00', '18:00']] } };

/** @type {Bench} */
let desk;
beforeEach(() => {
  desk = new Bench();
});

/** Rows of: what, what comes before and gives the move, the code it is refused with (none: it is not). */
function refusals(name, rows) {
  describe(`${name}: is refused with`, () => {
    for (const [what, arrange, code] of rows) {
      it(`${code ?? 'nothing'}: ${what}`, () => {
        const move = arrange();
        assert.equal(codeOf(move), code);
      });
    }
  });
}

const ask = (more, keys) => () => desk.ask(here, more, keys);
const keys = { requestKey: 'key', secret: 'secret' };

refusals('request', [
  ['the same key and another number', () => (desk.ask(there, {}, keys), ask({}, keys)), 'key-reused'],
  ['the same key and another secret', () => (desk.ask(here, {}, keys), ask({}, { ...keys, secret: 'x' })), 'key-reused'],
  ['the first request again, after a change', () => {
    desk.change(desk.ask(here, {}, keys), { number: { e164: there } });
    return ask({}, keys);
  }],
  ['the changed request with the first key', () => {
    desk.change(desk.ask(here, {}, keys), { number: { e164: there } });
    return () => desk.ask(there, {}, keys);
  }, 'key-reused'],
  ['the same again, its fields in another order', () => {
    desk.ask(here, { context: { a: '1', b: '2' } }, keys);
    return ask({ context: { b: '2', a: '1' } }, keys);
  }],
  ['anything with the key of one that is forgotten', () => {
    desk.desk.cancel(desk.ask(there, {}, keys));
    desk.wait(2 * hour);
    return ask({}, keys);
  }],
  ['a time beyond the horizon', () => ask({ notBefore: start + 14 * day + 1 }), 'time-invalid'],
  ['the last time within the horizon', () => ask({ notBefore: start + 14 * day })],
  ['a time that is none', () => ask({ notBefore: NaN }), 'time-invalid'],
  ['a time that has passed: it means now', () => ask({ notBefore: 1 })],
  ['no name', () => ask({ name: ' ' }), 'name-missing'],
  ['a number that is none', () => () => desk.ask('12'), 'number-invalid'],
]); // prettier-ignore

describe('request, with opening hours', () => {
  const at = (text) => Date.parse(`${text}:00Z`) - start;
  for (const [what, now, notBefore, code] of [
    ['now, while it is open', '2026-06-01T12:00', undefined, undefined],
    ['now, while it is closed', '2026-06-02T12:00', undefined, 'closed'],
    [
      'for a time at which it is open, while it is closed',
      '2026-06-02T12:00',
      '2026-06-08T08:00',
      undefined,
    ],
    [
      'for a time at which it is closed, while it is open',
      '2026-06-01T12:00',
      '2026-06-02T08:00',
      'closed',
    ],
  ]) {
    it(`${what}: ${code ?? 'taken'}`, () => {
      desk = new Bench({ policy: { hours } });
      desk.wait(at(now));
      const more = notBefore ? { notBefore: start + at(notBefore) } : {};
      assert.equal(codeOf(ask(more)), code);
    });
  }

  it('a change of number alone is taken while it is closed; one to now is not', () => {
    desk = new Bench({ policy: { hours } });
    const receipt = desk.ask();
    desk.wait(10 * hour);
    assert.equal(
      codeOf(() => desk.change(receipt, { number: { e164: there } })),
      undefined,
    );
    assert.equal(
      codeOf(() => desk.change(receipt, { notBefore: null })),
      'closed',
    );
  });
});

const receiptOf = (make) => {
  const receipt = desk.ask();
  make?.(receipt);
  return receipt;
};
const toReach = (state) => receiptOf(({ id }) => desk.reach(id, state));
const cancel = (receipt) => () => desk.desk.cancel(receipt);

refusals('cancel', [
  ['an unknown receipt', () => cancel({ id: 'x', secret: 'x', expiresAt: Infinity }), 'not-found'],
  ['another secret', () => cancel({ ...desk.ask(), secret: 'x' }), 'forbidden'],
  ['a void receipt', () => {
    const receipt = desk.ask();
    desk.wait(defaultTimes.receipt);
    return cancel(receipt);
  }, 'not-found'],
  ['a scheduled one', () => cancel(desk.ask(here, { notBefore: start + hour }))],
  ...['claimed', 'accepted', 'dialing', 'ringing'].map((state) => [state, () => cancel(toReach(state))]),
  ...['connected', 'held', 'reconnecting', 'completed', 'busy'].map((state) => [state, () => cancel(toReach(state)), 'too-late']),
  ['one that expired', () => {
    const receipt = desk.ask();
    desk.desk.end(receipt.id, { reason: 'expired', by: 'system' });
    return cancel(receipt);
  }, 'too-late'],
  ['one that is canceled', () => cancel(receiptOf((receipt) => desk.desk.cancel(receipt)))],
]); // prettier-ignore

describe('cancel', () => {
  for (const [state, rings] of [
    ['waiting', false],
    ['claimed', false],
    ['accepted', true],
    ['dialing', true],
    ['ringing', true],
  ]) {
    it(`${state}: ${rings ? 'a phone may ring' : 'no phone rings'}, and it is final`, () => {
      const receipt = state === 'waiting' ? desk.ask() : toReach(state);
      const canceled = desk.desk.cancel(receipt);
      assert.equal(canceled.rings, rings);
      const { state: is, end, final } = canceled.status;
      assert.deepEqual(
        [is, end, final],
        ['ended', { reason: 'visitor-canceled', by: 'visitor' }, true],
      );
      assert.deepEqual(desk.status(receipt), canceled.status, 'what the visitor reads');
      const again = desk.desk.cancel(receipt);
      assert.equal(again.rings, rings, 'again: the first time the phone may not have heard');
    });
  }

  it('again, once its agent has reported the end: nothing rings any more', () => {
    const receipt = desk.ask();
    const claim = desk.reach(receipt.id, 'ringing');
    desk.report(claim, 'agent-canceled', 2);
    desk.finish(claim, { retryAt: 0 });
    desk.desk.cancel(receipt);
    assert.equal(desk.desk.cancel(receipt).rings, false);
  });

  it('the agent who has it hears of it', () => {
    desk.desk.cancel(toReach('claimed'));
    assert.deepEqual(
      desk.claims().map(({ state, end }) => [state, end.reason]),
      [['ended', 'visitor-canceled']],
    );
  });
});

const toThere = (receipt, more) => () => desk.change(receipt, { number: { e164: there }, ...more });

refusals('change', [
  ['an unknown receipt', () => toThere({ id: 'x', secret: 'x' }), 'not-found'],
  ['another secret', () => toThere({ ...desk.ask(), secret: 'x' }), 'forbidden'],
  ['a waiting one', () => toThere(desk.ask())],
  ['a scheduled one', () => toThere(desk.ask(here, { notBefore: start + hour }))],
  ['one that was put back', () => toThere(receiptOf(({ id }) => desk.retry(id)))],
  ...['claimed', 'accepted', 'ringing', 'busy'].map((state) => [state, () => toThere(toReach(state)), 'too-late']),
  ['a number that is none', () => () => desk.change(desk.ask(), { number: { e164: '12' } }), 'number-invalid'],
  ['a time that is none', () => toThere(desk.ask(), { notBefore: 0.5 }), 'time-invalid'],
  ['a time beyond the horizon', () => toThere(desk.ask(), { notBefore: start + 15 * day }), 'time-invalid'],
  ['the same key and another change', () => {
    const receipt = receiptOf((one) => desk.change(one, { number: { e164: there } }, 'key'));
    return () => desk.change(receipt, { number: { e164: elsewhere } }, 'key');
  }, 'key-reused'],
]); // prettier-ignore

describe('change', () => {
  it('the same key again changes nothing, though there was another in between', () => {
    const receipt = desk.ask();
    desk.change(receipt, { number: { e164: there } }, 'first');
    desk.change(receipt, { number: { e164: elsewhere } }, 'second');
    assert.equal(desk.change(receipt, { number: { e164: there } }, 'first').number, '+44 20 … 23');
  });

  it('a late repeat is recognised when the time for changes is over', () => {
    const receipt = desk.ask();
    desk.change(receipt, { number: { e164: there } }, 'key');
    desk.claim(receipt.id);
    assert.equal(
      codeOf(() => desk.change(receipt, { number: { e164: there } }, 'key')),
      undefined,
    );
  });

  it('keeps place and age; the region was the old number’s', () => {
    const first = desk.ask(here, { region: 'IT' });
    desk.wait(minute);
    desk.ask(elsewhere);
    desk.change(first, { number: { e164: there } });
    const [row] = desk.desk.agent('nobody').view.waiting;
    assert.deepEqual(
      [row.id, row.requestedAt, row.number.e164, row.region],
      [first.id, start, there, undefined],
    );
  });

  for (const [what, before, wish, state] of [
    ['now to later', undefined, start + hour, 'scheduled'],
    ['later to now', start + hour, null, 'waiting'],
    ['later to later still', start + hour, start + 2 * hour, 'scheduled'],
    ['later to a time that has passed', start + hour, start - 1, 'waiting'],
  ]) {
    it(`${what}: ${state}`, () => {
      const receipt = desk.ask(here, before === undefined ? {} : { notBefore: before });
      const status = desk.change(receipt, { notBefore: wish });
      const time = state === 'scheduled' ? wish : undefined;
      assert.deepEqual([status.state, status.notBefore], [state, time]);
      assert.deepEqual(desk.status(receipt), status);
    });
  }

  it('a later time keeps the receipt working until a day after it', () => {
    const receipt = desk.ask();
    desk.change(receipt, { notBefore: start + 3 * day });
    desk.wait(4 * day - 1);
    assert.equal(codeOf(cancel(receipt)), undefined);
  });
});

const claimBy = (id, agent, key) => () => desk.claim(id, agent, key);

refusals('claim', [
  ['an unknown id', () => claimBy('x'), 'not-found'],
  ['a twin', () => (desk.ask(), claimBy(desk.ask().id)), 'not-found'],
  ['a scheduled one', () => claimBy(desk.ask(here, { notBefore: start + hour }).id), 'not-found'],
  ['a forgotten one', () => {
    const { id } = receiptOf((receipt) => desk.desk.cancel(receipt));
    desk.wait(hour);
    return claimBy(id);
  }, 'not-found'],
  ...['claimed', 'accepted', 'ringing', 'connected'].map((state) => [`${state} by another`, () => claimBy(toReach(state).id, bob), 'already-claimed']),
  ['claimed by the same agent with another key', () => claimBy(toReach('claimed').id, ann), 'already-claimed'],
  ['one that is canceled', () => claimBy(receiptOf((receipt) => desk.desk.cancel(receipt)).id), 'callback-ended'],
  ['one whose attempt has failed', () => claimBy(toReach('busy').id), 'callback-ended'],
]); // prettier-ignore

describe('a claim key', () => {
  const away = defaultTimes.lease;
  /** What became of the claim, and what its key is answered then. */
  const fates = [
    ['is held', () => {}, 'the same claim'],
    ['is held, and reported', ({ claim }) => desk.report(claim, 'ringing', 1), 'the same claim'],
    ['was released', ({ claim }) => desk.desk.release(ann, claim), 'claim-lost'],
    ['ran out', () => desk.wait(away), 'claim-lost'],
    ['was released, and another has it', ({ id, claim }) => {
      desk.desk.release(ann, claim);
      desk.claim(id, bob);
    }, 'claim-lost'],
    ['is over', ({ claim }) => desk.report(claim, 'busy', 1), 'the same claim'],
    ['is done', ({ claim }) => {
      desk.report(claim, 'completed', 1);
      desk.finish(claim);
    }, 'the same claim'],
    ['was finished for another attempt', ({ claim }) => {
      desk.report(claim, 'busy', 1);
      desk.finish(claim, { retryAt: 0 });
    }, 'the same claim'],
    ['was finished for another attempt, long ago', ({ claim }) => {
      desk.report(claim, 'busy', 1);
      desk.finish(claim, { retryAt: 0 });
      desk.wait(2 * hour);
    }, 'claim-lost'],
    ['was released, and asks for the same as an earlier one by now', ({ claim, receipt }) => {
      desk.desk.release(ann, claim);
      desk.change(receipt, { number: { e164: there } });
    }, 'claim-lost'],
  ]; // prettier-ignore
  for (const [fate, happen, answer] of fates) {
    it(`whose claim ${fate}: ${answer}`, () => {
      desk.ask(there);
      const receipt = desk.ask(here);
      const claim = desk.claim(receipt.id, ann, 'key');
      happen({ id: receipt.id, claim, receipt });
      let again;
      const code = codeOf(() => (again = desk.claim(receipt.id, ann, 'key')));
      assert.equal(code ?? (again.token === claim.token && 'the same claim'), answer);
    });
  }

  it('is its agent’s own: the same key of another agent is another', () => {
    const { id } = desk.ask();
    desk.claim(id, ann, 'key');
    assert.equal(codeOf(claimBy(id, bob, 'key')), 'already-claimed');
  });

  it('is remembered among the last 64', () => {
    const { id } = desk.ask();
    for (let n = 0; n < 70; n++) desk.desk.release(ann, desk.claim(id, ann, `key-${n}`));
    assert.equal(desk.record(id).lostClaims.length, 64);
    assert.equal(codeOf(claimBy(id, ann, 'key-6')), 'claim-lost');
  });
});

describe('a claim', () => {
  it('says until when it holds, and how to dial; both go with the state', () => {
    const dial = ({ id }, { name }, now) => ({ uri: `sip:${id}-${name}-${now}` });
    desk = new Bench({ policy: { dial } });
    const claim = desk.claim(desk.ask().id);
    assert.equal(claim.leaseUntil, start + defaultTimes.lease);
    assert.deepEqual(claim.dial, { uri: `sip:${claim.id}-ann-${start}` });
    desk.report(claim, 'accepted', 1);
    assert.equal(desk.claims()[0].claim.leaseUntil, undefined);
  });

  it('opens nothing to another agent', () => {
    const claim = desk.claim(desk.ask().id);
    desk.desk.release(bob, claim);
    assert.equal(
      codeOf(() => desk.report(claim, 'accepted', 1, bob)),
      'claim-lost',
    );
    assert.equal(
      codeOf(() => desk.finish(claim, {}, bob)),
      'claim-lost',
    );
    assert.equal(desk.claims()[0].state, 'claimed');
  });
});

describe('a lease', () => {
  const { lease } = defaultTimes;

  it('ends to the millisecond: place and age are kept', () => {
    const { id } = desk.ask();
    desk.ask(there);
    desk.claim(id);
    desk.wait(lease - 1);
    assert.equal(desk.desk.agent('nobody').view.waiting[0].state, 'claimed');
    desk.wait(1);
    const [row] = desk.desk.agent('nobody').view.waiting;
    assert.deepEqual([row.id, row.state, row.requestedAt], [id, 'waiting', start]);
  });

  it('is renewed by a sign of life of any page of its agent, and of no other', () => {
    const claim = desk.claim(desk.ask().id);
    desk.wait(lease - 1);
    desk.desk.stay(ann, { id: 'another page' });
    desk.wait(lease - 1);
    desk.desk.stay(bob, { id: 'page' });
    assert.equal(desk.claims()[0].claim.token, claim.token);
    desk.wait(1);
    assert.deepEqual(desk.claims(), []);
  });

  it('does not cover `accepted`', () => {
    const { id } = desk.ask();
    desk.reach(id, 'accepted');
    desk.wait(day);
    assert.equal(desk.claims()[0].state, 'accepted');
  });
});

const claimThen = (make) => {
  const claim = desk.claim(desk.ask().id);
  make?.(claim);
  return claim;
};
const finished = (how) => claimThen((claim) => {
  desk.report(claim, 'busy', 5);
  desk.finish(claim, how);
}); // prettier-ignore
const release = (claim) => () => desk.desk.release(ann, claim);

refusals('release', [
  ['claimed', () => release(claimThen())],
  ['accepted', () => release(claimThen((claim) => desk.report(claim, 'accepted', 1)))],
  ...['dialing', 'ringing', 'connected', 'busy'].map((what) => [what, () => release(claimThen((claim) => desk.report(claim, what, 1))), 'too-late']),
  ['canceled by the visitor', () => {
    const receipt = desk.ask();
    const claim = desk.claim(receipt.id);
    desk.desk.cancel(receipt);
    return release(claim);
  }, 'too-late'],
  ['finished', () => release(finished()), 'too-late'],
  ['released before', () => release(claimThen((claim) => desk.desk.release(ann, claim)))],
  ['an unknown callback', () => release({ id: 'x', token: 'x' })],
]); // prettier-ignore

const report = (claim, what, seq) => () => desk.report(claim, what, seq);
const canceledAt = (state) => {
  const receipt = desk.ask();
  const claim = desk.reach(receipt.id, state);
  desk.desk.cancel(receipt);
  return claim;
};

refusals('report', [
  ['after a release', () => report(claimThen((claim) => desk.desk.release(ann, claim)), 'accepted', 1), 'claim-lost'],
  ['after the lease', () => {
    const claim = claimThen();
    desk.wait(defaultTimes.lease);
    return report(claim, 'accepted', 1);
  }, 'claim-lost'],
  ['`accepted` after a cancel', () => report(canceledAt('claimed'), 'accepted', 1), 'callback-ended'],
  ['`accepted` again, its first answer lost, after a cancel', () => report(canceledAt('accepted'), 'accepted', 1), 'callback-ended'],
  ['`ringing` after a cancel', () => report(canceledAt('accepted'), 'ringing', 2), 'callback-ended'],
  ['a late `ringing` after a cancel', () => report(canceledAt('ringing'), 'ringing', 1)],
  ['the end after a cancel: the first end stands', () => report(canceledAt('ringing'), 'no-answer', 2)],
  ['`accepted`, late, after the agent’s own end', () => report(claimThen((claim) => desk.report(claim, 'busy', 5)), 'accepted', 1)],
  ['a state after the end', () => report(claimThen((claim) => desk.report(claim, 'busy', 5)), 'connected', 6), 'callback-ended'],
  ['a late one after finish', () => report(finished(), 'ringing', 4)],
  ['the end after finish', () => report(finished(), 'busy', 6)],
  ['another state after finish', () => report(finished(), 'ringing', 6), 'callback-ended'],
]); // prettier-ignore

describe('report', () => {
  /** Reports as they come in, [state, seq], and the state that follows. */
  for (const [reports, state] of [
    [[['accepted', 1]], 'accepted'],
    [[['dialing', 2]], 'dialing'],
    [[['connected', 4]], 'connected'],
    [[['accepted', 1], ['ringing', 3], ['dialing', 2]], 'ringing'],
    [[['connected', 3], ['ringing', 3]], 'connected'],
    [[['connected', 3], ['ringing', 4]], 'connected'],
    [[['connected', 3], ['held', 4], ['connected', 5]], 'connected'],
    [[['connected', 3], ['reconnecting', 4]], 'reconnecting'],
    [[['connected', 3], ['dialing', 4]], 'dialing'],
    [[['connected', 3], ['accepted', 4]], 'connected'],
    [[['ringing', 3], ['busy', 4], ['no-answer', 5]], 'ended'],
  ]) {
    it(`${reports.map((one) => one.join(' ')).join(', ')}: ${state}`, () => {
      const claim = claimThen();
      for (const [what, seq] of reports) desk.report(claim, what, seq);
      const [mine] = desk.claims();
      assert.equal(mine.state, state);
      assert.equal(mine.claim.seq, Math.max(...reports.map(([, seq]) => seq)) - (state === 'ended' ? 1 : 0));
      if (mine.end) assert.equal(mine.end.reason, 'busy', 'the first end stands');
    });
  } // prettier-ignore

  it('the number that calls is kept, and told', () => {
    const receipt = desk.ask();
    const claim = desk.claim(receipt.id);
    desk.desk.report(ann, claim, { seq: 1, state: 'dialing', callerId: '+390699' });
    desk.report(claim, 'ringing', 2);
    assert.equal(desk.status(receipt).callerId, '+390699');
  });
});

const finish = (claim, how) => () => desk.finish(claim, how);
const over = (reason) => claimThen((claim) => desk.report(claim, reason, 1));

refusals('finish', [
  ['before the end', () => finish(claimThen((claim) => desk.report(claim, 'connected', 1))), 'unavailable'],
  ['after a release', () => finish(claimThen((claim) => desk.desk.release(ann, claim))), 'claim-lost'],
  ['the same key again', () => finish(finished())],
  ['another key', () => finish(finished(), { finishKey: 'other' }), 'too-late'],
  ['the same key again, after another attempt has begun', () => {
    const claim = finished({ retryAt: 0 });
    desk.claim(claim.id, bob);
    return finish(claim, { retryAt: 0 });
  }],
  ...['busy', 'no-answer', 'voicemail', 'rejected', 'media-failed', 'network-failed', 'agent-canceled'].map((reason) => [`a retry after ${reason}`, () => finish(over(reason), { retryAt: 0 })]),
  ...['completed', 'transferred', 'invalid-number', 'refused'].map((reason) => [`a retry after ${reason}`, () => finish(over(reason), { retryAt: 0 }), 'callback-ended']),
  ['a retry after a cancel', () => finish(canceledAt('claimed'), { retryAt: 0 }), 'callback-ended'],
  ...[NaN, Infinity, 9e15].map((retryAt) => [`a retry at ${retryAt}`, () => finish(over('busy'), { retryAt }), 'time-invalid']),
]); // prettier-ignore

describe('finish for another attempt', () => {
  it('at once: waits in its place, attempts + 1, for as long as any other', () => {
    const receipt = desk.ask();
    desk.ask(there);
    desk.wait(day - second);
    desk.retry(receipt.id);
    desk.wait(day - second);
    const [row] = desk.desk.agent('nobody').view.waiting;
    assert.deepEqual(
      [row.id, row.requestedAt, row.attempts, row.lastAttempt],
      [receipt.id, start, 1, 'busy'],
    );
  });

  it('later: scheduled until then', () => {
    const receipt = desk.ask();
    desk.retry(receipt.id, start + 3 * day);
    const { state, notBefore, attempts, lastAttempt, final } = desk.status(receipt);
    assert.deepEqual(
      [state, notBefore, attempts, lastAttempt, final],
      ['scheduled', start + 3 * day, 1, 'busy', undefined],
    );
    desk.wait(3 * day - 1);
    assert.deepEqual(desk.rows(), []);
    desk.wait(1);
    assert.deepEqual(desk.rows(), [[receipt.id, 1]]);
  });

  it('later: the receipt works until a day after it, and its holder is told so', () => {
    const receipt = desk.ask();
    assert.equal(desk.status(receipt).expiresAt, undefined, 'as the receipt says');
    desk.retry(receipt.id, start + 3 * day);
    assert.equal(desk.status(receipt).expiresAt, start + 4 * day);
    desk.wait(4 * day - 1);
    assert.equal(codeOf(cancel(receipt)), undefined);
  });

  it('keeps no way to dial, which may hold a password', () => {
    const dial = () => ({ uri: 'sip:vera@desk.example', authorization: 'PASSWORD' });
    desk = new Bench({ policy: { dial } });
    const { id } = desk.ask();
    desk.retry(id);
    assert.ok(!JSON.stringify([desk.record(id), desk.claims()]).includes('PASSWORD'));
  });

  it('claims of earlier attempts are kept with the last 64', () => {
    const { id } = desk.ask();
    for (let n = 0; n < 70; n++) {
      const claim = desk.reach(id, 'busy');
      desk.finish(claim, { finishKey: `finish-${n}`, retryAt: 0 });
    }
    assert.equal(desk.record(id).past.length, 64);
  });
});

describe('who asks with the same number', () => {
  const [first, second, third] = ['a', 'b', 'c'];

  /** What happens to three who asked for the same, and the rows that are left: whose, and `asked`. */
  const cases = [
    ['has one row', () => {}, [[first, 3]]],
    ['is called once: all are over', ({ a }) => desk.reach(a.id, 'completed'), []],
    ['the first cancels: the next has the row', ({ a }) => desk.desk.cancel(a), [[second, 3]]],
    ['a twin cancels: it has asked all the same', ({ b }) => desk.desk.cancel(b), [[first, 3]]],
    ['the first two cancel', ({ a, b }) => [a, b].forEach((one) => desk.desk.cancel(one)), [[third, 3]]],
    ['all cancel', ({ a, b, c }) => [a, b, c].forEach((one) => desk.desk.cancel(one)), []],
    ...['busy', 'no-answer', 'agent-canceled', 'network-failed'].map((reason) => [`the attempt ends ${reason}, whatever its agent does then: the next has the row`, ({ a }) => desk.reach(a.id, reason), [[second, 2]]]),
    ['its agent’s page is lost, and never comes back: the next has the row', ({ a }) => {
      desk.report(desk.claim(a.id), 'connected', 1, ann, 'page');
      desk.desk.lose(ann.id, 'page');
      desk.wait(defaultTimes.resumeWindow);
    }, [[second, 2]]],
    ['the attempt fails, and its agent gives up: the next has the row', ({ a }) => desk.finish(desk.reach(a.id, 'busy')), [[second, 2]]],
    ['the attempt fails, and is made again: two rows', ({ a }) => desk.retry(a.id), [[first, 3], [second, 2]]],
    ['the attempt fails, and is put off: who asked for now is called now', ({ a }) => desk.retry(a.id, start + 3 * day), [[second, 2]]],
    ['the attempt fails, and somebody asks meanwhile: as the next', ({ a }) => {
      desk.reach(a.id, 'busy');
      desk.ask();
    }, [[second, 3]]],
    ['the number is wrong: the next is tried all the same', ({ a }) => desk.reach(a.id, 'invalid-number'), [[second, 2]]],
    ['the first is corrected: the next has the row', ({ a }) => desk.change(a, { number: { e164: there } }), [[first, 1], [second, 2]]],
    ['a twin is corrected: a row of its own', ({ b }) => desk.change(b, { number: { e164: there } }), [[first, 2], [second, 1]]],
    ['a twin is corrected back', ({ b }) => {
      desk.change(b, { number: { e164: there } });
      desk.change(b, { number: { e164: here } });
    }, [[first, 3]]],
    ['the first is corrected back: the earlier place has the row', ({ a }) => {
      desk.change(a, { number: { e164: there } });
      desk.change(a, { number: { e164: here } });
    }, [[first, 3]]],
    ['the first is corrected back, while the next is claimed: its row stays', ({ a, b }) => {
      desk.change(a, { number: { e164: there } });
      desk.claim(b.id);
      desk.change(a, { number: { e164: here } });
    }, [[second, 3]]],
    ['the first wants it later: the next has the row', ({ a }) => desk.change(a, { notBefore: start + hour }), [[second, 2]]],
    ['a twin wants it later', ({ b }) => desk.change(b, { notBefore: start + hour }), [[first, 2]]],
    ['a twin wants it later, and then now', ({ b }) => {
      desk.change(b, { notBefore: start + hour });
      desk.change(b, { notBefore: null });
    }, [[first, 3]]],
    ['put off by its agent, the first wants it now: the earlier place has the row', ({ a }) => {
      desk.retry(a.id, start + hour);
      desk.change(a, { notBefore: null });
    }, [[first, 3]]],
    ['put off by its agent, and another came: the first has the row of both', ({ a }) => {
      desk.retry(a.id, start + hour);
      const d = desk.ask();
      desk.change(a, { notBefore: null });
      return { d };
    }, [[first, 4]]],
    ['put off by its agent, and the next was claimed: all join that one', ({ a, b }) => {
      desk.retry(a.id, start + hour);
      desk.ask();
      desk.claim(b.id);
      desk.change(a, { notBefore: null });
    }, [[second, 4]]],
    ['the desk ends the first, whom nobody has', ({ a }) => desk.desk.end(a.id, { reason: 'busy', by: 'system' }), [[second, 3]]],
  ]; // prettier-ignore
  for (const [what, happen, rows] of cases) {
    it(what, () => {
      const all = { a: desk.ask(), b: desk.ask(), c: desk.ask() };
      Object.assign(all, happen(all));
      assert.deepEqual(
        desk.rows(),
        rows.map(([name, asked]) => [all[name].id, asked]),
      );
    });
  }

  it('asks for something else when it is for later', () => {
    const now = desk.ask();
    const later = desk.ask(here, { notBefore: start + hour });
    assert.deepEqual(desk.rows(), [[now.id, 1]]);
    desk.wait(hour);
    assert.deepEqual(desk.rows(), [
      [now.id, 1],
      [later.id, 1],
    ]);
  });

  it('is told how the other ended: `duplicate`, when the two have talked', () => {
    const [a, b] = [desk.ask(), desk.ask()];
    desk.reach(a.id, 'completed');
    assert.deepEqual(desk.status(b).end, { reason: 'duplicate', by: 'system' });
    assert.equal(desk.status(b).final, true);
  });

  it('has the row when the first ran out, and nobody looked until both had to', () => {
    const a = desk.ask();
    desk.wait(hour);
    const b = desk.ask();
    desk.wait(day - minute);
    const c = desk.ask();
    assert.deepEqual(desk.rows(), [[b.id, 3]]);
    desk.wait(3 * day);
    assert.deepEqual(desk.rows(), []);
    assert.deepEqual(
      [a, b, c].map(({ id }) => desk.record(id)?.state),
      [undefined, undefined, undefined],
    );
  });
});

describe('who asks with the same number, late', () => {
  it('has the row though the first was lost, over, forgotten and removed before anybody looked', () => {
    const first = desk.ask();
    desk.wait(day - minute);
    desk.desk.arrive(ann, { id: 'page' });
    desk.report(desk.claim(first.id), 'accepted', 1, ann, 'page');
    desk.wait(hour);
    const late = desk.ask();
    desk.desk.lose(ann.id, 'page');
    desk.wait(day - hour / 2);
    assert.deepEqual(desk.rows(), [[late.id, 1]]);
    assert.equal(desk.record(first.id), undefined);
  });
});

describe('an agent’s page', () => {
  const page = { id: 'page' };

  const lostAt = (state) => {
    const receipt = desk.ask();
    desk.desk.arrive(ann, page);
    const claim = desk.claim(receipt.id);
    if (state !== 'claimed') desk.report(claim, state, 1, ann, 'page');
    desk.desk.lose(ann.id, 'page');
    return { receipt, claim };
  };

  for (const [state, status, unreachable] of [
    ['claimed', 'waiting', undefined],
    ['accepted', 'accepted', undefined],
    ['ringing', 'reconnecting', true],
    ['connected', 'reconnecting', true],
  ]) {
    it(`is lost at ${state}: the visitor reads ${status}`, () => {
      const { receipt } = lostAt(state);
      const { state: is, agentUnreachable } = desk.status(receipt);
      assert.deepEqual([is, agentUnreachable], [status, unreachable]);
      assert.equal(desk.claims().length, 1, 'it is still its agent’s');
    });
  }

  for (const state of ['accepted', 'connected']) {
    it(`is lost at ${state} for ten minutes: the call is over, and its agent decides`, () => {
      const { receipt } = lostAt(state);
      desk.wait(defaultTimes.resumeWindow - 1);
      assert.notEqual(desk.status(receipt).state, 'ended');
      desk.wait(1);
      const { end, final } = desk.status(receipt);
      assert.deepEqual([end, final], [{ reason: 'network-failed', by: 'system' }, undefined]);
      assert.deepEqual(desk.rows(), []);
    });
  }

  it('comes back: the visitor is told; it takes up the call: all is as before', () => {
    const { receipt, claim } = lostAt('connected');
    desk.desk.stay(ann, { id: 'another' });
    assert.equal(
      desk.status(receipt).agentUnreachable,
      true,
      'another page was there all the time',
    );
    desk.desk.arrive(ann, { id: 'new' });
    assert.deepEqual(
      [desk.status(receipt).state, desk.status(receipt).agentUnreachable],
      ['reconnecting', undefined],
    );
    desk.report(claim, 'dialing', 2, ann, 'new');
    desk.wait(hour);
    assert.equal(desk.status(receipt).state, 'dialing');
  });

  for (const [state, move] of [
    ['accepted', 'stay'],
    ['connected', 'stay'],
    ['held', 'arrive'],
  ]) {
    it(`was late with its sign at ${state}, and is there (${move}): nothing was lost`, () => {
      const receipt = desk.ask();
      desk.desk.arrive(ann, { ...page, until: start + minute });
      desk.report(desk.claim(receipt.id), state, 1, ann, 'page');
      const before = desk.status(receipt);
      desk.wait(minute + 10 * second);
      desk.desk.expire();
      desk.desk[move](ann, { ...page, until: start + hour });
      desk.wait(defaultTimes.resumeWindow);
      const { version: _, ...after } = desk.status(receipt);
      assert.deepEqual({ ...after, version: before.version }, before);
      assert.equal(desk.claims()[0].state, state);
    });
  }

  it('looks away from the desk: its call goes on; then it is gone as well', () => {
    const receipt = desk.ask();
    desk.desk.arrive(ann, page);
    desk.report(desk.claim(receipt.id), 'connected', 1, ann, 'page');
    desk.desk.leave(ann.id, 'page');
    assert.equal(desk.status(receipt).state, 'connected');
    desk.desk.lose(ann.id, 'page');
    assert.equal(desk.status(receipt).agentUnreachable, true);
  });

  it('without a sign until its time is lost then', () => {
    const receipt = desk.ask();
    desk.desk.arrive(ann, { ...page, until: start + minute });
    desk.report(desk.claim(receipt.id), 'connected', 1, ann, 'page');
    desk.wait(minute - 1);
    assert.equal(desk.status(receipt).agentUnreachable, undefined);
    desk.wait(1);
    assert.equal(desk.status(receipt).agentUnreachable, true);
    assert.equal(desk.desk.availability().view.state, 'unstaffed');
  });

  it('that is renewed is lost when its time is over; after its good-bye it does not come back', () => {
    const receipt = desk.ask();
    desk.desk.arrive(ann, { ...page, until: start + hour });
    desk.report(desk.claim(receipt.id), 'connected', 1, ann, 'page');
    assert.equal(desk.desk.renew(ann, { ...page, until: start + minute }), true);
    assert.equal(desk.desk.renew(ann, { ...page, until: start + 2 * minute }), true);
    desk.wait(2 * minute - 1);
    assert.equal(desk.status(receipt).agentUnreachable, undefined);
    desk.wait(1);
    assert.equal(desk.status(receipt).agentUnreachable, true);
    desk.desk.lose(ann.id, 'page');
    assert.equal(desk.desk.renew(ann, { ...page, until: start + hour }), false);
    assert.equal(desk.status(receipt).agentUnreachable, true);
    assert.equal(desk.desk.availability().view.state, 'unstaffed');
  });

  it('whose sign comes while those that are late are looked for stays, and its call with it', async () => {
    const later = { on: false };
    const around = (store) => ({
      read: (work) => (later.on ? Promise.resolve(store.read(work)) : store.read(work)),
      transact: (work) => (later.on ? Promise.resolve(store.transact(work)) : store.transact(work)),
    });
    desk = new Bench({ around });
    const receipt = desk.ask();
    desk.desk.arrive(ann, { ...page, until: start + minute });
    desk.desk.arrive(bob, { id: 'page of bob', until: start + minute });
    desk.report(desk.claim(receipt.id), 'connected', 1, ann, 'page');
    desk.wait(minute);
    later.on = true;
    const both = [desk.desk.expire(), desk.desk.renew(ann, { ...page, until: start + hour })];
    assert.equal((await Promise.all(both))[1], true);
    later.on = false;
    assert.equal(desk.status(receipt).state, 'connected');
    const signedIn = desk.store.read(function* (reader) {
      return yield reader.agents();
    });
    assert.deepEqual(
      signedIn.map(({ id }) => id),
      [ann.id],
      'bob has given no sign',
    );
  });

  it('which does not have the call is lost: nothing happens to it', () => {
    const receipt = desk.ask();
    desk.desk.arrive(ann, page);
    desk.report(desk.claim(receipt.id), 'connected', 1, ann, 'page');
    desk.desk.lose(ann.id, 'another');
    assert.equal(desk.status(receipt).state, 'connected');
  });
});

describe('time', () => {
  const { receipt: life, forget, remove } = defaultTimes;

  it('ends who waits in vain, after a day, to the millisecond', () => {
    const receipt = desk.ask();
    const look = () => desk.desk.visitor(receipt, 1).view.statuses.at(-1);
    desk.wait(life - 1);
    assert.equal(look(), undefined, 'nothing new');
    desk.wait(1);
    assert.deepEqual(look().end, { reason: 'expired', by: 'system' });
  });

  it('forgets an hour after the end: no name, no number, no digits, no words of the network', () => {
    const number = '+390612345678';
    const receipt = desk.ask(number, { context: { order: '4711' }, language: 'it' });
    desk.change(receipt, { number: { e164: there } });
    desk.change(receipt, { number: { e164: number } });
    const claim = desk.claim(receipt.id);
    const detail = { protocol: 'SIP', cause: 486, text: `${number} is busy` };
    desk.desk.report(ann, claim, {
      seq: 1,
      state: 'ended',
      end: { reason: 'busy', by: 'visitor', detail },
    });
    desk.finish(claim, { notes: 'Vera again', disposition: 'later' });
    desk.wait(forget - 1);
    assert.match(JSON.stringify(desk.record(receipt.id)), /Vera/);
    assert.equal(desk.claims().length, 1);
    desk.wait(1);
    assert.deepEqual(desk.claims(), []);
    const left = JSON.stringify(desk.record(receipt.id));
    for (const trace of ['Vera', '0612345678', '4155552671', '…', '4711', 'ann', 'later', '486']) {
      assert.ok(!left.includes(trace), `${trace} is left in ${left}`);
    }
    assert.deepEqual(desk.status(receipt).end, { reason: 'busy', by: 'visitor' });
  });

  it('keeps what its agent never wrapped up until the receipt is void, and an hour', () => {
    const receipt = desk.ask();
    desk.reach(receipt.id, 'busy');
    desk.wait(life + forget - 1);
    assert.equal(desk.claims().length, 1);
    desk.wait(1);
    assert.deepEqual(desk.claims(), []);
    assert.equal(desk.record(receipt.id).statuses.at(-1).final, true);
  });

  it('recognises a repeated request for a day after that, and then nothing is left', () => {
    const first = desk.ask(here, {}, keys);
    desk.desk.cancel(first);
    desk.wait(life + remove - 1);
    assert.equal(desk.ask(here, {}, keys).id, first.id);
    desk.wait(1);
    desk.desk.expire();
    assert.deepEqual(desk.store.all, []);
  });

  it('ends, forgets and removes a call of which nobody has ever said the end', () => {
    const receipt = desk.ask();
    desk.reach(receipt.id, 'connected');
    desk.wait(life + remove - 1);
    assert.equal(desk.claims()[0].state, 'connected');
    desk.wait(1);
    assert.deepEqual(desk.claims()[0].end, { reason: 'expired', by: 'system' });
    desk.wait(forget);
    desk.desk.expire();
    assert.deepEqual(desk.store.all, []);
  });

  it('settles 10,000 at once', () => {
    for (let n = 0; n < 10_000; n++) desk.ask(`+39061${1e6 + n}`);
    desk.wait(day);
    assert.deepEqual(desk.rows(), []);
  });
});

describe('the desk’s end', () => {
  it('stands; of one that is over, the first', () => {
    const receipt = desk.ask();
    desk.desk.end(receipt.id, { reason: 'refused', by: 'system' });
    desk.desk.end(receipt.id, { reason: 'no-agents', by: 'system' });
    const { end, final } = desk.status(receipt);
    assert.deepEqual([end.reason, final], ['refused', true]);
  });

  it('is final when there is no agent to try again', () => {
    const receipt = desk.ask();
    desk.desk.end(receipt.id, { reason: 'busy', by: 'system' });
    assert.equal(desk.status(receipt).final, true);
  });

  it('of an unknown one is nothing', () => {
    assert.equal(
      codeOf(() => desk.desk.end('x', { reason: 'refused', by: 'system' })),
      undefined,
    );
  });
});

describe('forgetting', () => {
  const traces = [here, 'Vera', '…'];
  const left = (id) => JSON.stringify(desk.store.all.find((one) => one.id === id));

  for (const [what, reach] of [
    ['who waits', () => {}],
    ['who is being called', (id) => desk.reach(id, 'ringing')],
    ['whose attempt failed', (id) => desk.retry(id, start + hour)],
  ]) {
    it(`ends ${what} as refused, and keeps nothing of the visitor`, () => {
      const receipt = desk.ask();
      reach(receipt.id);
      desk.desk.forget(receipt.id);
      const { end, final, number } = desk.status(receipt);
      assert.deepEqual(
        [end, final, number],
        [{ reason: 'refused', by: 'system' }, true, undefined],
      );
      for (const trace of traces) assert.ok(!left(receipt.id).includes(trace), trace);
      assert.deepEqual(desk.rows(), []);
    });
  }

  it('leaves an end as it was', () => {
    const receipt = desk.ask();
    desk.desk.cancel(receipt);
    desk.desk.forget(receipt.id);
    assert.equal(desk.status(receipt).end.reason, 'visitor-canceled');
    assert.ok(!left(receipt.id).includes(here));
  });

  it('twice, or of an unknown one, changes nothing', () => {
    const receipt = desk.ask();
    desk.desk.forget(receipt.id);
    const once = left(receipt.id);
    desk.wait(minute);
    desk.desk.forget(receipt.id);
    desk.desk.forget('x');
    assert.equal(left(receipt.id), once);
  });

  it('a repeat of the request is recognised, and not asked again', () => {
    const receipt = desk.ask(here, {}, keys);
    desk.desk.forget(receipt.id);
    assert.equal(desk.ask(here, {}, keys).id, receipt.id);
    assert.deepEqual(desk.rows(), []);
  });
});

describe('a rule of the site that fails', () => {
  it('refuses the claim and writes nothing of it; what was due is told all the same', () => {
    const changes = [];
    const dial = () => {
      throw new RangeError('no line');
    };
    desk = new Bench({ policy: { dial }, onChange: (changed) => changes.push(changed) });
    const old = desk.ask(there);
    desk.wait(day - minute);
    const { id } = desk.ask();
    desk.wait(minute);
    changes.length = 0;
    assert.throws(() => desk.claim(id), { name: 'RangeError' });
    assert.deepEqual(
      changes.flatMap(({ records }) => records.map((one) => [one.id, one.state])),
      [[old.id, 'ended']],
    );
    assert.equal(desk.record(id).state, 'waiting');
  });
});

describe('a store that hands out the fields of its records in another order', () => {
  it('makes no status of it', () => {
    const reversed = (value) =>
      value && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value;
    const around = (store) => ({
      read: (work) => store.read(work),
      transact: (work) =>
        store.transact((transaction) =>
          work({
            ...transaction,
            get: (id) => {
              const record = transaction.get(id);
              return record && { ...record, statuses: record.statuses.map(reversed) };
            },
          }),
        ),
    });
    desk = new Bench({ around });
    const receipt = desk.ask();
    const { version } = desk.status(receipt);
    desk.desk.release(ann, desk.claim(receipt.id));
    assert.equal(desk.status(receipt).version, version);
  });
});
