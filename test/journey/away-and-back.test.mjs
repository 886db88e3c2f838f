// The agent's page goes elsewhere and comes back with the browser's Back button: from the back/forward
// cache where nothing is live in it, as after a reload where something was. And it sleeps, or is hidden.
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import {
  accept,
  answer,
  ask,
  callBox,
  handset,
  isTheAgent,
  journey,
  signal,
  until,
  untilPhone,
  untilTitle,
  waitingRow,
} from './support/index.mjs';

const name = 'Grace Hopper';

journey('the agent looks something up, and comes back', async ({ open, openDesk, step }) => {
  const site = await open('/');
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada');
  const box = callBox(desk, name);
  const asked = [];
  desk.on('dialog', (dialog) => {
    asked.push(dialog.type());
    return dialog.accept();
  });
  const agentsReady = (wanted, what) =>
    until(
      () =>
        site.evaluate(async () => {
          const { visitorSide } = await import('/backend.js');
          return (await visitorSide().availability()).agents;
        }),
      (agents) => agents === wanted,
      what,
    );

  await step('with nothing under way: not ready while away, up to date when back', async () => {
    await desk.getByText('Nobody is waiting').waitFor();
    await agentsReady(1, 'Ada is ready');
    await goAway(desk, site);
    await agentsReady(0, 'a page in the cache is no agent');
    await ask(site);
    assert.deepEqual(await comeBack(desk), [], 'nothing of ours keeps it out of the cache');
    await waitingRow(desk, name).waitFor();
    await agentsReady(1, 'Ada is ready again');
  });

  await step('in a call: asked first; then the visitor is told, and called again', async () => {
    await accept(desk, name);
    await untilPhone(phone, 'ringing');
    await answer(phone);
    await untilTitle(site, 'You are connected');
    assert.deepEqual(asked, []);
    await goAway(desk, site);
    assert.deepEqual(asked, ['beforeunload']);
    await untilPhone(phone, 'idle');
    await site.getByText('We lost the person you are talking to.').first().waitFor();
    await comeBack(desk);
    await box.getByRole('button', { name: 'Call again' }).click();
    await untilPhone(phone, 'ringing');
    await answer(phone);
    await untilTitle(site, 'You are connected');
  });

  await step('with a wrap-up that is not saved yet: still there, and saved', async () => {
    await phone.getByRole('button', { name: 'Hang up' }).click();
    await desk.bringToFront();
    await box.getByText('Not saved yet').waitFor();
    await box.getByRole('textbox', { name: 'Notes' }).fill('A new bell.');
    await goAway(desk, site);
    await comeBack(desk);
    assert.equal(await box.getByRole('textbox', { name: 'Notes' }).inputValue(), 'A new bell.');
    assert.equal(await box.count(), 1);
    await box.getByRole('button', { name: 'Save', exact: true }).click();
    await box.getByText('Saved', { exact: true }).first().waitFor();
  });
});

journey('asleep in a call: it goes on when the machine wakes up', async (stage) => {
  const { browser, open, openDesk } = stage;
  const site = await open('/');
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada');
  await ask(site);
  await accept(desk, name);
  await untilPhone(phone, 'ringing');
  await answer(phone);
  await until(() => handset(phone), isTheAgent, 'the visitor hears the agent');
  const pid = await processOf(browser, desk);
  assert.ok(signal(pid, 'SIGSTOP'), 'the page has a process');
  try {
    await until(
      () => handset(phone),
      ({ level }) => level === 0,
      'nothing comes from a sleeping machine',
    );
    // What is tested is a sleep that is longer than the silence after which a call counts as interrupted.
    await setTimeout(3_500);
  } finally {
    signal(pid, 'SIGCONT');
  }
  await until(() => handset(phone), isTheAgent, 'the visitor hears the agent again');
  await callBox(desk, name).getByText('Connected', { exact: true }).first().waitFor();
  await untilTitle(site, 'You are connected');
});

journey('hidden for an hour: what it was, an hour older', async ({ context, open, openDesk }) => {
  await context.clock.install();
  const site = await open('/');
  const desk = await openDesk('Ada');
  await ask(site);
  await waitingRow(desk, name).waitFor();
  await context.clock.fastForward('01:00:00');
  await waitingRow(desk, name).getByText('Waiting for 1 hr').waitFor();
  await untilTitle(site, 'We have your request');
  await accept(desk, name);
  await callBox(desk, name).waitFor();
});

/** Waits until nothing says any more that an agent is there, or has a claim in hand. */
async function goAway(desk, site) {
  await desk.evaluate(() => (window.isTheSamePage = true));
  await desk.goto(new URL('/gallery.html?state=none', desk.url()).href);
  await until(
    () =>
      site.evaluate(async () => {
        const { held, pending } = await navigator.locks.query();
        const names = [...held, ...pending].map(({ name: lock }) => lock);
        return names.filter((lock) => /^callback-elements\/.*(session|ready|claim)\//.test(lock));
      }),
    (locks) => locks.length === 0,
    'another page of the agent may take it up',
  );
}

/**
 * Whether a page is kept in the cache is the browser's to decide each time.
 * @returns what of the page's own doing has kept it out
 */
async function comeBack(desk) {
  // A page out of the cache has been loaded long ago.
  await desk.goBack({ waitUntil: 'commit' });
  await desk.bringToFront();
  await desk.locator('call-desk').waitFor();
  const reasons = await desk.evaluate(() => {
    if (window.isTheSamePage) return [];
    const [{ notRestoredReasons }] = performance.getEntriesByType('navigation');
    return notRestoredReasons?.reasons.map(({ reason }) => reason) ?? [];
  });
  // Chromium's word for a reason that is none of the page's.
  return reasons.filter((reason) => reason !== 'masked');
}

/** The id of the process that draws a page, by what a trace of it begins with. */
async function processOf(browser, page) {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
  const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
  const { args } = traceEvents.find(({ name: event }) => event === 'TracingStartedInBrowser');
  return args.data.frames.find(({ isOutermostMainFrame }) => isOutermostMainFrame).processId;
}
