// A visitor asks to be called at a time, finds the appointment again, and is called then.
import assert from 'node:assert/strict';
import {
  accept,
  answer,
  chooseTime,
  fillIn,
  journey,
  openForm,
  untilTitle,
  waitingRow,
} from './support/index.mjs';

const name = 'Grace Hopper';

journey('a callback for later', later, {
  notAtRelay: 'It moves a clock, and a relay has its own.',
});

async function later({ context, open, openDesk, step }) {
  // Some minutes before the next time begins. From there time flows, until it is told to pass at once.
  await context.clock.install({ time: new Date('2026-03-14T10:05') });
  const site = await open('/');
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada');
  const form = site.locator('callback-form');
  const status = site.locator('callback-status');
  let at;

  await step('a time is chosen, and said back', async () => {
    await openForm(site);
    await form.getByLabel('At a time I choose').check();
    at = await chooseTime(form);
    await fillIn(site, { name, send: 'Schedule my call' });
    await untilTitle(site, 'Your call is scheduled');
    const clock = await site.evaluate(
      (at) => new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit' }).format(at),
      at,
    );
    await status.getByText(clock).first().waitFor();
  });

  await step('it is found again after a reload, and no agent is offered it yet', async () => {
    await site.reload();
    await site
      .getByRole('button', { name: /^Your callback/ })
      .first()
      .click();
    await untilTitle(site, 'Your call is scheduled');
    assert.equal(await waitingRow(desk, name).count(), 0);
  });

  await step('at its time it waits, and is called', async () => {
    await context.clock.fastForward(at - (await site.evaluate(() => Date.now())) + 1_000);
    await waitingRow(desk, name).waitFor();
    await untilTitle(site, 'We have your request');
    await status.getByText('You are next.').waitFor();
    await accept(desk, name);
    await answer(phone);
    await untilTitle(site, 'You are connected');
  });
}
