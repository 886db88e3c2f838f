// The README's "Put it on your site", step by step and word for word, by somebody who has installed the
// packages: from there to a visitor's request on a desk, at a webhook and in a mailbox. Only the addresses
// are others: they are of this machine.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SMTPServer } from 'smtp-server';
import { install, pack, PACKAGES } from '../../scripts/packed.mjs';
import { ask, journey, until, untilTitle, waitingRow } from './support/index.mjs';
import { shell } from './support/shell.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WEBHOOKS = join(ROOT, 'docs/webhooks.md');
const FOLDER = new URL('../output/put-on-your-site/', import.meta.url);

journey(
  'the steps of the README end with a request on a desk, at a webhook and in a mailbox',
  async ({ t, context, open, step }) => {
    const folder = mkdtempSync(join(tmpdir(), 'put-on-your-site-'));
    // Where npm leaves its logs.
    const home = { HOME: folder };
    let relay;
    t.after(async () => {
      await relay?.end();
      rmSync(folder, { recursive: true, force: true });
    });
    const pages = new Map();
    const site = await serve(t, (request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(pages.get(new URL(request.url, 'http://site').pathname));
    });
    const events = [];
    let take;
    const webhook = await serve(t, (request, response) => take(request, response));
    const mails = [];
    const smtp = await mailbox(t, mails);
    const addresses = {
      'https://www.example/callbacks': webhook,
      'https://www.example': site,
      'smtps://user:password@mail.example': smtp,
    };
    /** The README's blocks with addresses that are there. */
    const here = (text) =>
      Object.entries(addresses).reduce((all, [from, to]) => all.replaceAll(from, to), text);
    const origins = new Set();
    context.on('request', (request) => origins.add(new URL(request.url()).origin));

    await step('the packages are installed', () => {
      const tarballs = Object.keys(PACKAGES).map((name) => [name, pack(name, folder)]);
      install(Object.fromEntries(tarballs), folder);
    });

    await step('1. the relay runs, with a webhook and with mail', async () => {
      const [hook, mail, ...others] = blocks('Or without a desk', 'sh');
      const [run, ...more] = blocks('1. Run the relay', 'sh');
      assert.deepEqual([others, more], [[], []], 'every block is run');
      // Where the README says: before the last line of step 1.
      const lines = run.trimEnd().split('\n');
      const all = [...lines.slice(0, -1), hook, mail, lines.at(-1)].join('\n');
      relay = await shell(here(all), {
        cwd: folder,
        env: { RELAY_PORT: '0', ...home },
        ready: /^callback-relay listens on (http:\S+)$/m,
      });
      addresses['https://relay.example'] = relay.match[1];
      assert.ok(existsSync(join(folder, 'callback-relay.db')), 'requests are kept in that file');
      const { receiver } = await printedReceiver();
      const secret = readFileSync(join(folder, 'webhook.secret'), 'utf8').trim();
      [take] = receiver(secret, (event) => events.push(event)).listeners('request');
    });

    let visitor;
    await step('2. the line is on a page of the site, and a visitor asks', async () => {
      const [tag, ...more] = blocks('2. Add a line to your pages', 'html');
      assert.deepEqual(more, []);
      pages.set('/', `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>${here(tag)}`);
      visitor = await open(`${site}/`);
      await ask(visitor, { consent: false });
      await untilTitle(visitor, 'We have your request');
    });

    await step('3. a desk is opened with a token, and the visitor waits there', async () => {
      const [page, ...more] = blocks('3. Open a desk', 'html');
      const [command, ...others] = blocks('3. Open a desk', 'sh');
      assert.deepEqual([more, others], [[], []]);
      pages.set('/desk.html', here(page));
      const { out } = await shell(here(command), { cwd: folder, env: home });
      const desk = await open(`${site}/desk.html#${out.trim()}`);
      const row = waitingRow(desk, 'Grace Hopper');
      await row.getByText('+39 06 527 1234').waitFor();
      assert.equal(await desk.locator('call-desk').getByText('Ada', { exact: true }).count(), 1);
    });

    await step('without a desk: the webhook has it, signed, and so has the mailbox', async () => {
      await until(
        () => events.map(({ type, data }) => `${type} ${data.name} ${data.number.e164}`),
        (got) => got.includes('callback.requested Grace Hopper +39065271234'),
        'the request is posted',
      );
      await until(
        () => mails,
        (got) => got.some((mail) => mail.includes('Grace Hopper')),
        'the request is mailed',
      );
      assert.match(mails[0], /^To: you@www\.example\r$/m);
    });

    await step('no page has asked anybody else', () => {
      assert.deepEqual(
        [...origins].filter((origin) => origin.startsWith('http')).sort(),
        [site, addresses['https://relay.example']].sort(),
      );
    });

    await step('in a checkout the program is found as well', async () => {
      const { out } = await shell('npx callback-relay --help', { cwd: ROOT, env: home });
      assert.match(out, /^callback-relay /);
    });
  },
  { notAtRelay: 'it has a relay of its own' },
);

/** What the README has in code blocks of a language under a heading, until the next heading. */
function blocks(heading, language) {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [, after] = readme.split(`\n### ${heading}\n`);
  assert.ok(after, `README.md has the heading "${heading}"`);
  const section = after.split(/^##/m)[0];
  const found = [...section.matchAll(/^```(\w+)\n([^]*?)^```$/gm)];
  const texts = found.filter(([, kind]) => kind === language).map(([, , text]) => text);
  assert.ok(texts.length > 0, `under "${heading}" is a block of ${language}`);
  return texts;
}

/** The receiver that docs/webhooks.md prints, which judges the signature. */
async function printedReceiver() {
  const [, source] = /^```js\n\/\/ receiver\.js\n([^]*?)^```$/m.exec(
    readFileSync(WEBHOOKS, 'utf8'),
  );
  mkdirSync(FOLDER, { recursive: true });
  const file = new URL('receiver.mjs', FOLDER);
  writeFileSync(file, source);
  return import(file.href);
}

/** @returns an origin of its own */
async function serve(t, answer) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

async function mailbox(t, mails) {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    async onData(stream, _session, done) {
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      mails.push(Buffer.concat(chunks).toString());
      done();
    },
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  t.after(() => new Promise((resolve) => server.close(resolve)));
  return `smtp://127.0.0.1:${server.server.address().port}`;
}
