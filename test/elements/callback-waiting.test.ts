import { aTimeout, expect, fixture, fixtureSync, html } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import type { CallbackAcceptedEvent } from '../../src/elements/shared/agent-events.js';
import { AgentPreferences } from '../../src/elements/shared/preferences.js';
import { NumberTexts } from '../../src/elements/shared/number-texts.js';
import { AgentDesk } from '../../src/call/index.js';
import { PhoneNumbers, rulesSource } from '../../src/phone/index.js';
import {
  ageText,
  clockText,
  languageName,
  plainNumberText,
  regionName,
} from '../../src/elements/shared/words.js';
import { safeLink } from '../../src/elements/shared/safe-link.js';
import type { CallbackWaiting } from '../../src/elements/callback-waiting/callback-waiting.js';
import { TransportError } from '../../src/transport/transport.js';
import {
  accessible,
  all,
  Bench,
  button,
  focused,
  grace,
  hasButton,
  hostile,
  linus,
  one,
  shown,
  until,
  waitingOf,
  watchConsole,
  words,
  forget,
  expectFocus,
} from './agent-kit.js';
import { withHeldTime } from '../support/held-time.js';

describe('<callback-waiting>', () => {
  let bench: Bench;
  let quiet: () => void;

  beforeEach(async () => {
    forget();
    AgentPreferences.of(grace.id).set({ sound: false, badge: true, notification: false });
    quiet = watchConsole();
    bench = await new Bench().start();
  });
  afterEach(() => {
    bench.dispose();
    quiet();
  });

  const rows = (element: CallbackWaiting) => all(element, '.row');
  const settled = (element: CallbackWaiting, count: number) =>
    until(() => rows(element).length === count, `${count} rows`);

  describe('the list', () => {
    it('shows who asked, live, oldest first, in a list', async () => {
      const element = await waitingOf(bench);
      expect(shown(element)).to.include('Nobody is waiting');
      bench.fake.ask({ name: 'Ada', number: { e164: '+390669820000', extension: '12' } });
      bench.fake.ask({ name: 'Bruno' });
      await settled(element, 2);
      expect(words(rows(element)[0])).to.include('Ada');
      await until(() => words(rows(element)[0]).includes('+39 06 6982 0000 ext. 12'), 'grouped');
      expect(words(rows(element)[1])).to.include('Bruno');
      expect(one(element, 'ul').children.length).to.equal(2);
      expect(words(one(element, '.count'))).to.equal('2');
      await accessible(element);
    });

    it('says region, language, page, attempts, asked twice and the site’s own fields', async () => {
      const element = await waitingOf(bench);
      const request = {
        name: 'Ada',
        number: { e164: '+390669820000' },
        region: 'IT',
        language: 'it',
        page: { url: 'https://shop.example/prices', title: 'Prices' },
        context: { order: 'A-1042' },
      };
      const { id } = bench.fake.ask(request);
      bench.fake.ask(request);
      await settled(element, 1);
      const call = bench.take(id);
      await call.accept();
      (await bench.fake.phone.next()).ignore();
      await until(() => call.state === 'wrapup', 'the end');
      await call.putBack();
      // Who asked meanwhile has a row, too, and may have asked in the same millisecond.
      const again = () => rows(element).find((row) => words(row).includes('Attempt 2'));
      await until(again, 'the attempt');
      const text = words(again());
      expect(text).to.include('Italy · Italian');
      expect(text).to.include('Attempt 2 · last time: no answer');
      expect(text).to.include('Asked twice');
      const link = one<HTMLAnchorElement>(element, 'a');
      expect(link.href).to.equal('https://shop.example/prices');
      expect(link.rel).to.include('noopener');
      const details = one<HTMLDetailsElement>(element, 'details');
      expect(details.open).to.be.false;
      details.open = true;
      expect(words(details)).to.include('order A-1042');
      await accessible(element);
    });

    it('tells the age in words, by the desk’s clock, and keeps telling', async () => {
      const element = await waitingOf(bench);
      bench.fake.ask();
      await settled(element, 1);
      expect(words(one(element, '.age'))).to.include('just now');
      const { now } = bench.desk;
      bench.desk.now = () => now.call(bench.desk) + 5 * 60_000;
      element.requestUpdate();
      await element.updateComplete;
      expect(words(one(element, '.age'))).to.include('Waiting for 5 min');
      expect(one<HTMLTimeElement>(element, 'time').dateTime).to.match(/^\d{4}-\d\d-\d\dT/);
    });

    it('says how the wait stands against the service level, with one timer for all', async () => {
      const element = await waitingOf(bench);
      bench.fake.ask({ name: 'Ada' });
      bench.fake.ask({ name: 'Bruno' });
      await settled(element, 2);
      expect(all(element, '.service')).to.have.length(0);
      const { setInterval: real } = window;
      let timers = 0;
      window.setInterval = ((...args: Parameters<typeof real>) => {
        timers += 1;
        return real(...args);
      }) as typeof real;
      element.setAttribute('service-level', '180');
      const marks = () =>
        all(element, '.service').map((mark) => `${mark.className}: ${words(mark)}`);
      const after = async (milliseconds: number) => {
        passed += milliseconds;
        element.requestUpdate();
        await element.updateComplete;
        return marks()[0];
      };
      let passed = 0;
      const { now } = bench.desk;
      bench.desk.now = () => now.call(bench.desk) + passed;
      await element.updateComplete;
      expect(marks()[0]).to.match(/^service within: due in 2 min$/);
      expect(await after(140_000)).to.equal('service soon: due soon');
      await accessible(element);
      expect(await after(45_000)).to.equal('service over: overdue');
      expect(await after(60_000)).to.equal('service over: over by 1 min');
      await accessible(element);
      window.setInterval = real;
      expect(timers).to.equal(0);
      for (const nonsense of ['', 'soon', '-3', '0']) {
        element.setAttribute('service-level', nonsense);
        await element.updateComplete;
        expect(marks()).to.deep.equal([]);
      }
    });

    it('counts the wait from the time that was arranged, and says that time', async () => {
      const now = new Date(2026, 4, 5, 14, 30).getTime();
      const row = {
        id: 'one',
        state: 'waiting' as const,
        name: 'Ada',
        number: { e164: '+12015550100' },
        requestedAt: now - 26 * 3_600_000,
        notBefore: now - 5 * 60_000,
        attempts: 0,
        asked: 1,
      };
      const desk = new AgentDesk({
        ...bench.transport,
        async *desk() {
          yield { type: 'snapshot', waiting: [row], claims: [], now };
          await new Promise(() => {});
        },
      });
      desk.start();
      const element = await fixture<CallbackWaiting>(
        html`<callback-waiting lang="en-GB" .desk=${desk}></callback-waiting>`,
      );
      await settled(element, 1);
      const said = words(rows(element)[0]);
      expect(said).to.include('Waiting for 5 min').and.include('Arranged for 14:25');
      await accessible(element);
    });

    it('says of a number that could not be checked that it is not dialled', async () => {
      bench.fake.ask({ number: { raw: '12-ask-me', region: 'IT' } });
      const element = await waitingOf(bench);
      await settled(element, 1);
      expect(words(rows(element)[0]))
        .to.include('12-ask-me')
        .and.include('cannot be dialled');
    });

    it('says who is claiming a row, without Accept', async () => {
      const element = await waitingOf(bench);
      const { id } = bench.fake.ask({ name: 'Ada' });
      await settled(element, 1);
      const claim = await bench.fake.agent(linus).claim(id, { claimKey: 'a' });
      await until(() => words(rows(element)[0]).includes('Claimed by Linus'), 'the claim');
      expect(hasButton(element, 'Accept')).to.be.false;
      expect(words(one(element, '.count'))).to.equal('0');
      await accessible(element);
      await bench.fake.agent(linus).release(claim, 'declined');
      await until(() => hasButton(element, 'Accept Ada'), 'the release');
    });

    it('hides a row for this agent, and shows it again', async () => {
      const element = await waitingOf(bench);
      bench.fake.ask({ name: 'Ada' });
      bench.fake.ask({ name: 'Bruno' });
      await settled(element, 2);
      button(element, 'Hide for me: Ada').click();
      await settled(element, 1);
      expect(words(one(element, '.count'))).to.equal('1');
      button(element, 'Hide for me: Bruno').click();
      await settled(element, 0);
      expect(shown(element)).to.include('Everybody who waits is hidden');
      button(element, '2 hidden – show').click();
      await settled(element, 2);
      expect(words(rows(element)[0])).to.include('Hidden for you');
      button(element, 'Show again: Ada').click();
      await until(() => hasButton(element, 'Hide for me: Ada'), 'the row');
      button(element, '1 hidden – hide again').click();
      await settled(element, 1);
      await accessible(element);
    });

    it('forgets that a row was hidden when it has left', async () => {
      const element = await waitingOf(bench);
      const { id } = bench.fake.ask({ name: 'Ada' });
      await settled(element, 1);
      button(element, 'Hide for me: Ada').click();
      await settled(element, 0);
      bench.fake.end(id, { reason: 'expired', by: 'system' });
      await until(() => shown(element).includes('Nobody is waiting'), 'the end');
    });

    it('shows hostile words as text, and keeps its width', async () => {
      await setViewport({ width: 320, height: 800 });
      const element = await waitingOf(bench);
      for (const name of hostile) {
        bench.fake.ask({
          name,
          page: { url: 'javascript:alert(1)', title: name },
          context: { [name.slice(0, 60)]: name },
        });
      }
      await settled(element, hostile.length);
      expect(element.shadowRoot!.querySelector('img') === null).to.be.true;
      expect(all(element, 'a').length).to.equal(0);
      expect(one(element, '.name').textContent).to.equal(hostile[0]);
      for (const part of ['\u202e', '\u2066']) {
        expect(element.shadowRoot!.textContent).not.to.include(part);
      }
      for (const details of all<HTMLDetailsElement>(element, 'details')) details.open = true;
      expect(document.documentElement.scrollWidth).to.be.at.most(320);
      for (const row of rows(element)) expect(row.scrollWidth).to.be.at.most(row.clientWidth + 1);
      await setViewport({ width: 800, height: 600 });
    });
  });

  describe('Accept', () => {
    it('says which, once', async () => {
      const element = await waitingOf(bench);
      const { id } = bench.fake.ask({ name: 'Ada' });
      await settled(element, 1);
      const ids: string[] = [];
      element.addEventListener('callback-accepted', (event: CallbackAcceptedEvent) =>
        ids.push(event.id),
      );
      button(element, 'Accept Ada').click();
      element.accepting = [id];
      await element.updateComplete;
      const accept = button(element, 'Accepting');
      expect(accept.getAttribute('aria-disabled')).to.equal('true');
      accept.click();
      expect(ids).to.deep.equal([id]);
      await accessible(element);
    });

    it('stands with what it does to the call under way', async () => {
      const element = await waitingOf(bench);
      bench.fake.ask({ name: 'Ada' });
      element.acceptNote = 'Accepting mutes your call with Bruno.';
      await settled(element, 1);
      const described = button(element, 'Accept Ada').getAttribute('aria-describedby') ?? '';
      expect(words(element.shadowRoot?.getElementById(described))).to.include('mutes');
    });

    it('is not there for those who only watch', async () => {
      const element = await waitingOf(bench);
      element.watchOnly = true;
      bench.fake.ask({ name: 'Ada' });
      await settled(element, 1);
      expect(hasButton(element, 'Accept')).to.be.false;
    });
  });

  describe('the focus', () => {
    it('moves to the next row’s Accept, then to the heading, when rows go', async () => {
      const element = await waitingOf(bench);
      const ids = ['Ada', 'Bruno', 'Cleo'].map((name) => bench.fake.ask({ name }).id);
      await settled(element, 3);
      button(element, 'Accept Bruno').focus();
      const leave = (id: string) => bench.fake.end(id, { reason: 'expired', by: 'system' });
      leave(ids[1]!);
      await settled(element, 2);
      expectFocus(button(element, 'Accept Cleo'));
      leave(ids[2]!);
      await settled(element, 1);
      expectFocus(button(element, 'Accept Ada'));
      leave(ids[0]!);
      await settled(element, 0);
      expectFocus(one(element, 'h2'));
    });

    it('moves on when another agent takes the row', async () => {
      const element = await waitingOf(bench);
      const { id } = bench.fake.ask({ name: 'Ada' });
      bench.fake.ask({ name: 'Bruno' });
      await settled(element, 2);
      button(element, 'Accept Ada').focus();
      await bench.fake.agent(linus).claim(id, { claimKey: 'a' });
      await until(() => focused() === button(element, 'Accept Bruno'), 'the move');
    });

    it('stays with its row when others come', async () => {
      const element = await waitingOf(bench);
      bench.fake.ask({ name: 'Ada' });
      await settled(element, 1);
      button(element, 'Accept Ada').focus();
      bench.fake.ask({ name: 'Bruno' });
      await settled(element, 2);
      expectFocus(button(element, 'Accept Ada'));
    });

    it('is not taken from elsewhere', async () => {
      const element = await waitingOf(bench);
      const input = fixtureSync<HTMLInputElement>(html`<input aria-label="x" />`);
      const { id } = bench.fake.ask({ name: 'Ada' });
      await settled(element, 1);
      input.focus();
      bench.fake.end(id, { reason: 'expired', by: 'system' });
      await settled(element, 0);
      expectFocus(input);
    });

    it('goes through the list by Tab, and Enter accepts', async () => {
      const element = await waitingOf(bench);
      bench.fake.ask({ name: 'Ada' });
      await settled(element, 1);
      let accepted = 0;
      element.addEventListener('callback-accepted', () => accepted++);
      element.focus();
      await sendKeys({ press: 'Tab' });
      expectFocus(button(element, 'Settings'));
      await sendKeys({ press: 'Tab' });
      expectFocus(button(element, 'Hide for me: Ada'));
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Enter' });
      expect(accepted).to.equal(1);
    });
  });

  describe('the state of the connection', () => {
    it('is loading until the first snapshot', async () => {
      bench.desk.stop();
      const element = await fixture<CallbackWaiting>(
        html`<callback-waiting .transport=${{ agent: bench.transport }}></callback-waiting>`,
      );
      const fresh = await fixture<CallbackWaiting>(html`<callback-waiting></callback-waiting>`);
      expect(shown(fresh)).to.include('Looking who is waiting');
      await accessible(fresh);
      await until(() => shown(element).includes('Nobody is waiting'), 'the list');
    });

    it('says that the list may be out of date, and when it is live again', async () => {
      const element = await waitingOf(bench);
      bench.fake.ask({ name: 'Ada' });
      await settled(element, 1);
      bench.fake.cut();
      await until(() => shown(element).includes('The connection is lost'), 'the banner');
      await accessible(element);
      bench.fake.restore();
      await until(() => !shown(element).includes('The connection is lost'), 'the return');
    });

    it('says that it failed, and tries again', async () => {
      let broken = true;
      const agent = {
        ...bench.transport,
        desk: (options?: { signal?: AbortSignal | undefined }) => {
          if (broken) throw new TransportError('forbidden', 'Signed out.');
          return bench.transport.desk(options);
        },
      };
      const element = await fixture<CallbackWaiting>(
        html`<callback-waiting .transport=${{ agent }}></callback-waiting>`,
      );
      await until(() => shown(element).includes('You are not signed in'), 'the failure');
      await accessible(element);
      broken = false;
      button(element, 'Try again').click();
      await until(() => shown(element).includes('Nobody is waiting'), 'the list');
    });

    it('says that an endpoint cannot be used', async () => {
      const element = await fixture<CallbackWaiting>(
        html`<callback-waiting endpoint="nonsense:"></callback-waiting>`,
      );
      await until(() => shown(element).includes('cannot be shown'), 'the failure');
      button(element, 'Try again').click();
      await until(() => shown(element).includes('cannot be shown'), 'the failure again');
    });

    it('says that a transport is not for agents', async () => {
      const element = await fixture<CallbackWaiting>(
        html`<callback-waiting .transport=${{ visitor: bench.fake.visitor() }}></callback-waiting>`,
      );
      expect(shown(element)).to.include('not for agents');
    });

    it('listens while it is on the page, and a move changes nothing', async () => {
      let running = 0;
      let opened = 0;
      const agent = {
        ...bench.transport,
        desk: (options?: { signal?: AbortSignal | undefined }) => {
          running += 1;
          opened += 1;
          options?.signal?.addEventListener('abort', () => running--);
          return bench.transport.desk(options);
        },
      };
      const element = await fixture<CallbackWaiting>(
        html`<callback-waiting .transport=${{ agent }}></callback-waiting>`,
      );
      const place = fixtureSync(html`<div></div>`);
      place.append(element);
      await aTimeout(0);
      expect([running, opened]).to.deep.equal([1, 1]);
      element.remove();
      await aTimeout(0);
      expect(running).to.equal(0);
      place.append(element);
      await until(() => running === 1, 'the stream');
    });
  });

  describe('arrivals', () => {
    it('are said once for those that come together, then the words go', () =>
      withHeldTime(async (time) => {
        const element = await waitingOf(bench);
        const said = () => words(all(element, '[role="status"]').at(-1));
        bench.fake.ask();
        bench.fake.ask();
        await settled(element, 2);
        expect(said()).to.equal('');
        await time.pass(600);
        expect(said()).to.equal('2 new callback requests. 2 waiting');
        bench.fake.ask();
        await settled(element, 3);
        await time.pass(600);
        expect(said()).to.equal('New callback request. 3 waiting');
        await time.pass(6_000);
        expect(said()).to.equal('');
      }));

    it('count in the title, and leave it as it was', async () => {
      const before = document.title;
      document.title = 'Shop';
      const element = await waitingOf(bench);
      bench.fake.ask({ name: 'Ada' });
      await until(() => document.title === '(1) Shop', 'the badge');
      document.title = '(1) Other page';
      bench.fake.ask();
      await until(() => document.title === '(2) Other page', 'the badge');
      button(element, 'Hide for me: Ada').click();
      await until(() => document.title === '(1) Other page', 'the badge');
      element.remove();
      expect(document.title).to.equal('Other page');
      document.title = before;
    });

    it('count once in the title where two lists stand on the page: the longer one', async () => {
      const before = document.title;
      document.title = 'Shop';
      const elements = [await waitingOf(bench), await waitingOf(bench)] as const;
      bench.fake.ask({ name: 'Ada' });
      bench.fake.ask({ name: 'Bruno' });
      for (const element of elements) await until(() => shown(element).includes('Bruno'), 'Bruno');
      expect(document.title).to.equal('(2) Shop');
      button(elements[0], 'Hide for me: Ada').click();
      await elements[0].updateComplete;
      expect(document.title).to.equal('(2) Shop');
      elements[1].remove();
      expect(document.title).to.equal('(1) Shop');
      elements[0].remove();
      expect(document.title).to.equal('Shop');
      document.title = before;
    });

    async function locksNamed(name: string) {
      const { held, pending } = await navigator.locks.query();
      return [...held!, ...pending!].filter((lock) =>
        lock.name?.includes(`arrivals/${grace.id}${name}`),
      );
    }

    /** Each tab has told, or has heard that another one did. */
    const untilNobodyRings = () =>
      until(async () => (await locksNamed('/ring')).length === 0, 'the end of the ring');

    /** A browser that lets the page sound or not; counts the notes and the contexts. */
    function speaker(allowed: boolean) {
      const real = window.AudioContext;
      const set = { allowed, notes: 0, contexts: 0, restore: () => {} };
      window.AudioContext = class extends real {
        closed = false;
        override get state(): AudioContextState {
          if (this.closed) return 'closed';
          return set.allowed ? 'running' : 'suspended';
        }
        override close() {
          this.closed = true;
          this.dispatchEvent(new Event('statechange'));
          return super.close();
        }
        constructor() {
          super();
          set.contexts += 1;
        }
        override resume() {
          return set.allowed ? Promise.resolve() : new Promise<void>(() => {});
        }
        override createOscillator() {
          set.notes += 1;
          setTimeout(() => this.close().catch(() => {}), 20);
          return super.createOscillator();
        }
      };
      set.restore = () => {
        window.AudioContext = real;
      };
      return set;
    }

    it('probe the sound when the desk is ready, and say that the page is silent', () =>
      withHeldTime(async (time) => {
        const sound = speaker(false);
        try {
          const element = await waitingOf(bench);
          expect(sound.contexts).to.equal(0);
          AgentPreferences.of(grace.id).set({ sound: true });
          await until(() => shown(element).includes('keeps this page silent until'), 'the banner');
          expect(sound.contexts).to.equal(1);
          await accessible(element);
          bench.fake.ask();
          await settled(element, 1);
          await time.pass(800);
          expect(sound.notes).to.equal(0);
          button(element, 'Turn sound on').click();
          await time.pass(1_000);
          await until(() => shown(element).includes('still keeps this page silent'), 'the refusal');
          sound.allowed = true;
          button(element, 'Turn sound on').click();
          await until(() => !shown(element).includes('silent'), 'the sound');
          expect(sound.notes).to.equal(2);
        } finally {
          sound.restore();
        }
      }));

    it('go on by themselves once there was a gesture of another kind', async () => {
      const sound = speaker(false);
      AgentPreferences.of(grace.id).set({ sound: true });
      try {
        const element = await waitingOf(bench);
        await until(() => hasButton(element, 'Turn sound on'), 'the banner');
        sound.allowed = true;
        await sendKeys({ press: 'Tab' });
        await until(() => !hasButton(element, 'Turn sound on'), 'the sound');
      } finally {
        sound.restore();
      }
    });

    it('ring in one tab of the agent alone', () =>
      withHeldTime(async (time) => {
        AgentPreferences.of(grace.id).set({ sound: true });
        const sound = speaker(true);
        try {
          const first = await waitingOf(bench);
          const other = await waitingOf(bench);
          bench.fake.ask();
          for (const element of [first, other]) await settled(element, 1);
          await time.pass(600);
          await until(() => sound.notes > 0, 'the ring');
          await untilNobodyRings();
          expect(sound.notes).to.equal(2);
          for (const element of [first, other]) element.remove();
        } finally {
          sound.restore();
        }
      }));

    it('are a single soft note while a call is live, in whichever tab', () =>
      withHeldTime(async (time) => {
        AgentPreferences.of(grace.id).set({ sound: true });
        const sound = speaker(true);
        try {
          const talking = await waitingOf(bench);
          const other = await waitingOf(bench);
          talking.inCall = true;
          await until(async () => (await locksNamed('/call')).length === 1, 'the call');
          bench.fake.ask();
          for (const element of [talking, other]) await settled(element, 1);
          await time.pass(600);
          await until(() => sound.notes > 0, 'the beep');
          await untilNobodyRings();
          expect(sound.notes).to.equal(1);
          talking.inCall = false;
          await until(async () => (await locksNamed('/call')).length === 0, 'the end');
          bench.fake.ask();
          for (const element of [talking, other]) await settled(element, 2);
          await time.pass(600);
          await until(() => sound.notes > 1, 'the ring');
          await untilNobodyRings();
          expect(sound.notes).to.equal(3);
        } finally {
          sound.restore();
        }
      }));

    describe('as notifications', () => {
      const RealNotification = window.Notification;
      const { hasFocus } = document;
      let made: { title: string; body: string | undefined; close: () => void }[];
      let permission: NotificationPermission;
      let asked: number;

      beforeEach(() => {
        made = [];
        permission = 'default';
        asked = 0;
        class Fake extends EventTarget {
          static get permission() {
            return permission;
          }
          static requestPermission() {
            asked += 1;
            if (permission === 'default') permission = 'granted';
            return Promise.resolve(permission);
          }
          closed = false;
          constructor(
            readonly title: string,
            options?: NotificationOptions,
          ) {
            super();
            made.push(Object.assign(this, { body: options?.body }));
          }
          close() {
            this.closed = true;
          }
        }
        window.Notification = Fake as unknown as typeof Notification;
        document.hasFocus = () => false;
      });
      afterEach(() => {
        window.Notification = RealNotification;
        document.hasFocus = hasFocus;
      });

      const choose = async (element: CallbackWaiting, name: string) => {
        if (all(element, '#settings').length === 0) button(element, 'Settings').click();
        await element.updateComplete;
        one<HTMLInputElement>(element, `input[name="${name}"]`).click();
        await aTimeout(0);
        await element.updateComplete;
      };

      it('ask for permission on the switch’s click alone, and hold no name', () =>
        withHeldTime(async (time) => {
          const element = await waitingOf(bench);
          bench.fake.ask({ name: 'Ada Lovelace' });
          await settled(element, 1);
          await time.pass(700);
          expect([asked, made.length]).to.deep.equal([0, 0]);
          await choose(element, 'notification');
          expect(asked).to.equal(1);
          expect(AgentPreferences.of(grace.id).choices.notification).to.be.true;
          await accessible(element);
          bench.fake.ask({ name: 'Bruno' });
          await settled(element, 2);
          await time.pass(600);
          await time.pass(300);
          await until(() => made.length === 1, 'the notification');
          const [notification] = made;
          expect(`${notification?.title} ${notification?.body}`).to.equal(
            'New callback request 2 waiting',
          );
          (notification as unknown as EventTarget).dispatchEvent(new Event('click'));
          expect((notification as unknown as { closed: boolean }).closed).to.be.true;
        }));

      it('are listed and said, and no more, while the agent is paused', async () => {
        const before = document.title;
        document.title = 'Shop';
        permission = 'granted';
        const sound = speaker(true);
        AgentPreferences.of(grace.id).set({ sound: true, badge: true, notification: true });
        try {
          const element = await waitingOf(bench);
          const said = () => words(all(element, '[role="status"]').at(-1));
          await bench.desk.choosePresence({ state: 'paused', reason: 'Lunch' });
          await until(() => shown(element).includes('You are paused'), 'the pause');
          bench.fake.ask();
          await settled(element, 1);
          await until(() => said() === 'New callback request. 1 waiting', 'the words');
          expect(document.title).to.equal('Shop');
          await bench.desk.choosePresence({ state: 'ready' });
          await until(() => document.title === '(1) Shop', 'the badge');
          bench.fake.ask();
          // Arrivals are signalled one after the other: what the first had caused would be there.
          await until(() => made.at(-1)?.body === '2 waiting', 'the notification');
          await until(() => sound.notes > 0, 'the ring');
          expect([sound.notes, made.length]).to.deep.equal([2, 1]);
        } finally {
          sound.restore();
          document.title = before;
        }
      });

      it('say that they are blocked, and stay off', async () => {
        permission = 'denied';
        const element = await waitingOf(bench);
        await choose(element, 'notification');
        expect(shown(element)).to.include('Notifications are blocked');
        expect(one<HTMLInputElement>(element, 'input[name="notification"]').checked).to.be.false;
        expect(AgentPreferences.of(grace.id).choices.notification).to.be.false;
      });

      it('do not disturb whoever is looking at the page', () =>
        withHeldTime(async (time) => {
          document.hasFocus = () => true;
          const element = await waitingOf(bench);
          await choose(element, 'notification');
          bench.fake.ask();
          await settled(element, 1);
          await time.pass(1_000);
          expect(made.length).to.equal(0);
        }));

      it('are kept by agent, with the other choices', async () => {
        const element = await waitingOf(bench);
        await choose(element, 'badge');
        await choose(element, 'sound');
        expect(new AgentPreferences(grace.id).choices).to.include({ badge: false, sound: true });
        expect(new AgentPreferences('somebody').choices).to.include({ badge: true });
      });
    });
  });

  it('speaks the language of its place, and an unknown one harmlessly', async () => {
    const { registerMessages } = await import('../../src/messages/messages.js');
    const { agentMessagesIt } = await import('../../src/messages/it/agent.js');
    registerMessages('it', agentMessagesIt);
    const element = await waitingOf(bench);
    element.lang = 'it';
    bench.fake.ask({ name: 'Ada', region: 'FR' });
    await settled(element, 1);
    await until(() => hasButton(element, 'Accetta Ada'), 'the language');
    expect(words(rows(element)[0])).to.include('Francia');
    element.lang = 'not a language!';
    element.requestUpdate();
    await element.updateComplete;
    expect(hasButton(element, 'Accept Ada')).to.be.true;
  });
});

