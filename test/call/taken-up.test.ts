import { expect } from '@open-wc/testing';
import { AgentDesk, DeskCalls } from '../../src/call/index.js';
import { Bench, forget, grace, Microphones, until } from './call-kit.js';

/** The agent's page is gone; the next one takes up what it finds at the desk. */
describe('a claim taken up by the next page', () => {
  const states = ['accepted', 'dialing', 'ringing', 'connected', 'reconnecting', 'ended'] as const;
  let bench: Bench;
  let microphones: Microphones;
  let desk: AgentDesk;
  let calls: DeskCalls;

  beforeEach(() => {
    forget();
    microphones = new Microphones();
  });
  afterEach(() => {
    calls.dispose();
    desk.stop();
    bench.dispose();
    microphones.restore();
  });

  for (const [state, then, dialled] of [
    ['claimed', 'dialing', 1],
    ['accepted', 'dialing', 1],
    ['dialing', 'reconnecting', 0],
    ['ringing', 'reconnecting', 0],
    ['connected', 'reconnecting', 0],
    ['reconnecting', 'reconnecting', 0],
    ['ended', 'wrapup', 0],
  ] as const) {
    it(`${state}: ${then}, and ${dialled > 0 ? 'dials by itself' : 'waits for the agent'}`, async () => {
      bench = await new Bench().start();
      const { id } = bench.fake.ask();
      const claim = await bench.transport.claim(id, { claimKey: 'before' });
      const reached = states.slice(0, states.indexOf(state as (typeof states)[number]) + 1);
      for (const [index, each] of reached.entries()) {
        await bench.transport.report(claim, {
          seq: index + 1,
          state: each,
          ...(each === 'ended' ? { end: { reason: 'completed', by: 'visitor' } } : {}),
        } as Parameters<typeof bench.transport.report>[1]);
      }
      expect(bench.fake.callback(id)?.state).to.equal(state);

      desk = new AgentDesk(bench.fake.agent(grace));
      desk.start();
      calls = new DeskCalls(desk, bench.fake.calls(), () => ({}));
      await until(() => calls.calls[0]?.state === then, then);
      const [call] = calls.calls;
      expect(call?.interrupted).to.equal(then === 'reconnecting');
      expect(bench.fake.phone.calls).to.have.length(dialled);
      // What the agent writes after a call is not the visitor's business.
      const told = then === 'wrapup' ? 'ended' : then;
      await until(() => bench.fake.callback(id)?.state === told, 'the visitor to be told');
    });
  }
});
