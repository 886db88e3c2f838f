// What a relay is told when it starts: each mistake has its sentence, and all come at once.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConfigError, helpText, readConfig } from '../dist/config.js';
import { commands, options } from '../dist/config/options.js';
import { secretsProblem } from '../dist/outbox/webhook-secrets.js';

const secret = 'a shared secret of more than 32 bytes';
const enough = {
  RELAY_ORIGINS: 'https://shop.example',
  RELAY_REGIONS: 'IT FR',
  RELAY_AGENT_SECRET: secret,
};
const hour = 3_600_000;

const folder = mkdtempSync(join(tmpdir(), 'relay-config-'));
after(() => rmSync(folder, { recursive: true, force: true }));
/** @returns its path */
function file(name, contents) {
  const path = join(folder, name);
  writeFileSync(path, typeof contents === 'string' ? contents : JSON.stringify(contents));
  return path;
}

const settingsOf = (env, ...argv) => readConfig(argv, { ...enough, ...env }).settings;
const siteOf = (env, name = 'default') => settingsOf(env).sites.get(name);

function mistakesOf(env, ...argv) {
  try {
    readConfig(argv, env);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError, error.stack);
    return error.mistakes;
  }
}

test('the least that a real relay needs, and what it gets with it', () => {
  const { settings, madeSecret } = readConfig([], enough);
  assert.equal(madeSecret, undefined);
  assert.equal(settings.host, '127.0.0.1');
  assert.equal(settings.port, 8080);
  assert.equal(settings.database, 'callback-relay.db');
  assert.deepEqual(settings.agents, { secret });
  assert.equal(settings.streams.session, 3 * settings.streams.heartbeat);
  assert.equal(settings.demo, false);
  const site = settings.sites.get('default');
  assert.deepEqual(site.regions, ['IT', 'FR']);
  assert.deepEqual(site.origins, ['https://shop.example']);
  assert.ok(site.refuseTypes.includes('premium-rate'));
  assert.ok(site.refusePrefixes.includes('+881'));
  assert.equal(site.policy.times.receipt, 24 * hour);
  assert.equal('webhook' in site || 'mail' in site || 'challenge' in site, false);
});

test('without keys of agents it makes a new secret each time', () => {
  const [one, other] = [1, 2].map(() => readConfig([], { ...enough, RELAY_AGENT_SECRET: '' }));
  assert.equal(one.settings.agents.secret, one.madeSecret);
  assert.ok(one.madeSecret.length >= 32);
  assert.notEqual(one.madeSecret, other.madeSecret);
});

test('a flag goes before a variable, and an empty variable is none', () => {
  assert.equal(settingsOf({ RELAY_PORT: '1' }, '--port', '2').port, 2);
  assert.equal(settingsOf({ RELAY_PORT: '1' }, '--port=0').port, 0);
  assert.equal(settingsOf({ RELAY_PORT: '' }).port, 8080);
  assert.equal(
    settingsOf({ DATABASE_URL: 'postgres://relay@db/relay' }).database,
    'postgres://relay@db/relay',
  );
});

test('the demo calls everybody and answers everybody, unless told otherwise', () => {
  const { settings } = readConfig(['--demo'], {});
  assert.equal(settings.demo, true);
  assert.equal(settings.sites.get('default').regions, '*');
  assert.deepEqual(settings.sites.get('default').origins, ['*']);
  const told = readConfig([], { RELAY_DEMO: '1', RELAY_REGIONS: 'IT' }).settings;
  assert.deepEqual(told.sites.get('default').regions, ['IT']);
  assert.equal(readConfig([], { ...enough, RELAY_DEMO: '0' }).settings.demo, false);
});

