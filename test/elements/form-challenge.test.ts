import { expect, fixture, html } from '@open-wc/testing';
import '../../src/define/callback-form.js';
import '../../src/define/callback-engagement.js';
import type { CallbackForm } from '../../src/elements/callback-form/callback-form.js';
import { Pending } from '../../src/elements/shared/pending.js';
import { phoneNumbers } from '../../src/phone/index.js';
import { FakeDesk } from '../../src/testing/index.js';
import {
  TransportError,
  type Challenge,
  type SolveChallenge,
  type VisitorTransport,
} from '../../src/transport/transport.js';
import { filled, find, has, type, until, watchConsole, words } from './visitor-kit.js';

/** Solved when the test says so. */
class Solver {
  readonly asked: { challenge: Challenge; signal: AbortSignal; solve: () => void }[] = [];
  readonly solve: SolveChallenge = (challenge, { signal }) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      const solve = () => resolve(`solved: ${String(challenge.puzzle)}`);
      this.asked.push({ challenge, signal, solve });
    });
}

describe('<callback-form> with a backend that asks for proof of work', () => {
  let desk: FakeDesk;
  let quiet: () => void;
  let sent: (string | undefined)[];
  let challenges: number;
  let failNext: 'challenge' | 'request' | undefined;

  before(() => phoneNumbers.load('+39', 'US'));
  beforeEach(() => {
    desk = new FakeDesk({ supports: { visitor: { cancel: true, challenge: true } } });
    desk.demandProof();
    [sent, challenges, failNext] = [[], 0, undefined];
    quiet = watchConsole();
  });
  afterEach(() => {
    desk.dispose();
    quiet();
  });

  function visitor(): VisitorTransport {
    const honest = desk.visitor();
    const fails = (what: typeof failNext) => {
      if (failNext !== what) return;
      failNext = undefined;
      throw new TransportError('offline');
    };
    return {
      ...honest,
      async challenge(options) {
        challenges += 1;
        fails('challenge');
        return honest.challenge?.(options);
      },
      async request(request, options) {
        sent.push(options.proof);
        fails('request');
        return honest.request(request, options);
      },
    };
  }

  async function make(properties: Partial<CallbackForm> = {}) {
    const form = await fixture<CallbackForm>(html`
      <callback-form
        region="IT"
        .transport=${{ visitor: visitor() }}
        .solveChallenge=${(challenge: Challenge) => desk.solve(challenge)}
      ></callback-form>
    `);
    Object.assign(form, properties);
    await form.updateComplete;
    return form;
  }

  const button = (form: CallbackForm) => find<HTMLButtonElement>(form, 'button');
  const failure = (form: CallbackForm) => words(form.shadowRoot?.querySelector('.failure'));

  it('begins with the first key, once for all keys, and sends the proof', async () => {
    const solver = new Solver();
    const form = await make({ solveChallenge: solver.solve });
    expect(challenges).to.equal(0);
    for (const text of ['A', 'Ad', 'Ada']) type(form, 'name', text);
    await until(() => solver.asked.length === 1);
    solver.asked[0]!.solve();
    await filled(form);
    expect(await form.submit()).to.be.an('object');
    expect([challenges, solver.asked.length]).to.deep.equal([1, 1]);
    expect(sent).to.deep.equal(['solved: puzzle-1']);
  });

  it('asks for a challenge at the button where nobody has typed', async () => {
    const form = await make({ visitorName: 'Ada', visitorNumber: '+39 06 1234 5678' });
    await form.updateComplete;
    expect(await form.submit()).to.be.an('object');
    expect(sent).to.deep.equal(['solved: puzzle-1']);
  });

  it('says what is waited for, keeps the fields open, and sends as soon as it is solved', async () => {
    const solver = new Solver();
    const form = await filled(await make({ solveChallenge: solver.solve }));
    const submitting = form.submit();
    await until(() => words(button(form)) === 'Preparing …');
    expect(words(find(form, '.outcome'))).to.contain('a short check against spam');
    expect(find<HTMLInputElement>(form, '#name').disabled).to.equal(false);
    await expect(form).to.be.accessible();
    solver.asked[0]!.solve();
    expect(await submitting).to.be.an('object');
    expect(desk.callbacks.length).to.equal(1);
  });

  it('says it in Italian too', async () => {
    await import('../../src/messages/it.js');
    const solver = new Solver();
    const form = await filled(await make({ solveChallenge: solver.solve, lang: 'it' }));
    const submitting = form.submit();
    await until(() => words(button(form)) === 'Preparazione …');
    solver.asked[0]!.solve();
    await submitting;
  });

  it('fetches another, once and silently, when the first has become too old', async () => {
    const form = await filled(await make());
    await until(() => challenges === 1);
    desk.advance(60 * 60_000);
    expect(await form.submit()).to.be.an('object');
    expect([challenges, sent.length, desk.callbacks.length]).to.deep.equal([2, 2, 1]);
  });

  it('keeps what is being solved for the button, however long it takes and whatever is typed', async () => {
    const honest = desk.visitor();
    const hasty: VisitorTransport = {
      ...visitor(),
      async challenge(options) {
        const challenge = await honest.challenge?.(options);
        return challenge && { ...challenge, validFor: 2 };
      },
    };
    const solver = new Solver();
    const form = await make({ solveChallenge: solver.solve, transport: { visitor: hasty } });
    const submitting = (await filled(form)).submit();
    await until(() => words(button(form)) === 'Preparing …' && solver.asked.length > 0);
    const solving = solver.asked.at(-1)!;
    const { length } = solver.asked;
    const stale = performance.now() + 2;
    await until(() => performance.now() > stale);
    type(form, 'name', 'Ada L');
    expect([solving.signal.aborted, solver.asked.length]).to.deep.equal([false, length]);
    solving.solve();
    await until(() => solver.asked.length > length);
    solver.asked.at(-1)!.solve();
    expect(await submitting).to.be.an('object');
  });

  it('does not even try with what it knows to be too old', async () => {
    const honest = desk.visitor();
    let given = 0;
    const hasty: VisitorTransport = {
      ...visitor(),
      async challenge(options) {
        const challenge = await honest.challenge?.(options);
        given += 1;
        return challenge && { ...challenge, validFor: given === 1 ? 0 : challenge.validFor };
      },
    };
    const form = await filled(await make({ transport: { visitor: hasty } }));
    expect(await form.submit()).to.be.an('object');
    expect(sent.length).to.equal(1);
  });

  it('gives up after the second, says so, and gets through with the next try', async () => {
    let isWrong = true;
    const solveChallenge: SolveChallenge = (challenge) =>
      isWrong ? Promise.resolve('wrong') : desk.solve(challenge);
    const form = await filled(await make({ solveChallenge }));
    expect(await form.submit()).to.equal(undefined);
    expect(sent).to.deep.equal(['wrong', 'wrong']);
    expect(failure(form)).to.contain('check against spam did not work');
    expect(words(button(form))).to.equal('Try again');
    isWrong = false;
    expect(await form.submit()).to.be.an('object');
    expect(desk.callbacks.length).to.equal(1);
  });

  it('repeats a lost answer with the same proof, and is called once', async () => {
    const form = await filled(await make());
    await until(() => challenges === 1);
    await form.updateComplete;
    const request = desk.loseNextAnswer.bind(desk);
    const transport = form.transport!.visitor!;
    form.transport = {
      visitor: {
        ...transport,
        request: (...asked) => (sent.length === 0 && request(), transport.request(...asked)),
      },
    };
    await form.updateComplete;
    expect(await form.submit()).to.equal(undefined);
    expect(failure(form)).to.contain('no answer in time');
    expect(await form.submit()).to.be.an('object');
    expect(sent[1]).to.equal(sent[0]);
    expect(desk.callbacks.length).to.equal(1);
  });

  it('uses another proof for another request', async () => {
    const form = await filled(await make());
    failNext = 'request';
    await form.submit();
    type(form, 'name', 'Grace Hopper');
    expect(await form.submit()).to.be.an('object');
    expect(new Set(sent).size).to.equal(2);
  });

  it('does not ask at each key while it is offline, and says so at the button', async () => {
    const form = await make();
    failNext = 'challenge';
    type(form, 'name', 'A');
    await until(() => challenges === 1);
    await filled(form);
    await form.updateComplete;
    for (const text of ['Ad', 'Ada']) type(form, 'name', text);
    expect(challenges).to.equal(1);
    failNext = 'challenge';
    expect(await form.submit()).to.equal(undefined);
    expect(failure(form)).to.contain('seem to be offline');
    expect(await form.submit()).to.be.an('object');
  });

  it('stops the work when it leaves the page, and not when it is moved', async () => {
    const solver = new Solver();
    const form = await make({ solveChallenge: solver.solve });
    type(form, 'name', 'Ada');
    await until(() => solver.asked.length === 1);
    form.parentElement!.append(form);
    await form.updateComplete;
    expect(solver.asked[0]!.signal.aborted).to.equal(false);
    form.remove();
    await until(() => solver.asked[0]!.signal.aborted);
  });

  it('goes on with the work that a submit has no longer waited for', async () => {
    const { times } = Pending;
    Pending.times = { slow: 1000, timeout: 50 };
    try {
      const solver = new Solver();
      const form = await filled(await make({ solveChallenge: solver.solve }));
      expect(await form.submit()).to.equal(undefined);
      expect(failure(form)).to.contain('no answer in time');
      Pending.times = times;
      solver.asked[0]!.solve();
      expect(await form.submit()).to.be.an('object');
      expect(solver.asked.length).to.equal(1);
    } finally {
      Pending.times = times;
    }
  });

  it('asks for nothing in a host form, which sends by itself', async () => {
    const form = await make();
    const host = document.createElement('form');
    form.before(host);
    host.append(form);
    await form.updateComplete;
    await filled(form);
    expect(has(form, 'button')).to.equal(false);
    expect(challenges).to.equal(0);
    host.remove();
  });

  it('sends without a proof where none is wanted just now', async () => {
    desk.dispose();
    desk = new FakeDesk({ supports: { visitor: { cancel: true, challenge: true } } });
    const form = await filled(await make());
    expect(await form.submit()).to.be.an('object');
    expect(sent).to.deep.equal([undefined]);
  });

  it('is told by the engagement how to solve', async () => {
    const solver = new Solver();
    const widget = document.createElement('callback-engagement');
    Object.assign(widget, { transport: { visitor: visitor() }, solveChallenge: solver.solve });
    await fixture(html`${widget}`);
    widget.open();
    await until(() => has(widget, '.channel'));
    find(widget, '.channel').click();
    await until(() => !!widget.shadowRoot?.querySelector('callback-form'));
    const form = find<CallbackForm>(widget, 'callback-form');
    await form.updateComplete;
    type(form, 'name', 'Ada');
    await until(() => solver.asked.length === 1);
  });
});
