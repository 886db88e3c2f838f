/** One thing that the relay can be told, by a flag or by a variable of the environment. */
export interface Option {
  /** `--name`. */
  readonly name: string;
  /** Absent: only commands of their own take it. */
  readonly variable?: string;
  /** What the value is, for `--help`. Absent: a switch. */
  readonly value?: string;
  readonly says: string;
  readonly usual?: string;
  /** A flag would show it to everybody who lists processes: the variable alone says it. */
  readonly secret?: true;
}

/** Everything, in the order of `--help`. */
export const sections: Readonly<Record<string, readonly Option[]>> = {
  'The relay': [
    {
      name: 'port',
      variable: 'RELAY_PORT',
      value: 'PORT',
      says: 'where it listens; 0: any free port',
      usual: '8080',
    },
    {
      name: 'host',
      variable: 'RELAY_HOST',
      value: 'ADDRESS',
      says: 'on which address; 0.0.0.0: on all',
      usual: '127.0.0.1',
    },
    {
      name: 'database',
      variable: 'DATABASE_URL',
      value: 'DATABASE',
      says: 'postgres://…, or the path of an SQLite file, made when it is not there',
      usual: 'callback-relay.db',
    },
    {
      name: 'config',
      variable: 'RELAY_CONFIG',
      value: 'FILE',
      says: 'several sites: a JSON file, or the JSON itself; what a site does not say, the settings of sites below say for it',
    },
    {
      name: 'demo',
      variable: 'RELAY_DEMO',
      says: 'for trying: calls every country, answers every origin; on loopback only',
    },
    {
      name: 'trust-proxy',
      variable: 'RELAY_TRUST_PROXY',
      value: 'NUMBER',
      says: 'proxies in front of it that add to X-Forwarded-For',
      usual: '0',
    },
    {
      name: 'log-level',
      variable: 'RELAY_LOG_LEVEL',
      value: 'LEVEL',
      says: 'trace, debug, info, warn, error, fatal or silent',
      usual: 'info',
    },
  ],
  'Sites (of "default", or of each site in RELAY_CONFIG)': [
    {
      name: 'origins',
      variable: 'RELAY_ORIGINS',
      value: 'LIST',
      says: 'websites, and desks, whose pages may call, "https://shop.example"; the relay does not start without',
    },
    {
      name: 'regions',
      variable: 'RELAY_REGIONS',
      value: 'LIST',
      says: 'countries that are called, "IT FR"; the relay does not start without',
    },
    {
      name: 'refuse-types',
      variable: 'RELAY_REFUSE_TYPES',
      value: 'LIST',
      says: 'kinds of numbers that are never called',
      usual: 'as the form has it',
    },
    {
      name: 'refuse-prefixes',
      variable: 'RELAY_REFUSE_PREFIXES',
      value: 'LIST',
      says: 'beginnings of numbers that are never called, "+881 +1976"',
      usual: 'as the form has it',
    },
    {
      name: 'do-not-call',
      variable: 'RELAY_DO_NOT_CALL',
      value: 'FILE',
      says: 'numbers that are never called, +390652712, one a line',
    },
    {
      name: 'max-wait-hours',
      variable: 'RELAY_MAX_WAIT_HOURS',
      value: 'HOURS',
      says: 'a request that nobody took by then expires',
      usual: '24',
    },
    {
      name: 'retention-hours',
      variable: 'RELAY_RETENTION_HOURS',
      value: 'HOURS',
      says: 'after its end a request loses name, number and all else that is personal',
      usual: '1',
    },
    {
      name: 'challenge',
      variable: 'RELAY_CHALLENGE',
      value: 'COST',
      says: 'a proof of work before a request is taken; 0: none',
      usual: '0',
    },
    {
      name: 'webhook-url',
      variable: 'RELAY_WEBHOOK_URL',
      value: 'URL',
      says: 'is told of each request',
    },
    {
      name: 'webhook-secret',
      variable: 'RELAY_WEBHOOK_SECRET',
      value: 'SECRET',
      says: 'signs what the webhook is told, 16 characters or more',
      secret: true,
    },
    {
      name: 'smtp-url',
      variable: 'SMTP_URL',
      value: 'URL',
      says: 'sends mail of each request: smtps://user:password@mail.example',
      secret: true,
    },
    { name: 'mail-from', variable: 'RELAY_MAIL_FROM', value: 'ADDRESS', says: 'who writes' },
    { name: 'mail-to', variable: 'RELAY_MAIL_TO', value: 'LIST', says: 'who is written to' },
  ],
  'Agents (a secret, or a URL; with neither, a token is made on loopback)': [
    {
      name: 'agent-secret',
      variable: 'RELAY_AGENT_SECRET',
      value: 'SECRET',
      says: 'signs agents’ tokens (HS256), 32 characters or more',
      secret: true,
    },
    {
      name: 'jwks-url',
      variable: 'RELAY_JWKS_URL',
      value: 'URL',
      says: 'public keys of whoever signs them (ES256, RS256, EdDSA)',
    },
    {
      name: 'jwt-issuer',
      variable: 'RELAY_JWT_ISSUER',
      value: 'ISSUER',
      says: 'the only iss that is taken',
      usual: 'any',
    },
    {
      name: 'jwt-audience',
      variable: 'RELAY_JWT_AUDIENCE',
      value: 'AUDIENCE',
      says: 'the only aud that is taken',
      usual: 'any',
    },
  ],
  Limits: [
    {
      name: 'limit-requests',
      variable: 'RELAY_LIMIT_REQUESTS',
      value: 'NUMBER',
      says: 'of one address, a minute',
      usual: '600',
    },
    {
      name: 'limit-submissions',
      variable: 'RELAY_LIMIT_SUBMISSIONS',
      value: 'NUMBER',
      says: 'requests to be called, of one address, an hour',
      usual: '30',
    },
    {
      name: 'limit-number',
      variable: 'RELAY_LIMIT_NUMBER',
      value: 'NUMBER',
      says: 'requests to be called, for one number, an hour',
      usual: '5',
    },
    {
      name: 'limit-streams',
      variable: 'RELAY_LIMIT_STREAMS',
      value: 'NUMBER',
      says: 'open streams of one address',
      usual: '200',
    },
  ],
  'Of commands': [
    { name: 'retry', says: 'dead-letters: try them all again' },
    { name: 'agent', value: 'ID', says: 'token: who it is for' },
    { name: 'name', value: 'NAME', says: 'token: the name that others see', usual: 'the id' },
    {
      name: 'site',
      value: 'LIST',
      says: 'token, erase, dead-letters: which sites, or * for all',
      usual: 'all',
    },
    { name: 'hours', value: 'HOURS', says: 'token: how long it is good', usual: '12' },
    { name: 'help', says: 'this text' },
  ],
};