test('webhook, mail, challenge and the times of one site', () => {
  const site = siteOf({
    RELAY_ORIGINS: 'https://shop.example, https://desk.example:8443',
    RELAY_WEBHOOK_URL: 'https://shop.example/hook',
    RELAY_WEBHOOK_SECRET: 'sixteen-or-more!',
    SMTP_URL: 'smtp://127.0.0.1:25',
    RELAY_MAIL_FROM: 'relay@shop.example',
    RELAY_MAIL_TO: 'ada@shop.example bob@shop.example',
    RELAY_CHALLENGE: '50000',
    RELAY_MAX_WAIT_HOURS: '72',
    RELAY_RETENTION_HOURS: '48',
    RELAY_REFUSE_TYPES: 'mobile',
    RELAY_REFUSE_PREFIXES: '+390',
    RELAY_DO_NOT_CALL: file(
      'never.txt',
      '# asked by mail\n+39 06 52712\r\n\n+39(333)1234567 # twice\n',
    ),
  });
  assert.deepEqual(site.origins, ['https://shop.example', 'https://desk.example:8443']);
  assert.deepEqual(site.webhook, { url: 'https://shop.example/hook', secret: 'sixteen-or-more!' });
  assert.deepEqual(site.mail, {
    smtp: 'smtp://127.0.0.1:25',
    from: 'relay@shop.example',
    to: ['ada@shop.example', 'bob@shop.example'],
  });
  assert.deepEqual(site.challenge, { cost: 50_000 });
  assert.equal(site.policy.times.receipt, 72 * hour);
  assert.equal(site.policy.times.forget, 48 * hour);
  assert.ok(site.policy.times.remove >= site.policy.times.forget);
  assert.deepEqual(site.refuseTypes, ['mobile']);
  assert.deepEqual(site.refusePrefixes, ['+390']);
  assert.deepEqual([...site.doNotCall], ['+390652712', '+393331234567']);
});

test('events are kept no longer than what they are of', () => {
  assert.equal(settingsOf({}).keepEvents, hour);
  assert.equal(settingsOf({ RELAY_RETENTION_HOURS: '0.5' }).keepEvents, hour / 2);
});

const hours = { timeZone: 'Europe/Rome', week: { mon: [['09:00', '17:30']] } };

test('each secret of a webhook is one that nobody guesses', () => {
  const sixteenBytes = 'c2l4dGVlbi1vci1tb3JlIQ==';
  for (const [secret, isGood] of [
    [`whsec_${sixteenBytes}`, true],
    [`whsec_${sixteenBytes} sixteen-or-more!`, true],
    ['whsec_', false],
    ['whsec_c2l4dGVlbi1vci1tb3Jl', false],
    [`whsec_${sixteenBytes.slice(0, -2)}`, false],
    [`whsec_${sixteenBytes}!`, false],
    [`whsec_c2l4dGVl*${sixteenBytes}`, false],
    [`whsec_${sixteenBytes} short`, false],
    [' ', false],
  ]) {
    assert.equal(secretsProblem(secret) === undefined, isGood, secret);
  }
});

test('several sites: each says its own, and the other settings say the rest', () => {
  const shop = {
    regions: ['de'],
    origins: ['https://shop.example'],
    hours,
    slotMinutes: 15,
    horizonDays: 7,
    handlingSeconds: 240,
    showAgent: true,
    outcomes: [{ code: 'sold', label: 'Sold' }],
    doNotCall: ['+4930123456'],
    retentionHours: 2,
    webhook: { url: 'https://shop.example/hook' },
    challenge: 0,
  };
  const sites = { shop, club: {} };
  const env = { RELAY_WEBHOOK_SECRET: 'sixteen-or-more!', RELAY_CHALLENGE: '9' };
  for (const given of [file('sites.json', { sites }), JSON.stringify({ sites })]) {
    const settings = settingsOf({ ...env, RELAY_CONFIG: given });
    assert.deepEqual([...settings.sites.keys()], ['shop', 'club']);
    const site = settings.sites.get('shop');
    assert.deepEqual(site.regions, ['DE']);
    assert.deepEqual(site.webhook, { url: shop.webhook.url, secret: env.RELAY_WEBHOOK_SECRET });
    assert.equal(site.challenge, undefined);
    const { times, ...policy } = site.policy;
    assert.equal(times.forget, 2 * hour);
    assert.deepEqual(policy, {
      hours,
      slotLength: 15,
      horizon: 7,
      showAgent: true,
      handlingTime: 240,
      dispositions: shop.outcomes,
    });
    assert.deepEqual(settings.sites.get('club').regions, ['IT', 'FR']);
    assert.deepEqual(settings.sites.get('club').challenge, { cost: 9 });
    assert.equal(settings.sites.get('club').webhook, undefined);
  }
});

