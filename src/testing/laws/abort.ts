import { randomToken } from '../../callback/index.js';
import { rejectsWith, same } from './assert.js';
import type { Bench } from './bench.js';
import type { Law, Need } from './law.js';

/** A method that waits for something: prepares what it needs, then can be called. */
interface Method {
  readonly name: string;
  readonly role: Law['role'];
  readonly needs: readonly Need[];
  prepare(bench: Bench): Promise<(signal: AbortSignal) => Promise<unknown>>;
}

const methods: readonly Method[] = [
  {
    name: 'availability',
    role: 'visitor',
    needs: ['visitor'],
    prepare: (bench) => Promise.resolve((signal) => bench.visitor().availability({ signal })),
  },
  {
    name: 'request',
    role: 'visitor',
    needs: ['visitor'],
    prepare: (bench) =>
      Promise.resolve((signal) =>
        bench.visitor().request(bench.request(), { ...bench.keys(), signal }),
      ),
  },
  {
    name: 'challenge',
    role: 'visitor',
    needs: ['visitor', 'challenge'],
    prepare: (bench) =>
      Promise.resolve((signal) => Promise.resolve(bench.visitor().challenge?.({ signal }))),
  },
  {
    name: 'cancel',
    role: 'visitor',
    needs: ['visitor', 'cancel'],
    async prepare(bench) {
      const { visitor, receipt } = await bench.ask();
      return (signal) => visitor.cancel(receipt, { signal });
    },
  },
  {
    name: 'slots',
    role: 'visitor',
    needs: ['visitor', 'schedule'],
    prepare(bench) {
      const visitor = bench.visitor();
      const range = { from: Date.now(), to: Date.now() + 1 };
      return Promise.resolve((signal) => Promise.resolve(visitor.slots?.(range, { signal })));
    },
  },
  {
    name: 'change',
    role: 'visitor',
    needs: ['visitor', 'change'],
    async prepare(bench) {
      const { visitor, receipt } = await bench.ask();
      const change = { number: bench.request().number };
      return (signal) =>
        Promise.resolve(visitor.change?.(receipt, change, { changeKey: 'key', signal }));
    },
  },
  {
    name: 'claim',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async prepare(bench) {
      const { receipt } = await bench.ask();
      const claimKey = randomToken();
      const agent = bench.agent();
      return (signal) => agent.claim(receipt.id, { claimKey, signal });
    },
  },
  {
    name: 'release',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async prepare(bench) {
      const { agent, claim } = await bench.claimed();
      return (signal) => agent.release(claim, 'declined', { signal });
    },
  },
  {
    name: 'report',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async prepare(bench) {
      const { agent, claim } = await bench.claimed();
      return (signal) => agent.report(claim, { seq: 1, state: 'accepted' }, { signal });
    },
  },
  {
    name: 'finish',
    role: 'agent',
    needs: ['visitor', 'agent'],
    async prepare(bench) {
      const { agent, claim } = await bench.claimed();
      await bench.report(agent, claim, 'accepted', 'dialing', 'ended');
      return (signal) => agent.finish(claim, { finishKey: 'done' }, { signal });
    },
  },
  {
    name: 'presence',
    role: 'agent',
    needs: ['agent', 'presence'],
    prepare(bench) {
      const agent = bench.agent();
      return Promise.resolve((signal) =>
        Promise.resolve(agent.presence?.({ state: 'ready' }, { signal })),
      );
    },
  },
  {
    name: 'sendTone',
    role: 'call',
    needs: ['calls', 'phone', 'dtmf'],
    async prepare(bench) {
      const { call, far } = await bench.dial();
      await far.answer();
      await bench.eventually('the call to be connected', () => call.state === 'connected');
      return (signal) => Promise.resolve(call.sendTone?.('1', { signal }));
    },
  },
];

/** Laws of calling off what was begun. */
export const abortLaws: readonly Law[] = [
  ...methods.map(({ name, role, needs, prepare }): Law => ({
    name: `${name} rejects with the signal’s reason when it was aborted before`,
    role,
    needs,
    async run(bench) {
      const call = await prepare(bench);
      const reason = new Error('The page goes away.');
      const promise = call(AbortSignal.abort(reason));
      await rejectsWith(promise, reason, `An aborted ${name}`);
    },
  })),
  ...methods.map(({ name, role, needs, prepare }): Law => ({
    name: `${name} rejects with the signal’s reason when it is aborted meanwhile`,
    role,
    needs,
    async run(bench) {
      const call = await prepare(bench);
      const reason = new Error('The page goes away.');
      const closing = new AbortController();
      const promise = call(closing.signal);
      closing.abort(reason);
      await rejectsWith(promise, reason, `${name}, aborted meanwhile,`);
    },
  })),
  {
    name: 'an aborted request can be made again, and is one callback',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const [visitor, request, options] = [bench.visitor(), bench.request(), bench.keys()];
      const closing = new AbortController();
      const aborted = visitor.request(request, { ...options, signal: closing.signal });
      closing.abort();
      await bench.wait(
        'the aborted request',
        aborted.catch(() => {}),
      );
      const { id } = await bench.wait('request again', visitor.request(request, options));
      const { waiting } = await bench.snapshot(bench.agent());
      same(
        waiting.map((row) => [row.id, row.asked]),
        [[id, 1]],
        'The Waiting list after an aborted request was made again',
      );
    },
  },
  {
    name: 'an aborted claim can be made again',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { receipt } = await bench.ask();
      const [agent, claimKey] = [bench.agent(), randomToken()];
      const closing = new AbortController();
      const aborted = agent.claim(receipt.id, { claimKey, signal: closing.signal });
      closing.abort();
      await bench.wait(
        'the aborted claim',
        aborted.catch(() => {}),
      );
      const claim = await bench.wait('claim again', agent.claim(receipt.id, { claimKey }));
      await bench.report(agent, claim, 'accepted');
    },
  },
];
