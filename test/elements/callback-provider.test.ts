import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { until } from '../support/until.js';
import '../../src/define/callback-form.js';
import '../../src/define/callback-provider.js';
import type { CallbackForm } from '../../src/elements/callback-form/callback-form.js';
import type { CallbackProvider } from '../../src/elements/callback-provider/callback-provider.js';
import { holdTransport, transportFor, transportTimes } from '../../src/elements/shared/endpoint.js';
import { TransportController } from '../../src/elements/shared/transport-controller.js';
import { TransportError } from '../../src/transport/transport.js';
import { FakeDesk } from '../../src/testing/index.js';
import { filled } from './visitor-kit.js';

/** An element that may still be busy when it has left the page. */
class Holder extends LitElement {
  transport = undefined;
  endpoint = undefined;
  busy = false;
  readonly holds = new TransportController(this, () => this.busy);
}
customElements.define('test-holder', Holder);

describe('<callback-provider>', () => {
  let desk: FakeDesk;
  beforeEach(() => {
    desk = new FakeDesk();
  });
  afterEach(() => desk.dispose());

  it('gives its transport to what is inside, whichever comes first', async () => {
    const provider = await fixture<CallbackProvider>(
      html`<callback-provider
        ><div><callback-form></callback-form></div
      ></callback-provider>`,
    );
    const form = provider.querySelector<CallbackForm>('callback-form')!;
    provider.transport = { visitor: desk.visitor() };
    await provider.updateComplete;
    expect(await (await filled(form)).submit()).to.have.property('id');
    expect(desk.callbacks.length).to.equal(1);
  });

  it('is heard by elements that were there before it was defined', async () => {
    const outer = document.createElement('div');
    const late = 'callback-provider-late';
    outer.append(document.createElement(late));
    outer.firstElementChild!.append(document.createElement('callback-form'));
    document.body.append(outer);
    const { CallbackProvider } =
      await import('../../src/elements/callback-provider/callback-provider.js');
    customElements.define(late, class extends CallbackProvider {});
    const provider = outer.querySelector<CallbackProvider>(late)!;
    provider.transport = { visitor: desk.visitor() };
    await provider.updateComplete;
    const form = outer.querySelector<CallbackForm>('callback-form')!;
    expect(await (await filled(form)).submit()).to.have.property('id');
    outer.remove();
  });

  it('opens an endpoint, and says why it cannot', async () => {
    const provider = await fixture<CallbackProvider>(
      html`<callback-provider endpoint="nowhere:"></callback-provider>`,
    );
    await until(() => provider.error !== undefined);
    expect(provider.error).to.include({ code: 'no-transport', retryable: false });
    provider.endpoint = undefined;
    provider.transport = { visitor: desk.visitor() };
    await provider.updateComplete;
    expect(provider.error).to.equal(undefined);
  });

  it('opens a relay by its address, for an agent where there is a token', async () => {
    const endpoint = 'HTTPS://relay.example/shop';
    const claims = { sub: 'ann', name: 'Ann' };
    const token = () => Promise.resolve(`header.${btoa(JSON.stringify(claims))}.signature`);
    const provider = await fixture<CallbackProvider>(
      html`<callback-provider endpoint=${endpoint} .token=${token}>
        <callback-form></callback-form>
      </callback-provider>`,
    );
    const user = new Holder();
    provider.append(user);
    await until(() => user.holds.value !== undefined);
    const transport = user.holds.value!;
    expect(transport.agent?.agent).to.deep.equal({ id: 'ann', name: 'Ann' });
    // Another function at each drawing is no other transport.
    provider.token = () => token();
    await provider.updateComplete;
    expect(user.holds.value).to.equal(transport);
    provider.token = undefined;
    await until(() => user.holds.value !== transport && user.holds.value !== undefined);
    expect(user.holds.value?.visitor).not.to.equal(undefined);
    expect(user.holds.value?.agent).to.equal(undefined);
    expect(await transportFor(endpoint)).to.equal(user.holds.value);
  });

  it('knows a scheme however it is written', async () => {
    const hold = holdTransport('LoopBack:somewhere');
    expect((await hold.transport).visitor).not.to.equal(undefined);
    hold.release();
  });

  it('asks the newest of several sources for tokens', async () => {
    const asked: string[] = [];
    const token = (name: string) => () => {
      asked.push(name);
      return Promise.reject(new TransportError('forbidden'));
    };
    const endpoint = 'https://tokens.relay.example';
    // It says who it is, and has run out.
    const hold = holdTransport(endpoint, () =>
      Promise.resolve(`header.${btoa('{"sub":"ann","exp":1}')}.signature`),
    );
    const { agent } = await hold.transport;
    hold.renew(token('new'));
    const refused = agent!.presence!({ state: 'ready' }).catch(({ code }: TransportError) => code);
    expect(await refused).to.equal('forbidden');
    expect(asked).to.deep.equal(['new']);
    hold.release();
  });

  it('loses to what an element was given itself', async () => {
    const other = new FakeDesk();
    const provider = await fixture<CallbackProvider>(
      html`<callback-provider .transport=${{ visitor: desk.visitor() }}>
        <callback-form .transport=${{ visitor: other.visitor() }}></callback-form>
      </callback-provider>`,
    );
    await (await filled(provider.querySelector('callback-form')!)).submit();
    expect(desk.callbacks.length).to.equal(0);
    expect(other.callbacks.length).to.equal(1);
    other.dispose();
  });

  describe('with an endpoint', () => {
    const { linger } = transportTimes;
    let disposed: string[];
    let serial = 0;
    let endpoint: string;

    /** Counts, and does what there is to be done. */
    const watched = async () => {
      const transport = await transportFor(endpoint);
      const { dispose } = transport;
      Object.assign(transport, {
        dispose() {
          disposed.push(endpoint);
          dispose?.call(transport);
        },
      });
      return transport;
    };

    beforeEach(() => {
      transportTimes.linger = 20;
      disposed = [];
      endpoint = `loopback:provider-${serial++}`;
    });
    afterEach(() => {
      transportTimes.linger = linger;
    });

    it('has it disposed of when the last that used it is gone, not at a move', async () => {
      const transport = await watched();
      const here = await fixture(html`<div></div>`);
      const there = await fixture(html`<div></div>`);
      here.innerHTML = `<callback-provider endpoint="${endpoint}"></callback-provider>
        <callback-form endpoint="${endpoint}"></callback-form>`;
      const [provider, form] = [...here.children] as [CallbackProvider, CallbackForm];
      await form.updateComplete;
      there.append(provider);
      form.remove();
      await aTimeout(60);
      provider.remove();
      expect(disposed).to.deep.equal([]);
      await until(() => disposed.length === 1);
      expect(await transportFor(endpoint)).not.to.equal(transport);
      there.append(provider);
      await until(() => provider.error === undefined && disposed.length === 1);
      here.remove();
      there.remove();
    });

    it('keeps it for what has left the provider’s page and is not done with it', async () => {
      await watched();
      const place = await fixture(html`<div></div>`);
      place.innerHTML = `<callback-provider endpoint="${endpoint}"></callback-provider>`;
      const provider = place.firstElementChild as CallbackProvider;
      const user = new Holder();
      provider.append(user);
      await until(() => user.holds.value !== undefined);
      user.busy = true;
      place.remove();
      await aTimeout(60);
      expect(disposed).to.deep.equal([]);
      user.busy = false;
      user.holds.settle();
      await until(() => disposed.length === 1);
    });

    it('shares what another element takes up before it is disposed of', async () => {
      const transport = await watched();
      const hold = holdTransport(endpoint);
      hold.release();
      hold.release();
      const other = holdTransport(endpoint);
      await aTimeout(60);
      expect(disposed).to.deep.equal([]);
      expect(await other.transport).to.equal(transport);
      other.release();
      await until(() => disposed.length === 1);
    });
  });

  it('has no looks of its own', async () => {
    const provider = await fixture<CallbackProvider>(
      html`<callback-provider>text</callback-provider>`,
    );
    expect(getComputedStyle(provider).display).to.equal('contents');
  });
});
