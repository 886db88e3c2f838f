import { randomToken } from '../../callback/index.js';
import { rejects, same } from './assert.js';
import type { Bench } from './bench.js';
import type { Law } from './law.js';
import { sees } from './seen.js';

/** How long a lost agent may come back, and a little more. */
const resumeWindow = 11 * 60 * 1000;

/** Laws of lost networks, lost answers and lost agents. */
export const lostLaws: readonly Law[] = [
  {
    name: 'a request over a cut network fails with offline, and succeeds later',
    role: 'visitor',
    needs: ['visitor', 'cut'],
    async run(bench) {
      const [visitor, request, options] = [bench.visitor(), bench.request(), bench.keys()];
      await bench.desk.cut?.();
      await rejects(visitor.request(request, options), 'offline', 'A request over a cut network');
      await bench.desk.restore?.();
      await bench.wait('request', visitor.request(request, options));
    },
  },
  {
    name: 'an agent’s work over a cut network fails with offline, and succeeds later',
    role: 'agent',
    needs: ['visitor', 'agent', 'cut'],
    async run(bench) {
      const { agent, claim, receipt } = await bench.claimed();
      const bob = bench.agent('bob');
      const report = { seq: bench.seq(claim), state: 'accepted' } as const;
      await bench.desk.cut?.();
      await rejects(bob.claim(receipt.id, { claimKey: 'his' }), 'offline', 'A claim');
      await rejects(agent.report(claim, report), 'offline', 'A report');
      await bench.desk.restore?.();
      await bench.wait('report', agent.report(claim, report));
    },
  },
  lostAnswer('request', ['visitor', 'agent'], async (bench) => {
    const [visitor, request, options] = [bench.visitor(), bench.request(), bench.keys()];
    const receipt = await twice(bench, 'request', () => visitor.request(request, options));
    const { waiting } = await bench.snapshot(bench.agent());
    same(
      waiting.map(({ id, asked }) => [id, asked]),
      [[receipt.id, 1]],
      'The Waiting list after a lost answer',
    );
  }),
  lostAnswer('cancel', ['visitor', 'cancel'], async (bench) => {
    const { visitor, receipt } = await bench.ask();
    const status = await twice(bench, 'cancel', () => visitor.cancel(receipt));
    same(status.state, 'ended', 'The state after the cancel');
  }),
  lostAnswer('change', ['visitor', 'change'], async (bench) => {
    const { visitor, receipt } = await bench.ask();
    const change = { number: bench.request().number };
    const act = () => Promise.resolve(visitor.change?.(receipt, change, { changeKey: 'key' }));
    const status = await twice(bench, 'change', act);
    same(status?.state, 'waiting', 'The state after the change');
  }),
  lostAnswer('claim', ['visitor', 'agent'], async (bench) => {
    const { receipt } = await bench.ask();
    const [agent, claimKey] = [bench.agent(), randomToken()];
    const claim = await twice(bench, 'claim', () => agent.claim(receipt.id, { claimKey }));
    await bench.report(agent, claim, 'accepted');
  }),
  lostAnswer('release', ['visitor', 'agent'], async (bench) => {
    const { agent, claim } = await bench.claimed();
    await twice(bench, 'release', () => agent.release(claim, 'declined'));
  }),
  lostAnswer('report', ['visitor', 'agent'], async (bench) => {
    const { agent, claim } = await bench.claimed();
    const report = { seq: 1, state: 'accepted' } as const;
    await twice(bench, 'report', () => agent.report(claim, report));
  }),
  lostAnswer('finish', ['visitor', 'agent'], async (bench) => {
    const { agent, claim } = await bench.claimed();
    await bench.fail(agent, claim);
    await twice(bench, 'finish', () => agent.finish(claim, { finishKey: 'done' }));
  }),
  {
    name: 'the visitor is told when the agent is unreachable',
    role: 'desk',
    needs: ['visitor', 'agent', 'loseAgent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await bench.report(agent, claim, 'accepted', 'dialing', 'connected');
      await bench.desk.loseAgent?.('ann');
      const { agentUnreachable } = await sees(watch, 'reconnecting');
      same(agentUnreachable, true, '`agentUnreachable`');
    },
  },
  {
    name: 'a lost agent goes on with the token',
    role: 'desk',
    needs: ['visitor', 'agent', 'loseAgent'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await bench.report(agent, claim, 'accepted', 'dialing', 'connected');
      await bench.desk.loseAgent?.('ann');
      await sees(watch, 'reconnecting');
      await bench.report(bench.agent('ann'), claim, 'dialing');
      const { agentUnreachable } = await sees(watch, 'dialing');
      same(agentUnreachable, undefined, '`agentUnreachable` after the agent came back');
    },
  },
  {
    name: 'the call of a lost agent is not offered to others',
    role: 'desk',
    needs: ['visitor', 'agent', 'loseAgent'],
    async run(bench) {
      const { agent, claim, receipt } = await bench.claimed();
      await bench.report(agent, claim, 'accepted', 'dialing');
      await bench.desk.loseAgent?.('ann');
      const bob = bench.agent('bob');
      same((await bench.snapshot(bob)).waiting, [], 'The Waiting list after an agent was lost');
      await rejects(
        bob.claim(receipt.id, { claimKey: 'his' }),
        'already-claimed',
        'Claiming the call of a lost agent',
      );
    },
  },
  {
    name: 'the call of an agent who stays lost ends network-failed',
    role: 'desk',
    needs: ['visitor', 'agent', 'loseAgent', 'advance'],
    async run(bench) {
      const { agent, claim, ...asked } = await bench.claimed();
      const watch = bench.watch(asked);
      await bench.report(agent, claim, 'accepted', 'dialing', 'connected');
      await bench.desk.loseAgent?.('ann');
      await sees(watch, 'reconnecting');
      await bench.advance(resumeWindow);
      const { end } = await sees(watch, 'ended');
      same(end, { reason: 'network-failed', by: 'system' }, 'The end');
    },
  },
];

/** Whoever does not know whether it was done does it again. */
function lostAnswer(name: string, needs: Law['needs'], run: (bench: Bench) => Promise<void>): Law {
  return {
    name: `${name} can be repeated when its answer was lost`,
    role: 'desk',
    needs: [...needs, 'loseNextAnswer'],
    run,
  };
}

async function twice<T>(bench: Bench, what: string, act: () => Promise<T>): Promise<T> {
  await bench.desk.loseNextAnswer?.();
  await rejects(act(), 'timeout', `A ${what} whose answer is lost`);
  return bench.wait(`${what} again`, act());
}
