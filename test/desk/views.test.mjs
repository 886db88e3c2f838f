// What visitors and agents are shown, and what of it they are told.
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { AgentUpdates, VisitorUpdates } from 'callback-elements/desk.js';
import { agents, Bench, codeOf, day, hour, minute, numbers, start } from './kit.mjs';

const [ann, bob] = agents;
const [here, there, elsewhere] = numbers;
const hours = { timeZone: 'Europe/Rome', week: { mon: [['09:00', '18:00']] } };

/** @type {Bench} */
let desk;
beforeEach(() => {
  desk = new Bench();
});

const signIn = (...who) => {
  for (const agent of who) desk.desk.arrive(agent, { id: `page of ${agent.name}` });
};
const queueOf = (receipt) => desk.desk.visitor(receipt).view.queue;

describe('the place in the queue', () => {
  it('is that in the Waiting list, of all that are not accepted yet', () => {
    const all = [here, there, elsewhere].map((number) => desk.ask(number));
    assert.deepEqual(
      all.map((one) => queueOf(one).position),
      [1, 2, 3],
    );
    const claim = desk.claim(all[0].id);
    assert.deepEqual(
      all.map((one) => queueOf(one)?.position),
      [1, 2, 3],
      'claimed',
    );
    desk.report(claim, 'accepted', 1);
    assert.deepEqual(
      all.map((one) => queueOf(one)?.position),
      [undefined, 1, 2],
      'accepted',
    );
  });

  it('of who asked again is that of the row', () => {
    desk.ask(there);
    const [first, , again] = [desk.ask(), desk.ask(elsewhere), desk.ask()];
    assert.deepEqual([queueOf(first).position, queueOf(again).position], [2, 2]);
    desk.reach(first.id, 'accepted');
    assert.equal(queueOf(again), undefined, 'the row is gone');
  });

  it('is none while it is scheduled, or over', () => {
    const receipt = desk.ask(here, { notBefore: start + hour });
    assert.equal(queueOf(receipt), undefined);
    desk.wait(hour);
    assert.equal(queueOf(receipt).position, 1);
    desk.desk.cancel(receipt);
    assert.equal(queueOf(receipt), undefined);
  });

  for (const [what, who, position, wait] of [
    ['nobody', [], 1, undefined],
    ['one agent', [ann], 1, 240],
    ['one agent', [ann], 3, 720],
    ['two agents', [ann, bob], 3, 360],
    ['two agents, one of them paused', [ann, bob, 'pause'], 3, 720],
  ]) {
    it(`position ${position}, ${what}: a wait of ${wait ?? 'nobody knows how many'} seconds`, () => {
      desk = new Bench({ policy: { handlingTime: 240 } });
      signIn(...who.filter((one) => one !== 'pause'));
      if (who.includes('pause')) desk.desk.choosePresence(bob, { state: 'paused' });
      const all = numbers.map((number) => desk.ask(number));
      assert.equal(queueOf(all[position - 1]).estimatedWait, wait);
    });
  }

  it('without a handling time nothing is estimated', () => {
    signIn(ann);
    assert.deepEqual(queueOf(desk.ask()), { position: 1 });
  });
});

