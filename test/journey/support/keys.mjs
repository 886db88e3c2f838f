// A person who has a keyboard and nothing else.
import assert from 'node:assert/strict';

const sessions = new WeakMap();

/** The accessible name of what has the focus, through all shadow roots. */
export async function focused(page) {
  if (!sessions.has(page)) sessions.set(page, await page.context().newCDPSession(page));
  const session = sessions.get(page);
  const { result } = await session.send('Runtime.evaluate', {
    expression: `(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element;
    })()`,
  });
  const { nodes } = await session.send('Accessibility.getPartialAXTree', {
    objectId: result.objectId,
    fetchRelatives: false,
  });
  return nodes[0]?.name?.value ?? '';
}

/**
 * Presses Tab until something with this name has the focus; fails when it cannot be reached.
 * @param {{ key?: string, most?: number }} [options] `key`: 'Shift+Tab' goes back
 */
export async function tabTo(page, name, { key = 'Tab', most = 60 } = {}) {
  const passed = [];
  for (let i = 0; i < most; i++) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (name.test(now)) return;
    passed.push(now);
  }
  assert.fail(`${key} does not lead to ${name}, but to:\n${passed.join('\n')}`);
}
