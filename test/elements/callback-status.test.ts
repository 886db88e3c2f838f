import { aTimeout, expect, fixture, html, oneEvent } from '@open-wc/testing';
import { until } from '../support/until.js';
import { sendKeys } from '@web/test-runner-commands';
import '../../src/define/callback-status.js';
import { endReasons } from '../../src/callback/index.js';
import type { CallbackStatusElement } from '../../src/elements/callback-status/callback-status.js';
import {
  isSettled,
  problemView,
  statusView,
} from '../../src/elements/callback-status/status-view.js';
import { Submission } from '../../src/elements/shared/submission.js';
import { visitorMessages } from '../../src/messages/en/visitor.js';
import { phoneNumbers } from '../../src/phone/index.js';
import { FakeDesk } from '../../src/testing/index.js';
import {
  TransportError,
  type CallbackStatus as Status,
  type Receipt,
  type VisitorTransport,
  type VisitorUpdate,
} from '../../src/transport/transport.js';
import { find, has, Operator, watchConsole, words } from './visitor-kit.js';

describe('<callback-status>', () => {
  let desk: FakeDesk;
  let operator: Operator;
  let receipt: Receipt;
  let quiet: () => void;
  before(() => phoneNumbers.load('+39', 'US'));
  beforeEach(() => {
    desk = new FakeDesk();
    operator = new Operator(desk);
    receipt = desk.ask();
    quiet = watchConsole();
  });
  afterEach(() => {
    desk.dispose();
    quiet();
  });

  async function make(properties: Partial<CallbackStatusElement> = {}) {
    const transport = { visitor: desk.visitor() };
    const element = await fixture<CallbackStatusElement>(html`<callback-status></callback-status>`);
    Object.assign(element, { transport, receipt, ...properties });
    await element.updateComplete;
    return element;
  }
  const title = (element: CallbackStatusElement) => words(find(element, '.title'));
  const text = (element: CallbackStatusElement) => words(find(element, '.text'));
  const reads = (element: CallbackStatusElement, expected: string) =>
    until(() => title(element) === expected, `the title "${expected}"`);

  /** A transport that says just what a test wants. */
  function saying(...updates: (VisitorUpdate | Error)[]): VisitorTransport {
    return {
      ...desk.visitor(),
      async *watch(_, { signal } = {}) {
        for (const update of updates) {
          if (update instanceof Error) throw update;
          yield update;
        }
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      },
    };
  }
  const status = (state: Status['state'], more: Partial<Status> = {}): VisitorUpdate => ({
    type: 'status',
    status: { state, version: 1, attempts: 0, ...more },
  });

  it('follows a call that goes well, and tells of each state', async () => {
    const element = await make();
    const states: string[] = [];
    element.addEventListener('callback-status-changed', (event) => {
      states.push(event.end ? `${event.state} ${event.end.reason}` : event.state);
    });
    await reads(element, 'We have your request');
    expect(find(element, '.now').getAttribute('aria-current')).to.equal('step');
    await operator.take(receipt);
    await reads(element, 'Somebody is getting ready to call you');
    await operator.report('dialing', '+390612345678');
    await reads(element, 'We are calling you now');
    await until(() => text(element).includes('from \u2066+39 06 1234 5678\u2069.'));
    await operator.report('ringing');
    await reads(element, 'Your phone is ringing');
    expect(text(element)).to.contain('+39 06 1234 5678');
    await operator.report('connected');
    await reads(element, 'You are connected');
    expect(has(element, '.cancel')).to.equal(false);
    await operator.report('held');
    await reads(element, 'You are on hold');
    await operator.report('reconnecting');
    await reads(element, 'The call is interrupted');
    await operator.report('connected');
    await operator.end('completed', 'visitor');
    await reads(element, 'The call is over');
    expect(text(element)).to.equal('You hung up. Thank you for talking to us.');
    expect(element.shadowRoot?.querySelectorAll('.done').length).to.equal(3);
    expect(element.settled).to.equal(true);
    expect(states.slice(0, 3)).to.deep.equal(['accepted', 'dialing', 'ringing']);
    expect(states.at(-1)).to.equal('ended completed');
  });

  it('speaks each state once', async () => {
    const element = await make();
    await reads(element, 'We have your request');
    const region = find(element, '.words');
    expect(region.getAttribute('role')).to.equal('status');
    let changes = 0;
    const observer = new MutationObserver(() => changes++);
    observer.observe(region, { childList: true, characterData: true, subtree: true });
    element.requestUpdate();
    await element.updateComplete;
    desk.cut();
    await until(() => has(element, '.note'));
    desk.restore();
    await until(() => !has(element, '.note'));
    expect(changes).to.equal(0);
    observer.disconnect();
  });

  it('says that an agent is lost', async () => {
    const element = await make();
    await operator.take(receipt);
    await operator.report('dialing');
    await operator.report('connected');
    desk.loseAgent('grace');
    await reads(element, 'The call is interrupted');
    expect(text(element)).to.contain('We lost the person');
  });

  it('says that an attempt failed and when the next one comes', async () => {
    const element = await make();
    await operator.take(receipt);
    await operator.report('dialing');
    await operator.end('no-answer');
    await reads(element, 'We tried to reach you');
    expect(text(element)).to.equal('Nobody picked up. We may try again. Keep your phone at hand.');
    expect(element.settled).to.equal(false);
    expect(has(element, '.again')).to.equal(true);
    await operator.retryAt(Date.now() + 3_600_000);
    await until(() => text(element).includes('Next try:'));
    expect(text(element)).to.match(/^Nobody picked up\. Next try: .*\d.*\. Keep your phone/);
    expect(has(element, '.cancel')).to.equal(true);
    expect(has(element, '.again')).to.equal(false);
  });

  it('lets the visitor ask again after each end, decided or not', async () => {
    for (const reason of endReasons) {
      const visitor = saying(status('ended', { end: { reason, by: 'system' } }));
      const element = await make({ transport: { visitor } });
      await until(() => has(element, '.again'), `the way on after ${reason}`);
      const again = oneEvent(element, 'callback-again-requested');
      find(element, '.again').click();
      await again;
      element.remove();
    }
  });

  it('says that it was the last attempt', async () => {
    const element = await make();
    await operator.take(receipt);
    await operator.report('dialing');
    await operator.end('busy');
    await operator.done();
    await reads(element, 'Your line was busy');
    const again = oneEvent(element, 'callback-again-requested');
    find(element, '.again').click();
    await again;
  });

  it('says that the connection is lost and that the request stands', async () => {
    const element = await make();
    await reads(element, 'We have your request');
    desk.cut();
    await until(() => has(element, '.note'));
    expect(words(find(element, '.note'))).to.contain('Your request stands');
    expect(title(element)).to.equal('We have your request');
    desk.restore();
    await until(() => !has(element, '.note'));
  });

  describe('canceling', () => {
    it('waits for the backend, by keyboard, and keeps the focus', async () => {
      const visitor = desk.visitor();
      let answer = () => {};
      const asked = new Promise<void>((resolve) => (answer = resolve));
      const cancel: VisitorTransport['cancel'] = (...args) =>
        asked.then(() => visitor.cancel(...args));
      const element = await make({ transport: { visitor: { ...visitor, cancel } } });
      await until(() => has(element, '.cancel'));
      find(element, '.cancel').focus();
      const canceled = oneEvent(element, 'callback-canceled');
      await sendKeys({ press: 'Enter' });
      await element.updateComplete;
      expect(words(find(element, '.cancel'))).to.equal('Canceling …');
      expect(title(element)).to.equal('We have your request');
      void element.cancel();
      answer();
      await canceled;
      await reads(element, 'You canceled your request');
      expect(desk.callback(receipt.id)?.end).to.deep.equal({
        reason: 'visitor-canceled',
        by: 'visitor',
      });
      await element.updateComplete;
      expect(element.shadowRoot?.activeElement).to.equal(find(element, '.title'));
    });

    it('may be too late', async () => {
      const visitor: VisitorTransport = {
        ...saying(status('ringing')),
        cancel: () => Promise.reject(new TransportError('too-late', 'Answered.')),
      };
      const element = await make({ transport: { visitor } });
      await until(() => has(element, '.cancel'));
      await element.cancel();
      await element.updateComplete;
      expect(words(find(element, '.notes'))).to.contain('too late');
      expect(has(element, '.cancel')).to.equal(false);
    });

    it('may fail and be tried again', async () => {
      const element = await make();
      await until(() => has(element, '.cancel'));
      desk.failNext('offline');
      await element.cancel();
      await element.updateComplete;
      expect(words(find(element, '.notes'))).to.contain('Your request stands');
      await element.cancel();
      await reads(element, 'You canceled your request');
      expect(words(find(element, '.notes'))).to.equal('');
    });

    it('is given up after a while, and said so', async () => {
      const { times } = Submission;
      Submission.times = { slow: 20, timeout: 60 };
      const cancel = () => new Promise<Status>(() => undefined);
      const element = await make({ transport: { visitor: { ...desk.visitor(), cancel } } });
      await until(() => has(element, '.cancel'));
      await element.cancel();
      Submission.times = times;
      await element.updateComplete;
      expect(words(find(element, '.notes'))).to.contain('We got no answer in time.');
      expect(words(find(element, '.cancel'))).to.equal('Cancel my request');
    });

    it('of another request stays busy when an earlier one is let go', async () => {
      const rejections: (() => void)[] = [];
      const cancel = () =>
        new Promise<Status>((_, reject) => rejections.push(() => reject(new Error('late'))));
      const element = await make({ transport: { visitor: { ...desk.visitor(), cancel } } });
      await until(() => has(element, '.cancel'));
      const first = element.cancel();
      element.receipt = desk.ask();
      element['performUpdate']();
      const second = element.cancel();
      rejections[0]?.();
      await first;
      await until(() => has(element, '.cancel'));
      expect(words(find(element, '.cancel'))).to.equal('Canceling …');
      element.remove();
      await second;
    });

    it('is not offered by a backend that cannot', async () => {
      const other = new FakeDesk({ supports: { visitor: {} } });
      const element = await make({
        transport: { visitor: other.visitor() },
        receipt: other.ask(),
      });
      await reads(element, 'We have your request');
      expect(has(element, '.cancel')).to.equal(false);
      other.dispose();
    });

    it('is let go when the element is removed', async () => {
      const visitor: VisitorTransport = {
        ...saying(status('waiting')),
        cancel: (_, { signal } = {}) =>
          new Promise((_resolve, reject) =>
            signal?.addEventListener('abort', () => reject(signal.reason as Error)),
          ),
      };
      const element = await make({ transport: { visitor } });
      await until(() => has(element, '.cancel'));
      const done = element.cancel();
      element.remove();
      await done;
    });
  });

  describe('without a status', () => {
    const expired = () => ({ ...receipt, expiresAt: Date.now() - 1 });
    it('says which receipts lead nowhere', async () => {
      const unknown = await make({ receipt: { ...receipt, id: 'unknown' } });
      await reads(unknown, 'We cannot find this request');
      expect(unknown.settled).to.equal(true);
      const foreign = await make({ receipt: { ...receipt, secret: 'stolen' } });
      await reads(foreign, 'This request cannot be shown here');
      const old = await make({ receipt: expired() });
      await reads(old, 'This request is too old to follow');
      expect(has(old, '.again')).to.equal(true);
    });

    it('says that the backend is out of reach, and tries again', async () => {
      let fails = true;
      const failing = saying(new TransportError('unavailable', 'Down.'));
      const working = saying(status('waiting'));
      const visitor: VisitorTransport = {
        ...failing,
        watch: (...args) => (fails ? failing : working).watch(...args),
      };
      const element = await make({ transport: { visitor } });
      await reads(element, 'We cannot see your request right now');
      expect(element.settled).to.equal(false);
      fails = false;
      find(element, 'button').click();
      await reads(element, 'We have your request');
    });

    it('tries again when the page is online again', async () => {
      let calls = 0;
      const failing = saying(new Error('no'));
      const visitor: VisitorTransport = {
        ...failing,
        watch: (...args) => {
          calls += 1;
          return failing.watch(...args);
        },
      };
      const element = await make({ transport: { visitor } });
      await reads(element, 'We cannot see your request right now');
      dispatchEvent(new Event('online'));
      await until(() => calls === 2);
      element.remove();
    });

    it('looks for it, and says when there is nothing to look with', async () => {
      const element = await make({ transport: undefined });
      expect(title(element)).to.equal('Looking up your request …');
      element.transport = {};
      await reads(element, 'We cannot see your request here');
      element.transport = undefined;
      element.endpoint = 'nowhere:';
      await reads(element, 'We cannot see your request right now');
      find(element, 'button').click();
      element.endpoint = undefined;
    });
  });

  it('never shows an older status after a newer one', async () => {
    const element = await make({
      transport: {
        visitor: saying(status('ringing', { version: 5 }), status('waiting', { version: 4 })),
      },
    });
    await reads(element, 'Your phone is ringing');
    await aTimeout(10);
    expect(title(element)).to.equal('Your phone is ringing');
  });

  it('stops when removed, goes on when put back, and keeps on through a move', async () => {
    let running = 0;
    let starts = 0;
    const visitor: VisitorTransport = {
      ...desk.visitor(),
      async *watch(_, { signal } = {}) {
        running += 1;
        starts += 1;
        yield { type: 'status', status: { state: 'waiting', version: starts, attempts: 0 } };
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
        running -= 1;
      },
    };
    const element = await make({ transport: { visitor } });
    await reads(element, 'We have your request');
    const elsewhere = await fixture<HTMLElement>(html`<section></section>`);
    elsewhere.append(element);
    await aTimeout(5);
    expect([running, starts]).to.deep.equal([1, 1]);
    element.remove();
    await until(() => running === 0);
    elsewhere.append(element);
    await until(() => running === 1);
    expect(title(element)).to.equal('We have your request');
    element.receipt = undefined;
    await until(() => running === 0);
  });

  it('may be a heading', async () => {
    const element = await make({ headingLevel: 3 });
    const heading = find(element, '.title');
    expect(heading.getAttribute('role')).to.equal('heading');
    expect(heading.getAttribute('aria-level')).to.equal('3');
    element.headingLevel = 0;
    await element.updateComplete;
    expect(heading.hasAttribute('role')).to.equal(false);
  });

  describe('words', () => {
    it('are there for each end, each by its own', () => {
      const seen = new Set<string>();
      for (const reason of endReasons) {
        const view = statusView(
          { state: 'ended', version: 1, attempts: 0, final: true, end: { reason, by: 'system' } },
          undefined,
          'en',
        );
        const said = view.text.map(({ key }) => visitorMessages[key]).join(' ');
        seen.add(`${visitorMessages[view.title]} ${said}`);
      }
      expect(seen.size).to.equal(endReasons.length);
    });

    it('are there for a planned call, tries and their reasons', () => {
      const base = { version: 1, attempts: 0 } as const;
      const at = new Date(2030, 0, 2, 15, 4).getTime();
      const planned = statusView({ ...base, state: 'scheduled', notBefore: at }, undefined, 'en');
      expect(planned.text[0]?.parameters?.['time']).to.contain('January 2');
      expect(statusView({ ...base, state: 'scheduled' }, undefined, 'x_').text[0]?.key).to.equal(
        'status.scheduled-text',
      );
      const tried = {
        ...base,
        state: 'waiting',
        attempts: 2,
        lastAttempt: 'media-failed',
      } as const;
      expect(statusView(tried, undefined, 'en').text.map(({ key }) => key)).to.deep.equal([
        'status.tried-failed',
        'status.tried-text',
      ]);
      expect(statusView({ ...base, state: 'ringing' }, undefined, 'en').text[0]?.key).to.equal(
        'status.ringing-text',
      );
      expect(isSettled({ ...base, state: 'ended', final: true })).to.equal(true);
      expect(problemView('expired-receipt').tone).to.equal('bad');
    });
  });

  it('is accessible in all states', async () => {
    const updates: VisitorUpdate[] = [
      status('waiting'),
      status('waiting', { attempts: 1, lastAttempt: 'busy', notBefore: Date.now() + 60_000 }),
      status('ringing', { callerId: '+390612345678' }),
      status('connected'),
      status('ended', { final: true, end: { reason: 'completed', by: 'agent' } }),
      status('ended', { final: true, end: { reason: 'no-answer', by: 'system' } }),
    ];
    for (const update of updates) {
      const visitor = saying(update, { type: 'connection', connection: 'lost' });
      const element = await make({ transport: { visitor } });
      await until(() => element.status !== undefined);
      await element.updateComplete;
      await expect(element).to.be.accessible();
    }
  });
});
