import { canMove, type EndedBy } from '../../callback/index.js';
import type { Call } from '../../transport/transport.js';
import { assert, same } from './assert.js';
import { reaches, talking } from './calls.js';
import type { Law } from './law.js';

/** How long to listen whether a phone rings that must not, in ms. */
const listening = 20;

/** Laws of dialling and hanging up. */
export const callLaws: readonly Law[] = [
  {
    name: 'a call that is answered and hung up moves along the transitions',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      const call = bench.dialed();
      same(call.state, 'dialing', 'The state of a call that begins');
      const states: Call['state'][] = [call.state];
      call.addEventListener('statechange', () => {
        if (call.state !== states.at(-1)) states.push(call.state);
      });
      const far = await bench.wait('the phone to get the call', bench.phone.next());
      await far.ring();
      await reaches(bench, call, 'ringing');
      await far.answer();
      await reaches(bench, call, 'connected');
      call.hangUp();
      await reaches(bench, call, 'ended');
      states.reduce((from, to) => {
        assert(from === to || canMove(from, to), `A call must not move from ${from} to ${to}.`);
        return to;
      });
      same(states, ['dialing', 'ringing', 'connected', 'ended'], 'What was told by statechange');
    },
  },
  {
    name: 'a call has an end exactly when it has ended',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      const { call, far } = await bench.dial();
      const check = () =>
        assert(
          (call.end !== undefined) === (call.state === 'ended'),
          `A call that is ${call.state} has the end ${JSON.stringify(call.end)}.`,
        );
      check();
      await far.answer();
      await reaches(bench, call, 'connected');
      check();
      call.hangUp();
      await reaches(bench, call, 'ended');
      check();
    },
  },
  {
    name: 'hanging up before the answer stops the ringing',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      const { call, far } = await bench.dial();
      await far.ring();
      await reaches(bench, call, 'ringing');
      call.hangUp();
      await reaches(bench, call, 'ended');
      same(call.end, { reason: 'agent-canceled', by: 'agent' }, 'The end');
      await bench.eventually('the phone to stop ringing', () => far.over);
    },
  },
  {
    name: 'hanging up twice is harmless',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      const call = await talking(bench);
      call.hangUp();
      await reaches(bench, call, 'ended');
      const { end } = call;
      call.hangUp('system');
      same(call.end, end, 'The end after hanging up again');
    },
  },
  {
    name: 'hanging up says by whom',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      for (const by of ['agent', 'visitor', 'system'] satisfies EndedBy[]) {
        const { call } = await bench.dial();
        call.hangUp(by);
        await reaches(bench, call, 'ended');
        same(call.end?.by, by, 'Who ended the call');
      }
    },
  },
  {
    name: 'a call that the phone refuses is rejected, by the visitor',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      const { call, far } = await bench.dial();
      await far.ring();
      await far.decline();
      await reaches(bench, call, 'ended');
      same(call.end, { reason: 'rejected', by: 'visitor' }, 'The end');
    },
  },
  {
    name: 'a call that the phone hangs up is completed, by the visitor',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      const { call, far } = await bench.dial();
      await far.answer();
      await reaches(bench, call, 'connected');
      await far.hangUp();
      await reaches(bench, call, 'ended');
      same(call.end, { reason: 'completed', by: 'visitor' }, 'The end');
    },
  },
  {
    name: 'aborting hangs up, and the phone stops ringing',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      const closing = new AbortController();
      const { call, far } = await bench.dial({ signal: closing.signal });
      await far.ring();
      await reaches(bench, call, 'ringing');
      closing.abort();
      await reaches(bench, call, 'ended');
      same(call.end?.by, 'agent', 'Who ended the call');
      await bench.eventually('the phone to stop ringing', () => far.over);
    },
  },
  {
    name: 'dialling what was aborted before is an ended call, and no phone rings',
    role: 'call',
    needs: ['calls', 'phone'],
    async run(bench) {
      const call = bench.dialed({ signal: AbortSignal.abort() });
      await reaches(bench, call, 'ended');
      const rang = bench.phone.next().then(() => 'rings');
      const outcome = await Promise.race([rang, bench.pause(listening).then(() => 'is silent')]);
      same(outcome, 'is silent', 'The phone');
    },
  },
];
