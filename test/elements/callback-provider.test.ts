import { expect, fixture, html } from '@open-wc/testing';
import { until } from '../support/until.js';
import '../../src/define/callback-form.js';
import '../../src/define/callback-provider.js';
import type { CallbackForm } from '../../src/elements/callback-form/callback-form.js';
import type { CallbackProvider } from '../../src/elements/callback-provider/callback-provider.js';
import { FakeDesk } from '../../src/testing/index.js';
import { filled } from './visitor-kit.js';

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

  it('has no looks of its own', async () => {
    const provider = await fixture<CallbackProvider>(
      html`<callback-provider>text</callback-provider>`,
    );
    expect(getComputedStyle(provider).display).to.equal('contents');
  });
});
