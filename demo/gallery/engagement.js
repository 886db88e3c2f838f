// <callback-engagement>
import { find, newDesk, press, put, settle, transportOf, until } from './stage.js';

/** Each page has a storage of its own, which goes with the page. */
function widget(container, properties = {}) {
  const storageKey = `gallery-${crypto.randomUUID()}`;
  addEventListener('pagehide', () => {
    for (const key of Object.keys(localStorage)) {
      if (key.includes(storageKey)) localStorage.removeItem(key);
    }
  });
  const desk = newDesk();
  desk.availability = { state: 'ready' };
  return put(container, 'callback-engagement', {
    transport: transportOf(desk),
    storageKey,
    region: 'GB',
    ...properties,
  });
}

async function open(element) {
  element.open();
  await settle(element);
}

async function openForm(element) {
  await open(element);
  await press(element, '[part=channel]');
  return until(() => find(element, 'callback-form'));
}

async function ask(element) {
  const form = await openForm(element);
  form.visitorName = 'Grace Hopper';
  form.visitorNumber = '+44 20 7946 0018';
  await form.updateComplete;
  await form.submit();
  await until(() => find(element, 'callback-status')?.status);
}

const state = (name, title, says, show) => ({
  id: `callback-engagement/${name}`,
  title,
  says,
  show,
});

export const engagement = [
  state('floating', 'The launcher, floating in its corner', 'Call me back now', (container) => {
    widget(container);
  }),
  state('top-start', 'In another corner', 'Call me back now', (container) => {
    widget(container, { placement: 'top-start' });
  }),
  state('inline', 'Inline, where the element stands', 'Call me back now', (container) => {
    widget(container, { inline: true });
  }),
  state('label', 'With words of the site’s own', 'Ring me, please', (container) => {
    widget(container, { inline: true, label: 'Ring me, please' });
  }),
  state('open-request', 'With a request that is open', 'Your callback', async (container) => {
    const element = widget(container, { inline: true });
    await ask(element);
    element.close();
  }),
  state('channels', 'The channels', 'How would you like to talk?', async (container) => {
    await open(widget(container));
  }),
  state('more-channels', 'With channels of the site’s own', 'Write to us', async (container) => {
    const element = widget(container);
    const link = put(element, 'a', { href: 'mailto:hello@spokeandbell.example' });
    link.textContent = 'Write to us';
    await open(element);
  }),
  state('channels-open', 'The channels with a request open', 'Your callback', async (container) => {
    const element = widget(container);
    await ask(element);
    await press(element, '.back');
  }),
  state('form', 'The form', 'We call you back', async (container) => {
    const form = await openForm(
      widget(container, {
        consent: 'Spoke & Bell may call me back about my bike.',
        privacyHref: '/privacy.html',
      }),
    );
    await form.updateComplete;
  }),
  state('status', 'The status', 'We have your request', async (container) => {
    await ask(widget(container));
  }),
  state('for', 'A button of the host as the launcher', 'Ring me about it', async (container) => {
    const button = put(container, 'button', { type: 'button', id: 'host', className: 'host' });
    button.textContent = 'Ring me about it';
    const element = widget(container, { htmlFor: 'host' });
    await settle(element);
  }),
];