/** A sentence → what leads to it: variables, or flags. */
const mistakes = {
  'RELAY_REGIONS is empty: name the countries that are called, like "IT FR", or try it with --demo.':
    { RELAY_REGIONS: '' },
  'RELAY_ORIGINS is empty: name the websites whose pages may call, like "https://shop.example".': {
    RELAY_ORIGINS: '',
  },
  'RELAY_REGIONS has "ITA", which is no country like "IT" (ISO 3166-1).': {
    RELAY_REGIONS: 'ITA FR',
  },
  'RELAY_REGIONS has "*", which is no country like "IT" (ISO 3166-1).': { RELAY_REGIONS: '*' },
  'RELAY_PORT is "80 80", not a whole number from 0 to 65535.': { RELAY_PORT: '80 80' },
  '--port is "65536", not a whole number from 0 to 65535.': ['--port', '65536'],
  '--port needs a value: PORT.': ['--port'],
  '--host needs a value: ADDRESS.': ['--host', '--demo'],
  '--demo takes no value.': ['--demo=yes'],
  'There is no --prot; --help lists all.': ['--prot', '1'],
  'There is no -p; --help lists all.': ['-p'],
  'There is no command "run"; --help lists all.': ['run'],
  'There is no command "constructor"; --help lists all.': ['constructor'],
  'serve does not know what to do with "now".': ['serve', 'now'],
  'erase needs a value: NUMBER.': ['erase'],
  '--agent-secret would be seen by everybody who lists processes: set RELAY_AGENT_SECRET instead.':
    ['--agent-secret', secret],
  'RELAY_AGENT_SECRET is shorter than 32 characters.': { RELAY_AGENT_SECRET: 'secret' },
  'RELAY_AGENT_SECRET and RELAY_JWKS_URL exclude each other: keep one.': {
    RELAY_JWKS_URL: 'https://id.example/jwks',
  },
  'RELAY_JWKS_URL is no address that begins with https://.': {
    RELAY_AGENT_SECRET: '',
    RELAY_JWKS_URL: 'http://id.example/jwks',
  },
  'Agents have no keys: set RELAY_AGENT_SECRET or RELAY_JWKS_URL, without which the relay listens on 127.0.0.1 alone and not on 0.0.0.0.':
    { RELAY_AGENT_SECRET: '', RELAY_HOST: '0.0.0.0' },
  'The demo lets everybody in: it listens on 127.0.0.1 and not on 192.0.2.1. Leave --demo away.': [
    '--demo',
    '--host=192.0.2.1',
  ],
  'DATABASE_URL is no address that begins with postgres:// or postgresql://.': {
    DATABASE_URL: 'mysql://db/relay',
  },
  'RELAY_LOG_LEVEL is "loud", none of trace, debug, info, warn, error, fatal, silent.': {
    RELAY_LOG_LEVEL: 'loud',
  },
  'RELAY_TRUST_PROXY is "true", not a whole number from 0 to 16.': { RELAY_TRUST_PROXY: 'true' },
  'RELAY_LIMIT_NUMBER is "0", not a whole number from 1 to 1000000.': { RELAY_LIMIT_NUMBER: '0' },
  'RELAY_MAX_WAIT_HOURS is "-1", not a number from 0.05 to 8784.': { RELAY_MAX_WAIT_HOURS: '-1' },
  'RELAY_ORIGINS has "https://shop.example/", which is no origin: write "https://shop.example".': {
    RELAY_ORIGINS: 'https://shop.example/',
  },
  'RELAY_ORIGINS has "shop.example", which is no origin: write it like "https://shop.example".': {
    RELAY_ORIGINS: 'shop.example',
  },
  'RELAY_ORIGINS has "*", which is no origin: write it like "https://shop.example".': {
    RELAY_ORIGINS: '*',
  },
  'RELAY_REFUSE_PREFIXES has "881", which is no beginning like "+881".': {
    RELAY_REFUSE_PREFIXES: '881',
  },
  'RELAY_DO_NOT_CALL has "0652712", which is no number like "+390652712".': {
    RELAY_DO_NOT_CALL: file('bad.txt', '06 52712\n'),
  },
  'RELAY_WEBHOOK_URL needs RELAY_WEBHOOK_SECRET, which signs what it is told.': {
    RELAY_WEBHOOK_URL: 'https://shop.example/hook',
  },
  'RELAY_WEBHOOK_SECRET is shorter than 16 characters.': {
    RELAY_WEBHOOK_URL: 'https://shop.example/hook',
    RELAY_WEBHOOK_SECRET: 'short',
  },
  'RELAY_WEBHOOK_SECRET has a secret that is shorter than 16 characters.': {
    RELAY_WEBHOOK_URL: 'https://shop.example/hook',
    RELAY_WEBHOOK_SECRET: 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0 words of a phrase',
  },
  'RELAY_WEBHOOK_SECRET begins with whsec_, and goes on with no base64 of 16 bytes or more.': {
    RELAY_WEBHOOK_URL: 'https://shop.example/hook',
    RELAY_WEBHOOK_SECRET: 'whsec_-_-_-_-_-_-_-_-_-_-_-_-_',
  },
  'RELAY_WEBHOOK_URL is no address that begins with http:// or https://.': {
    RELAY_WEBHOOK_URL: 'shop.example/hook',
    RELAY_WEBHOOK_SECRET: 'sixteen-or-more!',
  },
  'Mail needs SMTP_URL and RELAY_MAIL_TO, too.': { RELAY_MAIL_FROM: 'relay@shop.example' },
  'RELAY_MAIL_TO has "Ada", which is no address like "desk@shop.example".': {
    SMTP_URL: 'smtp://mail.example',
    RELAY_MAIL_FROM: 'relay@shop.example',
    RELAY_MAIL_TO: 'Ada',
  },
  'SMTP_URL is no address that begins with smtp:// or smtps://.': {
    SMTP_URL: 'mail.example',
    RELAY_MAIL_FROM: 'relay@shop.example',
    RELAY_MAIL_TO: 'ada@shop.example',
  },
  'RELAY_CONFIG names no site.': { RELAY_CONFIG: '{"sites":{}}' },
  'In RELAY_CONFIG, sites is missing.': { RELAY_CONFIG: '{}' },
  'In RELAY_CONFIG, sites.shop.region is not a setting.': ofShop({ region: ['IT'] }),
  'In RELAY_CONFIG, sites.shop.slotMinutes must be >= 5.': ofShop({ slotMinutes: 1 }),
  'In RELAY_CONFIG, sites.shop.outcomes.0.label is missing.': ofShop({ outcomes: [{ code: 'a' }] }),
  'sites.shop.outcomes has the code "a" twice.': ofShop({
    outcomes: ['A', 'B'].map((label) => ({ code: 'a', label })),
  }),
  'In sites.shop.hours, "Mars/Olympus" is not an IANA time zone.': ofShop({
    hours: { ...hours, timeZone: 'Mars/Olympus' },
  }),
  'In sites.shop.hours, "someday" is not a weekday.': ofShop({
    hours: { ...hours, week: { someday: [] } },
  }),
  'RELAY_REGIONS is empty for the site shop: name the countries that are called, like "IT FR", or try it with --demo.':
    { ...ofShop({}), RELAY_REGIONS: '' },
  'sites.shop.regions has "XX", which is no country like "IT" (ISO 3166-1).': ofShop({
    regions: ['IT', 'xx'],
  }),
  'sites.shop.webhook.url needs RELAY_WEBHOOK_SECRET, which signs what it is told.': ofShop({
    webhook: { url: 'https://shop.example' },
  }),
  '"../etc" is no name of a site: letters, digits, - and _, 63 at most.': {
    RELAY_CONFIG: '{"sites":{"../etc":{}}}',
  },
};

