// A visitor corrects number and time of a request, in place, until an agent has it.
import assert from 'node:assert/strict';
import {
  accept,
  ask,
  chooseTime,
  journey,
  untilPhone,
  untilTitle,
  waitingRow,
} from './support/index.mjs';

const name = 'Grace Hopper';

journey('a visitor changes a request', async ({ open, openDesk, step }) => {
  const site = await open('/');
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada');
  const status = site.locator('callback-status');
  const change = site.locator('callback-change');
  // In the sentence the number is isolated: it reads left to right in any language.
  const called = (sentence) => status.getByText(sentence).waitFor();
  const press = (button) => status.getByRole('button', { name: button, exact: true }).click();

  await step('a wrong number: the agent reads the right one', async () => {
    await ask(site, { name, number: '+39 06 5271 234' });
    await called(/^We will call .\+39 06 … 34.\.$/);
    await press('Not your number? Change it');
    await change.getByLabel('Phone number').pressSequentially('+39 06 5271 299');
    await press('Save');
    await called(/^We will call .\+39 06 … 99.\.$/);
    await status.getByText('Saved: we will call the new number.').waitFor();
    await waitingRow(desk, name)
      .getByText(/\+39 [\d ]+99$/)
      .waitFor();
  });

  await step('another time: it is offered to nobody', async () => {
    await press('Choose a time instead');
    // Tomorrow: the next one of today may begin before the test has looked.
    await chooseTime(change, 1);
    await press('Save');
    await untilTitle(site, 'Your call is scheduled');
    await waitingRow(desk, name).waitFor({ state: 'detached' });
  });

  await step('now after all: it waits again', async () => {
    await press('Change the time');
    await change.getByLabel('As soon as possible').check();
    await press('Save');
    await untilTitle(site, 'We have your request');
    await waitingRow(desk, name).waitFor();
  });

  await step('with an agent it is too late, and what was typed stands', async () => {
    await press('Not your number? Change it');
    await change.getByLabel('Phone number').pressSequentially('+39 06 5271 200');
    await accept(desk, name);
    await untilPhone(phone, 'ringing');
    await site.bringToFront();
    await change.getByText('It is too late to change this').first().waitFor();
    assert.match(await change.getByLabel('Phone number').inputValue(), /200$/);
    await press('Close');
    await called(/^.Ada. is calling .\+39 06 … 99.\.$/);
    assert.equal(await status.getByRole('button', { name: /Change/ }).count(), 0);
  });
});
