// Mails, against a real SMTP server: what they say, what a hostile visitor can put into them, and servers that
// refuse, hang and hang up.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { letterOf } from '../dist/outbox/letter.js';
import { mailReceiver } from '../dist/outbox/mail.js';
import { siteOf, start } from './support/outbox.mjs';

const never = new AbortController().signal;
const request = { name: 'Ada Lovelace', number: { e164: '+390612345678' } };
const message = (body, more) => ({
  id: 'msg_1',
  callbackId: 'n1',
  body: JSON.stringify({ type: 'requested', request, requestedAt: start, ...body }),
  created: start,
  attempts: 1,
  ...more,
});

async function mailbox(t, options = {}) {
  const mails = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    async onData(stream, session, done) {
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      const raw = Buffer.concat(chunks).toString();
      const { mailFrom, rcptTo } = session.envelope;
      mails.push({ raw, from: mailFrom.address, to: rcptTo.map(({ address }) => address) });
      done();
    },
    ...options,
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  t.after(() => new Promise((resolve) => server.close(resolve)));
  return { mails, server, smtp: `smtp://127.0.0.1:${server.server.address().port}` };
}

const receiverOf = (smtp, { mail, options, ...site } = {}) =>
  mailReceiver(
    siteOf('shop', {
      mail: {
        smtp,
        from: 'Shop relay <relay@shop.example>',
        to: ['desk@shop.example', 'boss@shop.example'],
        ...mail,
      },
      ...site,
    }),
    options,
  );

/** Header fields by lower-case name, unfolded, and the decoded parts by type. */
function parse(raw) {
  const { fields, body } = split(raw);
  const [, boundary] = /boundary="([^"]+)"/.exec(fields.get('content-type'));
  const parts = new Map();
  for (const part of body.split(`--${boundary}`).slice(1, -1)) {
    const inner = split(part.replace(/^\r\n/, ''));
    const encoding = inner.fields.get('content-transfer-encoding');
    const text =
      encoding === 'base64'
        ? Buffer.from(inner.body, 'base64').toString()
        : encoding === 'quoted-printable'
          ? decodeQuoted(inner.body)
          : inner.body;
    parts.set(inner.fields.get('content-type').split(';')[0], text.replaceAll('\r\n', '\n').trim());
  }
  return { fields, parts };
}

function split(raw) {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const fields = new Map(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  assert.equal(fields.size, lines.length, 'no field twice');
  return { fields, body: raw.slice(end + 4) };
}

/** RFC 2045, section 6.7. */
function decodeQuoted(text) {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** RFC 2047, as far as nodemailer writes it. */
function decodeWords(text) {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, kind, word) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString()
        : decodeQuoted(word.replaceAll('_', ' ')),
    );
}

const allFields = [
  'auto-submitted',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'references',
  'subject',
  'to',
  'x-auto-response-suppress',
];

test('a mail says whom to call, when, and that a program wrote it', async (t) => {
  const { mails, smtp } = await mailbox(t);
  const receiver = receiverOf(smtp, {
    policy: { hours: { timeZone: 'Europe/Rome', week: {} } },
  });
  await receiver.deliver(
    message({
      request: {
        ...request,
        number: { e164: '+390612345678', extension: '12' },
        language: 'it',
        page: { url: 'https://shop.example/contact', title: 'Contact' },
        context: { order: '17' },
      },
      notBefore: start + 3_600_000,
    }),
    never,
  );
  const [{ raw, from, to }] = mails;
  assert.equal(from, 'relay@shop.example');
  assert.deepEqual(to, ['desk@shop.example', 'boss@shop.example']);
  const { fields, parts } = parse(raw);
  assert.deepEqual([...fields.keys()].sort(), allFields);
  assert.equal(fields.get('auto-submitted'), 'auto-generated');
  assert.equal(fields.get('message-id'), '<msg_1@shop.example>');
  assert.equal(fields.get('references'), '<n1.callback@shop.example>');
  assert.equal(
    fields.get('subject'),
    'Please call back: Ada Lovelace, +390612345678, extension 12',
  );
  assert.equal(
    // Some versions of Unicode's data have a comma there.
    parts.get('text/plain').replaceAll('Monday, ', 'Monday '),
    [
      'Ada Lovelace asks to be called back.',
      '',
      'Number: +390612345678, extension 12',
      'Call: Monday 1 June 2026 at 15:00 (Europe/Rome)',
      'Asked at: Monday 1 June 2026 at 14:00 (Europe/Rome)',
      'Language: Italian',
      'Page: Contact https://shop.example/contact',
      'order: 17',
      '',
      '-- ',
      'Site: shop. Request: n1.',
    ].join('\n'),
  );
  assert.match(parts.get('text/html'), /<a href="tel:\+390612345678;ext=12"><bdi>\+390612345678,/);
});

test('a repeat carries the same id', async (t) => {
  const { mails, smtp } = await mailbox(t);
  const receiver = receiverOf(smtp);
  await receiver.deliver(message(), never);
  await receiver.deliver(message({}, { attempts: 2 }), never);
  const ids = mails.map(({ raw }) => parse(raw).fields.get('message-id'));
  assert.deepEqual(ids, ['<msg_1@shop.example>', '<msg_1@shop.example>']);
});

const context = { site: 'shop', callbackId: 'n1', timeZone: 'UTC' };

