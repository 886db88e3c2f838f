// <callback-waiting>
import { passTime } from './clock.js';
import { useSound } from './sound.js';
import { ada, bob, find, grace, newDesk, press, put, settle, transportOf, until } from './stage.js';

export const people = [
  grace,
  {
    name: 'José Gutiérrez Nuñez',
    number: { e164: '+34915550142', extension: '12' },
    region: 'ES',
    language: 'es',
    page: { url: 'https://spokeandbell.example/#prices', title: 'Prices · Spoke & Bell' },
  },
  { name: '山田 花子', number: { e164: '+81355550123' }, region: 'JP', language: 'ja' },
  { name: 'Ola Nordmann', number: { e164: '+4722555012' }, region: 'NO' },
];

const minute = 60_000;

/** @param wanted who waits, first asked first; each asked some minutes after the one before */
function draw(container, { wanted = [], desk = newDesk(), ...properties } = {}) {
  const receipts = wanted.map((request, index) => {
    if (index > 0) passTime((wanted.length - index) * 1.5 * minute, desk);
    return desk.ask(request);
  });
  passTime(wanted.length > 0 ? 40_000 : 0, desk);
  const element = put(container, 'callback-waiting', {
    transport: transportOf(desk),
    ...properties,
  });
  return { element, desk, receipts };
}

const drawn = async ({ element }) => {
  await until(() => find(element, '[part=row], [part=empty]:not([role=status])'));
  await settle(element);
};

const state = (name, title, says, options, act = async () => {}) => ({
  id: `callback-waiting/${name}`,
  title,
  says,
  async show(container) {
    const stage = draw(container, options?.());
    await drawn(stage);
    await act(stage);
    await settle(stage.element);
  },
});

