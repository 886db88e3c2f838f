import type { DialableNumber } from '../../src/callback/index.js';
import { expect } from '@open-wc/testing';
import { defaultTimes } from '../../src/desk/index.js';
import { FakeDesk, FakePhoneLine, type FakeCall } from '../../src/testing/index.js';
import type { AgentTransport, Claim, VisitorUpdate } from '../../src/transport/transport.js';

const noon = Date.UTC(2024, 4, 1, 12);
const ann = { id: 'ann', name: 'Ann' };

/** The code that a promise is rejected with. */
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved',
    (error: { code?: string }) => error.code,
  );

/** The types of what is read next. */
async function next(reader: AsyncIterator<{ type: string }>, count: number): Promise<unknown[]> {
  const types: unknown[] = [];
  for (let n = 0; n < count; n++) {
    const { done, value } = await reader.next();
    types.push(done ? 'over' : value.type);
  }
  return types;
}

describe('FakeDesk', () => {
  let desk: FakeDesk;
  let agent: AgentTransport;

  beforeEach(() => {
    desk = new FakeDesk({ now: noon });
    agent = desk.agent(ann);
  });

  afterEach(() => desk.dispose());

  const claimed = (): Promise<Claim> => agent.claim(desk.ask().id, { claimKey: 'key' });

  async function dialled(): Promise<{ call: ReturnType<FakePhoneLine['dial']>; far: FakeCall }> {
    const claim = await claimed();
    const target = { claim, number: claim.callback.number as DialableNumber };
    const call = desk.calls().dial(target, { microphone: new MediaStream() });
    return { call, far: await desk.phone.next() };
  }

  it('puts callbacks there, each with a number of its own, and tells the truth about them', () => {
    const receipt = desk.ask({ name: 'Grace Hopper', context: { order: '1' } });
    desk.ask();
    expect(desk.callback(receipt.id)).to.deep.equal({
      id: receipt.id,
      state: 'waiting',
      name: 'Grace Hopper',
      number: { e164: '+12015550001' },
      context: { order: '1' },
      requestedAt: noon,
      asked: 1,
      attempts: 0,
    });
    expect(desk.callbacks.map(({ number }) => number)).to.deep.equal([
      { e164: '+12015550001' },
      { e164: '+12015550002' },
    ]);
    expect(desk.callback('unknown')).to.equal(undefined);
  });

  it('tells what was written in the wrap-up', async () => {
    const claim = await claimed();
    await agent.report(claim, {
      seq: 1,
      state: 'ended',
      end: { reason: 'completed', by: 'visitor' },
    });
    await agent.finish(claim, { finishKey: 'one', disposition: 'sold', notes: 'In May.' });
    const { state, end, disposition, notes, seq } = desk.callback(claim.id)!;
    expect({ state, end, disposition, notes, seq }).to.deep.equal({
      state: 'done',
      end: { reason: 'completed', by: 'visitor' },
      disposition: 'sold',
      notes: 'In May.',
      seq: 1,
    });
  });

  it('stands still in time until it is moved', async () => {
    expect(desk.now).to.equal(noon);
    const { id } = await claimed();
    desk.advance(89_999);
    expect(desk.callback(id)?.state).to.equal('claimed');
    desk.advance(1);
    expect(desk.callback(id)?.state).to.equal('waiting');
  });

  it('lets leases run out in real time too', async () => {
    const real = new FakeDesk({ lease: 10 });
    const { id } = real.ask();
    await real.agent(ann).claim(id, { claimKey: 'key' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(real.callback(id)?.state).to.equal('waiting');
    real.dispose();
  });

  it('answers as slowly as it is told, having done the work before', async () => {
    const { id } = desk.ask();
    desk.delay = 1_000;
    let claim: Claim | undefined;
    const claiming = agent.claim(id, { claimKey: 'key' }).then((answer) => (claim = answer));
    await new Promise((resolve) => setTimeout(resolve));
    expect(desk.callback(id)?.state).to.equal('claimed');
    expect(claim).to.equal(undefined);
    desk.advance(1_000);
    expect((await claiming).id).to.equal(id);
  });

  it('calls off a slow answer at once', async () => {
    desk.delay = 1_000;
    const closing = new AbortController();
    const asking = desk.visitor().availability({ signal: closing.signal });
    await new Promise((resolve) => setTimeout(resolve));
    closing.abort(new Error('enough'));
    expect(await asking.catch((error: Error) => error.message)).to.equal('enough');
  });

  it('fails once as it is told, its work undone', async () => {
    const { id } = desk.ask();
    desk.failNext('rate-limited');
    expect(await codeOf(agent.claim(id, { claimKey: 'key' }))).to.equal('rate-limited');
    expect(desk.callback(id)?.state).to.equal('waiting');
    expect(await codeOf(agent.claim(id, { claimKey: 'key' }))).to.equal('resolved');
  });

  it('says what it is told about availability', async () => {
    desk.availability = { state: 'closed', opensAt: noon };
    expect(await desk.visitor().availability()).to.deep.equal({ state: 'closed', opensAt: noon });
  });

  it('keeps the presence that an agent has set', async () => {
    await agent.presence?.({ state: 'paused', reason: 'lunch' });
    expect(desk.presence('ann')).to.deep.equal({ state: 'paused', reason: 'lunch' });
  });

  it('can do without what it is told to do without', async () => {
    const plain = new FakeDesk({
      supports: { visitor: {}, agent: {} },
      line: { supports: {} },
    });
    expect(plain.visitor().supports).to.deep.equal({});
    expect(plain.agent(ann)).not.to.have.property('presence');
    const claim = await plain.agent(ann).claim(plain.ask().id, { claimKey: 'key' });
    const target = { claim, number: claim.callback.number as DialableNumber };
    const call = plain.calls().dial(target, { microphone: new MediaStream() });
    expect([call.sendTone, call.hold, call.getStats]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
    plain.dispose();
  });

  it('says nothing of what it is told to do without', async () => {
    const plain = new FakeDesk({ supports: { visitor: {}, agent: {} } });
    const receipt = plain.ask();
    const role = plain.agent(ann);
    const rows = role.desk()[Symbol.asyncIterator]();
    expect((await rows.next()).value).not.to.have.property('presence');
    const seen: (VisitorUpdate | undefined)[] = [];
    const watching = plain.visitor().watch(receipt)[Symbol.asyncIterator]();
    seen.push((await watching.next()).value as VisitorUpdate);
    const claim = await role.claim(receipt.id, { claimKey: 'key' });
    expect(await next(rows, 2)).to.deep.equal(['left', 'claim']);
    const end = { reason: 'no-answer', by: 'visitor' } as const;
    await role.report(claim, { seq: 1, state: 'ended', end });
    const retry = { finishKey: 'one', retryAt: plain.now };
    expect(await codeOf(role.finish(claim, retry))).to.equal('refused');
    await role.finish(claim, { finishKey: 'one' });
    for await (const update of { [Symbol.asyncIterator]: () => watching }) seen.push(update);
    expect(new Set(seen.map((update) => update?.type))).to.deep.equal(new Set(['status']));
    await rows.return?.();
    plain.dispose();
  });

  it('holds claims for as long as its policy says, or a lease of its own', async () => {
    for (const options of [{}, { lease: 3_000 }]) {
      const times = { ...defaultTimes, lease: 5_000 };
      const one = new FakeDesk({ now: noon, policy: { times }, ...options });
      const { id } = await one.agent(ann).claim(one.ask().id, { claimKey: 'key' });
      one.advance((options.lease ?? 5_000) - 1);
      expect(one.callback(id)?.state).to.equal('claimed');
      one.advance(1);
      expect(one.callback(id)?.state).to.equal('waiting');
      one.dispose();
    }
  });

  it('lets an agent go who has read too slowly and then left', async () => {
    const updates = agent.desk()[Symbol.asyncIterator]();
    await updates.next();
    const { id } = await claimed();
    for (let asked = 0; asked <= 1_000; asked++) desk.ask();
    expect((await updates.next()).value).to.include({ type: 'snapshot' });
    await updates.return?.();
    expect(desk.availability.state).to.equal('unstaffed');
    desk.advance(90_000);
    expect(desk.callback(id)?.state).to.equal('waiting');
  });

  it('tells a lost agent’s page of it, until it is back', async () => {
    const updates = agent.desk()[Symbol.asyncIterator]();
    await updates.next();
    desk.loseAgent('ann');
    expect((await updates.next()).value).to.deep.equal({ type: 'connection', connection: 'lost' });
    expect(await codeOf(agent.claim(desk.ask().id, { claimKey: 'key' }))).to.equal('offline');
    desk.restore();
    expect((await updates.next()).value).to.deep.equal({ type: 'connection', connection: 'live' });
    expect((await updates.next()).value).to.include({ type: 'snapshot' });
  });

  it('tells the visitor that a lost agent is back, though not yet in the call', async () => {
    const claim = await claimed();
    await agent.report(claim, { seq: 1, state: 'connected', callerId: '+12015550100' });
    desk.loseAgent('ann');
    expect(desk.callback(claim.id)).to.include({ state: 'reconnecting', agentUnreachable: true });
    await desk.agent(ann).desk()[Symbol.asyncIterator]().next();
    expect(desk.callback(claim.id)?.state).to.equal('reconnecting');
    expect(desk.callback(claim.id)).not.to.have.property('agentUnreachable');
  });

  it('ends a callback by itself', async () => {
    const receipt = desk.ask();
    desk.end(receipt.id, { reason: 'expired', by: 'system' });
    const seen: VisitorUpdate[] = [];
    for await (const update of desk.visitor().watch(receipt)) seen.push(update);
    expect(seen).to.deep.equal([
      {
        type: 'status',
        status: {
          state: 'ended',
          version: 2,
          end: { reason: 'expired', by: 'system' },
          final: true,
          attempts: 0,
          number: '+1 20 … 01',
        },
      },
    ]);
  });

  it('ends all streams and stops all waiting when it is disposed of', async () => {
    const updates = agent.desk()[Symbol.asyncIterator]();
    desk.delay = 60_000;
    const slow = desk.visitor().availability();
    await new Promise((resolve) => setTimeout(resolve));
    desk.dispose();
    expect(await codeOf(slow)).to.equal('offline');
    let result = await updates.next();
    while (!result.done) result = await updates.next();
    expect(await codeOf(desk.visitor().availability())).to.equal('offline');
  });

  describe('its phone', () => {
    it('can be busy, be left ringing, and fail', async () => {
      const ends = [];
      for (const act of ['busy', 'ignore', 'failMedia', 'hangUp'] as const) {
        const { call, far } = await dialled();
        far.ring();
        far[act]();
        ends.push(call.end);
      }
      expect(ends).to.deep.equal([
        { reason: 'busy', by: 'system' },
        { reason: 'no-answer', by: 'system' },
        { reason: 'media-failed', by: 'system' },
        { reason: 'rejected', by: 'visitor' },
      ]);
    });

    it('does nothing that comes too late', async () => {
      const { call, far } = await dialled();
      far.answer();
      far.ring();
      far.busy();
      expect(call.state).to.equal('connected');
      far.hangUp();
      far.answer();
      expect(call.state).to.equal('ended');
    });

    it('counts the packets of the time in which they come', async () => {
      const { call, far } = await dialled();
      const received = async () => {
        const stats = await call.getStats?.();
        return (stats?.get('inbound-audio') as { packetsReceived: number }).packetsReceived;
      };
      far.answer();
      desk.advance(1_000);
      expect(await received()).to.equal(50);
      far.stopPackets();
      desk.advance(1_000);
      expect(await received()).to.equal(50);
      far.resumePackets();
      desk.advance(200);
      expect(await received()).to.equal(60);
      expect(call.state).to.equal('connected');
    });

    it('may be out of reach for a while', async () => {
      const { call, far } = await dialled();
      far.answer();
      far.interrupt();
      expect(call.state).to.equal('reconnecting');
      far.recover();
      expect(call.state).to.equal('connected');
    });

    it('hears tones when they are through', async () => {
      const line = new FakePhoneLine({ toneTime: 20, callerId: '+12015550100' });
      const claim = await claimed();
      const target = { claim, number: claim.callback.number as DialableNumber };
      const call = line.dial(target, { microphone: new MediaStream() });
      const far = await line.phone.next();
      far.answer();
      const sending = call.sendTone?.('5');
      expect(far.digits).to.equal('');
      await sending;
      expect(far.digits).to.equal('5');
      expect(far.target).to.equal(target);
      expect(call.callerId).to.equal('+12015550100');
      line.dispose();
      expect(call.end).to.deep.equal({ reason: 'network-failed', by: 'system' });
    });

    it('is not reached over a cut network, while calls live on', async () => {
      const { call, far } = await dialled();
      far.answer();
      desk.cut();
      expect(desk.calls().connection.state).to.equal('disconnected');
      expect(call.state).to.equal('connected');
      const next = desk.calls().dial(far.target, { microphone: far.microphone });
      expect(next.state).to.equal('dialing');
      await new Promise((resolve) => setTimeout(resolve));
      expect(next.end).to.deep.equal({ reason: 'network-failed', by: 'system' });
      expect(desk.phone.calls.length).to.equal(1);
    });
  });
});
