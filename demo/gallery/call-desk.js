// <call-desk> and <callback-provider>
import { passTime } from './clock.js';
import { TransportError } from '/lib/index.js';
import { useMicrophone } from './microphone.js';
import { ada, find, grace, newDesk, press, put, settle, transportOf, until } from './stage.js';
import { people } from './waiting.js';

const state = (tag, name, title, says, show) => ({ id: `${tag}/${name}`, title, says, show });

async function draw(container, desk = newDesk()) {
  useMicrophone('open');
  const element = put(container, 'call-desk', { transport: transportOf(desk) });
  await until(() => find(element, '[part=bar]'));
  await settle(element);
  return { element, desk };
}

/** Accepts whoever waits longest, and has the phone picked up. */
async function accept({ element, desk }) {
  const { length } = element.calls;
  await press(element, '[part=accept]');
  await until(() => element.calls.length > length);
  const phone = await desk.phone.next();
  phone.ring();
  phone.answer();
  await until(() => element.calls[0].state === 'connected');
  await settle(element);
  return { phone, call: element.calls[0] };
}

async function threeBoxes(container) {
  const desk = newDesk();
  for (const person of people) {
    desk.ask(person);
    passTime(50_000, desk);
  }
  const stage = await draw(container, desk);
  const first = await accept(stage);
  first.call.colour = 'orange';
  passTime(140_000, desk);
  first.phone.hangUp();
  await until(() => first.call.state === 'wrapup');
  const second = await accept(stage);
  second.call.colour = 'blue';
  passTime(65_000, desk);
  await accept(stage);
  passTime(12_000, desk);
  for (const box of stage.element.shadowRoot.querySelectorAll('call-box')) box.requestUpdate();
  await settle(stage.element);
  return stage;
}

export const desks = [
  state('call-desk', 'empty', 'Nobody waits, no calls', 'No calls', (container) => draw(container)),
  state('call-desk', 'waiting', 'Somebody waits', 'Grace Hopper', async (container) => {
    const desk = newDesk();
    for (const person of people.slice(0, 2)) desk.ask(person);
    passTime(95_000, desk);
    const { element } = await draw(container, desk);
    await until(() => find(element, '[part=row]'));
  }),
  state('call-desk', 'busy', 'Three boxes', 'Muted because you took another call.', threeBoxes),
  state('call-desk', 'pause', 'About to pause', 'Another reason', async (container) => {
    const { element } = await draw(container);
    await press(element, '[part=presence-switch]');
  }),
  state('call-desk', 'pausing', 'Pausing, not told back yet', 'Pausing …', async (container) => {
    const { element, desk } = await draw(container);
    await press(element, '[part=presence-switch]');
    desk.delay = 60_000;
    await press(element, '.reasons button');
  }),
  state('call-desk', 'paused', 'Paused', 'Paused: Lunch', async (container) => {
    const { element, desk } = await draw(container);
    await desk.agent(ada).presence({ state: 'paused', reason: 'Lunch' });
    desk.ask(grace);
    await until(() => find(element, '.is-paused') && find(element, '[part=row]'));
    await settle(element);
  }),
  state(
    'call-desk',
    'presence-failed',
    'The status was not switched',
    'Your status has not changed.',
    async (container) => {
      const { element, desk } = await draw(container);
      await press(element, '[part=presence-switch]');
      desk.failNext('unavailable');
      await press(element, '.reasons button');
      await until(() => find(element, '[part=presence-problem]'));
    },
  ),
  state(
    'call-desk',
    'settings',
    'The settings',
    'Ask before the X hangs up a call',
    async (container) => {
      const { element } = await draw(container);
      await press(find(element, 'callback-waiting'), 'header button');
    },
  ),
  state(
    'call-desk',
    'shortcuts',
    'The keyboard',
    'Accept whoever waits longest',
    async (container) => {
      const { element } = await draw(container);
      await press(element, '[part=bar] .keys');
    },
  ),
  state('call-desk', 'connection-lost', 'Connection lost', 'Connection lost', async (container) => {
    const { element, desk } = await draw(container);
    await until(() => find(element, '.connection.live'));
    desk.cut();
    await until(() => find(element, '.connection.lost'));
  }),
  state(
    'call-desk',
    'line-away',
    'The phone line is down',
    'Calls under way go on',
    async (container) => {
      const { element, desk } = await draw(container);
      desk.calls().signal('disconnected');
      await settle(element);
    },
  ),
  state(
    'call-desk',
    'line-failed',
    'The phone line failed',
    'no call can begin',
    async (container) => {
      const { element, desk } = await draw(container);
      desk.calls().signal('failed', new TransportError('forbidden'));
      await settle(element);
    },
  ),
  state(
    'call-desk',
    'key-refused',
    'A key that does nothing',
    'Nobody is waiting',
    async (container) => {
      const { element } = await draw(container);
      find(element, '[part=calls] h2').dispatchEvent(
        new KeyboardEvent('keydown', { key: 'a', bubbles: true, composed: true }),
      );
      await settle(element);
    },
  ),
  state(
    'call-desk',
    'outcomes',
    'The desk’s own outcomes',
    'Grace Hopper hung up',
    async (container) => {
      const dispositions = [
        { code: 'sold', label: 'Bike sold' },
        { code: 'repair', label: 'Repair booked' },
      ];
      const desk = newDesk({ policy: { dispositions } });
      desk.ask(grace);
      const { call, phone } = await accept(await draw(container, desk));
      call.disposition = 'sold';
      phone.hangUp();
      await until(() => call.state === 'wrapup');
    },
  ),
  state(
    'call-desk',
    'no-token',
    'A relay, and an empty token',
    'The desk did not load.',
    async (container) => {
      const element = put(container, 'call-desk', {
        endpoint: 'https://relay.example',
        token: async () => '',
      });
      await until(() => find(element, '[role=alert]'));
      await settle(element);
    },
  ),
  state(
    'call-desk',
    'no-calls',
    'A desk without a line',
    'This connection cannot make calls',
    async (container) => {
      const element = put(container, 'call-desk', { transport: { agent: newDesk().agent(ada) } });
      await until(() => find(element, '[part=bar]'));
      await settle(element);
    },
  ),
  state(
    'callback-provider',
    'around',
    'One transport for all inside',
    'Grace Hopper',
    async (container) => {
      const desk = newDesk();
      desk.ask(grace);
      const provider = put(container, 'callback-provider', { transport: transportOf(desk) });
      put(provider, 'callback-form', { region: 'GB' });
      const waiting = put(provider, 'callback-waiting');
      await until(() => find(waiting, '[part=row]'));
    },
  ),
];
