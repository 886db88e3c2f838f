// <callback-form>
import { TransportError } from '/lib/index.js';
import { officeTimes } from './slots.js';
import { find, newDesk, put, settle, transportOf, until } from './stage.js';

const WELL = { visitorName: 'Grace Hopper', visitorNumber: '+44 20 7946 0018' };

/** @param roles what the visitor's side does otherwise than a desk with an agent who is free */
function draw(container, properties = {}, roles = {}, desk = newDesk()) {
  const visitor = { ...desk.visitor(), ...answering({ state: 'ready' }), ...roles };
  let asked = false;
  // What the form asks by itself must be over before the desk is told to fail.
  const transport = {
    visitor: {
      ...visitor,
      availability: async (options) => {
        const answer = await visitor.availability(options);
        asked = true;
        return answer;
      },
    },
  };
  const form = put(container, 'callback-form', { transport, region: 'GB', ...properties });
  return { form, desk, ready: () => until(() => asked) };
}

/** A backend that knows who is there and no changes of it, and offers no times. */
function answering(availability, roles = {}) {
  return { supports: { cancel: true }, availability: async () => availability, ...roles };
}

const state = (name, title, says, show) => ({ id: `callback-form/${name}`, title, says, show });

/** Says at once what is wrong. */
const mistake = (name, title, says, properties) =>
  state(name, title, says, async (container) => {
    const { form } = draw(container, { ...WELL, ...properties });
    await form.collect();
    form.blur();
  });

/** The desk answers with a failure. */
const failure = (name, title, says, prepare) =>
  state(name, title, says, async (container) => {
    const { form, desk, ready } = draw(container, WELL);
    await ready();
    prepare(desk);
    await form.submit();
  });

/** The desk says who is there. */
const note = (name, title, says, availability, roles = {}) =>
  state(name, title, says, async (container) => {
    const { form, ready } = draw(container, WELL, answering(availability(), roles));
    await ready();
    await settle(form);
  });

/** A backend that offers times. */
const offering = (slots, availability = { state: 'ready' }, roles = {}) =>
  answering(availability, {
    supports: { cancel: true, schedule: true },
    slots: () => slots(),
    ...roles,
  });

const closed = () => ({ state: 'closed', opensAt: Date.now() + 47 * 3_600_000 + 19 * 60_000 });

/** The visitor wants to choose a time. */
const later = (name, title, says, roles, act = () => {}) =>
  state(name, title, says, async (container) => {
    const { form, ready } = draw(container, WELL, roles());
    await ready();
    await settle(form);
    find(form, '[value=later]')?.click();
    await settle(form);
    await act(form);
    await settle(form);
  });

async function choose(form, day = 0, time = 4) {
  for (const [selector, index] of [
    ['#day', day],
    ['#time', time],
  ]) {
    const select = await until(() => find(form, selector));
    select.selectedIndex = index;
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await form.updateComplete;
  }
}

/** Why a number is not called, with one that the default refuses or a site that asks for it. */
const refusals = [
  [
    'region',
    'A country not called',
    'We do not call numbers of this',
    '+1 212 555 2368',
    { regions: ['GB'] },
  ],
  ['network', 'A satellite phone', 'We do not call satellite phones', '+881 6 1234 5678'],
  ['prefix', 'A refused beginning', 'We do not call numbers that begin', '+1 976 555 1234'],
  ['premium-rate', 'Premium rate', 'This is a premium-rate number', '+39 892 123'],
  ['shared-cost', 'Shared cost', 'This is a shared-cost number', '+39 848 123 456'],
  ['personal', 'A personal number', 'This is a forwarding number', '+44 70 1234 5678'],
  ['pager', 'A pager', 'This is a pager', '+44 7640 123456'],
  ['uan', 'A company’s number', 'This is the central number', '+44 55 1234 5678'],
  ['voicemail', 'A voicemail', 'This is a voicemail', '+39 339 123 4567 89', {}],
  [
    'fixed-line',
    'No landlines',
    'We do not call landlines',
    '+39 06 1234 5678',
    { refuseTypes: ['fixed-line'] },
  ],
  [
    'mobile',
    'No mobiles',
    'We do not call mobile phones',
    '+39 347 123 4567',
    { refuseTypes: ['mobile'] },
  ],
  [
    'fixed-line-or-mobile',
    'Not this kind',
    'We do not call numbers of this kind',
    '+1 212 555 2368',
    { refuseTypes: ['fixed-line-or-mobile'] },
  ],
  [
    'toll-free',
    'No toll-free numbers',
    'We do not call toll-free',
    '+1 800 234 5678',
    { refuseTypes: ['toll-free'] },
  ],
  [
    'voip',
    'No internet numbers',
    'We do not call internet numbers',
    '+44 56 1234 5678',
    { refuseTypes: ['voip'] },
  ],
];

