// Two agents in two tabs want the same visitor at the same moment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, callBox, handset, theatre, until, waitingRow } from './support/index.mjs';

const stage = theatre();
const races = 50;

test(`one winner in each of ${races} races of two tabs for one request`, async (t) => {
  const { open } = await stage(t);
  const tabs = [await open('/desk.html?agent=Ada'), await open('/desk.html?agent=Bob')];
  for (const [index, tab] of tabs.entries()) {
    await tab.evaluate(async (name) => {
      const { loopbackTransport } = await import('/lib/transport/loopback/index.js');
      window.racer = loopbackTransport({ agent: { id: name, name }, desk: 'races' });
    }, `Racer ${index}`);
  }
  const wins = [0, 0];
  for (let race = 0; race < races; race++) {
    const id = await tabs[0].evaluate(async (race) => {
      const request = { name: 'Race', number: { e164: `+3906698${10_000 + race}` } };
      const key = { requestKey: `race-${race}`, secret: 's'.repeat(43) };
      return (await window.racer.visitor.request(request, key)).id;
    }, race);
    // Both spin until the same millisecond, or the one that was told first would always win.
    const at = Date.now() + 25;
    const results = await Promise.all(
      tabs.map((tab) =>
        tab.evaluate(
          ({ id, at }) => {
            while (Date.now() < at);
            return window.racer.agent.claim(id, { claimKey: crypto.randomUUID() }).then(
              () => 'won',
              ({ code }) => code,
            );
          },
          { id, at },
        ),
      ),
    );
    assert.deepEqual(results.toSorted(), ['already-claimed', 'won'], `race ${race}`);
    wins[results.indexOf('won')] += 1;
  }
  t.diagnostic(`wins of the two tabs: ${wins.join(' and ')}`);
});

test('two agents select Accept at once: one dials, the other reads who was faster', async (t) => {
  const { open, openDesk } = await stage(t);
  const site = await open('/');
  const phone = await open('/phone.html');
  const desks = [await openDesk('Ada'), await openDesk('Bob')];
  await ask(site);
  const buttons = desks.map((desk) =>
    waitingRow(desk, 'Grace Hopper').getByRole('button', { name: /^Accept/ }),
  );
  await Promise.all(buttons.map((button) => button.waitFor()));
  // In the same millisecond: a moment later the second row would be gone.
  const at = Date.now() + 250;
  await Promise.all(
    buttons.map((button) =>
      button.evaluate((element, at) => {
        while (Date.now() < at);
        element.click();
      }, at),
    ),
  );
  await until(
    () => handset(phone),
    ({ state }) => state === 'ringing',
    'the phone rings',
  );
  const texts = await until(
    () => Promise.all(desks.map((desk) => boxText(desk))),
    (all) =>
      all.some((text) => text.includes('Ringing')) && all.some((text) => text.includes('faster')),
    'one dials, and the other is told',
  );
  assert.equal(texts.filter((text) => text.includes('Ringing')).length, 1);
  assert.match(texts.join(), /(Ada|Bob|Another agent) was faster/);
});

/** All that is written in the box. */
function boxText(desk) {
  return callBox(desk, 'Grace Hopper').evaluateAll((boxes) =>
    boxes.map((box) => box.shadowRoot.textContent).join(),
  );
}
