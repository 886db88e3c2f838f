import { aTimeout, expect, fixture, html, nextFrame, oneEvent } from '@open-wc/testing';
import { until } from '../support/until.js';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../src/define/callback-engagement.js';
import type { CallbackEngagement } from '../../src/elements/callback-engagement/callback-engagement.js';
import type { CallbackForm } from '../../src/elements/callback-form/callback-form.js';
import type { CallbackStatus } from '../../src/elements/callback-status/callback-status.js';
import { loadParts } from '../../src/elements/callback-engagement/parts.js';
import { ReceiptStore } from '../../src/elements/callback-engagement/receipt-store.js';
import { phoneNumbers } from '../../src/phone/index.js';
import { FakeDesk } from '../../src/testing/index.js';
import type { Receipt, VisitorTransport } from '../../src/transport/transport.js';
import { filled, find, has, Operator, type, watchConsole, words } from './visitor-kit.js';

describe('<callback-engagement>', () => {
  // What a slow machine loads late must not look like a failure.
  before(() => Promise.all([loadParts(), phoneNumbers.load('+39', 'US')]));
  let desk: FakeDesk;
  let quiet: () => void;
  beforeEach(() => {
    localStorage.clear();
    desk = new FakeDesk();
    quiet = watchConsole();
  });
  afterEach(() => {
    desk.dispose();
    localStorage.clear();
    quiet();
  });

  async function make(content = html`<callback-engagement></callback-engagement>`) {
    const host = await fixture<HTMLElement>(html`<div>${content}</div>`);
    const element = host.querySelector<CallbackEngagement>('callback-engagement')!;
    element.transport = { visitor: desk.visitor() };
    await element.updateComplete;
    return element;
  }
  const launcher = (element: Element) => find(element, '.launcher');
  const panel = (element: Element) => find(element, '.panel');
  const heading = (element: Element) => words(find(element, '.panel-title'));
  const isOpen = (element: Element) => panel(element).matches(':popover-open');
  const active = (element: Element) => element.shadowRoot?.activeElement;
  const form = (element: Element) => find<CallbackForm>(element, 'callback-form');
  const status = (element: Element) => find<CallbackStatus>(element, 'callback-status');

  async function openForm(element: CallbackEngagement) {
    element.open();
    await element.updateComplete;
    find(element, '.channel').click();
    await until(() => has(element, 'callback-form'));
    await form(element).updateComplete;
    return form(element);
  }

  async function ask(element: CallbackEngagement) {
    await filled(await openForm(element));
    await form(element).submit();
    await until(() => has(element, 'callback-status'));
    await until(() => status(element).status !== undefined);
    await status(element).updateComplete;
    return status(element);
  }
  const stored = () => new ReceiptStore('default').read();

  it('keeps the receipt until the appointment that the visitor moves to, and moves again', async () => {
    const element = await make();
    const line = await ask(element);
    const move = async (dayFromEnd: number) => {
      await until(() => has(line, '.change-time'));
      find(line, '.change-time').click();
      await until(() => has(line, 'callback-change'));
      const change = find(line, 'callback-change');
      await until(() => has(change, '#time'));
      const select = (id: string) => find<HTMLSelectElement>(change, `#${id}`);
      const pick = (id: string, index: number) => {
        select(id).selectedIndex = index;
        const event = new Event('change', { bubbles: true });
        select(id).dispatchEvent(event);
      };
      const before = stored()!.expiresAt;
      const day = select('day').length - dayFromEnd;
      pick('day', day);
      await until(() => select('day').selectedIndex === day);
      pick('time', 1);
      find(change, '.save').click();
      await until(() => line.status?.state === 'scheduled' && !has(line, 'callback-change'));
      await until(() => stored()!.expiresAt > before, 'the receipt never lived longer');
      expect(stored()!.expiresAt).to.be.greaterThan(line.status?.notBefore ?? Infinity);
    };
    await move(4);
    // Still scheduled, only later.
    await move(1);
    await line.updateComplete;
    expect(words(find(line, '.notes'))).to.contain('Saved');
    const request = desk.callbacks[0]!;
    expect([desk.callbacks.length, stored()!.id]).to.deep.equal([1, request.id]);
  });

  it('goes from the launcher to the status by keyboard alone', async () => {
    const element = await make();
    launcher(element).focus();
    await sendKeys({ press: 'Enter' });
    await element.updateComplete;
    expect(element.opened && isOpen(element)).to.equal(true);
    expect(heading(element)).to.equal('How would you like to talk?');
    expect(active(element)).to.equal(find(element, '.panel-title'));
    await sendKeys({ press: 'Tab' });
    expect(active(element)?.className).to.contain('close');
    await sendKeys({ press: 'Tab' });
    expect(words(active(element))).to.contain('Call me back now');
    await sendKeys({ press: 'Enter' });
    await until(() => active(element)?.localName === 'callback-form');
    expect(heading(element)).to.equal('We call you back');
    await sendKeys({ type: 'Ada' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ type: '+390612345678' });
    await sendKeys({ press: 'Enter' });
    await until(() => has(element, 'callback-status'));
    expect(heading(element)).to.equal('Your callback');
    expect(active(element)).to.equal(find(element, '.panel-title'));
    expect(desk.callbacks[0]).to.deep.include({ name: 'Ada' });
    await sendKeys({ press: 'Escape' });
    await element.updateComplete;
    expect(isOpen(element)).to.equal(false);
    expect(active(element)).to.equal(launcher(element));
    expect(words(launcher(element))).to.equal('Your callback Your request is open.');
  });

  it('tells the form which numbers are not called', async () => {
    const element = await make();
    element.setAttribute('regions', 'IT FR');
    element.setAttribute('refuse-types', 'voip');
    element.setAttribute('refuse-prefixes', '+33 8');
    const inner = await openForm(element);
    expect(inner.regions).to.deep.equal(['IT', 'FR']);
    expect(inner.refuseTypes).to.deep.equal(['voip']);
    expect(inner.refusePrefixes).to.deep.equal(['+33', '8']);
  });

  it('loads nothing before somebody shows intent', async () => {
    for (const sign of ['pointerover', 'focusin', 'touchstart']) {
      let loads = 0;
      const element = await make();
      element.loadParts = () => {
        loads += 1;
        return loadParts();
      };
      expect(loads).to.equal(0);
      launcher(element).dispatchEvent(new Event(sign, { bubbles: true }));
      launcher(element).dispatchEvent(new Event(sign, { bubbles: true }));
      expect(loads).to.equal(1);
    }
  });

  it('says when a part does not load, and tries again', async () => {
    const element = await make();
    let fails = true;
    element.loadParts = () => (fails ? Promise.reject(new Error('offline')) : loadParts());
    element.open();
    await element.updateComplete;
    find(element, '.channel').click();
    await until(() => has(element, '.failed'));
    expect(words(find(element, '.failed'))).to.contain('did not load');
    await expect(element).to.be.accessible();
    fails = false;
    find(element, '.failed button').click();
    await until(() => has(element, 'callback-form'));
    await until(() => active(element)?.localName === 'callback-form');
  });

  it('keeps what was typed through closing, back and a move', async () => {
    const element = await make();
    const inner = await openForm(element);
    type(inner, 'name', 'Ada');
    await sendKeys({ press: 'Escape' });
    await element.updateComplete;
    expect(isOpen(element)).to.equal(false);
    element.open();
    await element.updateComplete;
    expect(heading(element)).to.equal('We call you back');
    find(element, '.back').click();
    await element.updateComplete;
    expect(has(element, 'callback-form')).to.equal(false);
    find(element, '.channel').click();
    await element.updateComplete;
    const elsewhere = await fixture<HTMLElement>(html`<section></section>`);
    elsewhere.append(element);
    expect(element.opened && isOpen(element)).to.equal(true);
    expect(form(element)).to.equal(inner);
    expect(find<HTMLInputElement>(inner, '#name').value).to.equal('Ada');
  });

  it('tells of opening and closing, and gives the focus back', async () => {
    const element = await make();
    const outside = document.createElement('button');
    element.after(outside);
    outside.focus();
    const opened = oneEvent(element, 'callback-opened');
    element.open();
    element.open();
    await opened;
    expect(element.hasAttribute('opened')).to.equal(true);
    const closed = oneEvent(element, 'callback-closed');
    find(element, '.close').click();
    await closed;
    expect(document.activeElement).to.equal(outside);
  });

  it('leaves the focus alone when it is opened or closed by attribute', async () => {
    const element = await make(html`<callback-engagement opened></callback-engagement>`);
    expect(isOpen(element)).to.equal(true);
    expect(active(element)).to.equal(null);
    const outside = document.createElement('input');
    element.after(outside);
    outside.focus();
    element.opened = false;
    await element.updateComplete;
    expect(document.activeElement).to.equal(outside);
  });

  it('notices when something else hides its panel', async () => {
    const element = await make();
    element.open();
    await oneEvent(panel(element), 'toggle');
    panel(element).hidePopover();
    await until(() => !element.opened);
    await element.updateComplete;
    expect(launcher(element).offsetWidth).to.be.greaterThan(0);
  });

  it('does not close while an input method is at work', async () => {
    const element = await make();
    element.open();
    await element.updateComplete;
    const composing = new KeyboardEvent('keydown', { key: 'Escape', isComposing: true });
    panel(element).dispatchEvent(composing);
    expect(element.opened).to.equal(true);
  });

  describe('launchers', () => {
    it('float in the top layer, or stand in the page', async () => {
      const element = await make();
      expect(find(element, '.dock').matches(':popover-open')).to.equal(true);
      expect(getComputedStyle(find(element, '.dock')).position).to.equal('fixed');
      element.open();
      await element.updateComplete;
      expect(launcher(element).offsetWidth).to.equal(0);
      element.close();
      element.inline = true;
      element.label = 'Ring me';
      await element.updateComplete;
      expect(getComputedStyle(find(element, '.dock')).position).to.equal('static');
      expect(words(launcher(element))).to.equal('Ring me');
    });

    it("may be the page's own, by slot", async () => {
      const element = await make(html`
        <callback-engagement inline><button slot="launcher">Mine</button></callback-engagement>
      `);
      const own = element.querySelector('button')!;
      own.click();
      await element.updateComplete;
      expect(isOpen(element)).to.equal(true);
      own.click();
      await element.updateComplete;
      expect(isOpen(element)).to.equal(false);
      own.addEventListener('click', (event) => event.preventDefault(), { once: true });
      own.click();
      expect(element.opened).to.equal(false);
    });

    it("may be the page's own, by id, also one that comes later", async () => {
      const element = await make(html`<callback-engagement for="own"></callback-engagement>`);
      expect(has(element, '.dock')).to.equal(false);
      const own = document.createElement('a');
      own.href = '/contact';
      own.id = 'own';
      own.textContent = 'Contact';
      own.setAttribute('aria-expanded', 'maybe');
      element.after(own);
      own.focus();
      own.click();
      await element.updateComplete;
      expect(isOpen(element)).to.equal(true);
      expect(own.getAttribute('aria-expanded')).to.equal('true');
      expect(own.getAttribute('aria-haspopup')).to.equal('dialog');
      await ask(element);
      element.close();
      await element.updateComplete;
      expect(document.activeElement).to.equal(own);
      expect(own.getAttribute('aria-description')).to.equal('Your request is open.');
      element.remove();
      expect(own.getAttribute('aria-expanded')).to.equal('maybe');
      expect(own.hasAttribute('aria-description')).to.equal(false);
      own.addEventListener('click', (event) => event.preventDefault());
      own.click();
      expect(element.opened).to.equal(false);
    });

    it('let the page veto a click on its own', async () => {
      const element = await make(html`
        <button id="veto">Mine</button><callback-engagement for="veto"></callback-engagement>
      `);
      const own = element.parentElement!.querySelector('button')!;
      own.addEventListener('click', (event) => event.preventDefault());
      own.click();
      expect(element.opened).to.equal(false);
    });
  });

  describe('an open request', () => {
    const keep = (receipt: Receipt, name = 'default') => new ReceiptStore(name).write(receipt);

    it('survives a reload, with nothing personal kept', async () => {
      const first = await make();
      await ask(first);
      expect(localStorage.length).to.equal(1);
      expect(Object.keys(JSON.parse(localStorage.getItem(localStorage.key(0)!)!))).to.deep.equal([
        'id',
        'secret',
        'expiresAt',
      ]);
      first.remove();
      const second = await make();
      expect(words(launcher(second))).to.contain('Your request is open.');
      second.open();
      await until(() => has(second, 'callback-status'));
      await until(() => status(second).status?.state === 'waiting');
      find(second, '.back').click();
      await second.updateComplete;
      expect(words(find(second, '.channel'))).to.contain('See where your request stands.');
      find(second, '.channel').click();
      await second.updateComplete;
      expect(has(second, 'callback-status')).to.equal(true);
    });

    it('is kept in memory when the storage is full, instead of what stood there before', () => {
      const { setItem } = Storage.prototype;
      const store = new ReceiptStore('default');
      const expiresAt = Date.now() + 60_000;
      try {
        store.write({ id: 'older', secret: 's', expiresAt });
        Storage.prototype.setItem = () => {
          throw new DOMException('Full.', 'QuotaExceededError');
        };
        store.write({ id: 'newer', secret: 's', expiresAt });
        expect(store.read()?.id).to.equal('newer');
        expect(store.read()?.id).to.equal('newer');
        store.clear();
        expect(store.read()).to.equal(undefined);
      } finally {
        Storage.prototype.setItem = setItem;
      }
      store.write({ id: 'stored', secret: 's', expiresAt });
      expect(stored()?.id).to.equal('stored');
    });

    it('is put away once its end was seen and the panel closed', async () => {
      const element = await make();
      const following = await ask(element);
      desk.end(stored()!.id, { reason: 'expired', by: 'system' });
      await until(() => following.settled);
      expect(stored()).not.to.equal(undefined);
      element.close();
      await element.updateComplete;
      expect(stored()).to.equal(undefined);
      expect(words(launcher(element))).to.equal('Call me back now');
      element.open();
      await element.updateComplete;
      expect(heading(element)).to.equal('How would you like to talk?');
    });

    it('stays while nothing is settled', async () => {
      const element = await make();
      await ask(element);
      const operator = new Operator(desk);
      await operator.take(stored()!);
      element.close();
      await element.updateComplete;
      expect(stored()).not.to.equal(undefined);
    });

    it('is kept for as long as an attempt was put off', async () => {
      const element = await make();
      await ask(element);
      const receipt = stored()!;
      const operator = new Operator(desk);
      await operator.take(receipt);
      await operator.end('busy');
      const retryAt = receipt.expiresAt + 60_000;
      await operator.retryAt(retryAt);
      await until(() => stored()!.expiresAt > retryAt);
      expect(stored()).to.include({ id: receipt.id, secret: receipt.secret });
      expect(status(element).status!.state).to.equal('scheduled');
    });

    it('makes room for a new one', async () => {
      const element = await make();
      const following = await ask(element);
      await following.cancel();
      await following.updateComplete;
      find(following, '.again').click();
      await until(() => has(element, 'callback-form'));
      expect(stored()).to.equal(undefined);
      expect(find<HTMLInputElement>(form(element), '#name').value).to.equal('');
    });

    it('is shared with other tabs', async () => {
      const element = await make();
      const receipt = desk.ask();
      const tell = (key: string | null) => dispatchEvent(new StorageEvent('storage', { key }));
      const { key } = new ReceiptStore('default');
      keep(receipt);
      tell('something-else');
      expect(words(launcher(element))).to.equal('Call me back now');
      tell(key);
      tell(key);
      await element.updateComplete;
      expect(words(launcher(element))).to.contain('Your request is open.');
      element.open();
      await until(() => has(element, 'callback-status'));
      localStorage.clear();
      tell(null);
      await element.updateComplete;
      expect(heading(element)).to.equal('How would you like to talk?');
    });

    it('does not interrupt who is typing here', async () => {
      const element = await make();
      type(await openForm(element), 'name', 'Ada');
      keep(desk.ask());
      dispatchEvent(new StorageEvent('storage', { key: new ReceiptStore('default').key }));
      await element.updateComplete;
      expect(heading(element)).to.equal('We call you back');
    });

    it('is kept apart by endpoint or by name', async () => {
      keep(desk.ask(), 'shop');
      const element = await make(
        html`<callback-engagement storage-key="shop"></callback-engagement>`,
      );
      expect(words(launcher(element))).to.contain('Your request is open.');
      element.storageKey = undefined;
      await element.updateComplete;
      expect(words(launcher(element))).to.equal('Call me back now');
    });

    it('expires', async () => {
      keep({ ...desk.ask(), expiresAt: Date.now() - 1 });
      const element = await make();
      expect(words(launcher(element))).to.equal('Call me back now');
      expect(localStorage.length).to.equal(0);
    });

    it('does without storage, and with rubbish in it', async () => {
      const store = new ReceiptStore('default');
      for (const rubbish of ['', '{', 'null', '{"id":1}', '[]']) {
        localStorage.setItem(store.key, rubbish);
        expect(store.read()).to.equal(undefined);
      }
      const blocked = () => {
        throw new DOMException('Blocked.', 'SecurityError');
      };
      const property = Object.getOwnPropertyDescriptor(window, 'localStorage')!;
      Object.defineProperty(window, 'localStorage', { configurable: true, get: blocked });
      try {
        const element = await make();
        await ask(element);
        element.close();
        await element.updateComplete;
        expect(words(launcher(element))).to.contain('Your request is open.');
      } finally {
        Object.defineProperty(window, 'localStorage', property);
      }
    });
  });

  it('lists further channels, and hands fields and consent to the form', async () => {
    const element = await make(html`
      <callback-engagement consent="Unused" visitor-name="Ada" region="IT">
        <a href="#chat">Chat</a>
        <label slot="fields">Order <input name="order" value="A-1" /></label>
        <span slot="consent">I agree.</span>
      </callback-engagement>
    `);
    element.open();
    await element.updateComplete;
    expect(element.querySelector('a')!.offsetHeight).to.be.greaterThan(40);
    const inner = await openForm(element);
    await aTimeout(0);
    await inner.numberField.ensureRules();
    type(inner, 'number', '06 1234 5678');
    expect(await inner.submit()).to.equal(undefined);
    find<HTMLInputElement>(inner, '#consent').click();
    expect(await inner.submit()).to.have.property('id');
    expect(desk.callbacks[0]?.consent?.text).to.equal('I agree.');
    expect({ ...desk.callbacks[0]?.context }).to.deep.equal({ order: 'A-1' });
  });

  it('shows the consent text of its attribute', async () => {
    const element = await make(html`
      <callback-engagement consent="Call me once." privacy-href="/p"></callback-engagement>
    `);
    const inner = await filled(await openForm(element));
    await until(() => has(inner, '.consent'));
    find<HTMLInputElement>(inner, '#consent').click();
    await inner.submit();
    expect(desk.callbacks[0]?.consent?.text).to.equal('Call me once.');
  });

  it('takes properties that were set before it was defined', async () => {
    const tag = 'callback-engagement-late';
    const early = document.createElement(tag) as CallbackEngagement;
    Object.assign(early, { label: 'Early', opened: true });
    (await fixture(html`<div></div>`)).append(early);
    const { CallbackEngagement } =
      await import('../../src/elements/callback-engagement/callback-engagement.js');
    customElements.define(tag, class extends CallbackEngagement {});
    await early.updateComplete;
    expect(words(launcher(early))).to.equal('Early');
    expect(isOpen(early)).to.equal(true);
  });

  it('lets go of everything when it is removed', async () => {
    let running = 0;
    const visitor: VisitorTransport = {
      ...desk.visitor(),
      async *watch(_, { signal } = {}) {
        running += 1;
        yield { type: 'status', status: { state: 'waiting', version: 1, attempts: 0 } };
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
        running -= 1;
      },
    };
    const element = await make();
    element.transport = { visitor };
    await ask(element);
    expect(running).to.equal(1);
    element.remove();
    await until(() => running === 0);
  });

  describe('looks', () => {
    const sizes = [
      { width: 320, height: 480 },
      { width: 640, height: 360 },
      { width: 1280, height: 800 },
    ];
    for (const size of sizes) {
      for (const placement of ['bottom-end', 'top-start']) {
        it(`fits into ${size.width} × ${size.height}, ${placement}`, async () => {
          await setViewport(size);
          const element = await make(html`
            <callback-engagement placement=${placement} consent=${'word '.repeat(80)}>
            </callback-engagement>
          `);
          const dock = find(element, '.dock').getBoundingClientRect();
          expect(dock.left).to.be.at.least(0);
          expect(dock.right).to.be.at.most(size.width);
          await openForm(element);
          await form(element).submit();
          await nextFrame();
          await Promise.all(
            panel(element)
              .getAnimations()
              .map(({ finished }) => finished),
          );
          const { left, right, top, bottom } = panel(element).getBoundingClientRect();
          expect(Math.min(left, top)).to.be.at.least(0);
          expect(right).to.be.at.most(size.width);
          expect(bottom).to.be.at.most(size.height);
          const body = find(element, '.body');
          expect(body.scrollWidth).to.be.at.most(body.clientWidth);
          await setViewport({ width: 800, height: 600 });
        });
      }
    }

    it('cannot be unset, moved or caught by the page', async () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`
        callback-engagement, * { all: unset !important; }
        callback-engagement { display: none !important; }
        div { transform: translate(-4000px); text-transform: uppercase; font-size: 3px; }
      `);
      document.adoptedStyleSheets.push(sheet);
      const element = await make();
      const { left, width, right } = launcher(element).getBoundingClientRect();
      expect(left).to.be.greaterThan(0);
      expect(right).to.be.at.most(innerWidth);
      expect(width).to.be.greaterThan(100);
      expect(getComputedStyle(launcher(element)).textTransform).to.equal('none');
      document.adoptedStyleSheets.pop();
    });

    it('is accessible: launcher, channels, form, status', async () => {
      const element = await make(html`
        <callback-engagement><a href="#chat">Chat</a></callback-engagement>
      `);
      await expect(element).to.be.accessible();
      element.open();
      await element.updateComplete;
      await until(() => element.shadowRoot!.getAnimations().length === 0, 'the panel');
      await expect(element).to.be.accessible();
      await ask(element);
      await expect(element).to.be.accessible();
      element.close();
      await element.updateComplete;
      await expect(element).to.be.accessible();
    });
  });
});
