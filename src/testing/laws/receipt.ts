import { assert, rejects, same } from './assert.js';
import type { Law } from './law.js';

/** Laws of what a receipt opens, and to whom. */
export const receiptLaws: readonly Law[] = [
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
    name: 'a number that asks again after a failed attempt is offered',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const first = await bench.claimed();
      const bob = bench.agent('bob');
      await bench.fail(first.agent, first.claim);
      const { receipt } = await bench.ask({ number: first.request.number });
      const { waiting } = await bench.snapshot(bob);
      same(
        waiting.map(({ id, asked }) => [id, asked]),
        [[receipt.id, 1]],
        'What agents see of a request after an attempt that failed and is not saved',
      );
      await bench.claim(bob, receipt.id);
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
