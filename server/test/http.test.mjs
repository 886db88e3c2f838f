// From the visitor's wish to the agent's outcome, over real HTTP.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agent, numbers, startRelay } from './support/relay.mjs';
import { stores } from './support/stores.mjs';

for (const { name, skip, open } of stores) {
  describe(`a relay on ${name}`, { skip }, () => {
    it('carries a request from its visitor to an agent, and back what becomes of it', async () => {
      const relay = await startRelay({ open });
      try {
        const desk = await relay.desk('ann');
        assert.deepEqual((await desk.next('snapshot')).data.waiting, []);

        const receipt = await relay.ask();
        const row = (await desk.next('waiting')).data.callback;
        assert.deepEqual(
          [row.id, row.name, row.number, row.state],
          [receipt.id, 'Vera', { e164: numbers[0] }, 'waiting'],
        );

        const visitor = await relay.watch(receipt);
        assert.equal((await visitor.next('status')).data.state, 'waiting');
        assert.deepEqual((await visitor.next('queue')).data, { position: 1 });

        const claim = await relay.claim(receipt.id);
        assert.equal(claim.callback.id, receipt.id);
        assert.equal((await desk.next('left')).data.id, receipt.id);
        assert.equal((await desk.next('claim')).data.claim.claim.token, claim.token);
        assert.equal((await desk.next('presence')).data.presence.state, 'busy');

        for (const [seq, state] of ['accepted', 'dialing', 'ringing', 'connected'].entries()) {
          assert.equal((await relay.report(claim, { seq: seq + 1, state })).status, 204);
          const { data } = await visitor.next('status');
          assert.equal(data.state, state);
        }
        const end = { reason: 'completed', by: 'visitor' };
        await relay.report(claim, { seq: 9, state: 'ended', end });
        const finished = await relay.call('POST', `/callbacks/${receipt.id}/finish`, {
          bearer: 'ann',
          body: { token: claim.token, finishKey: 'f', disposition: 'sold', notes: 'Nice.' },
        });
        assert.equal(finished.status, 204);
        const last = await visitor.next('status');
        assert.deepEqual([last.data.state, last.data.end, last.data.final], ['ended', end, true]);
        assert.equal((await visitor.next()).type, 'over');
        await visitor.closed;

        await desk.until((one) => one.all('claim').at(-1).data.claim.state === 'done');
        await desk.until((one) => one.all('presence').at(-1).data.presence.state === 'ready');
        assert.deepEqual(desk.all('claim-lost'), []);
      } finally {
        await relay.close();
      }
    });
  });
}

describe('an agent', () => {
  it('is told by whom a callback is being claimed, and that it has left when it is accepted', async () => {
    const relay = await startRelay();
    try {
      const other = await relay.desk('bob');
      const receipt = await relay.ask();
      const claim = await relay.claim(receipt.id, 'ann');
      await other.until((one) => one.all('waiting').at(-1)?.data.callback.state === 'claimed');
      assert.deepEqual(other.all('waiting').at(-1).data.callback.claimedBy, agent('ann'));
      await relay.report(claim, { seq: 1, state: 'accepted' });
      assert.equal((await other.next('left')).data.id, receipt.id);
    } finally {
      await relay.close();
    }
  });
});