test('each kind of mail has its words in each language', () => {
  const subjects = {};
  for (const language of ['en', 'it']) {
    for (const type of ['requested', 'changed', 'canceled']) {
      const letter = letterOf({ type, request, requestedAt: start }, { ...context, language });
      assert.ok(letter.text.includes('Ada Lovelace') && letter.text.includes('+390612345678'));
      assert.ok(letter.html.startsWith(`<!doctype html><html lang="${language}">`));
      assert.doesNotMatch(letter.text + letter.html, /[{}]|undefined/);
      const asSoon = { en: 'as soon as possible', it: 'appena possibile' }[language];
      assert.equal(letter.text.includes(asSoon), type !== 'canceled');
      subjects[`${language} ${type}`] = letter.subject.split(':')[0];
    }
  }
  assert.equal(new Set(Object.values(subjects)).size, 6);
});

const evil = [
  'Ada\r\nBcc: victim@example.com',
  'Ada\nSubject: You won',
  'Ada\u2028X-Evil: 1',
  'Ada\0\rTo: victim@example.com\r\n\r\n<h1>Body</h1>',
  'Ada\r\n.\r\nMAIL FROM:<evil@example.com>',
  '=?UTF-8?B?DQpCY2M6IHZpY3RpbUBleGFtcGxlLmNvbQ==?=',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '$& $1 {site} {id}',
  '\u202Egnp.exe',
  'victim@example.com, other@example.com',
];

test('whatever a visitor sends is text of the mail: no header, no recipient, no markup', async (t) => {
  const { mails, smtp } = await mailbox(t);
  const receiver = receiverOf(smtp);
  for (const text of evil) {
    const hostile = {
      name: text,
      number: { raw: text, region: text },
      language: text,
      page: { url: text, title: text },
      context: { [text]: text },
    };
    mails.length = 0;
    await receiver.deliver(message({ request: hostile }, { callbackId: `n1>\r\nBcc: x` }), never);
    assert.equal(mails.length, 1, 'one mail');
    const [{ raw, from, to }] = mails;
    assert.equal(from, 'relay@shop.example');
    assert.deepEqual(to, ['desk@shop.example', 'boss@shop.example']);
    const { fields, parts } = parse(raw);
    assert.deepEqual([...fields.keys()].sort(), allFields, JSON.stringify(text));
    assert.equal(fields.get('to'), 'desk@shop.example, boss@shop.example');
    assert.doesNotMatch(decodeWords(fields.get('subject')), /[\r\n\0\u2028\u202e]/);
    const tags = parts.get('text/html').match(/<[^>]*>/g);
    const names = new Set(tags.map((tag) => /^<\/?!?(\w+)/.exec(tag)?.[1]));
    assert.deepEqual([...names].sort(), [
      ...['bdi', 'body', 'doctype', 'html', 'meta', 'p', 'small', 'table', 'td', 'th', 'tr'],
    ]);
    assert.equal(parts.get('text/plain').split('\n').length, 11, 'each on one line');
  }
});

test('what only looks like a number gets no link', () => {
  const html = (number) =>
    letterOf(
      { type: 'requested', request: { name: 'Ada', number }, requestedAt: start },
      {
        ...context,
        language: 'en',
      },
    ).html;
  assert.match(html({ e164: '+390612345678' }), /href="tel:\+390612345678"/);
  assert.match(html({ e164: '+390612345678', extension: '7"x' }), /href="tel:\+390612345678"/);
  assert.doesNotMatch(html({ e164: 'javascript:alert(1)' }), /href/);
  assert.doesNotMatch(html({ raw: '06 1234', region: 'IT' }), /href/);
});

test('a server that refuses is a failure, told without names', async (t) => {
  const { smtp } = await mailbox(t, {
    onRcptTo: ({ address }, _session, done) => done(new Error(`No ${address} here`)),
  });
  await assert.rejects(receiverOf(smtp).deliver(message(), never), {
    name: 'NotDelivered',
    message: 'EENVELOPE 550',
  });
  const strict = await mailbox(t, {
    authOptional: false,
    onAuth: (_auth, _session, done) => done(new Error('Wrong word for ada')),
  });
  const withWord = strict.smtp.replace('//', '//ada:word@');
  await assert.rejects(receiverOf(withWord).deliver(message(), never), { message: 'EAUTH 535' });
});

test('a server that hangs, hangs up or is not there is a failure', async (t) => {
  const silent = await listen(t, () => {});
  const rude = await listen(t, (socket) => socket.destroy());
  const options = { timeout: 200 };
  const reason = (smtp, signal = never) =>
    receiverOf(smtp, { options })
      .deliver(message(), signal)
      .then(
        () => 'delivered',
        (error) => error.message,
      );
  assert.equal(await reason(silent.smtp), 'no answer in time');
  await silent.isFree();
  assert.match(await reason(rude.smtp), /^(ECONNECTION|ESOCKET|ECONNRESET)$/);
  assert.match(await reason('smtp://127.0.0.1:1'), /^(ESOCKET|ECONNREFUSED|ECONNECTION)$/);
  const stop = new AbortController();
  const stopped = reason(silent.smtp, stop.signal);
  stop.abort();
  assert.notEqual(await stopped, 'delivered');
  await silent.isFree();
});

/** A TCP server; `isFree` resolves once nobody is connected. */
async function listen(t, onConnect) {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.resume();
    onConnect(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    smtp: `smtp://127.0.0.1:${server.address().port}`,
    isFree: () => Promise.all([...sockets].map((socket) => once(socket, 'close'))),
  };
}
