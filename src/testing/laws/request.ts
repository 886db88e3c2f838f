import {
  contextLimits,
  maxNameLength,
  type CallbackRequest,
  type RequestProblem,
} from '../../callback/index.js';
import { rejects, same } from './assert.js';
import type { Law } from './law.js';

const longest = 'x'.repeat(1001);

const malformed: readonly (readonly [RequestProblem, Partial<CallbackRequest>])[] = [
  ['name-missing', { name: ' \u200b ' }],
  ['name-too-long', { name: 'x'.repeat(maxNameLength + 1) }],
  ['number-invalid', { number: { e164: '0201 555 0123' } }],
  ['number-invalid', { number: { e164: '+1201555012345678' } }],
  ['number-invalid', { number: { raw: ' ', region: 'US' } }],
  [
    'context-too-many',
    { context: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`field${i}`, ''])) },
  ],
  ['context-name-too-long', { context: { ['x'.repeat(contextLimits.nameLength + 1)]: '' } }],
  ['context-value-too-long', { context: { field: longest } }],
];

/** Laws of asking. */
export const requestLaws: readonly Law[] = [
  {
    name: 'the same key with the same request gives the same receipt',
    role: 'visitor',
    needs: ['visitor'],
    async run(bench) {
      const { visitor, request, options, receipt } = await bench.ask();
      const again = await bench.wait('request again', visitor.request(request, options));
      same(again, receipt, 'The receipt of a repeated request');
      const elsewhere = await bench.wait(
        'request from another page',
        bench.visitor().request({ ...request }, { ...options }),
      );
      same(elsewhere, receipt, 'The receipt of a request repeated by another page');
    },
  },
  {
    name: 'the same key gives the same receipt also at the same time',
    role: 'visitor',
    needs: ['visitor'],
    async run(bench) {
      const [request, options] = [bench.request(), bench.keys()];
      const visitors = [bench.visitor(), bench.visitor(), bench.visitor()];
      const [first, ...others] = await bench.wait(
        'three requests at once',
        Promise.all(visitors.map((visitor) => visitor.request(request, options))),
      );
      for (const receipt of others) same(receipt, first, 'The receipt of a simultaneous repeat');
    },
  },
  {
    name: 'repeating a request makes no second callback',
    role: 'visitor',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { visitor, request, options, receipt } = await bench.ask();
      await bench.wait('request again', visitor.request(request, options));
      const { waiting } = await bench.snapshot(bench.agent());
      same(
        waiting.map(({ id, asked }) => [id, asked]),
        [[receipt.id, 1]],
        'What agents see of a repeated request',
      );
    },
  },
  {
    name: 'the same key with another request is refused as key-reused',
    role: 'visitor',
    needs: ['visitor'],
    async run(bench) {
      const { visitor, request, options } = await bench.ask({ context: { order: '1' } });
      const others: Partial<CallbackRequest>[] = [
        { name: 'Someone Else' },
        { number: { e164: '+12015550188' } },
        { context: { order: '2' } },
        { consent: { text: 'I agree', at: 1 } },
      ];
      for (const other of others) {
        await rejects(
          visitor.request({ ...request, ...other }, options),
          'key-reused',
          `The same key with another ${Object.keys(other).join()}`,
        );
      }
    },
  },
  {
    name: 'a malformed request is refused with the code of its problem',
    role: 'visitor',
    needs: ['visitor'],
    async run(bench) {
      for (const [problem, over] of malformed) {
        const visitor = bench.visitor();
        await rejects(
          visitor.request(bench.request(over), bench.keys()),
          problem,
          `A request with ${JSON.stringify(over).slice(0, 60)}`,
        );
      }
    },
  },
  {
    name: 'a name is counted in code points',
    role: 'visitor',
    needs: ['visitor'],
    async run(bench) {
      await bench.ask({ name: '👩'.repeat(maxNameLength) });
    },
  },
];
