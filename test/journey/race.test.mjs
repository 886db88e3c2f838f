// Two agents in two tabs want the same visitor at the same moment.
import assert from 'node:assert/strict';
import { accept, ask, callBox, handset, journey, until } from './support/index.mjs';

const races = 50;

journey(`one winner in each of ${races} races of two tabs for one request`, async ({ t, open }) => {
  const tabs = [await open('/desk.html?agent=Ada'), await open('/desk.html?agent=Bob')];
  for (const [index, tab] of tabs.entries()) {
    await tab.evaluate(async (name) => {
      const { loopbackTransport } = await import('/lib/transport/loopback/index.js');
      window.racer = loopbackTransport({ agent: { id: name, name }, desk: 'races' });
    }, `Racer ${index}`);
  }
  const ids = await tabs[0].evaluate(async (races) => {
    const all = [];
    for (let race = 0; race < races; race++) {
      const request = { name: 'Race', number: { e164: `+3906698${10_000 + race}` } };
      const key = { requestKey: `race-${race}`, secret: 's'.repeat(43) };
      all.push((await window.racer.visitor.request(request, key)).id);
    }
    return all;
  }, races);
  const start = Date.now() + 300;
  const results = await Promise.all(
    tabs.map((tab) => tab.evaluate(claimEach, { ids, start, every: 30 })),
  );
  const wins = [0, 0];
  for (const [race, first] of results[0].entries()) {
    const both = [first, results[1][race]];
    assert.deepEqual(both.toSorted(), ['already-claimed', 'won'], `race ${race}`);
    wins[both.indexOf('won')] += 1;
  }
  t.diagnostic(`wins of the two tabs: ${wins.join(' and ')}`);
});

journey(
  'two agents select Accept at once: one dials, the other reads who was faster',
  async ({ open, openDesk }) => {
    const site = await open('/');
    const phone = await open('/phone.html');
    const desks = [await openDesk('Ada'), await openDesk('Bob')];
    await ask(site);
    await Promise.all(desks.map((desk) => desk.evaluate(holdClaims)));
    // Each selects it while it still waits, however slow the other page is.
    for (const desk of desks) await accept(desk, 'Grace Hopper');
    await Promise.all(desks.map((desk) => desk.evaluate(() => window.letClaimsGo())));
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
  },
  // At a relay Chromium itself says that somebody was slower.
  { expected: /\b409\b/ },
);

/** All that is written in the box. */
function boxText(desk) {
  return callBox(desk, 'Grace Hopper').evaluateAll((boxes) =>
    boxes.map((box) => box.shadowRoot.textContent).join(),
  );
}

/** Runs in the page: claims one after the other, each from the millisecond for which both tabs spin. */
async function claimEach({ ids, start, every }) {
  const results = [];
  for (const [race, id] of ids.entries()) {
    while (Date.now() < start + race * every);
    results.push(
      await window.racer.agent.claim(id, { claimKey: crypto.randomUUID() }).then(
        () => 'won',
        ({ code }) => code,
      ),
    );
  }
  return results;
}

/** Runs in the page: what the agent claims is claimed at `letClaimsGo()`. */
function holdClaims() {
  const { agent } = document.querySelector('call-desk').transport;
  const claim = agent.claim.bind(agent);
  const held = new Promise((resolve) => (window.letClaimsGo = resolve));
  agent.claim = async (...all) => {
    await held;
    return claim(...all);
  };
}
