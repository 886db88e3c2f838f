import { expect } from '@open-wc/testing';
import { FakePhoneLine, type FakeCall } from '../../src/testing/index.js';
import { TransportError, type Call, type Claim } from '../../src/transport/transport.js';

const target = { claim: { id: 'callback' } as Claim, number: { e164: '+12015550123' } };

const codeOf = (promise: Promise<unknown> | undefined) =>
  Promise.resolve(promise).then(
    () => 'resolved',
    (error: { code?: string }) => error.code,
  );

describe('a fake phone line', () => {
  let line: FakePhoneLine;

  beforeEach(() => {
    line = new FakePhoneLine({ callerId: '+12015550100', remoteAudio: new MediaStream() });
  });

  afterEach(() => line.dispose());

  async function dialled(): Promise<{ call: Call; far: FakeCall }> {
    const call = line.dial(target, { microphone: new MediaStream() });
    return { call, far: await line.phone.next() };
  }

  async function talking(): Promise<{ call: Call; far: FakeCall }> {
    const { call, far } = await dialled();
    far.answer();
    return { call, far };
  }

  it('says why its signalling is away, and nothing else once it is back', () => {
    const errors: unknown[] = [];
    line.connection.addEventListener('statechange', () => errors.push(line.connection.error));
    const forbidden = new TransportError('forbidden');
    line.signal('disconnected');
    line.signal('disconnected', forbidden);
    line.signal('disconnected', forbidden);
    line.signal('failed', forbidden);
    line.signal('connecting');
    line.signal('connected');
    expect((errors.shift() as TransportError).code).to.equal('offline');
    expect(errors).to.deep.equal([forbidden, forbidden, undefined, undefined]);
  });

  it('asks the phone nothing while its signalling is away', async () => {
    const { call, far } = await talking();
    line.signal('disconnected');
    expect(await codeOf(call.hold?.(true))).to.equal('unavailable');
    expect(await codeOf(call.transfer?.('+12015550177'))).to.equal('unavailable');
    expect([call.state, far.transferredTo]).to.deep.equal(['connected', undefined]);
  });

  it('takes its time to hold and to transfer, one after the other', async () => {
    const slow = new FakePhoneLine({ agreeTime: 20 });
    const call = slow.dial(target, { microphone: new MediaStream() });
    const far = await slow.phone.next();
    far.answer();
    const clicks = [call.hold!(true), call.hold!(false)];
    expect(call.state).to.equal('connected');
    await Promise.all(clicks);
    expect(call.state).to.equal('connected');
    const late = [call.hold?.(true), call.transfer?.('+12015550177')].map(codeOf);
    await Promise.resolve();
    slow.dispose();
    expect(await Promise.all(late)).to.deep.equal(['callback-ended', 'callback-ended']);
    expect(far.transferredTo).to.equal(undefined);
  });

  it('tells of the causes that its phone is given, and of none otherwise', async () => {
    const detail = { protocol: 'SIP', cause: 486, text: 'Busy Here' } as const;
    const ends = [];
    for (const act of ['busy', 'decline', 'ignore'] as const) {
      for (const cause of [detail, undefined]) {
        const { call, far } = await dialled();
        far[act](cause);
        ends.push(call.end);
      }
    }
    expect(ends).to.deep.equal([
      { reason: 'busy', by: 'system', detail },
      { reason: 'busy', by: 'system' },
      { reason: 'rejected', by: 'visitor', detail },
      { reason: 'rejected', by: 'visitor' },
      { reason: 'no-answer', by: 'system', detail },
      { reason: 'no-answer', by: 'system' },
    ]);
  });

  it('has packets come with early media, and no early media once it is over', async () => {
    const { call, far } = await dialled();
    expect(call.remoteAudio).to.equal(undefined);
    far.playEarlyMedia();
    line.clock.advance(1_000);
    const inbound = (await call.getStats?.())?.get('inbound-audio') as { packetsReceived: number };
    expect(inbound.packetsReceived).to.be.at.least(50);
    expect(call.remoteAudio).to.equal(line.remoteAudio);
    far.decline();
    expect(call.earlyMedia).to.equal(false);
    far.playEarlyMedia();
    expect(call.earlyMedia).to.equal(false);
  });

  it('has its phone agree again after it has refused', async () => {
    const { call, far } = await talking();
    far.refuseHold();
    far.refuseTransfer();
    expect(await codeOf(call.hold?.(true))).to.equal('unavailable');
    expect(await codeOf(call.transfer?.('+12015550177'))).to.equal('refused');
    far.refuseHold(false);
    far.refuseTransfer(false);
    await call.hold?.(true);
    expect([far.held, far.heardMuted]).to.deep.equal([{ local: true, remote: false }, true]);
    await call.transfer?.('+12015550177');
    expect([call.state, far.held.local]).to.deep.equal(['ended', false]);
  });

  it('ignores a phone that holds too early or too late, or twice', async () => {
    const { call, far } = await dialled();
    let told = 0;
    call.addEventListener('statechange', () => (told += 1));
    far.hold(true);
    expect([call.state, told]).to.deep.equal(['dialing', 0]);
    far.answer();
    far.hold(true);
    far.hold(true);
    expect([call.state, told]).to.deep.equal(['held', 2]);
    far.interrupt();
    far.hold(false);
    far.recover();
    expect(call.state).to.equal('connected');
    far.hangUp();
    far.hold(true);
    expect(call.held).to.deep.equal({ local: false, remote: false });
  });
});
