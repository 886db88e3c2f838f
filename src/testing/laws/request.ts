import {
  contextLimits,
  maxNameLength,
  type CallbackRequest,
  type RequestProblem,
} from '../../callback/index.js';
import { assert, rejects, same } from './assert.js';
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
    name: 'availability says now, later or closed',
    role: 'visitor',
    needs: ['visitor'],
    async run(bench) {
      const { state } = await bench.wait('availability', bench.visitor().availability());
      assert(
        ['now', 'later', 'closed'].includes(state),
        `availability should be now, later or closed, not ${state}.`,
      );
    },
  },
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
    name: 'a receipt holds the secret, a time, and neither name nor number',
    role: 'visitor',
    needs: ['visitor'],
    async run(bench) {
      const { receipt, request, options } = await bench.ask({ name: 'Grace Hopper' });
      same(receipt.secret, options.secret, 'The secret of the receipt');
      assert(
        typeof receipt.id === 'string' && receipt.id !== '',
        'The receipt should name the callback in `id`.',
      );
      assert(Number.isFinite(receipt.expiresAt), 'The receipt should say when it expires.');
      const kept = JSON.stringify(receipt);
      assert(
        !kept.includes(request.name) && !kept.includes('2015550'),
        `A receipt should hold neither name nor number: ${kept}`,
      );
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
  {
    name: 'the same number from elsewhere gets a receipt that tells nothing about the first',
    role: 'visitor',
    needs: ['visitor'],
    async run(bench) {
      const first = await bench.ask();
      const second = await bench.ask({ number: first.request.number });
      assert(
        second.receipt.id !== first.receipt.id,
        'Two visitors with the same number should not get the same callback.',
      );
      const opened = { ...first.receipt, secret: second.receipt.secret };
      await rejects(
        bench.watch({ visitor: second.visitor, receipt: opened }).failure(),
        'forbidden',
        'Watching the first request with the secret of the second',
      );
    },
  },
  {
    name: 'one visitor’s cancel leaves the other request for the same number open',
    role: 'visitor',
    needs: ['visitor', 'cancel'],
    async run(bench) {
      const first = await bench.ask();
      const second = await bench.ask({ number: first.request.number });
      await bench.wait('cancel', first.visitor.cancel(first.receipt));
      const update = await bench.watch(second).next('the present status');
      assert(
        update.type === 'status' && update.status.state === 'waiting',
        `The second request should still be waiting: ${JSON.stringify(update)}`,
      );
    },
  },
  {
    name: 'agents see that the same number has asked twice',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const { request } = await bench.ask();
      await bench.ask({ number: request.number });
      await bench.ask();
      const { waiting } = await bench.snapshot(bench.agent());
      const rows = waiting.filter(
        (row) => JSON.stringify(row.number) === JSON.stringify(request.number),
      );
      assert(rows.length > 0, 'The number that asked twice should be in the Waiting list.');
      for (const row of rows) same(row.asked, 2, '`asked` of a number that asked twice');
      const others = waiting.filter((row) => !rows.includes(row));
      same(
        others.map(({ asked }) => asked),
        [1],
        '`asked` of the number that asked once',
      );
    },
  },
  {
    name: 'a wrong secret is forbidden to watch',
    role: 'visitor',
    needs: ['visitor'],
    async run(bench) {
      const { visitor, receipt } = await bench.ask();
      const forged = { ...receipt, secret: bench.keys().secret };
      await rejects(
        bench.watch({ visitor, receipt: forged }).failure(),
        'forbidden',
        'Watching with a wrong secret',
      );
    },
  },
  {
    name: 'a wrong secret is forbidden to cancel',
    role: 'visitor',
    needs: ['visitor', 'cancel'],
    async run(bench) {
      const { visitor, receipt } = await bench.ask();
      const forged = { ...receipt, secret: bench.keys().secret };
      await rejects(visitor.cancel(forged), 'forbidden', 'Canceling with a wrong secret');
    },
  },
  {
    name: 'an unknown callback is not found by watch',
    role: 'visitor',
    needs: ['visitor'],
    async run(bench) {
      const { visitor, receipt } = await bench.ask();
      const unknown = { ...receipt, id: `${receipt.id}-unknown` };
      await rejects(
        bench.watch({ visitor, receipt: unknown }).failure(),
        'not-found',
        'Watching an unknown callback',
      );
    },
  },
  {
    name: 'an unknown callback is not found by cancel',
    role: 'visitor',
    needs: ['visitor', 'cancel'],
    async run(bench) {
      const { visitor, receipt } = await bench.ask();
      const unknown = { ...receipt, id: `${receipt.id}-unknown` };
      await rejects(visitor.cancel(unknown), 'not-found', 'Canceling an unknown callback');
    },
  },
];