describe('availability', () => {
  const cases = [
    ['nobody is signed in', () => {}, { state: 'unstaffed', agents: 0 }],
    ['two are ready', () => signIn(ann, bob), { state: 'ready', agents: 2 }],
    ['one is paused', () => {
      signIn(ann, bob);
      desk.desk.choosePresence(bob, { state: 'paused', reason: 'lunch' });
    }, { state: 'ready', agents: 1 }],
    ['one has claimed, one is ready', () => {
      signIn(ann, bob);
      desk.claim(desk.ask().id, bob);
    }, { state: 'ready', agents: 1 }],
    ['the only one is in a call: whoever asks now waits for the next but one', () => {
      signIn(ann);
      desk.reach(desk.ask().id, 'connected');
    }, { state: 'busy', agents: 0, estimatedWait: 240 }],
    ['the only one writes up a call', () => {
      signIn(ann);
      desk.reach(desk.ask().id, 'completed');
    }, { state: 'ready', agents: 1 }],
    ['all are paused: nobody knows for how long', () => {
      signIn(ann);
      desk.desk.choosePresence(ann, { state: 'paused' });
    }, { state: 'busy', agents: 0 }],
    ['one is ready, and two wait', () => {
      signIn(ann);
      desk.ask();
      desk.ask(there);
    }, { state: 'ready', agents: 1, estimatedWait: 720 }],
    ['the last has left', () => {
      signIn(ann);
      desk.desk.leave(ann.id, 'page of ann');
    }, { state: 'unstaffed', agents: 0 }],
    ['a session is over', () => {
      desk.desk.arrive(ann, { id: 'page', until: start + minute });
      desk.wait(minute);
    }, { state: 'unstaffed', agents: 0 }],
  ]; // prettier-ignore
  for (const [what, happen, expected] of cases) {
    it(`${expected.state}: ${what}`, () => {
      desk = new Bench({ policy: { handlingTime: 240 } });
      happen();
      assert.deepEqual(desk.desk.availability().view, expected);
    });
  }

  it('closed: says when it opens, and when to look again', () => {
    desk = new Bench({ policy: { hours } });
    signIn(ann);
    assert.equal(desk.desk.availability().view.state, 'ready');
    const closes = Date.UTC(2026, 5, 1, 16);
    assert.equal(desk.desk.availability().nextDue, closes);
    desk.clock.now = closes;
    const { view, nextDue } = desk.desk.availability();
    assert.deepEqual(view, { state: 'closed', opensAt: Date.UTC(2026, 5, 8, 7) });
    assert.equal(nextDue, closes + 2 * day);
  });

  it('closed for good', () => {
    desk = new Bench({ policy: { hours: { ...hours, week: {} } } });
    assert.deepEqual(desk.desk.availability().view, { state: 'closed' });
  });
});

describe('slots', () => {
  it('begin after now, and end with the horizon', () => {
    desk = new Bench({ policy: { hours, horizon: 7, slotLength: 60 } });
    const slots = desk.desk.slots({ from: 0, to: 8.64e15 });
    assert.equal(slots[0].from, start + hour, 'the slot that begins now has begun');
    assert.equal(slots.at(-1).from, start + 7 * day - hour);
    for (const { from } of slots) {
      assert.equal(
        codeOf(() => desk.ask(here, { notBefore: from })),
        undefined,
      );
    }
  });

  it('none in the past, nor in a range that is none', () => {
    assert.deepEqual(desk.desk.slots({ from: 0, to: start }), []);
    assert.deepEqual(desk.desk.slots({ from: start + 2 * hour, to: start + hour }), []);
    assert.deepEqual(desk.desk.slots({ from: NaN, to: NaN }), []);
  });
});

describe('a visitor is shown', () => {
  /** What happens, and the status but for version and attempts. */
  const number = '+39 06 … 78';
  const seen = (policy, happen) => {
    desk = new Bench({ policy });
    const receipt = desk.ask();
    happen(receipt);
    const { version: _, attempts: __, ...status } = desk.status(receipt);
    return status;
  };
  const detail = { protocol: 'Q.850', cause: 17, text: 'user busy' };
  const busy = ({ id }) =>
    desk.desk.report(ann, desk.claim(id), {
      seq: 1,
      state: 'ended',
      end: { reason: 'busy', by: 'visitor', detail },
    });

  for (const [what, policy, happen, expected] of [
    ['a claim: nothing of it', { showAgent: true }, ({ id }) => desk.claim(id), { state: 'waiting', number }],
    ['the agent’s name, where the site wants it', { showAgent: true }, ({ id }) => desk.reach(id, 'accepted'), { state: 'accepted', number, agent: 'ann' }],
    ['no agent’s name by default', {}, ({ id }) => desk.reach(id, 'ringing'), { state: 'ringing', number }],
    ['a failed attempt: not what the network said, and not final', {}, busy, { state: 'ended', end: { reason: 'busy', by: 'visitor' }, number }],
    ['wrap-up done: final, and nothing of the notes', {}, ({ id }) => desk.finish(desk.reach(id, 'completed'), { notes: 'x', disposition: 'y' }), { state: 'ended', end: { reason: 'completed', by: 'visitor' }, final: true, number }],
  ]) {
    it(what, () => assert.deepEqual(seen(policy, happen), expected));
  } // prettier-ignore

  it('the agent alone reads what the network said', () => {
    desk = new Bench();
    busy(desk.ask());
    assert.deepEqual(desk.claims()[0].end, { reason: 'busy', by: 'visitor', detail });
  });

  it('its callback to the end though the receipt is void meanwhile; to begin it is too late', () => {
    const receipt = desk.ask();
    desk.wait(day);
    const { statuses } = desk.desk.visitor(receipt, 1).view;
    assert.deepEqual(
      statuses.map(({ state, version }) => [state, version]),
      [['ended', 2]],
    );
    assert.equal(
      codeOf(() => desk.desk.visitor(receipt)),
      'not-found',
    );
  });

  for (const [what, receipt, code] of [
    ['an unknown receipt', { id: 'x', secret: 'x' }, 'not-found'],
    ['another secret', { id: 'n1', secret: 'x' }, 'forbidden'],
  ]) {
    it(`nothing for ${what}: ${code}`, () => {
      desk.ask();
      assert.equal(
        codeOf(() => desk.desk.visitor(receipt)),
        code,
      );
    });
  }
});

