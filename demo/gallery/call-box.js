// <call-box>
import { AgentCall, AgentDesk } from '/lib/call/index.js';
import { passTime } from './clock.js';
import { plugIn, unplug, useMicrophone } from './microphone.js';
import {
  bob,
  connectedBox,
  find,
  grace,
  newDesk,
  openBox,
  press,
  put,
  settle,
  until,
} from './stage.js';

const box = (name, title, says, show) => ({ id: `call-box/${name}`, title, says, show });

/** Not accepted yet, then `act`. */
const opened = (name, title, says, options, act) =>
  box(name, title, says, async (container) => {
    const stage = await openBox(container, options?.());
    await act(stage);
    await settle(stage.box);
  });

/** In a call, then `act`. */
const connected = (name, title, says, act = async () => {}, options) =>
  box(name, title, says, async (container) => {
    const stage = await connectedBox(container, options?.());
    passTime(83_000, stage.desk);
    await act(stage);
    stage.box.requestUpdate();
    await settle(stage.box);
  });

/** Accepted, with the phone in hand. */
const dialed = (name, title, says, act) =>
  opened(name, title, says, undefined, async (stage) => {
    void stage.call.accept();
    const phone = await stage.desk.phone.next();
    await until(() => stage.call.state === 'dialing');
    await act({ ...stage, phone });
  });

/** The microphone does not open. */
const refused = (name, title, says, microphone) =>
  opened(
    name,
    title,
    says,
    () => ({ microphone }),
    ({ call }) => call.accept(),
  );

const ended = (reason, says, act) =>
  dialed(`ended-${reason}`, `Ended: ${reason}`, says, async (stage) => {
    await act(stage);
    await until(() => stage.call.state === 'wrapup');
  });

const talked = (name, title, says, act) =>
  connected(name, title, says, async (stage) => {
    stage.phone.hangUp();
    await until(() => stage.call.state === 'wrapup');
    stage.call.disposition = 'reached';
    stage.call.notes = 'Bottom bracket, again. Comes by on Tuesday.';
    await act(stage);
  });

/** A far end that takes its time, on a clock that stands still. */
const slowLine = () => ({ desk: newDesk({ line: { agreeTime: 60_000 } }) });

/** Types where to, and goes on. */
async function transfer({ box: element }, target) {
  await press(element, '[part=transfer-toggle]');
  const field = await until(() => find(element, '#target'));
  field.value = target;
  field.dispatchEvent(new Event('input'));
  await press(element, '[part=transfer] .primary');
}

const COLOURS = ['red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink'];

