// <callback-status>
import { officeTimes } from './slots.js';
import { bob, find, grace, newDesk, press, put, settle, until } from './stage.js';

/** The agent's side of a callback, as another page of the desk does it. */
function agentOf(desk, id) {
  const agent = desk.agent(bob);
  let claim;
  let seq = 0;
  const report = (state, more) => agent.report(claim, { seq: ++seq, state, ...more });
  return {
    async claim() {
      claim = await agent.claim(id, { claimKey: `key-${seq}` });
    },
    async reach(...states) {
      await this.claim();
      for (const state of states) await report(state, { callerId: '+12025550100' });
    },
    async end(reason, by) {
      await report('ended', { end: { reason, by } });
    },
    finish: (finish) => agent.finish(claim, { finishKey: 'key', ...finish }),
  };
}

function follow(container, { desk = newDesk(), receipt = desk.ask(grace), ...roles } = {}) {
  const element = put(container, 'callback-status', {
    transport: { visitor: { ...desk.visitor(), ...roles } },
    region: 'GB',
    receipt,
  });
  return { element, desk, receipt, agent: agentOf(desk, receipt.id) };
}

const known = async ({ element }) => {
  await until(() => element.status);
  await settle(element);
};

const state = (name, title, says, act) => ({
  id: `callback-status/${name}`,
  title,
  says,
  async show(container) {
    const stage = follow(container);
    await act(stage);
    await known(stage);
  },
});

/** What a backend that knows more says of a request; the desk in memory stands behind it. */
const told = (status, { queue, ...roles } = {}) => ({
  supports: { cancel: true, schedule: true, change: true },
  slots: async () => officeTimes(),
  change: () => new Promise(() => {}),
  async *watch(_, { signal } = {}) {
    yield { type: 'status', status: { version: 1, attempts: 0, number: '+44 20 … 18', ...status } };
    if (queue) yield { type: 'queue', queue };
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
  },
  ...roles,
});

const says = (name, title, words, roles, act = () => {}) => ({
  id: `callback-status/${name}`,
  title,
  says: words,
  async show(container) {
    const stage = follow(container, roles());
    await known(stage);
    await act(stage.element);
    await settle(stage.element);
  },
});

/** Opens the change of the number or the time. */
async function change(element, what) {
  await press(element, `.change-${what}`);
  const form = await until(() => find(element, 'callback-change'));
  await settle(form);
  return form;
}

async function typeNumber(form, number) {
  const input = find(form, '#number');
  input.value = number;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await settle(form);
  find(form, '.save').click();
  await settle(form);
}

const refusing = (code) => ({
  change: () => Promise.reject(Object.assign(new Error(code), { code })),
});

const CALL = ['accepted', 'dialing', 'ringing', 'connected'];

/** @param by who ended it; `after`: how far the call had come */
const ended = (reason, by, says, after = ['accepted', 'dialing', 'ringing']) =>
  state(`ended-${reason}`, `Ended: ${reason}`, says, async ({ agent }) => {
    await agent.reach(...after);
    await agent.end(reason, by);
    await agent.finish({ disposition: 'reached' });
  });

/** Ended by the desk itself, before any agent had it. */
const dropped = (reason, says) =>
  state(`ended-${reason}`, `Ended: ${reason}`, says, async ({ desk, receipt }) => {
    desk.end(receipt.id, { reason, by: 'system' });
  });

const tried = (reason, says) =>
  state(`tried-${reason}`, `We tried you: ${reason}`, says, async ({ agent }) => {
    await agent.reach('accepted', 'dialing', 'ringing');
    await agent.end(reason, 'system');
    await agent.finish({ retryAt: Date.now() - 1 });
  });

/** Monday at eleven. */
const appointment = () => ({
  state: 'scheduled',
  notBefore: new Date(Date.now() + 2 * 86_400_000).setHours(11, 0, 0, 0),
});