describe('what a visitor is told', () => {
  it('the present first, then each step once, though several came at once', () => {
    const receipt = desk.ask();
    const updates = new VisitorUpdates();
    const told = () =>
      updates
        .changes(desk.desk.visitor(receipt, updates.told).view)
        .map((update) => update.status?.state ?? update.queue.position);
    assert.deepEqual(told(), ['waiting', 1]);
    assert.deepEqual(told(), []);
    const claim = desk.claim(receipt.id);
    assert.deepEqual(told(), [], 'a claim');
    for (const [n, state] of ['accepted', 'dialing', 'ringing', 'ringing'].entries()) {
      desk.report(claim, state, n + 1);
    }
    assert.deepEqual(told(), ['accepted', 'dialing', 'ringing']);
    updates.restart();
    assert.deepEqual(told(), ['ringing'], 'after a gap: the present');
    desk.report(claim, 'busy', 9);
    desk.finish(claim, { retryAt: 0 });
    assert.deepEqual(told(), ['ended', 'waiting', 1]);
  });

  it('its place, whenever it changes', () => {
    const first = desk.ask(there);
    const receipt = desk.ask();
    const updates = new VisitorUpdates();
    const told = () => updates.changes(desk.desk.visitor(receipt, updates.told).view);
    told();
    desk.desk.cancel(first);
    assert.deepEqual(told(), [{ type: 'queue', queue: { position: 1 } }]);
  });
});

