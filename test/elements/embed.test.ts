import { aTimeout, expect } from '@open-wc/testing';
import { until } from '../support/until.js';
import '../../src/messages/it.js';

describe('embed.js', () => {
  let run = 0;
  let added: Element[] = [];
  afterEach(() => {
    for (const element of added) element.remove();
    for (const element of document.querySelectorAll('callback-engagement')) element.remove();
    added = [];
  });

  /** A script tag that does not run; then the script itself, which finds it. */
  async function embed(src: string, attributes: Record<string, string> = {}) {
    const script = document.createElement('script');
    script.type = 'text/plain';
    script.setAttribute('data-callback', '');
    for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
    script.src = src;
    document.head.append(script);
    added.push(script);
    await import(`/src/embed.ts?run=${++run}` as string);
    script.remove();
  }
  const widgets = () => document.querySelectorAll('callback-engagement');
  const appears = () => until(() => widgets().length > 0);

  it('puts one widget at the end of the body, data-* as attributes', async () => {
    await embed('/test/elements/fixtures/embed.js', {
      'data-endpoint': 'loopback:',
      'data-placement': 'top-start',
      'data-consent-version': '3',
      'data-onclick': 'alert(1)',
      'data-style': 'color: red',
    });
    await appears();
    const [widget] = widgets();
    expect(document.body.lastElementChild).to.equal(widget);
    expect(widget?.getAttribute('endpoint')).to.equal('loopback:');
    expect(widget?.getAttribute('placement')).to.equal('top-start');
    expect(widget?.getAttribute('consent-version')).to.equal('3');
    for (const name of ['onclick', 'style', 'callback', 'target']) {
      expect(widget?.hasAttribute(name)).to.equal(false);
    }
    expect(widget?.shadowRoot?.querySelector('.launcher')).not.to.equal(null);
  });

  it('takes its options from its own address, attributes first, and a place to go', async () => {
    const place = document.createElement('div');
    place.id = 'place';
    document.body.prepend(place);
    added.push(place);
    await embed('/test/elements/fixtures/embed.js?endpoint=nowhere:&label=Hi&target=%23place', {
      'data-label': 'Ring me',
    });
    await appears();
    expect(place.firstElementChild?.getAttribute('endpoint')).to.equal('nowhere:');
    expect(place.firstElementChild?.getAttribute('label')).to.equal('Ring me');
  });

  it('finds its backend where the script comes from, unless it is told another place', async () => {
    await embed('/test/elements/fixtures/embed.js?label=Hi');
    await appears();
    expect(widgets()[0]?.getAttribute('endpoint')).to.equal(location.origin);
  });

  it('is there once, however often the script is', async () => {
    await Promise.all([
      embed('/test/elements/fixtures/embed.js'),
      embed('/test/elements/fixtures/embed.js'),
    ]);
    await appears();
    await embed('/test/elements/fixtures/embed.js');
    await aTimeout(50);
    expect(widgets().length).to.equal(1);
  });

  it('leaves the scripts of others alone, whatever their names', async () => {
    const loads = () =>
      performance.getEntriesByType('resource').filter(({ name }) => name.includes('/foreign/'));
    const foreign = document.createElement('script');
    foreign.type = 'text/plain';
    foreign.src = '/foreign/embed.js';
    document.head.prepend(foreign);
    added.push(foreign);
    await import(`/src/embed.ts?run=${++run}` as string);
    await embed('/test/elements/fixtures/embed.js', { 'data-label': 'Ours' });
    await appears();
    expect(widgets()[0]?.getAttribute('label')).to.equal('Ours');
    expect(loads()).to.deep.equal([]);
  });

  it('as a classic script: throws nothing when the load fails, and tries once more', async () => {
    const problems: string[] = [];
    const onError = (event: Event) => problems.push(event.type);
    addEventListener('error', onError);
    addEventListener('unhandledrejection', onError);
    const loads = () =>
      performance.getEntriesByType('resource').filter(({ name }) => name.includes('cdn/widget.js'))
        .length;
    const before = loads();
    const script = document.createElement('script');
    script.src = '/src/embed.ts';
    document.head.append(script);
    added.push(script);
    await until(() => loads() === before + 1, 'the first load');
    // The script hears of its failure a moment later, and till then a gesture is none of its business.
    await until(() => {
      dispatchEvent(new Event('keydown'));
      dispatchEvent(new Event('pointerdown'));
      return loads() === before + 2;
    }, 'the second load');
    await aTimeout(50);
    dispatchEvent(new Event('keydown'));
    await aTimeout(50);
    expect(loads()).to.equal(before + 2);
    expect(problems).to.deep.equal([]);
    removeEventListener('error', onError);
    removeEventListener('unhandledrejection', onError);
  });

  it('speaks the language of the page', async () => {
    const { lang } = document.documentElement;
    document.documentElement.lang = 'it-IT';
    await import('../../src/cdn.js');
    const widget = document.createElement('callback-engagement');
    document.body.append(widget);
    await until(() => widget.shadowRoot?.textContent?.includes('Richiamatemi subito'));
    document.documentElement.lang = lang;
  });
});
