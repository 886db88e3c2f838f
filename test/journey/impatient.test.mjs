// Double clicks, and keys pressed again and again: what has moved under the pointer is not hit, nobody is
// called twice, and no question is answered by chance.
import assert from 'node:assert/strict';
import {
  accept,
  answer,
  callBox,
  fillIn,
  handset,
  journey,
  until,
  untilPhone,
  untilTitle,
  waitingRow,
} from './support/index.mjs';
import { NAME, askThree, untilState } from './support/microphone.mjs';

/** Two clicks of one double click, and time enough for the page to change after each. */
async function doubleClick(page, locator) {
  await page.bringToFront();
  await locator.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await locator.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  for (const clickCount of [1, 2]) {
    await page.mouse.down({ clickCount });
    await page.mouse.up({ clickCount });
    await page.evaluate(drawn);
  }
}

journey(
  'the visitor: the question is not answered, the cancellation not taken back',
  async ({ open }) => {
    const site = await open('/');
    const widget = site.locator('callback-engagement');
    const form = site.locator('callback-form');
    await doubleClick(site, widget.getByRole('button', { name: 'Call me back now' }).first());
    await widget.getByRole('dialog').waitFor();
    assert.equal(await form.count(), 0, 'the panel opens, and nothing in it is chosen');
    await doubleClick(site, widget.getByRole('button', { name: /^Call me back now/ }).last());
    await form.getByLabel('Your name').waitFor();
    await form.getByLabel('Your name').fill(NAME);
    await form.getByLabel('Phone number').pressSequentially('+1 202 055 0123');
    await form.getByRole('checkbox').check();
    await doubleClick(site, form.getByRole('button', { name: 'Call me back now' }));
    await form.locator('[part=question]').waitFor();
    assert.equal(await form.count(), 1, 'nothing was sent');
    await form.getByLabel('Phone number').fill('');
    await fillIn(site);
    await untilTitle(site, 'We have your request');
    await doubleClick(site, site.getByRole('button', { name: 'Cancel my request' }));
    await untilTitle(site, 'You canceled your request');
    assert.equal(await form.count(), 0, 'it is not asked for again');
  },
);

journey('the agent: one row, one call, one box at a time', async ({ open, openDesk }) => {
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada');
  await askThree(desk);
  const rows = desk.locator('callback-waiting').getByRole('listitem');
  const boxes = desk.locator('call-box');
  await doubleClick(
    desk,
    waitingRow(desk, 'Alan Turing').getByRole('button', { name: /^Hide for me/ }),
  );
  assert.equal(await rows.count(), 2, 'the next row is not hidden too');

  for (let i = 0; i < 5; i++) await desk.keyboard.press('a', { delay: 30 });
  await untilPhone(phone, 'ringing');
  assert.equal(await boxes.count(), 1, 'one phone at a time');
  const box = callBox(desk, NAME);
  await answer(phone);
  await untilState(desk, 'connected');
  await desk.bringToFront();
  await box.evaluate((element) => element.focus());
  for (let i = 0; i < 5; i++) await desk.keyboard.down('5');
  await desk.keyboard.up('5');
  await desk.keyboard.press('6');
  await until(
    () => handset(phone),
    ({ digits }) => digits === '56',
    'a key that is held down is one key',
  );
  await doubleClick(desk, box.getByRole('button', { name: 'Mute' }));
  assert.equal(
    await box.getByRole('button', { name: 'Mute' }).getAttribute('aria-pressed'),
    'false',
    'the same button takes both clicks',
  );

  await accept(desk, 'Ada Lovelace');
  const second = callBox(desk, 'Ada Lovelace');
  await second.getByText('The line was busy').first().waitFor();
  for (const each of [second, box]) {
    const hangUp = each.getByRole('button', { name: 'Hang up' });
    if (await hangUp.count()) await doubleClick(desk, hangUp);
    await each.getByRole('combobox', { name: 'Outcome' }).selectOption({ index: 1 });
    await doubleClick(desk, each.getByRole('button', { name: 'Save', exact: true }));
    await each.getByText('Saved', { exact: true }).first().waitFor();
    await doubleClick(desk, each.getByRole('button', { name: /^Close the box/ }));
    await each.getByRole('button', { name: 'Remove' }).waitFor();
    const options = each.getByRole('button', { name: /^Colour and options/ });
    assert.equal(await options.getAttribute('aria-expanded'), 'false', 'it came where the X was');
  }
  await doubleClick(desk, second.getByRole('button', { name: 'Remove' }));
  await second.waitFor({ state: 'detached' });
  assert.equal(await boxes.count(), 1, 'the next box is not removed too');
});

/** Runs in the page: what follows from what has happened is on the screen. */
async function drawn() {
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}
