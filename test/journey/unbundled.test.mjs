// The modules as npm has them, in a browser: the demo's own pages load them bundled.
import assert from 'node:assert/strict';
import { journey } from './support/index.mjs';

journey(
  'the unbundled modules define every element, and a form among them is drawn',
  async ({ open }) => {
    // A page that defines none of them.
    const page = await open('/phone.html');
    const tags = await page.evaluate(async () => {
      await import('/dist/index.js');
      const { loopbackTransport } = await import('/dist/transport/loopback/index.js');
      const form = document.createElement('callback-form');
      form.transport = loopbackTransport();
      document.body.append(form);
      const all = ['engagement', 'form', 'status', 'waiting', 'provider'].map(
        (n) => `callback-${n}`,
      );
      all.push('call-box', 'call-keypad', 'call-desk');
      return all.filter((tag) => !customElements.get(tag));
    });
    assert.deepEqual(tags, [], 'nothing is undefined');
    await page.locator('callback-form').getByLabel('Your name').waitFor();
  },
);