export const options: readonly Option[] = Object.values(sections).flat();

/** What the program does, by its first word. */
export const commands: Readonly<Record<string, { readonly words: string; readonly says: string }>> =
  {
    serve: { words: '', says: 'run the relay (also without a command)' },
    check: { words: '', says: 'say what it would run with; opens nothing' },
    token: { words: '', says: 'sign a token for an agent: --agent ada --name "Ada Lovelace"' },
    erase: { words: 'NUMBER', says: 'erase all that is known of a phone number' },
    'dead-letters': { words: '', says: 'list what webhook and mail could not deliver' },
    backup: { words: 'FILE', says: 'copy the SQLite database, while the relay runs or not' },
    'renew-epoch': { words: '', says: 'after a restore of PostgreSQL: readers begin anew' },
    help: { words: '', says: 'this text' },
  };

/** The text of `--help`, no line over 100 characters where words allow. */
export function helpText(): string {
  const lines = ['callback-relay [COMMAND] [OPTIONS]', '', 'Commands'];
  for (const [name, { words, says }] of Object.entries(commands)) {
    lines.push(...row([`${name} ${words}`], says));
  }
  lines.push('', 'Options, as a flag or as a variable of the environment; a flag goes first');
  for (const [title, rows] of Object.entries(sections)) {
    lines.push('', title);
    for (const { name, variable, value, says, usual, secret } of rows) {
      const flag = secret ? [] : [value ? `--${name} ${value}` : `--${name}`];
      const left = variable ? [...flag, variable] : flag;
      lines.push(...row(left, usual === undefined ? says : `${says} (${usual})`));
    }
  }
  return `${lines.join('\n')}\n`;
}

const width = 28;

/** Two columns. */
function row(left: readonly string[], says: string): string[] {
  const right = [''];
  for (const word of says.split(' ')) {
    const line = `${right.at(-1)} ${word}`.trim();
    if (line.length + width + 4 > 100) right.push(word);
    else right[right.length - 1] = line;
  }
  const height = Math.max(left.length, right.length);
  return Array.from({ length: height }, (_, index) =>
    `    ${(left[index] ?? '').padEnd(width)}${right[index] ?? ''}`.trimEnd(),
  );
}
