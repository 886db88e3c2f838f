// A1 to A13 once more, by people who have a keyboard and no pointer at all.
import assert from 'node:assert/strict';
import {
  callBox,
  focused,
  handset,
  tabTo,
  journey,
  until,
  untilPhone,
  untilTitle,
  waitingRow,
} from './support/index.mjs';

const name = 'Grace Hopper';

journey('the journey by keyboard alone', async ({ open, openDesk }) => {
  const [site, phone, desk] = [await open('/'), await open('/phone.html'), await openDesk('Ada')];
  for (const page of [site, phone, desk]) await page.evaluate(refusePointers);
  const box = callBox(desk, name);
  const press = (page, key) => page.keyboard.press(key);
  const focusIs = (wanted, what) =>
    until(
      () => focused(desk),
      (now) => wanted.test(now),
      what,
    );

  // A1, A2
  await site.bringToFront();
  await site.locator('callback-engagement').waitFor({ state: 'attached' });
  await tabTo(site, /^call me back now/i);
  await press(site, 'Enter');
  await site.locator('callback-engagement').getByRole('dialog').waitFor();
  await tabTo(site, /^Call me back now/, { most: 5 });
  await press(site, 'Enter');
  await site.getByLabel('Your name').waitFor();
  await until(
    () => focused(site),
    (now) => now !== '',
    'the focus is in the form',
  );
  if (!/^Your name/.test(await focused(site))) await tabTo(site, /^Your name/);
  await site.keyboard.type(name);
  await tabTo(site, /^Phone number/, { most: 3 });
  await site.keyboard.type('+39 06 5271 234');
  await tabTo(site, /may call me|agree|consent/i, { most: 4 });
  await press(site, 'Space');
  await tabTo(site, /^Call me back now/, { most: 4 });
  await press(site, 'Enter');
  await untilTitle(site, 'We have your request');

  // A3, A4, A5: the focus goes to the new box
  await desk.bringToFront();
  await waitingRow(desk, name).waitFor();
  await tabTo(desk, /^Accept Grace Hopper/);
  await press(desk, 'Enter');
  await untilPhone(phone, 'ringing');
  await focusIs(/^Grace Hopper$/, 'the focus is at the name in the box');
  assert.equal(await waitingRow(desk, name).count(), 0);

  await phone.bringToFront();
  await tabTo(phone, /Answer/);
  await press(phone, 'Enter');
  await untilTitle(site, 'You are connected');
  await desk.bringToFront();
  await box.getByRole('button', { name: 'Mute', exact: true }).waitFor();

  // A6: typed where the focus is, and pressed on the keypad
  await desk.keyboard.type('12');
  await until(
    () => handset(phone),
    ({ digits }) => digits === '12',
    'typed digits arrive',
  );
  await tabTo(desk, /^hash$/, { most: 30 });
  await press(desk, 'Enter');
  await tabTo(desk, /^5/, { key: 'Shift+Tab', most: 12 });
  await press(desk, 'Space');
  await until(
    () => handset(phone),
    ({ digits }) => digits === '12#5',
    'pressed keys arrive',
  );

  // A7
  await tabTo(desk, /^Mute$/, { key: 'Shift+Tab', most: 12 });
  await press(desk, 'Space');
  await box.getByText('You are muted').first().waitFor();
  await until(
    () => handset(phone),
    ({ level }) => level < 0.001,
    'the phone hears silence',
  );
  await press(desk, 'Space');
  await box.getByText('You are muted').first().waitFor({ state: 'hidden' });

  // A8
  await tabTo(desk, /^Colour and options/, { key: 'Shift+Tab', most: 5 });
  await press(desk, 'Enter');
  await tabTo(desk, /^None$/, { most: 3 });
  for (let i = 0; i < 3; i++) await press(desk, 'ArrowRight');
  assert.match(await focused(desk), /^Yellow$/);
  assert.equal(await box.evaluate(({ call }) => call.colour), 'yellow');
  await tabTo(desk, /^Colour and options/, { key: 'Shift+Tab', most: 3 });
  await press(desk, 'Enter');

  // A9, A10
  await tabTo(desk, /^Close the box/, { most: 2 });
  await press(desk, 'Enter');
  await focusIs(/^Keep it open$/, 'the harmless answer has the focus');
  await press(desk, 'Escape');
  await focusIs(/^Close the box/, 'the focus is back at X');
  assert.equal((await handset(phone)).state, 'connected');

  // A11, A12
  await press(desk, 'Enter');
  await tabTo(desk, /show this again|ask/i, { key: 'Shift+Tab', most: 3 });
  await press(desk, 'Space');
  await tabTo(desk, /^Hang up and close$/, { most: 3 });
  await press(desk, 'Enter');
  await untilPhone(phone, 'idle');
  await focusIs(/^Grace Hopper$/, 'the focus is in the closed box');
  await box.getByText('You hung up').first().waitFor();

  // Wrap-up, A13: the focus goes where the work is
  await tabTo(desk, /^Outcome/, { most: 8 });
  await desk.keyboard.type('Rea');
  await tabTo(desk, /^Notes/, { most: 1 });
  await desk.keyboard.type('A new bell, 2 of them.');
  await tabTo(desk, /^Save$/, { most: 3 });
  await press(desk, 'Enter');
  await box.getByText('Saved', { exact: true }).first().waitFor();
  await box.getByText('Reached', { exact: true }).first().waitFor();
  await focusIs(/^Grace Hopper$/, 'the focus is not lost with the button');
  await tabTo(desk, /^Remove$/, { most: 6 });
  await press(desk, 'Enter');
  await box.waitFor({ state: 'detached' });
  await focusIs(/^Waiting/, 'the focus is at the Waiting section');

  // A11: the way back
  await tabTo(desk, /^Settings$/, { most: 3 });
  await press(desk, 'Enter');
  await tabTo(desk, /^Ask before the X hangs up/, { most: 8 });
  await press(desk, 'Space');
  const kept = await desk.evaluate(() => localStorage.getItem('callback-elements:agent:ada'));
  assert.equal(JSON.parse(kept).askBeforeHangingUp, true);
});

/** Runs in the page: whoever uses a pointer is found out. */
function refusePointers() {
  for (const type of ['pointerdown', 'mousedown', 'touchstart']) {
    addEventListener(type, () => console.error(`${type}: this journey has no pointer`), true);
  }
}