function ofShop(site) {
  return { RELAY_CONFIG: JSON.stringify({ sites: { shop: site } }) };
}

for (const [sentence, given] of Object.entries(mistakes)) {
  test(sentence, () => {
    const [env, argv] = Array.isArray(given) ? [{}, given] : [given, []];
    assert.deepEqual(mistakesOf({ ...enough, ...env }, ...argv), [sentence]);
  });
}

test('files that cannot be read, and JSON that is none, say so', () => {
  const nowhere = join(folder, 'nowhere');
  for (const [variable, value, words] of [
    ['RELAY_CONFIG', nowhere, /^RELAY_CONFIG cannot be read: ENOENT.*\.$/],
    ['RELAY_DO_NOT_CALL', nowhere, /^RELAY_DO_NOT_CALL cannot be read: ENOENT.*\.$/],
    ['RELAY_CONFIG', '{"sites":', /^RELAY_CONFIG is not JSON: .*\.$/],
    ['RELAY_CONFIG', file('broken.json', 'nonsense'), /^RELAY_CONFIG is not JSON: .*\.$/],
  ]) {
    const [mistake, ...more] = mistakesOf({ ...enough, [variable]: value });
    assert.match(mistake, words);
    assert.deepEqual(more, []);
  }
});

test('all mistakes come at once, however many, and none twice', () => {
  const sites = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`shop${index}`, { region: [], slotMinutes: 1 }]),
  );
  assert.equal(mistakesOf({ ...enough, RELAY_CONFIG: JSON.stringify({ sites }) }).length, 40);
  const env = {
    RELAY_PORT: 'x',
    RELAY_REGIONS: 'XX',
    RELAY_AGENT_SECRET: 'short',
    RELAY_LOG_LEVEL: 'loud',
    RELAY_CONFIG: '{"sites":{"a":{},"b":{}}}',
  };
  assert.equal(mistakesOf(env, '--nothing').length, 7);
});

test('no sentence shows a secret or a password', () => {
  const env = {
    RELAY_AGENT_SECRET: 'hunter2',
    RELAY_WEBHOOK_URL: 'ftp://hook:hunter2@shop.example',
    RELAY_WEBHOOK_SECRET: 'hunter2',
    SMTP_URL: 'mail://user:hunter2@mail.example',
    DATABASE_URL: 'mysql://user:hunter2@db',
    RELAY_JWKS_URL: 'http://user:hunter2@id.example',
  };
  const sentences = mistakesOf(env);
  assert.ok(sentences.length >= 6, sentences.join('\n'));
  assert.doesNotMatch(sentences.join('\n'), /hunter2/);
});

test('--help lists every command, flag and variable, in lines that fit', () => {
  const text = helpText();
  for (const name of Object.keys(commands)) assert.ok(text.includes(`    ${name} `), name);
  for (const { name, variable, secret } of options) {
    assert.equal(text.includes(`--${name}`), !secret, name);
    if (variable) assert.ok(text.includes(variable), variable);
  }
  for (const line of text.split('\n')) assert.ok(line.length <= 100, line);
});
