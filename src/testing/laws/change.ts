import { randomToken } from '../../callback/index.js';
import type { CallbackStatus, Receipt, RequestChange } from '../../transport/transport.js';
import { assert, rejects, same } from './assert.js';
import type { Asked, Bench } from './bench.js';
import type { Law } from './law.js';
import { firstSlot } from './schedule.js';
import { row } from './seen.js';

const corrected = { number: { e164: '+12015550177' }, region: 'US' } as const;

/** Laws of what a visitor corrects. */
export const changeLaws: readonly Law[] = [
  {
    name: 'change exists exactly when it is declared',
    role: 'visitor',
    needs: ['visitor'],
    run(bench) {
      const { change, supports } = bench.visitor();
      same(typeof change === 'function', !!supports.change, 'Whether change exists');
      return Promise.resolve();
    },
  },
  {
    name: 'agents see the corrected number, with age and place kept',
    role: 'desk',
    needs: ['visitor', 'agent', 'change'],
    async run(bench) {
      const first = await bench.ask();
      await bench.ask();
      const desk = bench.open(bench.agent('bob'));
      const before = await bench.snapshot(bench.agent());
      await desk.next('the snapshot');
      await change(bench, first, corrected);
      const { number } = await row(desk, first.receipt.id, 'waiting');
      same(number, corrected.number, 'The number that agents see');
      const { waiting } = await bench.snapshot(bench.agent());
      same(
        waiting.map(({ id, requestedAt }) => [id, requestedAt]),
        before.waiting.map(({ id, requestedAt }) => [id, requestedAt]),
        'Ages and places',
      );
    },
  },
  {
    name: 'the claim of what was corrected says the new number',
    role: 'desk',
    needs: ['visitor', 'agent', 'change'],
    async run(bench) {
      const asked = await bench.ask();
      await change(bench, asked, corrected);
      const claim = await bench.claim(bench.agent(), asked.receipt.id);
      same(claim.callback.number, corrected.number, 'The number of the claim');
    },
  },
  {
    name: 'a change that is repeated late takes nothing back',
    role: 'visitor',
    needs: ['visitor', 'agent', 'change'],
    async run(bench) {
      const asked = await bench.ask();
      const changeKey = randomToken();
      const first = { number: { e164: '+12015550166' } } as const;
      await change(bench, asked, first, changeKey);
      await change(bench, asked, corrected);
      await change(bench, asked, first, changeKey);
      const [now] = (await bench.snapshot(bench.agent())).waiting;
      same(now?.number, corrected.number, 'The number after a late repeat');
    },
  },
  {
    name: 'the same key with another change is refused as key-reused',
    role: 'visitor',
    needs: ['visitor', 'change'],
    async run(bench) {
      const asked = await bench.ask();
      const changeKey = randomToken();
      await change(bench, asked, corrected, changeKey);
      const other = { number: { e164: '+12015550166' } };
      await rejects(change(bench, asked, other, changeKey), 'key-reused', 'Another change');
    },
  },
  {
    name: 'changing is too late once an agent has it',
    role: 'visitor',
    needs: ['visitor', 'agent', 'change'],
    async run(bench) {
      const asked = await bench.claimed();
      await rejects(change(bench, asked, corrected), 'too-late', 'Changing what is claimed');
    },
  },
  {
    name: 'changing is too late when it is over',
    role: 'visitor',
    needs: ['visitor', 'cancel', 'change'],
    async run(bench) {
      const asked = await bench.ask();
      await bench.wait('cancel', asked.visitor.cancel(asked.receipt));
      await rejects(change(bench, asked, corrected), 'too-late', 'Changing what is over');
    },
  },
  {
    name: 'a wrong secret is forbidden to change',
    role: 'visitor',
    needs: ['visitor', 'change'],
    async run(bench) {
      const { visitor, receipt } = await bench.ask();
      const wrong = { visitor, receipt: { ...receipt, secret: randomToken(32) } };
      await rejects(change(bench, wrong, corrected), 'forbidden', 'A change with a wrong secret');
    },
  },
  {
    name: 'an unknown callback is not found by change',
    role: 'visitor',
    needs: ['visitor', 'change'],
    async run(bench) {
      const { visitor, receipt } = await bench.ask();
      const unknown = { visitor, receipt: { ...receipt, id: `${receipt.id}-unknown` } };
      await rejects(change(bench, unknown, corrected), 'not-found', 'Changing an unknown one');
    },
  },
  {
    name: 'a malformed change is refused, and changes nothing',
    role: 'visitor',
    needs: ['visitor', 'agent', 'change'],
    async run(bench) {
      const asked = await bench.ask();
      const wrong = { number: { e164: '+12O1555O177' } };
      await rejects(change(bench, asked, wrong), 'number-invalid', 'A number with letters');
      const [now] = (await bench.snapshot(bench.agent())).waiting;
      same(now?.number, asked.request.number, 'The number after a refused change');
    },
  },
  {
    name: 'one visitor’s correction leaves the other request for the same number open',
    role: 'desk',
    needs: ['visitor', 'agent', 'change'],
    async run(bench) {
      const number = bench.request().number;
      const [first, second] = [await bench.ask({ number }), await bench.ask({ number })];
      await change(bench, first, corrected);
      const { waiting } = await bench.snapshot(bench.agent());
      same(
        waiting.map(({ id, asked }) => [id, asked]),
        [
          [first.receipt.id, 1],
          [second.receipt.id, 1],
        ],
        'The Waiting list after the first of two has corrected the number',
      );
    },
  },
  {
    name: 'a time can be put off and brought forward',
    role: 'desk',
    needs: ['visitor', 'agent', 'schedule', 'change'],
    async run(bench) {
      const asked = await bench.ask();
      const notBefore = await firstSlot(bench);
      const later = await change(bench, asked, { notBefore });
      same(
        [later.state, later.notBefore],
        ['scheduled', notBefore],
        'The status after putting off',
      );
      same((await bench.snapshot(bench.agent())).waiting, [], 'The Waiting list meanwhile');
      const sooner = await change(bench, asked, { notBefore: null });
      same(
        [sooner.state, sooner.notBefore],
        ['waiting', undefined],
        'The status after bringing forward',
      );
      assert(sooner.version > later.version, 'The version should grow.');
    },
  },
];

function change(
  bench: Bench,
  { visitor, receipt }: Pick<Asked, 'visitor'> & { readonly receipt: Receipt },
  wish: RequestChange,
  changeKey = randomToken(),
): Promise<CallbackStatus> {
  assert(visitor.change, 'change is declared and should exist.');
  return bench.wait('change', visitor.change(receipt, wish, { changeKey }));
}
