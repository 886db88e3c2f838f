import { aTimeout, expect, fixture, html, oneEvent } from '@open-wc/testing';
import { until } from '../support/until.js';
import { sendKeys } from '@web/test-runner-commands';
import '../../src/define/callback-status.js';
import type { CallbackChange } from '../../src/elements/callback-status/callback-change.js';
import { endReasons } from '../../src/callback/index.js';
import type { CallbackStatus } from '../../src/elements/callback-status/callback-status.js';
import {
  numberSentence,
  placeSentence,
  waitSentence,
} from '../../src/elements/callback-status/status-lines.js';
import {
  isSettled,
  problemView,
  statusView,
} from '../../src/elements/callback-status/status-view.js';
import { Pending } from '../../src/elements/shared/pending.js';
import type { CallbackChangedEvent } from '../../src/elements/shared/visitor-events.js';
import { visitorMessages } from '../../src/messages/en/visitor.js';
import { phoneNumbers } from '../../src/phone/index.js';
import { FakeDesk } from '../../src/testing/index.js';
import {
  TransportError,
  type CallbackStatus as Status,
  type Receipt,
  type TransportErrorCode,
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

  async function make(properties: Partial<CallbackStatus> = {}) {
    const transport = { visitor: desk.visitor() };
    const element = await fixture<CallbackStatus>(html`<callback-status></callback-status>`);
    Object.assign(element, { transport, receipt, ...properties });
    await element.updateComplete;
    return element;
  }
  const title = (element: CallbackStatus) => words(find(element, '.title'));
  const text = (element: CallbackStatus) => words(find(element, '.text'));
  const reads = (element: CallbackStatus, expected: string) =>
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
    await reads(element, 'The call is on hold');
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

  it('tells of what the visitor has changed as of no other state', async () => {
    const element = await fixture<CallbackStatus>(html`<callback-status></callback-status>`);
    const told: string[] = [];
    element.addEventListener('callback-status-changed', ({ state, end, final }) => {
      told.push([state, end?.reason, final && 'final'].filter(Boolean).join(' '));
    });
    const end = { reason: 'busy', by: 'system' } as const;
    const visitor = saying(
      status('waiting'),
      status('waiting', { version: 2, number: '+39 06 … 34' }),
      status('accepted', { version: 3 }),
      status('ended', { version: 4, end }),
      status('ended', { version: 5, end, attempts: 1 }),
      status('ended', { version: 6, end, final: true }),
      status('ended', { version: 7, end, final: true }),
    );
    Object.assign(element, { transport: { visitor }, receipt });
    await until(() => element.status?.version === 7);
    expect(told).to.deep.equal(['waiting', 'accepted', 'ended busy', 'ended busy final']);
    // Of another request everything is news.
    element.receipt = desk.ask();
    await until(() => element.status?.version === 7 && told.length > 4);
    expect(told.slice(4)).to.deep.equal(told.slice(0, 4));
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
      const { times } = Pending;
      Pending.times = { slow: 20, timeout: 60 };
      const cancel = () => new Promise<Status>(() => undefined);
      const element = await make({ transport: { visitor: { ...desk.visitor(), cancel } } });
      await until(() => has(element, '.cancel'));
      await element.cancel();
      Pending.times = times;
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

  describe('what the backend knows', () => {
    const called = (element: CallbackStatus) =>
      words(element.shadowRoot?.querySelector('.called')).replace(/[\u2066-\u2069]/g, '');
    const queue = (element: CallbackStatus) =>
      has(element, '.queue') ? words(find(element, '.queue')) : '';

    it('is the appointment, with its day and time zone', async () => {
      const at = new Date(Date.now() + 3 * 86_400_000).setHours(11, 0, 0, 0);
      const element = await make({ receipt: desk.ask({ notBefore: at }) });
      await reads(element, 'Your call is scheduled');
      const day = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric' }).format(at);
      expect(text(element)).to.match(
        /^Your call: .* 11:00 AM, or soon after. In your time zone: \S/,
      );
      expect(text(element)).to.contain(day.split(' ')[1]);
    });

    it('is the place in the queue and the wait, for as long as it waits', async () => {
      let wake = () => {};
      const updates: VisitorUpdate[] = [
        status('waiting'),
        { type: 'queue', queue: { position: 3, estimatedWait: 420 } },
      ];
      const visitor: VisitorTransport = {
        ...desk.visitor(),
        async *watch(_, { signal } = {}) {
          signal?.addEventListener('abort', () => wake());
          while (!signal?.aborted) {
            for (let next = updates.shift(); next; next = updates.shift()) yield next;
            await new Promise<void>((resolve) => (wake = resolve));
          }
        },
      };
      const say = (update: VisitorUpdate) => {
        updates.push(update);
        wake();
      };
      const element = await make({ transport: { visitor } });
      const shows = (line: string) => until(() => queue(element) === line, `never "${line}"`);
      await shows('You are number 3 in the queue. We will probably call you within 7 minutes.');
      say({ type: 'queue', queue: { position: 1 } });
      await shows('You are next.');
      say({ type: 'connection', connection: 'lost' });
      await shows('');
      say({ type: 'connection', connection: 'live' });
      say({ type: 'queue', queue: { position: 2 } });
      await until(() => has(element, '.queue'));
      say(status('accepted', { version: 2 }));
      await shows('');
      // One that was on its way says nothing any more.
      say({ type: 'queue', queue: { position: 1 } });
      await aTimeout(0);
      await element.updateComplete;
      expect(queue(element)).to.equal('');
      expect(updates.length).to.equal(0);
    });

    it('is never a place that is none', () => {
      for (const position of [0, -1, 1.5, NaN, '2' as never]) {
        expect(placeSentence({ position })).to.equal(undefined);
      }
      expect(waitSentence({ position: 1, estimatedWait: -1 }, 'en')).to.equal(undefined);
    });

    it('is who calls, and whom', async () => {
      const named = new FakeDesk({ policy: { showAgent: true } });
      const caller = new Operator(named);
      const asked = named.ask({ number: { e164: '+390612345634' } });
      const element = await make({ transport: { visitor: named.visitor() }, receipt: asked });
      await until(() => called(element) === 'We will call +39 06 … 34. Not your number? Change it');
      await caller.take(asked);
      await reads(element, '\u2068Grace\u2069 is getting ready to call you');
      await caller.report('dialing');
      await reads(element, '\u2068Grace\u2069 is calling you now');
      expect(called(element)).to.equal(
        'Grace is calling +39 06 … 34. Not your number? Cancel, and ask again with the right one.',
      );
      await caller.report('connected');
      await reads(element, 'You are connected');
      expect(called(element)).to.equal('');
      named.dispose();
    });

    it('is shown as it is, and turns no words around', () => {
      const base = { version: 1, attempts: 0 } as const;
      const agent = '\u202eevE\n';
      const view = statusView({ ...base, state: 'dialing', agent }, undefined, 'en');
      expect(view.title.parameters).to.deep.equal({ agent: '\u2068evE\u2069' });
      const number = `\u202e${'9'.repeat(1000)}`;
      const line = numberSentence({ ...base, state: 'waiting', number });
      expect(line?.parameters?.['number']).to.equal(`\u2066${'9'.repeat(32)}\u2069`);
      expect(numberSentence({ ...base, state: 'waiting' })).to.equal(undefined);
    });
  });

  describe('changing', () => {
    const form = (element: CallbackStatus) => find<CallbackChange>(element, 'callback-change');
    const isOpen = (element: CallbackStatus) => has(element, 'callback-change');
    const open = async (element: CallbackStatus, what: 'number' | 'time') => {
      await until(() => has(element, `.change-${what}`), `nothing to change the ${what} with`);
      find(element, `.change-${what}`).click();
      await until(() => isOpen(element), 'the change never opened');
      await form(element).updateComplete;
    };
    const number = (element: CallbackStatus) => find<HTMLInputElement>(form(element), '#number');
    const write = async (element: CallbackStatus, value: string) => {
      number(element).value = value;
      const event = new InputEvent('input', { bubbles: true, composed: true });
      number(element).dispatchEvent(event);
      await form(element).updateComplete;
    };
    const save = (element: CallbackStatus) => find(form(element), '.save').click();
    const problem = (element: CallbackStatus, field: 'number' | 'time') =>
      words(find(form(element), `#${field}-error`));
    const failure = (element: CallbackStatus) =>
      words(form(element).shadowRoot?.querySelector('.failure'));
    const pickTime = async (element: CallbackStatus, index: number) => {
      await until(() => has(form(element), '#time'), 'no times came');
      const select = find<HTMLSelectElement>(form(element), '#time');
      select.selectedIndex = index;
      const event = new Event('change', { bubbles: true });
      select.dispatchEvent(event);
      await form(element).updateComplete;
      return Number(select.value);
    };
    /** A backend that answers each change as it is told, and notes the keys. */
    const answering = (...answers: (TransportErrorCode | 'lost')[]) => {
      const keys: string[] = [];
      const real = desk.visitor();
      const visitor: VisitorTransport = {
        ...real,
        change: async (whose, change, options) => {
          keys.push(options.changeKey);
          const answer = answers.shift();
          if (answer === 'lost') {
            await real.change?.(whose, change, options);
            throw new TransportError('timeout');
          }
          if (answer) throw new TransportError(answer);
          return (await real.change?.(whose, change, options)) as Status;
        },
      };
      return { keys, transport: { visitor } };
    };

    it('the number: in place, told without what it is, and the focus comes back', async () => {
      const element = await make({ region: 'IT' });
      const events: Event[] = [];
      element.addEventListener('callback-changed', (event) => events.push(event));
      await open(element, 'number');
      expect(form(element).shadowRoot?.activeElement).to.equal(number(element));
      expect(find<HTMLSelectElement>(form(element), 'select').value).to.equal('IT');
      await expect(element).to.be.accessible();
      await write(element, '06 1234 5699');
      save(element);
      await until(() => !isOpen(element), 'it was never saved');
      expect(desk.callback(receipt.id)).to.deep.include({
        number: { e164: '+390612345699' },
        region: 'IT',
        state: 'waiting',
      });
      await until(() => words(find(element, '.called')).includes('99'));
      expect(words(find(element, '.notes'))).to.equal('Saved: we will call the new number.');
      expect(element.shadowRoot?.activeElement).to.equal(find(element, '.change-number'));
      const [event] = events as CallbackChangedEvent[];
      expect(Object.keys(event ?? {}).sort()).to.deep.equal(['changed', 'id', 'isTrusted']);
      expect([event?.id, event?.changed, events.length]).to.deep.equal([receipt.id, 'number', 1]);
      expect(event?.bubbles && event.composed).to.equal(true);
    });

    it('the time: from now to later, to another one, and back to now', async () => {
      const element = await make();
      await open(element, 'time');
      const first = await pickTime(element, 2);
      await expect(element).to.be.accessible();
      save(element);
      await reads(element, 'Your call is scheduled');
      expect(desk.callback(receipt.id)?.notBefore).to.equal(first);
      await open(element, 'time');
      const second = await pickTime(element, 4);
      expect(second).not.to.equal(first);
      save(element);
      await until(() => desk.callback(receipt.id)?.notBefore === second);
      await until(() => !isOpen(element));
      await open(element, 'time');
      find(form(element), '[value=now]').click();
      save(element);
      await reads(element, 'We have your request');
    });

    it('is not offered by a backend that cannot, or to whom it is too late', async () => {
      const other = new FakeDesk({ supports: { visitor: { cancel: true, change: true } } });
      const element = await make({ transport: { visitor: other.visitor() }, receipt: other.ask() });
      await until(() => has(element, '.change-number'));
      expect(has(element, '.change-time')).to.equal(false);
      other.dispose();
      const visitor = { ...desk.visitor(), supports: { cancel: true } } as const;
      element.transport = { visitor };
      element.receipt = receipt;
      await reads(element, 'We have your request');
      await element.updateComplete;
      expect(has(element, '.change-number')).to.equal(false);
      element.transport = { visitor: desk.visitor() };
      await operator.take(receipt);
      await reads(element, 'Somebody is getting ready to call you');
      expect(has(element, '.change-number') || has(element, '.change-time')).to.equal(false);
    });

    it('keeps its key until it is answered, and takes another for another change', async () => {
      const { keys, transport } = answering('lost', 'offline', 'key-reused');
      const element = await make({ transport, region: 'IT' });
      await open(element, 'number');
      await write(element, '06 1234 5699');
      save(element);
      await until(() => failure(element).startsWith('We got no answer in time.'));
      save(element);
      await until(() => failure(element).startsWith('You seem to be offline.'));
      expect(number(element).value).to.equal('06 1234 5699');
      save(element);
      await until(() => failure(element).startsWith('An earlier request'));
      expect(new Set(keys).size).to.equal(1);
      save(element);
      await until(() => !isOpen(element));
      expect(new Set(keys).size).to.equal(2);
      await open(element, 'number');
      await write(element, '06 1234 5600');
      save(element);
      await until(() => keys.length === 5);
      expect(new Set(keys).size).to.equal(3);
    });

    const refusals: [code: TransportErrorCode, words: string][] = [
      ['too-late', 'It is too late to change this'],
      ['refused', 'We cannot call this number.'],
      ['unavailable', 'Our service has a problem right now.'],
      ['rate-limited', 'There were too many requests'],
      ['not-found', 'Something went wrong on our side.'],
      ['forbidden', 'Something went wrong on our side.'],
    ];
    for (const [code, said] of refusals) {
      it(`says what ${code} means, and keeps what was typed`, async () => {
        const element = await make({ ...answering(code), region: 'IT' });
        await open(element, 'number');
        await write(element, '06 1234 5699');
        save(element);
        await until(() => failure(element).startsWith(said), `never said ${said}`);
        expect(number(element).value).to.equal('06 1234 5699');
        await write(element, '06 1234 5698');
        expect(failure(element)).to.equal('');
      });
    }

    it('is refused at its field: by the rules, by the backend, and an unusual one is asked about', async () => {
      const { keys, transport } = answering('number-invalid');
      const element = await make({ transport, region: 'IT', regions: ['IT', 'US'] });
      await open(element, 'number');
      save(element);
      await until(() => problem(element, 'number').startsWith('Tell us the number'));
      await write(element, '06');
      await until(() => problem(element, 'number').startsWith('This number is too short.'));
      await write(element, '+44 20 7946 0018');
      save(element);
      await until(() => problem(element, 'number').startsWith('We do not call numbers of this'));
      expect(keys.length).to.equal(0);
      await write(element, '06 1234 5699');
      save(element);
      await until(() => problem(element, 'number').startsWith('This number does not exist.'));
      expect(form(element).shadowRoot?.activeElement).to.equal(number(element));
      await write(element, '+1 202 055 0123');
      save(element);
      await until(() => words(find(form(element), '.save')) === 'Yes, call this number');
      const question = 'The number +1 202 055 0123 looks unusual. Is it right?';
      expect(words(find(form(element), '#number-question'))).to.equal(question);
      expect(words(find(form(element), '.visually-hidden[role=status]'))).to.equal(question);
      expect(keys.length).to.equal(1);
      save(element);
      await until(() => keys.length === 2);
    });

    it('to a number that can be read in two ways asks which one is meant', async () => {
      const element = await make({ region: 'IT' });
      await open(element, 'number');
      await write(element, '333 12 3456O');
      save(element);
      const buttons = () => [
        ...(form(element).shadowRoot?.querySelectorAll<HTMLElement>('.answers button') ?? []),
      ];
      await until(() => buttons().length > 0);
      expect(desk.callback(receipt.id)?.number).not.to.have.property('e164', '+39333123456');
      await until(() => form(element).shadowRoot?.activeElement?.id === 'number-question');
      await expect(element).to.be.accessible();
      buttons()[0]?.click();
      await until(() => !isOpen(element));
      expect(desk.callback(receipt.id)?.number).to.deep.equal({ e164: '+393331234560' });
    });

    for (const code of ['closed', 'time-invalid'] as const) {
      it(`of a time that is gone (${code}) asks for another`, async () => {
        const element = await make(answering(code));
        await open(element, 'time');
        save(element);
        await until(() => problem(element, 'time') === 'Choose the time of our call.');
        await pickTime(element, 3);
        save(element);
        await until(() => problem(element, 'time').startsWith('This time is no longer free.'));
        expect(form(element).shadowRoot?.activeElement?.id).to.equal('time');
        await pickTime(element, 3);
        save(element);
        await reads(element, 'Your call is scheduled');
      });
    }

    it('to now is not possible while it is closed', async () => {
      const at = Date.now() + 86_400_000;
      const asked = desk.ask({ notBefore: at });
      const element = await make({ ...answering('closed'), receipt: asked });
      await open(element, 'time');
      find(form(element), '[value=now]').click();
      desk.availability = { state: 'closed', opensAt: at };
      save(element);
      await until(() => failure(element).startsWith('We are closed right now.'));
      await until(() => !has(form(element), '[value=now]'));
      desk.availability = undefined;
    });

    it('is given up by Escape, which goes no further, or by its button', async () => {
      const element = await make();
      let escaped = 0;
      element.addEventListener('keydown', (event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) escaped += 1;
      });
      for (const what of ['number', 'time'] as const) {
        await open(element, what);
        await sendKeys({ press: 'Escape' });
        await until(() => !isOpen(element));
        await element.updateComplete;
        expect(element.shadowRoot?.activeElement).to.equal(find(element, `.change-${what}`));
      }
      await open(element, 'number');
      find(form(element), '.keep').click();
      await until(() => !isOpen(element));
      expect(escaped).to.equal(0);
      expect(words(find(element, '.notes'))).to.equal('');
    });

    it('says when it has become too late, with what was typed still there', async () => {
      const element = await make({ region: 'IT' });
      await open(element, 'number');
      await write(element, '06 1234 5699');
      find(form(element), '.save').focus();
      await operator.take(receipt);
      await until(() => failure(element).startsWith('It is too late to change this'));
      expect(form(element).shadowRoot?.activeElement?.className).to.equal('keep');
      expect(number(element).value).to.equal('06 1234 5699');
      expect(has(form(element), '.save')).to.equal(false);
      await operator.report('dialing');
      await operator.end('completed');
      await until(() => !isOpen(element));
      await element.updateComplete;
      expect(element.shadowRoot?.activeElement).to.equal(find(element, '.title'));
    });

    it('is saved once, and let go when the element is removed', async () => {
      let calls = 0;
      let aborted = 0;
      const visitor: VisitorTransport = {
        ...desk.visitor(),
        change: (_, __, { signal }) => {
          calls += 1;
          signal?.addEventListener('abort', () => (aborted += 1));
          return new Promise(() => {});
        },
      };
      const element = await make({ transport: { visitor }, region: 'IT' });
      await open(element, 'number');
      await write(element, '06 1234 5699');
      save(element);
      save(element);
      await until(() => words(find(form(element), '.save')) === 'Saving …');
      save(element);
      expect(calls).to.equal(1);
      element.remove();
      await until(() => aborted === 1);
    });

    it('says so when its part does not load', async () => {
      const element = await make();
      const { loadChange } = element;
      element.loadChange = () => Promise.reject(new Error('offline'));
      await until(() => has(element, '.change-number'));
      find(element, '.change-number').click();
      await until(() => words(find(element, '.notes')).startsWith('This part did not load.'));
      element.loadChange = loadChange;
      await open(element, 'number');
      expect(words(find(element, '.notes'))).to.equal('');
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
        seen.add(`${visitorMessages[view.title.key]} ${said}`);
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
      const end = { reason: 'transferred', by: 'agent' } as const;
      const handedOn = statusView({ ...base, state: 'ended', end }, undefined, 'en');
      expect([handedOn.tone, handedOn.step]).to.deep.equal(['good', 3]);
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