describe('what an agent is told', () => {
  const reader = (agent = ann, dispositions = undefined) => {
    const updates = new AgentUpdates(dispositions);
    const look = () => desk.desk.agent(agent.id).view;
    const snapshot = updates.snapshot(look());
    return { snapshot, told: () => updates.changes(look()).map(inShort) };
  };
  const inShort = ({ type, id, callback, claim, presence }) =>
    [type, id ?? callback?.id ?? claim?.claim.id ?? presence?.state].join(' ');

  it('first all there is, with the outcomes where the desk has a list', () => {
    const { id } = desk.ask();
    const dispositions = [{ code: 'sold', label: 'Sold' }];
    const { snapshot } = reader(ann, dispositions);
    assert.deepEqual(
      snapshot.waiting.map((row) => row.id),
      [id],
    );
    assert.deepEqual(
      [snapshot.claims, snapshot.presence, snapshot.now],
      [[], { state: 'ready' }, start],
    );
    assert.deepEqual(snapshot.dispositions, dispositions);
    assert.ok(!('dispositions' in reader().snapshot));
  });

  /** Moves after each other, and what ann is told of each. */
  const story = [
    ['somebody asks', () => desk.ask(), ['waiting n1']],
    ['nothing', () => {}, []],
    ['the same number again', () => desk.ask(), ['waiting n1']],
    ['another claims it', (one) => (one.claim = desk.claim('n1', bob)), ['waiting n1']],
    ['it is accepted', (one) => desk.report(one.claim, 'accepted', 1, bob), ['left n1']],
    ['it is reported on', (one) => desk.report(one.claim, 'ringing', 2, bob), []],
    ['it fails, and is put back', (one) => {
      desk.report(one.claim, 'busy', 3, bob);
      desk.finish(one.claim, { retryAt: 0 }, bob);
    }, ['waiting n1', 'waiting n2']],
    ['she claims it herself', (one) => (one.claim = desk.claim('n1')), ['left n1', 'claim n1', 'presence busy']],
    ['her lease is renewed', () => {
      desk.wait(minute);
      desk.desk.stay(ann, { id: 'page' });
    }, []],
    ['she releases it', (one) => desk.desk.release(ann, one.claim), ['waiting n1', 'claim-lost n1', 'presence ready']],
    ['she claims it again, and her lease runs out', () => {
      desk.claim('n1');
      desk.wait(2 * minute);
    }, []],
    ['she claims it a third time', (one) => (one.claim = desk.claim('n1')), ['left n1', 'claim n1', 'presence busy']],
    ['the call is over', (one) => desk.report(one.claim, 'completed', 1), ['claim n1', 'presence ready']],
    ['she has finished', (one) => desk.finish(one.claim), ['claim n1']],
    ['an hour has passed: it is forgotten, and nobody has lost it', () => desk.wait(hour), []],
    ['she takes a break, and a longer one', () => {
      desk.desk.choosePresence(ann, { state: 'paused' });
      desk.desk.choosePresence(ann, { state: 'paused', reason: 'lunch' });
    }, ['presence paused']],
  ]; // prettier-ignore
  it(story.map(([what]) => what).join('; '), () => {
    signIn(ann);
    const { told } = reader();
    const one = {};
    for (const [what, happen, expected] of story) {
      happen(one);
      assert.deepEqual(told(), expected, what);
    }
  });

  it('a pause chosen in a call is a pause; else the call is what counts', () => {
    signIn(ann);
    const presence = () => desk.desk.agent(ann.id).view.presence;
    desk.reach(desk.ask().id, 'connected');
    assert.deepEqual(presence(), { state: 'busy' });
    desk.desk.choosePresence(ann, { state: 'paused', reason: 'soon' });
    assert.deepEqual(presence(), { state: 'paused', reason: 'soon' });
  });

  it('nothing of the consent, and of a number all that is needed to call it', () => {
    desk.ask(here, { consent: { text: 'Yes', at: start } });
    const [row] = desk.desk.agent(ann.id).view.waiting;
    assert.deepEqual([row.consent, row.number], [undefined, { e164: here }]);
  });
});

describe('onChange', () => {
  const cases = [
    ['a request', () => desk.ask(), [['n1'], false]],
    ['a twin: both', () => (desk.ask(), desk.ask()), [['n1', 'n2'], false]],
    ['a renewed lease: nothing', () => {
      desk.desk.arrive(ann, { id: 'page' });
      desk.claim(desk.ask().id);
      desk.heard.length = 0;
      desk.desk.stay(ann, { id: 'page' });
    }, undefined],
    ['somebody who signs in', () => desk.desk.arrive(ann, { id: 'page' }), [[], true]],
    ['a refusal: nothing', () => codeOf(() => desk.claim('x')), undefined],
    ['a refusal that finds what time has done', () => {
      const { id } = desk.ask();
      desk.wait(day);
      codeOf(() => desk.claim(id));
    }, [['n1'], false]],
    ['a view that finds what time has done', () => {
      desk.ask();
      desk.wait(day);
      desk.rows();
    }, [['n1'], false]],
  ]; // prettier-ignore
  for (const [what, happen, expected] of cases) {
    it(`hears of ${what}`, () => {
      const heard = [];
      desk = new Bench({
        onChange: ({ records, agents }) => heard.push([records.map(({ id }) => id), agents]),
      });
      desk.heard = heard;
      happen();
      assert.deepEqual(heard.at(-1), expected);
    });
  }
});
