import type { Call } from '../../transport/transport.js';
import { rejects, same } from './assert.js';
import { reaches, talking } from './calls.js';
import type { Law } from './law.js';

/** Where the visitor is sent on to: a number for stories only, like all others here. */
const elsewhere = '+12015550177';

/** Laws of handing the visitor on. */
export const transferLaws: readonly Law[] = [
  {
    name: 'a call that was transferred has ended so, by the agent',
    role: 'call',
    needs: ['calls', 'phone', 'transfer'],
    async run(bench) {
      const call = await talking(bench);
      await bench.wait('transfer', transfer(call));
      await reaches(bench, call, 'ended');
      same(call.end, { reason: 'transferred', by: 'agent' }, 'The end');
    },
  },
  {
    name: 'the phone goes where it was transferred to',
    role: 'call',
    needs: ['calls', 'phone', 'transfer', 'farTransfer'],
    async run(bench) {
      const { call, far } = await bench.dial();
      await far.answer();
      await reaches(bench, call, 'connected');
      await bench.wait('transfer', transfer(call));
      await bench.eventually('the phone to be sent on', () => far.transferredTo !== undefined);
      same(far.transferredTo, elsewhere, 'Where the phone was sent on to');
    },
  },
  {
    name: 'a call whose transfer the phone refuses goes on',
    role: 'call',
    needs: ['calls', 'phone', 'transfer', 'farTransfer'],
    async run(bench) {
      const { call, far } = await bench.dial();
      await far.answer();
      await reaches(bench, call, 'connected');
      await far.refuseTransfer?.();
      await rejects(transfer(call), 'refused', 'A transfer that the phone refuses');
      same(call.state, 'connected', 'The state of a call whose transfer was refused');
      same(far.transferredTo, undefined, 'Where the phone was sent on to');
      call.hangUp();
      await reaches(bench, call, 'ended');
      same(call.end, { reason: 'completed', by: 'agent' }, 'The end');
    },
  },
  {
    name: 'a held call can be transferred',
    role: 'call',
    needs: ['calls', 'phone', 'hold', 'transfer'],
    async run(bench) {
      const call = await talking(bench);
      await bench.wait('hold', Promise.resolve(call.hold?.(true)));
      await reaches(bench, call, 'held');
      await bench.wait('transfer', transfer(call));
      await reaches(bench, call, 'ended');
      same(call.end?.reason, 'transferred', 'Why the call ended');
    },
  },
  {
    name: 'transferring before the answer is refused with unavailable',
    role: 'call',
    needs: ['calls', 'phone', 'transfer'],
    async run(bench) {
      const { call, far } = await bench.dial();
      await far.ring();
      await reaches(bench, call, 'ringing');
      await rejects(transfer(call), 'unavailable', 'Transferring a call that rings');
    },
  },
  {
    name: 'transferring a dead call is refused with callback-ended',
    role: 'call',
    needs: ['calls', 'phone', 'transfer'],
    async run(bench) {
      const call = await talking(bench);
      call.hangUp();
      await reaches(bench, call, 'ended');
      await rejects(transfer(call), 'callback-ended', 'Transferring a dead call');
    },
  },
];

function transfer(call: Call): Promise<void> {
  return Promise.resolve(call.transfer?.(elsewhere));
}