export const waiting = [
  {
    id: 'callback-waiting/loading',
    title: 'Loading',
    says: 'Looking who is waiting …',
    show(container) {
      const desk = async function* () {
        await new Promise(() => {});
      };
      const agent = { ...newDesk().agent(ada), desk };
      return settle(put(container, 'callback-waiting', { transport: { agent } }));
    },
  },
  state('empty', 'Nobody is waiting', 'Nobody is waiting'),
  state('one', 'One', 'Grace Hopper', () => ({ wanted: [grace] })),
  state('many', 'Many', 'José Gutiérrez Nuñez', () => ({ wanted: people })),
  state(
    'details',
    'The site’s own fields',
    'A squeak or a creak',
    () => ({ wanted: [grace] }),
    (stage) => press(stage.element, 'summary'),
  ),
  state(
    'arrival',
    'Somebody has just come',
    'Grace Hopper',
    undefined,
    async ({ element, desk }) => {
      desk.ask(grace);
      await until(() => find(element, '[part=row]'));
    },
  ),
  state(
    'claimed',
    'Claimed by a colleague',
    'Claimed by Bob',
    () => ({ wanted: people.slice(0, 2) }),
    async ({ element, desk, receipts }) => {
      await desk.agent(bob).claim(receipts[0].id, { claimKey: 'key' });
      await until(() => find(element, '.claimed-by'));
    },
  ),
  state(
    'accepting',
    'Being accepted',
    'Accepting …',
    () => ({ wanted: [grace] }),
    async ({ element, receipts }) => {
      element.accepting = [receipts[0].id];
    },
  ),
  state(
    'hidden',
    'One is hidden',
    '1 hidden – show',
    () => ({ wanted: people.slice(0, 2) }),
    ({ element }) => press(element, '[part=hide]'),
  ),
  state(
    'hidden-shown',
    'The hidden one, shown',
    'Hidden for you',
    () => ({ wanted: people.slice(0, 2) }),
    async ({ element }) => {
      await press(element, '[part=hide]');
      await press(element, '.more');
    },
  ),
  state(
    'all-hidden',
    'All are hidden',
    'Everybody who waits is hidden',
    () => ({ wanted: [grace] }),
    ({ element }) => press(element, '[part=hide]'),
  ),
  {
    id: 'callback-waiting/attempts',
    title: 'Tried before, and asked twice',
    says: 'Attempt 2 · last time: no answer',
    async show(container) {
      const desk = newDesk();
      const { id } = desk.ask(grace);
      const agent = desk.agent(bob);
      const claim = await agent.claim(id, { claimKey: 'key' });
      const end = { reason: 'no-answer', by: 'system' };
      for (const [seq, what] of ['accepted', 'dialing', 'ringing'].entries()) {
        await agent.report(claim, { seq: seq + 1, state: what });
      }
      await agent.report(claim, { seq: 4, state: 'ended', end });
      await agent.finish(claim, { finishKey: 'key', retryAt: Date.now() - 1 });
      desk.ask(grace);
      passTime(12 * minute, desk);
      await drawn(draw(container, { desk }));
    },
  },
  {
    id: 'callback-waiting/arranged',
    title: 'At an arranged time',
    says: 'Arranged for',
    async show(container) {
      const desk = newDesk();
      desk.ask({ ...grace, notBefore: desk.now + 90 * minute });
      passTime(93 * minute, desk);
      await drawn(draw(container, { desk, serviceLevel: 120 }));
    },
  },
  state('unchecked', 'A number that was not checked', 'cannot be dialled', () => ({
    wanted: [{ ...grace, number: { raw: '020 7946 00I8', region: 'GB' } }],
  })),
  state(
    'paused',
    'While the agent is paused',
    'You are paused',
    () => ({ wanted: [grace] }),
    async ({ element, desk }) => {
      await desk.agent(ada).presence({ state: 'paused' });
      await until(() => find(element, '.note'));
    },
  ),
  state('hostile', 'Names that mean harm', '<b onclick="alert(1)">Bobby</b> Tables', () => ({
    wanted: [
      {
        name: '<b onclick="alert(1)">Bobby</b> Tables',
        number: { e164: '+12025550142' },
        page: { url: 'javascript:alert(1)', title: '<script>alert(1)</' + 'script>' },
        context: { __proto__x: '<img src=x>' },
      },
      { name: 'W'.repeat(100), number: { e164: '+12025550143' } },
      { name: 'مرحبا Ada 123', number: { e164: '+201005550144' }, region: 'EG', language: 'ar' },
      {
        name: 'Z\u0351\u0363a\u034b\u0357l\u0343\u0365g\u0366\u0310o',
        number: { e164: '+12025550145' },
      },
    ],
  })),
  state(
    'connection-lost',
    'Connection lost',
    'The connection is lost.',
    () => ({ wanted: people.slice(0, 2) }),
    ({ desk }) => desk.cut(),
  ),
  {
    id: 'callback-waiting/error',
    title: 'Signed out',
    says: 'You are not signed in to this desk.',
    async show(container) {
      const { CallbackError } = await import('/lib/callback/index.js');

      const desk = async function* () {
        throw new CallbackError('forbidden', 'The token is old.');
      };
      const agent = { ...newDesk().agent(ada), desk };
      await drawn({ element: put(container, 'callback-waiting', { transport: { agent } }) });
    },
  },
  state('no-agent', 'Not for agents', 'This connection is not for agents.', () => ({
    transport: { visitor: newDesk().visitor() },
  })),
  state('note', 'With a call under way', 'Accepting mutes your call with Ada.', () => ({
    wanted: [grace],
    acceptNote: 'Accepting mutes your call with Ada.',
    inCall: true,
  })),
  state(
    'service-level',
    'Against the service level',
    'over by',
    () => ({ wanted: people, serviceLevel: 120 }),
    async ({ element, desk }) => {
      passTime(4 * minute, desk);
      desk.ask(grace);
      element.requestUpdate();
    },
  ),
  state(
    'silent',
    'The browser keeps it silent',
    'Turn sound on',
    () => {
      useSound('blocked');
      return { wanted: [grace] };
    },
    ({ element }) => until(() => find(element, '[part=banner] button')),
  ),
  state(
    'silent-still',
    'Silent in spite of a click',
    'The browser still keeps this page silent.',
    () => {
      useSound('blocked');
      return { wanted: [grace] };
    },
    ({ element }) => press(element, '[part=banner] button'),
  ),
  state('watch-only', 'To be watched only', 'Grace Hopper', () => ({
    wanted: [grace],
    watchOnly: true,
  })),
  state(
    'settings',
    'The settings',
    'Sound when a request arrives',
    () => ({ wanted: [grace] }),
    ({ element }) => press(element, 'header button'),
  ),
];
