// <call-keypad>
import { connectedBox, newDesk, openBox, put, settle, until } from './stage.js';

/** A keypad for a call; the call's box stays outside the page. */
async function keypad(container, { connected = true, ...options } = {}) {
  const aside = document.createElement('div');
  const stage = await (connected ? connectedBox : openBox)(aside, options);
  const element = put(container, 'call-keypad', { call: stage.call, silent: true });
  await settle(element);
  return { ...stage, element };
}

const state = (name, title, says, show) => ({ id: `call-keypad/${name}`, title, says, show });

export const pad = [
  state('alone', 'On its own', 'You can also type or paste digits.', (container) =>
    settle(put(container, 'call-keypad', { silent: true })),
  ),
  state('disabled', 'Switched off', 'PQRS', (container) =>
    settle(put(container, 'call-keypad', { silent: true, disabled: true })),
  ),
  state('idle', 'In a call', 'No tones sent yet', async (container) => {
    await keypad(container);
  }),
  state('sent', 'Sent', 'Tones sent', async (container) => {
    const { element, call } = await keypad(container);
    element.press('0018#');
    await until(() => call.tones.every(({ state }) => state === 'sent'));
    await settle(element);
  }),
  state('pending', 'On their way', 'Tones sent', async (container) => {
    // On a clock that stands still a tone never ends, until time passes.
    const desk = newDesk({ line: { toneTime: 100 } });
    const { element, call } = await keypad(container, { desk });
    element.press('4471');
    await until(() => call.tones[0].state === 'sending');
    desk.advance(100);
    await until(() => call.tones[1].state === 'sending');
    await settle(element);
  }),
  state('failed', 'Not sent', '(not sent)', async (container) => {
    const desk = newDesk({ line: { toneTime: 100 } });
    const { element, call, phone } = await keypad(container, { desk });
    element.press('4471');
    await until(() => call.tones[0].state === 'sending');
    desk.advance(100);
    await until(() => call.tones[1].state === 'sending');
    phone.hangUp();
    await until(() => call.tones[3].state === 'failed');
    await settle(element);
  }),
  state(
    'not-connected',
    'Not connected yet',
    'Tones can be sent once the call is connected.',
    async (container) => {
      await keypad(container, { connected: false });
    },
  ),
  state('on-hold', 'On hold', 'once nobody is on hold', async (container) => {
    const { call } = await keypad(container);
    await call.hold(true);
  }),
  state('no-tones', 'A line without tones', 'This line cannot send tones.', async (container) => {
    await keypad(container, { desk: newDesk({ line: { supports: {} } }) });
  }),
];
