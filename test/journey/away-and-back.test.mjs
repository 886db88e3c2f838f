// The agent's page goes elsewhere and comes back with the browser's Back button: from the back/forward
// cache where nothing is live in it, as after a reload where something was. And it sleeps, or is hidden.
import assert from 'node:assert/strict';
import { kill } from 'node:process';
import { test } from 'node:test';
import {
  accept,
  answer,
  ask,
  callBox,
  handset,
  isTheAgent,
  theatre,
  until,
  untilPhone,
  untilTitle,
  waitingRow,
} from './support/index.mjs';

const stage = theatre({ freezes: true });
const name = 'Grace Hopper';

/** @returns the locks that the page kept while it was away, and whether it came back from the cache */
async function awayAndBack(desk, site, meanwhile = async () => {}) {
  await desk.evaluate(() => (window.before = true));
  await desk.goto(new URL('/gallery.html?state=none', desk.url()).href);
  const locks = await site.evaluate(async () => {
    const { held, pending } = await navigator.locks.query();
    const names = [...held, ...pending].map(({ name: lock }) => lock);
    // What says that an agent is there, or has a claim in hand.
    return names.filter((lock) => /^callback-elements\/.*(session|ready|claim)\//.test(lock));
  });
  await meanwhile();
  // A page out of the cache has been loaded long ago.
  await desk.goBack({ waitUntil: 'commit' });
  await desk.bringToFront();
  await desk.locator('call-desk').waitFor();
  return { locks, frozen: await desk.evaluate(() => window.before === true) };
}

test('nothing under way: not ready while away, and up to date when back', async (t) => {
  const { open, openDesk } = await stage(t);
  const site = await open('/');
  const desk = await openDesk('Ada');
  await desk.getByText('Nobody is waiting').waitFor();
  const agentsReady = () =>
    site.evaluate(async () => {
      const { loopbackTransport } = await import('/lib/transport/loopback/index.js');
      return (await loopbackTransport().visitor.availability()).agents;
    });
  await until(agentsReady, (agents) => agents === 1, 'Ada is ready');
  const { locks, frozen } = await awayAndBack(desk, site, async () => {
    assert.equal(await agentsReady(), 0, 'a page in the cache is no agent');
    await ask(site);
  });
  assert.deepEqual(locks, []);
  // Whether a page is kept is the browser's to decide each time; nothing of ours is to keep it out.
  let kept = frozen;
  for (let tries = 0; tries < 3 && !kept; tries++) kept = (await awayAndBack(desk, site)).frozen;
  assert.equal(kept, true, 'the desk may be kept in the cache');
  await waitingRow(desk, name).waitFor();
  await until(agentsReady, (agents) => agents === 1, 'Ada is ready again');
  await accept(desk, name);
  await untilTitle(site, 'We are calling you now');
});

test('a wrap-up that is not saved yet: still there, and saved', async (t) => {
  const { open, openDesk } = await stage(t);
  const site = await open('/');
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada');
  const box = callBox(desk, name);
  await ask(site);
  await accept(desk, name);
  await untilPhone(phone, 'ringing');
  await answer(phone);
  await untilTitle(site, 'You are connected');
  await phone.getByRole('button', { name: 'Hang up' }).click();
  await desk.bringToFront();
  await box.getByText('Not saved yet').waitFor();
  await box.getByRole('textbox', { name: 'Notes' }).fill('A new bell.');
  const { locks } = await awayAndBack(desk, site);
  assert.deepEqual(locks, [], 'another page of the agent may take it up');
  assert.equal(await box.getByRole('textbox', { name: 'Notes' }).inputValue(), 'A new bell.');
  assert.equal(await box.count(), 1);
  await box.getByRole('button', { name: 'Save', exact: true }).click();
  await box.getByText('Saved', { exact: true }).first().waitFor();
});

// Chromium lets no page into the cache whose lock another page waits for: it is loaded anew.
test('a wrap-up that another tab of the agent has taken up meanwhile: its box is there alone', async (t) => {
  const { open, openDesk } = await stage(t);
  const site = await open('/');
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada');
  const other = await openDesk('Ada', { mortal: true });
  await ask(site);
  await accept(desk, name);
  await untilPhone(phone, 'ringing');
  await phone.bringToFront();
  await phone.getByRole('button', { name: 'Decline' }).click();
  await callBox(desk, name).getByText('Not saved yet').waitFor();
  assert.equal(await callBox(other, name).count(), 0);
  await awayAndBack(desk, site, () => callBox(other, name).getByText('Not saved yet').waitFor());
  await callBox(desk, name).waitFor({ state: 'detached' });
  await other.close();
  await callBox(desk, name).getByText('Not saved yet').waitFor();
});

test('in a call: asked first; then the visitor is told, and called again', async (t) => {
  const { open, openDesk } = await stage(t);
  const site = await open('/');
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada');
  const box = callBox(desk, name);
  const asked = [];
  desk.on('dialog', (dialog) => {
    asked.push(dialog.type());
    return dialog.accept();
  });
  await ask(site);
  await accept(desk, name);
  await untilPhone(phone, 'ringing');
  await answer(phone);
  await untilTitle(site, 'You are connected');
  const { locks } = await awayAndBack(desk, site, async () => {
    await untilPhone(phone, 'idle');
    await site.getByText('We lost the person you are talking to.').first().waitFor();
  });
  assert.deepEqual(asked, ['beforeunload']);
  assert.deepEqual(locks, []);
  await box.getByRole('button', { name: 'Call again' }).click();
  await untilPhone(phone, 'ringing');
  await answer(phone);
  await untilTitle(site, 'You are connected');
});

test('asleep for a while in a call: it goes on when the machine wakes up', async (t) => {
  const { browser, open, openDesk } = await stage(t);
  const site = await open('/');
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada');
  const box = callBox(desk, name);
  await ask(site);
  await accept(desk, name);
  await untilPhone(phone, 'ringing');
  await answer(phone);
  await until(() => handset(phone), isTheAgent, 'the visitor hears the agent');
  const process = await processOf(browser, desk);
  t.after(process.goOn);
  process.stop();
  await until(
    () => handset(phone),
    ({ level }) => level === 0,
    'nothing comes from a sleeping machine',
  );
  // Longer than the silence after which a call counts as interrupted.
  await phone.waitForTimeout(5_000);
  process.goOn();
  await until(() => handset(phone), isTheAgent, 'the visitor hears the agent again');
  await box.getByText('Connected', { exact: true }).first().waitFor();
  await untilTitle(site, 'You are connected');
});

test('hidden for an hour: the list and the visitor’s page are what they were, an hour older', async (t) => {
  const { context, open, openDesk } = await stage(t);
  await context.clock.install();
  const site = await open('/');
  const desk = await openDesk('Ada');
  await ask(site);
  await waitingRow(desk, name).waitFor();
  await context.clock.fastForward('01:00:00');
  await waitingRow(desk, name).getByText('Waiting for 1 hr').waitFor();
  await untilTitle(site, 'We have your request');
  await accept(desk, name);
  await untilTitle(site, 'We are calling you now');
});

/** The process that draws a page: the one without which the page does not answer. */
async function processOf(browser, page) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  for (const { id } of processInfo.filter(({ type }) => type === 'renderer')) {
    kill(id, 'SIGSTOP');
    const answers = await Promise.race([
      page.evaluate(() => true),
      new Promise((resolve) => setTimeout(resolve, 700, false)),
    ]);
    kill(id, 'SIGCONT');
    if (!answers) return { stop: () => kill(id, 'SIGSTOP'), goOn: () => kill(id, 'SIGCONT') };
  }
  throw new Error('No process draws this page.');
}
