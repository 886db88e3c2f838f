import { expect } from '@open-wc/testing';
import { AgentDesk, DeskCalls, type DeskCallOptions } from '../../src/call/index.js';
import { TransportError } from '../../src/transport/transport.js';
import { Bench, codeOf, forget, grace, Microphones, until } from './call-kit.js';
import { ScriptedLine } from './scripted-line.js';

describe('DeskCalls, without elements', () => {
  let bench: Bench;
  let microphones: Microphones;
  let made: DeskCalls[];
  let desks: AgentDesk[];

  beforeEach(async () => {
    forget();
    microphones = new Microphones();
    bench = await new Bench().start();
    made = [];
    desks = [];
  });
  afterEach(() => {
    for (const calls of made) calls.dispose();
    for (const desk of desks) desk.stop();
    bench.dispose();
    microphones.restore();
  });

  function callsOf(desk = bench.desk, transport = bench.fake.calls(), options?: DeskCallOptions) {
    const calls = new DeskCalls(desk, transport, () => options ?? {});
    made.push(calls);
    return calls;
  }

  /** Another page of the same agent, or the same one loaded anew. */
  async function page(): Promise<DeskCalls> {
    const desk = new AgentDesk(bench.fake.agent(grace));
    desks.push(desk);
    const calls = callsOf(desk);
    desk.start();
    await until(() => desk.ready, 'the snapshot');
    return calls;
  }

  async function ask(): Promise<string> {
    const { id } = bench.fake.ask();
    await until(() => bench.desk.waiting.has(id), 'the row');
    return id;
  }

  async function talk(calls: DeskCalls) {
    const call = calls.accept(await ask())!;
    const phone = await bench.fake.phone.next();
    phone.ring();
    phone.answer();
    await until(() => call.state === 'connected', 'the answer');
    await until(() => bench.truth(call)?.state === 'connected', 'the report');
    return { call, phone };
  }

  it('makes a call on Accept, the newest first, and says so', async () => {
    const calls = callsOf();
    let changes = 0;
    calls.addEventListener('change', () => changes++);
    expect([calls.busy, calls.accept('unknown')]).to.deep.equal([false, undefined]);
    const { call: first } = await talk(calls);
    expect(changes).to.be.above(0);
    const id = await ask();
    const second = calls.accept(id)!;
    expect(calls.accept(id), 'accepted twice').to.equal(second);
    await until(() => second.state === 'dialing', 'the dial');
    expect(calls.calls).to.deep.equal([second, first]);
    expect([calls.live.length, calls.busy]).to.deep.equal([2, true]);
    expect(bench.fake.phone.calls.length).to.equal(2);
    expect(first.mutedBecause, 'one voice at a time').to.equal('other-call');
  });

  it('asks for its options anew for each call', async () => {
    let asked = 0;
    const calls = new DeskCalls(bench.desk, bench.fake.calls(), () => {
      asked += 1;
      return { microphoneTimeout: 10, ringback: false };
    });
    made.push(calls);
    microphones.ask();
    const call = calls.accept(await ask())!;
    await until(() => codeOf(call.error) === 'microphone-timeout', 'the time-out');
    expect([asked, call.ringback]).to.deep.equal([1, false]);
    calls.accept(await ask());
    expect(asked).to.equal(2);
  });

  it('drops the box that was removed, and no other', async () => {
    const calls = callsOf();
    const { call, phone } = await talk(calls);
    const other = await talk(calls);
    phone.hangUp();
    await until(() => call.state === 'wrapup', 'wrap-up');
    call.close();
    expect(calls.calls.length, 'closed boxes stand').to.equal(2);
    await call.remove();
    expect(calls.calls).to.deep.equal([other.call]);
  });

  it('tells of the line, and why it is down', () => {
    const line = new ScriptedLine();
    const calls = callsOf(bench.desk, line);
    let changes = 0;
    calls.addEventListener('change', () => changes++);
    expect(calls.line.state).to.equal('connected');
    Object.assign(line.connection, { state: 'failed', error: new TransportError('forbidden') });
    const event = new Event('statechange');
    line.connection.dispatchEvent(event);
    expect([calls.line.state, codeOf(calls.line.error)]).to.deep.equal(['failed', 'forbidden']);
    expect(changes).to.equal(1);
    calls.dispose();
    line.connection.dispatchEvent(new Event('statechange'));
    expect(changes, 'but for its own end').to.equal(2);
  });

  it('gives back and hangs up when it is disposed of, where the desk goes on', async () => {
    const calls = callsOf();
    const { call, phone } = await talk(calls);
    bench.fake.delay = 30;
    const claiming = calls.accept(await ask())!;
    await until(() => bench.truth(claiming)?.state === 'claimed', 'the claim at the desk');
    calls.dispose();
    bench.fake.delay = 0;
    expect([phone.state, calls.calls.length]).to.deep.equal(['ended', 0]);
    await until(() => bench.truth(claiming)?.state === 'waiting', 'the release');
    await until(() => bench.truth(call)?.state === 'ended', 'the last report');
    await until(() => microphones.live === 0, 'the microphones');
  });

  describe('after a reload', () => {
    it('takes an interrupted call up, and calls nobody by itself', async () => {
      const before = callsOf();
      const { call } = await talk(before);
      call.notes = 'Kept';
      const after = await page();
      expect(after.calls, 'while the other page has it').to.deep.equal([]);
      call.leave();
      before.dispose();
      await until(() => after.calls.length === 1, 'the box');
      const [again] = after.calls;
      expect([again?.interrupted, again?.notes]).to.deep.equal([true, 'Kept']);
      expect(bench.fake.phone.calls.length).to.equal(1);
    });

    it('goes on with what was only reserved', async () => {
      const question = microphones.ask();
      const before = callsOf();
      const call = before.accept(await ask())!;
      await until(() => call.microphone === 'pending', 'the question');
      microphones.allow();
      const after = await page();
      call.leave();
      before.dispose();
      await until(() => after.calls[0]?.state === 'dialing', 'the dial');
      await question.allow();
    });

    it('brings back what is done, which another open page does not show', async () => {
      const before = callsOf();
      const other = await page();
      const { call, phone } = await talk(before);
      phone.hangUp();
      await until(() => call.state === 'wrapup', 'wrap-up');
      await call.saveWrapup();
      await until(() => desks[0]?.claims.get(call.callback.id)?.state === 'done', 'the news');
      before.dispose();
      const after = await page();
      await until(() => after.calls.length === 1, 'the box');
      expect(after.calls[0]?.state).to.equal('done');
      expect(other.calls).to.deep.equal([]);
    });
  });
});