export const boxes = [
  opened('claiming', 'Claiming', 'Reserving it for you …', undefined, async ({ call, desk }) => {
    desk.delay = 60_000;
    void call.accept();
    await until(() => call.busy);
  }),
  opened(
    'microphone-pending',
    'The browser asks',
    'Waiting for your microphone',
    () => ({ microphone: 'pending' }),
    async ({ call }) => {
      void call.accept();
      await until(() => call.microphone === 'pending');
    },
  ),
  refused(
    'microphone-dismissed',
    'The question was closed',
    'The browser’s question was closed without an answer.',
    'dismissed',
  ),
  refused('microphone-denied', 'Refused', 'The microphone is refused for this page.', 'denied'),
  refused(
    'microphone-refused',
    'Refused, nobody says by whom',
    'by an earlier choice, or by a rule of this site',
    'refused',
  ),
  refused(
    'microphone-blocked',
    'Blocked by the system',
    'Your system keeps the microphone from the browser.',
    'blocked',
  ),
  refused('microphone-policy', 'Kept from the page', 'A rule of this site', 'policy'),
  refused('microphone-missing', 'No microphone', 'No microphone was found.', 'missing'),
  opened(
    'microphone-found',
    'One is plugged in',
    'A microphone is there now.',
    () => ({ microphone: 'missing' }),
    async ({ call }) => {
      await call.accept();
      plugIn();
      await until(() => call.microphoneRecovered);
    },
  ),
  refused(
    'microphone-busy',
    'In use elsewhere',
    'The microphone is there but cannot be used',
    'busy',
  ),
  refused('microphone-failed', 'It does not open', 'The microphone did not open', 'failed'),
  refused(
    'microphone-insecure',
    'An insecure page',
    'The browser offers no microphone on this page',
    'insecure',
  ),
  opened(
    'microphone-timeout',
    'Nobody answers',
    'Nobody answered the browser’s question',
    () => ({ microphone: 'pending', microphoneTimeout: 1 }),
    ({ call }) => call.accept(),
  ),
  connected(
    'microphone-lost',
    'Lost in the call',
    'Your microphone has gone',
    async ({ call, phone }) => {
      useMicrophone('missing');
      unplug(phone.microphone);
      await until(() => call.microphone === 'lost' && !call.busy);
    },
  ),
  connected(
    'microphone-replacing',
    'Lost: looking for another',
    'Looking for another',
    async ({ call, phone }) => {
      useMicrophone('pending');
      unplug(phone.microphone);
      await until(() => call.microphone === 'pending');
    },
  ),
  connected(
    'microphone-replaced',
    'Lost: another one took over',
    'now hears you through “Desk microphone”.',
    async ({ call, phone }) => {
      useMicrophone('open', 'Desk microphone');
      unplug(phone.microphone);
      await until(() => call.microphoneReplacement);
    },
  ),
  connected(
    'microphone-taken-away',
    'Lost: the permission was taken back',
    'Meanwhile Grace Hopper cannot hear you.',
    async ({ call, phone }) => {
      useMicrophone('denied');
      unplug(phone.microphone);
      await until(() => call.error && !call.busy);
    },
  ),
  opened(
    'already-claimed',
    'A colleague was faster',
    'Bob was faster.',
    undefined,
    async ({ call, desk, receipt, agentDesk }) => {
      await desk.agent(bob).claim(receipt.id, { claimKey: 'bob' });
      await until(() => agentDesk.waiting.get(receipt.id)?.claimedBy);
      await call.accept();
    },
  ),
  opened(
    'offline',
    'The desk is out of reach',
    'The desk cannot be reached.',
    undefined,
    async ({ call, desk }) => {
      desk.cut();
      await call.accept();
    },
  ),
  dialed('dialing', 'Dialling', 'Dialling …', async () => {}),
  dialed('ringing', 'Ringing', 'Ringing …', async ({ call, phone }) => {
    phone.ring();
    await until(() => call.state === 'ringing');
  }),
  connected('connected', 'Connected', 'Connected'),
  connected('muted', 'Muted', 'You are muted', ({ box: element }) => press(element, '[part=mute]')),
  box(
    'muted-other',
    'Muted by another call',
    'Muted because you took another call.',
    async (container) => {
      const stage = await connectedBox(container);
      passTime(83_000, stage.desk);
      stage.call.mute(true, 'other-call');
      await settle(stage.box);
    },
  ),
  connected('held', 'On hold', 'On hold: you and', async ({ box: element, phone }) => {
    await press(element, '[part=hold]');
    await until(() => phone.held.local);
  }),
  connected(
    'held-remote',
    'Put on hold by the visitor',
    'has put you on hold',
    async ({ phone, call }) => {
      phone.hold(true);
      await until(() => call.held.remote);
    },
  ),
  connected(
    'held-both',
    'On hold from both ends',
    'have put each other on hold',
    async ({ box: element, phone, call }) => {
      phone.hold(true);
      await press(element, '[part=hold]');
      await until(() => call.held.local && call.held.remote);
    },
  ),
  connected(
    'holding',
    'About to be on hold',
    'Putting Grace Hopper on hold …',
    ({ box: element }) => press(element, '[part=hold]'),
    slowLine,
  ),
  connected(
    'hold-failed',
    'No hold',
    'did not accept the hold',
    async ({ box: element, phone, call }) => {
      phone.refuseHold();
      await press(element, '[part=hold]');
      await until(() => call.holdError);
    },
  ),
  connected('transfer', 'Transfer: where to?', 'Number or address', ({ box: element }) =>
    press(element, '[part=transfer-toggle]'),
  ),
  connected(
    'transfer-invalid',
    'Transfer: not an address',
    'neither a number nor an address',
    (stage) => transfer(stage, 'Bob’s desk'),
  ),
  connected('transfer-ask', 'Transfer: sure?', 'You will leave the call', (stage) =>
    transfer(stage, '+39 06 1234 5678'),
  ),
  connected(
    'transferring',
    'Transfer: under way',
    'Transferring …',
    async (stage) => {
      await transfer(stage, 'sales@example.com');
      await press(stage.box, '.confirm-transfer');
    },
    slowLine,
  ),
  connected('transfer-refused', 'Transfer: refused', 'The transfer was refused.', async (stage) => {
    stage.phone.refuseTransfer();
    await transfer(stage, '204');
    await press(stage.box, '.confirm-transfer');
    await until(() => stage.call.transferError);
  }),
  connected('keypad', 'The keypad', 'Tones sent', async ({ box: element, call }) => {
    await press(element, '.keypad-toggle');
    const keypad = find(element, 'call-keypad');
    keypad.silent = true;
    keypad.press('0018#');
    await until(() => call.tones.at(-1)?.state === 'sent');
  }),
  ...COLOURS.map((colour) =>
    connected(`colour-${colour}`, `Colour: ${colour}`, 'Connected', async ({ call }) => {
      call.colour = colour;
    }),
  ),
  connected('options', 'Choosing a colour', 'Colour', async ({ box: element, call }) => {
    call.colour = 'teal';
    await press(element, '[aria-controls=options]');
  }),
  connected(
    'reconnecting',
    'Interrupted by the line',
    'No sound arrives. Trying to reconnect …',
    async ({ call, phone }) => {
      phone.interrupt();
      await until(() => call.state === 'reconnecting');
    },
  ),
  box('interrupted', 'Interrupted by a reload', 'Call interrupted', async (container) => {
    // The page before this one: it claimed, dialled and was connected when it went away.
    const agent = { id: 'gallery-reload', name: 'Ada' };
    const desk = newDesk();
    const { id } = desk.ask(grace);
    const before = desk.agent(agent);
    const claim = await before.claim(id, { claimKey: 'key' });
    for (const [seq, state] of ['accepted', 'dialing', 'ringing', 'connected'].entries()) {
      await before.report(claim, { seq: seq + 1, state });
    }
    useMicrophone('open');
    const agentDesk = new AgentDesk(desk.agent(agent));
    agentDesk.start();
    const resume = await until(() => agentDesk.claims.get(id));
    const call = new AgentCall({
      desk: agentDesk,
      calls: desk.calls(),
      callback: resume.claim.callback,
      resume,
    });
    await settle(put(container, 'call-box', { call }));
  }),

  ended('busy', 'The line was busy', async ({ phone }) => phone.busy()),
  ended('transferred', 'You transferred Grace Hopper', async ({ call, phone }) => {
    phone.answer();
    await until(() => call.canTransfer);
    await call.transfer('204');
  }),
  dialed('ended-detail', 'Ended: what the network said', 'SIP 486 Busy Here', async (stage) => {
    stage.phone.busy({ protocol: 'SIP', cause: 486, text: 'Busy Here' });
    await until(() => stage.call.state === 'wrapup');
  }),
  opened(
    'ended-unchecked',
    'Ended: the number could not be checked',
    'was not dialled',
    () => ({ request: { ...grace, number: { raw: '020 7946 00I8', region: 'GB' } } }),
    async ({ call }) => {
      await call.accept();
      await until(() => call.state === 'wrapup');
    },
  ),
  ended('no-answer', 'Nobody answered', async ({ phone }) => phone.ignore()),
  ended('rejected', 'The call was refused', async ({ phone }) => phone.decline()),
  ended('media-failed', 'The sound could not be set up', async ({ phone }) => phone.failMedia()),
  ended('agent-canceled', 'You hung up before an answer', async ({ call }) => call.hangUp()),
  ended('visitor-canceled', 'Grace Hopper canceled the request', async ({ desk, receipt }) => {
    await desk.visitor().cancel(receipt);
  }),
  ended('network-failed', 'The connection was lost', async ({ call, phone }) => {
    phone.answer();
    await until(() => call.state === 'connected');
    phone.call.hangUp('system');
  }),
  connected(
    'ended-by-agent',
    'Ended: you hung up',
    'You hung up',
    async ({ call, box: element }) => {
      await press(element, '[part=hang-up]');
      await until(() => call.state === 'wrapup');
    },
  ),
  connected(
    'ended-by-visitor',
    'Ended: the visitor hung up',
    'Grace Hopper hung up',
    async ({ call, phone }) => {
      phone.hangUp();
      await until(() => call.state === 'wrapup');
    },
  ),

  talked('wrapup-unsaved', 'Not saved yet', 'Not saved yet', async () => {}),
  talked('wrapup-saving', 'Saving', 'Saving …', async ({ call, desk }) => {
    desk.delay = 60_000;
    void call.saveWrapup();
    await until(() => call.saving);
  }),
  talked('wrapup-delayed', 'Still trying to save', 'Still trying', async ({ call, desk }) => {
    desk.cut();
    void call.saveWrapup();
    await until(() => call.saveDelayed);
  }),
  talked('wrapup-saved', 'Saved', 'Saved', async ({ call }) => call.saveWrapup()),
  talked('wrapup-failed', 'Not saved', 'Not saved:', async ({ call, desk }) => {
    desk.failNext('forbidden');
    await call.saveWrapup();
  }),
  dialed(
    'ended-put-back',
    'Ended: back in Waiting',
    'Back in Waiting for another attempt',
    async ({ phone, call, box: element }) => {
      phone.ignore();
      await until(() => call.state === 'wrapup');
      await settle(element);
      await press(element, '[part=put-back]');
      await until(() => call.state === 'done');
    },
  ),

  connected(
    'confirm-live',
    'Close a live call?',
    'This hangs up the call with Grace Hopper.',
    async ({ box: element }) => {
      await press(element, '[part=close]');
    },
  ),
  connected(
    'countdown',
    'Three seconds to keep a call',
    'Hanging up in',
    async ({ box: element }) => {
      await press(element, '[aria-controls=options]');
      const ask = find(element, '[name=ask-live]');
      if (ask.checked) ask.click();
      await press(element, '[aria-controls=options]');
      await press(element, '[part=close]');
    },
    // Whose choice stays in this browser, so that it must not be the other states' agent.
    () => ({ agent: { id: 'gallery-hasty', name: 'Ada' } }),
  ),
  talked(
    'confirm-over',
    'Close with something unsaved?',
    'Outcome and notes of Grace Hopper are not saved.',
    ({ box: element }) => press(element, '[part=close]'),
  ),
  connected('closed', 'Closed', 'Closed', async ({ box: element, call }) => {
    await press(element, '[part=close]');
    await press(element, '.confirm');
    await until(() => call.state === 'wrapup');
  }),
  talked('closed-saved', 'Closed and saved', 'Remove', async ({ call, box: element }) => {
    await call.saveWrapup();
    // Nothing is lost: it closes without a question.
    await press(element, '[part=close]');
  }),
  connected('hostile', 'A name that means harm', '<img src=x onerror=alert(1)>', undefined, () => ({
    request: {
      name: `<img src=x onerror=alert(1)> ${'W'.repeat(60)}`,
      number: { e164: '+12025550142', extension: '00000000000000000000' },
      page: { url: 'javascript:alert(1)', title: `<script>${'x'.repeat(80)}</` + 'script>' },
    },
  })),
];
