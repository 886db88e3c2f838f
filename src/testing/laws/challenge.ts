import type { Challenge } from '../../transport/transport.js';
import { assert, rejects, same } from './assert.js';
import type { Bench } from './bench.js';
import type { Law, Need } from './law.js';

const needs: readonly Need[] = ['visitor', 'challenge', 'proof'];

/** Laws of backends that ask for proof of work. */
export const challengeLaws: readonly Law[] = [
  {
    name: 'challenge exists exactly when it is declared',
    role: 'visitor',
    needs: ['visitor'],
    run(bench) {
      const { challenge, supports } = bench.visitor();
      same(typeof challenge === 'function', !!supports.challenge, 'Whether challenge exists');
      return Promise.resolve();
    },
  },
  {
    name: 'a challenge says its kind, and how long it is good',
    role: 'visitor',
    needs,
    async run(bench) {
      const { kind, validFor } = await challenge(bench);
      assert(typeof kind === 'string' && kind !== '', 'A challenge should say its kind.');
      assert(validFor > 0, `A challenge should be good for a while, not for ${validFor} ms.`);
    },
  },
  {
    name: 'a request without the proof that is asked for is refused',
    role: 'visitor',
    needs,
    async run(bench) {
      await bench.desk.demandProof?.();
      const asking = bench.visitor().request(bench.request(), bench.keys());
      await rejects(asking, 'challenge-failed', 'A request without a proof');
    },
  },
  {
    name: 'a request with a made-up proof is refused',
    role: 'visitor',
    needs,
    async run(bench) {
      await challenge(bench);
      const options = { ...bench.keys(), proof: 'made up' };
      const asking = bench.visitor().request(bench.request(), options);
      await rejects(asking, 'challenge-failed', 'A request with a made-up proof');
    },
  },
  {
    name: 'a request with its proof is accepted, and can be repeated with it',
    role: 'visitor',
    needs,
    async run(bench) {
      const options = { ...bench.keys(), proof: await proof(bench) };
      const [visitor, request] = [bench.visitor(), bench.request()];
      const receipt = await bench.wait('request', visitor.request(request, options));
      const again = await bench.wait('request again', visitor.request(request, options));
      same(again.id, receipt.id, 'The callback of a request that was repeated with its proof');
    },
  },
  {
    name: 'a proof is good for one request',
    role: 'visitor',
    needs,
    async run(bench) {
      const used = await proof(bench);
      const visitor = bench.visitor();
      const first = visitor.request(bench.request(), { ...bench.keys(), proof: used });
      await bench.wait('request', first);
      const second = visitor.request(bench.request(), { ...bench.keys(), proof: used });
      await rejects(second, 'challenge-failed', 'Another request with the same proof');
    },
  },
  {
    name: 'a proof that is too old is refused',
    role: 'visitor',
    needs: [...needs, 'advance'],
    async run(bench) {
      const given = await challenge(bench);
      const old = await solved(bench, given);
      await bench.advance(given.validFor + 1000);
      const asking = bench.visitor().request(bench.request(), { ...bench.keys(), proof: old });
      await rejects(asking, 'challenge-failed', 'A request with a proof that is too old');
    },
  },
];

async function challenge(bench: Bench): Promise<Challenge> {
  await bench.desk.demandProof?.();
  const given = await bench.wait('challenge', Promise.resolve(bench.visitor().challenge?.()));
  assert(given, 'A desk that demands a proof should give a challenge.');
  return given;
}

async function proof(bench: Bench): Promise<string> {
  return solved(bench, await challenge(bench));
}

async function solved(bench: Bench, given: Challenge): Promise<string> {
  const proof = await bench.wait('the solution', Promise.resolve(bench.desk.solve?.(given)));
  assert(proof !== undefined, 'The harness should solve the challenge.');
  return proof;
}