/** What is asked about a text that is not simply one number. */
const questions = [
  [
    'not-understood',
    'Not all is understood',
    'We could not understand everything',
    '020 7946 0018 Bob',
  ],
  ['lookalike', 'Letters for digits', 'There are letters among the digits.', 'O2O 7946 OO18'],
  ['keypad', 'Letters of the keypad', 'We read the letters as keys', '0800 FLOWERS'],
  ['outdated', 'A number of before', 'This number seems to be written', '+52 1 55 1234 5678'],
  ['ambiguous', 'Right in two ways', 'can be read in more than one way.', '4915112345678', 'DE'],
  ['several', 'Two numbers', 'more than one number here.', '020 7946 0018 / 07400 123456'],
];

function addField(form, { required = false } = {}) {
  const label = put(form, 'label', { className: 'own' });
  label.textContent = 'What is it about? ';
  const select = put(label, 'select', { name: 'about', required });
  for (const value of ['', 'A squeak or a creak', 'Brakes']) {
    put(select, 'option', { value }).textContent = value || 'Choose';
  }
}

export const form = [
  state('empty', 'Empty', 'Your name', async (container) => {
    await draw(container).ready();
  }),
  state('filled', 'Filled in', 'Phone number', async (container) => {
    const { form, ready } = draw(container, WELL);
    await ready();
    await form.updateComplete;
  }),
  state('consent', 'With consent, privacy link and an own field', 'Privacy policy', (container) => {
    const { form } = draw(container, {
      ...WELL,
      consent: 'Spoke & Bell may call me back about my bike.',
      privacyHref: '/privacy.html',
    });
    addField(form);
    return settle(form);
  }),
  state('disabled', 'Switched off', 'Call me back now', async (container) => {
    const { form, ready } = draw(container, { ...WELL, disabled: true });
    await ready();
    await form.updateComplete;
  }),

  mistake('name-missing', 'No name', 'Tell us your name, so that we know whom to ask for.', {
    visitorName: '',
  }),
  mistake(
    'name-too-long',
    'A name too long',
    'This name is too long. Use at most 100 characters.',
    { visitorName: 'Wolfeschlegelsteinhausenbergerdorff '.repeat(4) },
  ),
  mistake('number-missing', 'No number', 'Tell us the number that we should call.', {
    visitorNumber: '',
  }),
  mistake('number-not-a-number', 'Not a number', 'This is not a phone number.', {
    visitorNumber: 'my old one',
  }),
  mistake('number-too-short', 'Too short', 'This number is too short.', {
    visitorNumber: '+44 20 79',
  }),
  mistake('number-too-long', 'Too long', 'This number is too long.', {
    visitorNumber: '+44 20 7946 0018 0018 00',
  }),
  mistake('number-invalid-length', 'A length between', 'No number there has this length.', {
    visitorNumber: '+44 12345678',
  }),
  mistake('number-invalid-country', 'A code of no country', 'No country has this code.', {
    visitorNumber: '+999 1234567',
  }),
  failure('number-invalid', 'The desk knows better', 'This number does not exist.', (desk) =>
    desk.failNext('number-invalid'),
  ),
  mistake('number-unusual', 'An unusual number', 'looks unusual. Is it right?', {
    visitorNumber: '+1 202 055 0123',
  }),
  ...questions.map(([name, title, says, visitorNumber, region = 'GB']) =>
    mistake(`number-${name}`, title, says, { visitorNumber, region }),
  ),
  state(
    'number-host',
    'Letters for digits, in a form of the host',
    'Yes, this number',
    (container) => {
      const host = put(container, 'form', { className: 'host-form' });
      const form = put(host, 'callback-form', {
        name: 'callback',
        transport: transportOf(newDesk()),
        region: 'GB',
        ...WELL,
        visitorNumber: 'O2O 7946 OO18',
      });
      put(host, 'button', { type: 'button', className: 'host' }).textContent = 'Send it all';
      return settle(form).then(() => form.collect());
    },
  ),
  ...refusals.map(([name, title, says, visitorNumber, policy = {}]) =>
    mistake(`number-${name}-refused`, title, says, { visitorNumber, ...policy }),
  ),
  mistake('consent-missing', 'Without consent', 'We need your consent before we may call you.', {
    consent: 'Spoke & Bell may call me back about my bike.',
  }),
  state('own-field-missing', 'An own field is missing', 'What is it about?:', async (container) => {
    const { form } = draw(container, WELL);
    addField(form, { required: true });
    await settle(form);
    await form.collect();
  }),

  note('estimated-wait', 'How long it takes', 'We usually call back within 4 minutes.', () => ({
    state: 'ready',
    agents: 2,
    estimatedWait: 240,
  })),
  note('agents-busy', 'Everybody is busy', 'Everybody is busy just now. We will call you', () => ({
    state: 'busy',
    agents: 0,
  })),
  note('agents-busy-wait', 'Busy, and for how long', 'We will probably call you within', () => ({
    state: 'busy',
    estimatedWait: 900,
  })),
  note('unstaffed', 'Nobody at the desk', 'Nobody is at the desk just now.', () => ({
    state: 'unstaffed',
  })),
  note(
    'unstaffed-or-later',
    'Nobody at the desk, or later',
    'as soon as somebody is back, or at a time you choose.',
    () => ({ state: 'unstaffed' }),
    { supports: { schedule: true }, slots: async () => officeTimes() },
  ),
  note('opens-at', 'Closed until', 'We are closed right now. We open again:', closed),
  note('closed', 'Closed', 'We are closed right now. Please come back later.', () => ({
    state: 'closed',
  })),

  state('now-or-later', 'Now or later', 'When should we call you?', async (container) => {
    const { form, ready } = draw(
      container,
      WELL,
      offering(async () => officeTimes()),
    );
    await ready();
    await settle(form);
  }),
  later('later', 'At a time to be chosen', 'In your time zone:', () =>
    offering(async () => officeTimes()),
  ),
  later(
    'later-chosen',
    'A time is chosen',
    'Schedule my call',
    () => offering(async () => officeTimes()),
    (form) => choose(form, 1),
  ),
  later('later-loading', 'The times are on their way', 'Looking up free times', () =>
    offering(() => new Promise(() => {})),
  ),
  later('later-failed', 'The times did not come', 'We could not look up the free times.', () =>
    offering(() => Promise.reject(new Error('no'))),
  ),
  later('later-none', 'No time is free', 'No time is free in the next two weeks.', () =>
    offering(async () => []),
  ),
  later(
    'time-missing',
    'No time chosen',
    'Choose the time of our call.',
    () => offering(async () => officeTimes()),
    (form) => form.collect(),
  ),
  later(
    'time-gone',
    'The time is taken',
    'This time is no longer free. Please choose another.',
    () => {
      let slots = officeTimes();
      return offering(async () => slots, undefined, {
        request: async ({ notBefore }) => {
          slots = slots.filter(({ from }) => from !== notBefore);
          throw Object.assign(new Error('taken'), { code: 'closed' });
        },
      });
    },
    async (form) => {
      await choose(form);
      await form.submit();
    },
  ),
  later('closed-later', 'Closed: a time can be chosen', 'We open again: Monday', () =>
    offering(async () => officeTimes(), closed()),
  ),
  later(
    'done-later',
    'Accepted for later',
    'Your call: Monday',
    () => offering(async () => officeTimes()),
    async (form) => {
      await choose(form);
      await form.submit();
    },
  ),

  state('busy', 'Sending', 'Sending …', async (container) => {
    const { form, desk, ready } = draw(container, WELL);
    await ready();
    desk.delay = 60_000;
    void form.submit();
    await until(() => form.busy);
    await settle(form);
  }),
  state('checking', 'Waits for the check against spam', 'Preparing …', async (container) => {
    const { form, ready } = draw(
      container,
      { ...WELL, solveChallenge: () => new Promise(() => {}) },
      {
        supports: { cancel: true, challenge: true },
        challenge: async () => ({ kind: 'gallery', puzzle: '', validFor: 600_000 }),
      },
    );
    await ready();
    void form.submit();
    // Not before it has lasted long enough to be noticed.
    await until(() => find(form, '[type=submit]').textContent.includes('Preparing'));
    await settle(form);
  }),
  state(
    'challenge-failed',
    'The check against spam failed',
    'Our check against spam did not work this time.',
    async (container) => {
      // Each time: the first new challenge is tried without a word.
      const request = () => Promise.reject(new TransportError('challenge-failed'));
      const { form, ready } = draw(container, WELL, { request });
      await ready();
      await form.submit();
    },
  ),
  failure('offline', 'Offline', 'You seem to be offline.', (desk) => desk.cut()),
  failure('timeout', 'No answer', 'We got no answer in time.', (desk) => desk.failNext('timeout')),
  failure('unavailable', 'The desk fails', 'Our service has a problem right now.', (desk) =>
    desk.failNext('unavailable'),
  ),
  failure('rate-limited', 'Too many requests', 'There were too many requests from here.', (desk) =>
    desk.failNext('rate-limited'),
  ),
  failure('refused', 'Refused', 'We cannot call this number.', (desk) => desk.failNext('refused')),
  failure('forbidden', 'Not allowed here', 'This page may not ask for calls.', (desk) =>
    desk.failNext('forbidden'),
  ),
  state(
    'no-service',
    'Without a desk',
    'Callbacks are not set up on this page.',
    async (container) => {
      const form = put(container, 'callback-form', { transport: {}, region: 'GB', ...WELL });
      await settle(form);
      await form.submit();
    },
  ),
  state('read-only', 'What the site knows already', 'Phone number', async (container) => {
    const { form } = draw(container, { ...WELL, readOnly: ['name', 'number'] });
    await settle(form);
  }),
  state('hidden', 'A name that is not asked for', 'Phone number', async (container) => {
    const { form } = draw(container, { ...WELL, visitorNumber: '', hide: ['name'] });
    await settle(form);
  }),
  state('done', 'Accepted', 'We have your request', async (container) => {
    const { form, ready } = draw(container, WELL);
    await ready();
    await form.submit();
  }),
  state('host-form', 'In a form of the host', 'Send it all', async (container) => {
    const host = put(container, 'form', { className: 'host-form' });
    const label = put(host, 'label');
    label.textContent = 'Frame number ';
    put(label, 'input', { name: 'frame', value: 'SB-0042' });
    const form = put(host, 'callback-form', {
      name: 'callback',
      transport: transportOf(newDesk()),
      region: 'GB',
      ...WELL,
    });
    put(host, 'button', { type: 'button', className: 'host' }).textContent = 'Send it all';
    await settle(form);
  }),
];
