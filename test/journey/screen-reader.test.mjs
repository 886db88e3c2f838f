// What a screen reader gets: names, roles, states and order from Chromium's own accessibility tree,
// and each live message once.
import assert from 'node:assert/strict';
import { accept, answer, ask, callBox, journey, until, untilPhone } from './support/index.mjs';

const name = 'Grace Hopper';

journey('the form: each field has its name, and says what is wrong with it', async ({ open }) => {
  const site = await open('/');
  await site.bringToFront();
  await site.locator('#call-me').press('Enter');
  await site.getByRole('dialog').getByRole('button', { name: 'Call me back now' }).press('Enter');
  await site.getByLabel('Your name').waitFor();
  inOrder(await tree(site), [
    /^dialog "/,
    /^textbox "Your name".*required/,
    /^combobox "Country or region of the number"/,
    /^textbox "Phone number".*required/,
    /^checkbox ".+".*checked=false/,
    /^button "Call me back now"/,
  ]);
  await site
    .locator('callback-form')
    .getByRole('button', { name: 'Call me back now' })
    .press('Enter');
  await until(
    async () => (await tree(site)).filter((line) => /invalid=true/.test(line)),
    (wrong) => wrong.length === 3,
    'all three are marked',
  );
  inOrder(await tree(site), [
    /^textbox "Your name".*invalid=true.*: "Tell us your name/,
    /^textbox "Phone number".*invalid=true.*: "Tell us the number/,
    /^checkbox ".*invalid=true.*: "We need your consent/,
  ]);
});

journey(
  'desk and box: sections, order, names, states; and each message once',
  async ({ open, openDesk }) => {
    const site = await open('/');
    const phone = await open('/phone.html');
    const desk = await openDesk('Ada');
    const box = callBox(desk, name);
    await desk.evaluate(hearLiveRegions);
    await ask(site);
    await desk.getByRole('button', { name: `Accept ${name}` }).waitFor();
    inOrder(await tree(desk), [
      /^status "?.*"?.*Connected|^status/,
      /^region "Waiting/,
      /^heading "Waiting/,
      /^button "Settings".*expanded=false/,
      /^list /,
      /^listitem /,
      /^button "Hide for me: Grace Hopper"/,
      /^button "Accept Grace Hopper"/,
      /^region "Calls"/,
      /^heading "Calls"/,
    ]);
    await until(
      () => desk.evaluate(() => window.heard.join('|')),
      (heard) => heard.split('New callback request. 1 waiting').length === 2,
      'the arrival is said once',
    );

    await desk.evaluate(() => window.heard.splice(0));
    await accept(desk, name);
    await untilPhone(phone, 'ringing');
    await answer(phone);
    await desk.bringToFront();
    await box.getByRole('button', { name: 'Keypad', exact: true }).press('Enter');
    await box.getByRole('group', { name: 'Keypad' }).waitFor();
    const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'star', '0', 'hash'];
    inOrder(await tree(desk), [
      /^region "Calls"/,
      /^list /,
      /^article "Grace Hopper"/,
      /^heading "Grace Hopper"/,
      /^button "Colour and options".*expanded=false/,
      /^button "Close the box of Grace Hopper"/,
      /^button "Mute".*pressed=false/,
      /^button "Keypad".*expanded=true/,
      /^button "Hang up"/,
      /^group "Keypad"/,
      ...keys.map((key) => new RegExp(`^button "${key}[ A-Z]*"`)),
      /^group "Wrap-up"/,
      /^combobox "Outcome"/,
      /^textbox "Notes"/,
    ]);
    await box.getByRole('button', { name: 'Mute', exact: true }).press('Space');
    inOrder(await tree(desk), [/^button "Mute".*pressed=true/]);

    // The timer ticks, and nobody is told of each second.
    await until(
      () => box.locator('.timer').innerText(),
      (time) => time.trim() >= '00:02',
      'the timer ticks',
    );
    await phone.bringToFront();
    await phone.getByRole('button', { name: 'Hang up' }).click();
    await box.getByText(`${name} hung up`).first().waitFor();
    const heard = await desk.evaluate(() => window.heard);
    for (const once of ['Ringing …', 'Connected', `${name} hung up`]) {
      assert.equal(
        heard.filter((text) => text === once).length,
        1,
        `${once}: ${heard.join(' | ')}`,
      );
    }
    assert.ok(!heard.some((text) => /\d\d:\d\d/.test(text)), heard.join(' | '));

    await box.getByRole('textbox', { name: 'Notes' }).fill('A new bell.');
    await box.getByRole('button', { name: /^Close the box/ }).press('Enter');
    inOrder(await tree(desk), [
      /^dialog "Close without saving\?".*: "Outcome and notes of Grace Hopper are not saved/,
      /^checkbox "Don.t/,
      /^button "(Keep it open|Cancel)".*focused/,
      /^button "Close unsaved"/,
      /^button "Save and close"/,
    ]);
  },
);

/** The lines must be there, in this order; others may stand between them. */
function inOrder(lines, wanted) {
  let from = 0;
  for (const pattern of wanted) {
    const at = lines.findIndex((line, index) => index >= from && pattern.test(line));
    if (at < 0)
      assert.fail(
        `${pattern} is not in, or not after this:\n${lines.slice(Math.max(0, from - 1)).join('\n')}`,
      );
    from = at + 1;
  }
}

/** What a reader passes over, or reads as part of what is around it. */
const plain = ['StaticText', 'InlineTextBox', 'generic', 'paragraph', 'none', 'LabelText'];

/** The accessibility tree as lines `role "name" states: "description"`, in reading order. */
async function tree(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines = [];
  const walk = (node) => {
    if (!node.ignored && !plain.includes(node.role.value)) lines.push(line(node));
    for (const id of node.childIds ?? []) if (byId.has(id)) walk(byId.get(id));
  };
  walk(nodes[0]);
  return lines;
}

function line({ role, name: text, description, properties = [] }) {
  const shown = ['required', 'invalid', 'checked', 'expanded', 'pressed', 'disabled', 'focused'];
  const states = shown.flatMap((state) => {
    const value = properties.find((property) => property.name === state)?.value.value;
    if (value === undefined) return [];
    return ['required', 'disabled', 'focused'].includes(state)
      ? value
        ? [state]
        : []
      : [`${state}=${value}`];
  });
  const told = description?.value ? `: "${description.value}"` : '';
  return `${role.value} "${text?.value ?? ''}" ${states.join(' ')}${told}`;
}

/** Runs in the page: keeps what each live region says, when it says it. */
function hearLiveRegions() {
  window.heard = [];
  const last = new WeakMap();
  const watched = new WeakSet();
  const look = (root) => {
    if (!watched.has(root)) {
      watched.add(root);
      const observer = new MutationObserver(() => look(root));
      observer.observe(root, { childList: true, characterData: true, subtree: true });
    }
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) look(element.shadowRoot);
      if (!/^(status|alert)$/.test(element.role ?? '')) continue;
      const text = element.innerText.trim();
      if (text === (last.get(element) ?? '')) continue;
      last.set(element, text);
      if (text) window.heard.push(text);
    }
  };
  look(document);
}
