// What every state of the gallery needs: a desk in memory, and hands to use the elements with.
import '/lib/index.js';
import { AgentCall, AgentDesk } from '/lib/call/index.js';
import { FakeDesk } from '/lib/testing/index.js';
import { useMicrophone } from './microphone.js';

export const ada = { id: 'gallery', name: 'Ada' };
export const bob = { id: 'gallery-bob', name: 'Bob' };

export const grace = {
  name: 'Grace Hopper',
  number: { e164: '+442079460018' },
  region: 'GB',
  page: { url: 'https://spokeandbell.example/', title: 'Spoke & Bell' },
  context: { about: 'A squeak or a creak' },
};

/** A desk whose clock stands still. */
export function newDesk({ line, ...options } = {}) {
  return new FakeDesk({
    now: Date.now(),
    // Without statistics: on a clock that stands still no packet would ever arrive.
    line: {
      supports: { dtmf: 'signalled', hold: true, transfer: true },
      callerId: '+12025550100',
      ...line,
    },
    ...options,
  });
}

/** All roles of a desk, for one agent. */
export function transportOf(desk, agent = ada) {
  return { visitor: desk.visitor(), agent: desk.agent(agent), calls: desk.calls() };
}

export function put(container, tag, properties = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  container.append(element);
  return element;
}

/** Waits for something that the element or the desk does by itself. */
export async function until(condition, timeout = 5_000) {
  const end = performance.now() + timeout;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (performance.now() > end) throw new Error(`This never came true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The element within, through all shadow roots. */
export function find(root, selector) {
  const own = (root.shadowRoot ?? root).querySelector(selector);
  if (own) return own;
  for (const child of (root.shadowRoot ?? root).querySelectorAll('*')) {
    const found = child.shadowRoot && find(child, selector);
    if (found) return found;
  }
  return null;
}

/** Clicks what is to be clicked as soon as it is there. */
export async function press(root, selector) {
  const target = await until(() => find(root, selector));
  target.click();
  await settle(root);
}

/** Until everything that has been started is drawn. */
export async function settle(element) {
  // Off the page an element is never drawn.
  for (let round = 0; round < 3 && element.isConnected; round++) {
    await new Promise((resolve) => setTimeout(resolve));
    await element.updateComplete;
  }
}

/** A call box with its call; nothing has happened in it yet. */
export async function openBox(container, options = {}) {
  const { desk = newDesk(), agent = ada, microphone = 'open', request = grace, ...rest } = options;
  useMicrophone(microphone);
  const receipt = desk.ask(request);
  const agentDesk = new AgentDesk(desk.agent(agent));
  agentDesk.start();
  const callback = await until(() => agentDesk.waiting.get(receipt.id));
  const call = new AgentCall({ desk: agentDesk, calls: desk.calls(), callback, ...rest });
  const box = put(container, 'call-box', { call });
  return { desk, agentDesk, call, box, receipt };
}

/** A call box in a call. */
export async function connectedBox(container, options) {
  const stage = await openBox(container, options);
  const phone = await connect(stage);
  return { ...stage, phone };
}

/** The agent accepts, the phone rings and is picked up. */
export async function connect({ desk, call, box }) {
  void call.accept();
  const phone = await desk.phone.next();
  phone.ring();
  phone.answer();
  await until(() => call.state === 'connected');
  await settle(box);
  return phone;
}
