import { expect } from '@open-wc/testing';
import { callbackStates, isLive, isOver, type CallbackEnd } from '../../src/callback/index.js';
import type { BoxRecord } from '../../src/call/box-store.js';
import { questionTime } from '../../src/call/lease.js';
import { hangUpEnd, planResume, type ResumePlan } from '../../src/call/resume.js';
import type { Claim } from '../../src/transport/transport.js';

const end: CallbackEnd = { reason: 'completed', by: 'visitor' };
const hungUp: CallbackEnd = { reason: 'completed', by: 'agent' };

describe('the plan of a resume', () => {
  const live = callbackStates.filter(isLive);
  const over = callbackStates.filter(isOver);
  const reserved = ['claimed', 'accepted'] as const;

  for (const [states, kept, plan] of [
    [reserved, {}, { action: 'continue' }],
    [reserved, { closed: true }, { action: 'give-back' }],
    [reserved, { removed: true }, { action: 'give-back' }],
    [live, {}, { action: 'interrupt' }],
    [live, { connectedAt: 1 }, { action: 'interrupt' }],
    [live, { end }, { action: 'end', end }],
    [live, { end, closed: true }, { action: 'end', end }],
    [live, { closed: true, connectedAt: 1 }, { action: 'end', end: hungUp }],
    [live, { closed: true }, { action: 'end', end: { reason: 'agent-canceled', by: 'agent' } }],
    [live, { removed: true, connectedAt: 1 }, { action: 'end', end: hungUp }],
    [over, {}, { action: 'wrap-up' }],
    [over, { end, closed: true }, { action: 'wrap-up' }],
  ] as const satisfies readonly [readonly string[], BoxRecord, ResumePlan][]) {
    it(`${states.join(', ')}, ${JSON.stringify(kept)}: ${plan.action}`, () => {
      for (const state of states) {
        expect(planResume({ claim: {} as Claim, state }, kept), state).to.deep.equal(plan);
      }
    });
  }

  it('calls it completed only where the visitor has picked up', () => {
    expect(hangUpEnd(undefined)).to.deep.equal({ reason: 'agent-canceled', by: 'agent' });
    expect(hangUpEnd(0)).to.deep.equal(hungUp);
  });
});

describe('the time for the question about the microphone', () => {
  for (const [what, timeout, leaseUntil, time] of [
    ['no lease is known', 45_000, undefined, 45_000],
    ['the lease is long', 45_000, 190_000, 45_000],
    ['the lease is shorter', 45_000, 130_000, 25_000],
    ['the lease is very short', 45_000, 104_000, 2_000],
    ['it has run out as far as was told', 45_000, 99_000, 45_000],
  ] as const) {
    it(`is ${time} ms where ${what}`, () => {
      expect(questionTime(timeout, leaseUntil, 100_000)).to.equal(time);
    });
  }
});