export const status = [
  {
    id: 'callback-status/loading',
    title: 'Looking it up',
    says: 'Looking up your request …',
    show(container) {
      const watch = async function* () {
        await new Promise(() => {});
      };
      const transport = { visitor: { ...newDesk().visitor(), watch } };
      const receipt = { id: 'one', secret: 'secret', expiresAt: Date.now() + 1_000_000 };
      return settle(put(container, 'callback-status', { transport, receipt }));
    },
  },
  state('waiting', 'Waiting', 'We have your request', async () => {}),
  says('appointment', 'A call is planned', 'Your call: Monday', () => told(appointment())),
  says('queue', 'A place in the queue', 'You are number 3 in the queue.', () =>
    told({ state: 'waiting' }, { queue: { position: 3, estimatedWait: 420 } }),
  ),
  says('queue-next', 'Next', 'You are next.', () =>
    told({ state: 'waiting' }, { queue: { position: 1 } }),
  ),
  says('accepted-by', 'Who gets ready', 'is getting ready to call you', () =>
    told({ state: 'accepted', agent: 'Ada' }),
  ),
  says('dialing-by', 'Who calls, and whom', 'is calling you now', () =>
    told({ state: 'dialing', agent: 'Ada', callerId: '+12025550100' }),
  ),
  says('ringing-by', 'Who lets the phone ring', 'is calling', () =>
    told({ state: 'ringing', agent: 'Ada' }),
  ),
  says(
    'change-number',
    'Another number',
    'Leave it as it is',
    () => told({ state: 'waiting' }),
    (element) => change(element, 'number'),
  ),
  says(
    'change-number-wrong',
    'Another number, wrong',
    'This number is too short.',
    () => told({ state: 'waiting' }),
    async (element) => typeNumber(await change(element, 'number'), '020 79'),
  ),
  says(
    'change-number-asked',
    'Another number, to be read twice',
    'Is that right?',
    () => told({ state: 'waiting' }),
    async (element) => typeNumber(await change(element, 'number'), '020 7946 OO19'),
  ),
  says(
    'change-saving',
    'Saving another number',
    'Saving …',
    () => told({ state: 'waiting' }),
    async (element) => typeNumber(await change(element, 'number'), '020 7946 0019'),
  ),
  says(
    'change-offline',
    'A change while offline',
    'You seem to be offline.',
    () => told({ state: 'waiting' }, refusing('offline')),
    async (element) => typeNumber(await change(element, 'number'), '020 7946 0019'),
  ),
  says(
    'change-too-late',
    'Too late to change',
    'It is too late to change this',
    () => told({ state: 'waiting' }, refusing('too-late')),
    async (element) => typeNumber(await change(element, 'number'), '020 7946 0019'),
  ),
  says(
    'changed',
    'Changed',
    'Saved: we will call the new number.',
    () =>
      told(
        { state: 'waiting' },
        {
          change: async () => ({
            state: 'waiting',
            version: 2,
            attempts: 0,
            number: '+44 20 … 19',
          }),
        },
      ),
    async (element) => typeNumber(await change(element, 'number'), '020 7946 0019'),
  ),
  says(
    'change-time',
    'Another time',
    'At a time I choose',
    () => told(appointment()),
    (element) => change(element, 'time'),
  ),
  says(
    'change-not-loaded',
    'The change did not load',
    'This part did not load.',
    () => told({ state: 'waiting' }),
    async (element) => {
      element.loadChange = () => Promise.reject(new Error('offline'));
      await press(element, '.change-number');
    },
  ),
  state('accepted', 'Accepted', 'Somebody is getting ready to call you', ({ agent }) =>
    agent.reach('accepted'),
  ),
  state('dialing', 'Dialling', 'We are calling you now', ({ agent }) =>
    agent.reach('accepted', 'dialing'),
  ),
  state('ringing', 'Ringing', 'Your phone is ringing', ({ agent }) =>
    agent.reach('accepted', 'dialing', 'ringing'),
  ),
  state('connected', 'Connected', 'You are connected', ({ agent }) => agent.reach(...CALL)),
  state('held', 'On hold', 'The call is on hold', ({ agent }) => agent.reach(...CALL, 'held')),
  state('reconnecting', 'Interrupted', 'The call is interrupted', ({ agent }) =>
    agent.reach(...CALL, 'reconnecting'),
  ),
  state('agent-unreachable', 'The agent is gone', 'We lost the person', async (stage) => {
    await stage.agent.reach(...CALL);
    stage.desk.loseAgent(bob.id);
  }),
  state('scheduled', 'Another attempt is planned', 'We tried to reach you', async ({ agent }) => {
    await agent.reach('accepted', 'dialing', 'ringing');
    await agent.end('no-answer', 'system');
    await agent.finish({ retryAt: Date.now() + 20 * 60_000 });
  }),
  tried('busy', 'Your line was busy.'),
  tried('no-answer', 'Nobody picked up.'),
  tried('voicemail', 'We got your voicemail.'),
  tried('rejected', 'The call was declined.'),
  tried('network-failed', 'The call did not go through.'),
  state('attempted', 'An attempt failed', 'We tried to reach you', async ({ agent }) => {
    await agent.reach('accepted', 'dialing', 'ringing');
    await agent.end('no-answer', 'system');
  }),

  ended('completed', 'agent', 'The call is over', CALL),
  ended('transferred', 'agent', 'You were transferred', CALL),
  ended('agent-canceled', 'agent', 'We stopped the call'),
  ended('busy', 'system', 'Your line was busy'),
  ended('no-answer', 'system', 'We could not reach you'),
  ended('voicemail', 'system', 'We got your voicemail'),
  ended('invalid-number', 'system', 'This number does not work'),
  ended('rejected', 'visitor', 'Your phone declined the call'),
  ended('media-failed', 'system', 'The call had no sound', CALL),
  ended('network-failed', 'system', 'The call was cut off', CALL),
  dropped('expired', 'Nobody could call you in time'),
  dropped('no-agents', 'Nobody is available now'),
  dropped('refused', 'We cannot call this number'),
  dropped('duplicate', 'You have asked already'),
  state('ended-visitor-canceled', 'Canceled', 'You canceled your request', async (stage) => {
    await known(stage);
    await stage.element.cancel();
  }),

  {
    id: 'callback-status/canceling',
    title: 'Canceling',
    says: 'Canceling …',
    async show(container) {
      const stage = follow(container, { cancel: () => new Promise(() => {}) });
      await known(stage);
      void stage.element.cancel();
      await settle(stage.element);
    },
  },
  state('too-late', 'Too late to cancel', 'It is too late to cancel', async (stage) => {
    await known(stage);
    stage.desk.failNext('too-late');
    await stage.element.cancel();
  }),
  state(
    'cancel-failed',
    'Cancel failed',
    'The cancellation did not get through.',
    async (stage) => {
      await known(stage);
      stage.desk.failNext('unavailable');
      await stage.element.cancel();
    },
  ),
  state(
    'connection-lost',
    'Connection lost',
    'We lost the connection to our service.',
    async (stage) => {
      await known(stage);
      stage.desk.cut();
    },
  ),
  {
    id: 'callback-status/not-found',
    title: 'Nobody knows it',
    says: 'We cannot find this request',
    async show(container) {
      const receipt = { id: 'none', secret: 'secret', expiresAt: Date.now() + 1_000_000 };
      const { element } = follow(container, { receipt });
      await until(() => element.settled);
      await settle(element);
    },
  },
  {
    id: 'callback-status/forbidden',
    title: 'Somebody else’s',
    says: 'This request cannot be shown here',
    async show(container) {
      const desk = newDesk();
      const receipt = { ...desk.ask(grace), secret: 'wrong' };
      const { element } = follow(container, { desk, receipt });
      await until(() => element.settled);
      await settle(element);
    },
  },
];