describe('words of the agent’s elements', () => {
  it('show durations and ages', () => {
    expect([0, 59_999, 61_000, 3_723_000, -5].map(clockText)).to.deep.equal([
      '00:00',
      '00:59',
      '01:01',
      '1:02:03',
      '00:00',
    ]);
    const minute = 60_000;
    expect(ageText(minute - 1, 'en')).to.be.undefined;
    expect(ageText(2 * minute, 'en')).to.equal('2 min');
    expect(ageText(3 * 60 * minute, 'en')).to.equal('3 hr');
    expect(ageText(72 * 60 * minute, 'en')).to.equal('3 days');
    expect(ageText(2 * minute, '??')).to.be.a('string');
  });

  describe('numbers', () => {
    function make(source = rulesSource) {
      const asked: string[] = [];
      let draws = 0;
      const host = Object.assign(document.createElement('div'), {
        addController: () => {},
        removeController: () => {},
        requestUpdate: () => (draws += 1),
        updateComplete: Promise.resolve(true),
      });
      const texts = new NumberTexts(host);
      texts.numbers = new PhoneNumbers({
        ...source,
        part: (code) => {
          asked.push(code);
          return source.part(code);
        },
      });
      return { texts, asked, draws: () => draws };
    }

    it('are grouped as in their country, as soon as its rules are there', async () => {
      const { texts, asked, draws } = make();
      const many = Array.from({ length: 1000 }, (_, at) => `+390669${String(820000 + at)}`);
      for (const e164 of many) expect(texts.of({ e164 })).to.match(/^\+39 066 982 0/);
      expect(texts.of({ e164: '+442079460958' })).to.equal('+44 207 946 0958');
      await until(() => draws() === 2, 'drawn again');
      expect(asked).to.deep.equal(['39', '44']);
      for (const e164 of many) expect(texts.of({ e164 })).to.match(/^\+39 06 6982 0/);
      expect(texts.of({ e164: '+442079460958', extension: '7' })).to.equal(
        '+44 20 7946 0958 ext. 7',
      );
      expect(texts.of({ raw: '12 34', region: 'DE' })).to.equal('12 34');
      expect(texts.of({ e164: '+99912345678' })).to.be.a('string');
      expect(asked).to.deep.equal(['39', '44']);
      expect(draws()).to.equal(2);
    });

    it('stay grouped plainly where the rules do not load, and are not asked for all the time', async () => {
      const part = () => Promise.reject(new Error('offline'));
      const { texts, asked, draws } = make({ ...rulesSource, part });
      for (let time = 0; time < 3; time++) {
        expect(texts.of({ e164: '+390669820000' })).to.equal('+39 066 982 0000');
        await aTimeout(20);
      }
      expect(asked).to.deep.equal(['39']);
      expect(draws()).to.equal(0);
    });
  });

  it('group numbers for reading and keep every digit', () => {
    expect(plainNumberText('+390669820000')).to.equal('+39 066 982 0000');
    expect(plainNumberText('+12125552368')).to.equal('+1 212 555 2368');
    for (const digits of ['1234567', '12345678', '123456789', '1234567890', '12345678901']) {
      expect(plainNumberText(`+39${digits}`).replace(/\D/g, '')).to.equal(`39${digits}`);
    }
  });

  it('link to the web alone', () => {
    expect(safeLink('https://a.example/x')?.href).to.equal('https://a.example/x');
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc', 'nonsense', '']) {
      expect(safeLink(bad)?.href).to.be.undefined;
    }
  });

  it('name regions and languages, or show the code', () => {
    expect(regionName('IT', 'en')).to.equal('Italy');
    expect(regionName('nonsense', 'en')).to.equal('nonsense');
    expect(languageName('it', 'en')).to.equal('Italian');
  });
});
