// What the element tests ask of the browser beyond @web/test-runner-commands.

/** `compose-text`: an input method at work, over the DevTools protocol; Chromium alone has it. */
export const composition = {
  name: 'composition',
  async executeCommand({ command, payload, session }) {
    if (command !== 'compose-text') return undefined;
    const page = session.browser.getPage(session.id);
    const devtools = await page.createCDPSession();
    for (const text of payload.steps) {
      const [selectionStart, selectionEnd] = [text.length, text.length];
      await devtools.send('Input.imeSetComposition', { text, selectionStart, selectionEnd });
    }
    await devtools.send('Input.insertText', { text: payload.text });
    await devtools.detach();
    return true;
  },
};
