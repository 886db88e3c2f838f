import { randomBytes } from 'node:crypto';
import { checkUrl, SiteReader } from './config/site.js';
import { readSites } from './config/site-file.js';
import { Given, type NumberRange } from './config/given.js';
import type { AgentKeys, RelaySettings, SiteSettings } from './settings.js';

export { Given } from './config/given.js';
export { helpText } from './config/options.js';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const secretLength = 32;
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
/** The demo runs tests and benchmarks, all from one address. */
const unlimited = 1_000_000;

/** What a relay was told, and what it had to make up. */
export interface Config {
  readonly settings: RelaySettings;
  /** Nobody said how agents' tokens are signed: this secret is new. */
  readonly madeSecret?: string;
}

/** All that is wrong with a configuration. */
export class ConfigError extends Error {
  constructor(
    /** Each a sentence. */
    readonly mistakes: readonly string[],
  ) {
    super(mistakes.join('\n'));
    this.name = 'ConfigError';
  }
}

/**
 * What flags and environment say, judged. Files that they name are read.
 * @throws {ConfigError} with every mistake at once
 */
export function readConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Config {
  return configOf(new Given(argv, env));
}

/** As `readConfig`, of what was read already. */
export function configOf(given: Given): Config {
  const demo = given.isSet('demo');
  const host = given.text('host') ?? '127.0.0.1';
  const database = databaseOf(given);
  const { agents, madeSecret } = agentKeys(given, host);
  if (demo && !isLoopback(host)) {
    given.wrong(
      `The demo lets everybody in: it listens on 127.0.0.1 and not on ${host}. Leave --demo away.`,
    );
  }
  const sites = sitesOf(given, demo);
  const count = (name: string, usual: number, range: Partial<NumberRange> = {}) =>
    given.number(name, { least: 1, most: unlimited, ...range }) ?? usual;
  const limit = (usual: number) => (demo ? unlimited : usual);
  const settings: RelaySettings = {
    port: count('port', 8080, { least: 0, most: 65_535 }),
    host,
    database,
    sites,
    agents,
    trustedProxies: count('trust-proxy', 0, { least: 0, most: 16 }),
    streams: {
      heartbeat: 15 * second,
      session: 45 * second,
      grace: 20 * second,
      buffer: 1_048_576,
      perAddress: count('limit-streams', limit(200)),
    },
    limits: {
      body: 65_536,
      requests: { max: count('limit-requests', limit(600)), window: minute },
      submissions: { max: count('limit-submissions', limit(30)), window: hour },
      number: { max: count('limit-number', limit(5)), window: hour },
    },
    keepEvents: keepEvents([...sites.values()]),
    logLevel: logLevelOf(given),
    demo,
  };
  complain(given);
  return { settings, ...(madeSecret !== undefined && { madeSecret }) };
}

/**
 * The secret alone, for whoever signs a token.
 * @throws {ConfigError}
 */
export function agentSecret(given: Given): AgentKeys & { readonly secret: string } {
  const secret = given.text('agent-secret');
  if (secret === undefined) {
    given.wrong('RELAY_AGENT_SECRET is not set: it is what tokens are signed with.');
  }
  const { agents } = agentKeys(given, '127.0.0.1');
  complain(given);
  return agents as AgentKeys & { readonly secret: string };
}

/**
 * The database alone, for commands that need nothing else.
 * @throws {ConfigError}
 */
export function databaseOf(given: Given): string {
  const database = given.text('database') ?? 'callback-relay.db';
  // A path has no scheme, but for C:\ on Windows.
  if (/^[a-z][a-z\d+.-]+:/i.test(database)) {
    const label = given.label('database');
    checkUrl(database, ['postgres:', 'postgresql:'], label, given);
  }
  return database;
}

/** @throws {ConfigError} when anything was wrong */
export function complain(given: Given): void {
  if (given.mistakes.length > 0) throw new ConfigError(given.mistakes);
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return /^(localhost|::1|127(\.\d{1,3}){3})$/i.test(host);
}

function agentKeys(given: Given, host: string): { agents: AgentKeys; madeSecret?: string } {
  const [secret, jwks] = [given.text('agent-secret'), given.text('jwks-url')];
  const [issuer, audience] = [given.text('jwt-issuer'), given.text('jwt-audience')];
  const claims = {
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  };
  if (secret !== undefined && jwks !== undefined) {
    given.wrong('RELAY_AGENT_SECRET and RELAY_JWKS_URL exclude each other: keep one.');
  }
  if (secret !== undefined) {
    if (secret.length < secretLength) {
      given.wrong(`RELAY_AGENT_SECRET is shorter than ${secretLength} characters.`);
    }
    return { agents: { secret, ...claims } };
  }
  if (jwks !== undefined) {
    checkJwks(jwks, given);
    return { agents: { jwks, ...claims } };
  }
  if (!isLoopback(host)) {
    given.wrong(
      `Agents have no keys: set RELAY_AGENT_SECRET or RELAY_JWKS_URL, without which the relay listens on 127.0.0.1 alone and not on ${host}.`,
    );
  }
  const madeSecret = randomBytes(secretLength).toString('base64url');
  return { agents: { secret: madeSecret, ...claims }, madeSecret };
}

/** Whoever can change the keys on their way can be any agent. */
function checkJwks(jwks: string, given: Given): void {
  const label = given.label('jwks-url');
  const near = URL.canParse(jwks) && isLoopback(new URL(jwks).hostname.replace(/^\[|\]$/g, ''));
  checkUrl(jwks, near ? ['http:', 'https:'] : ['https:'], label, given);
}

function sitesOf(given: Given, demo: boolean): ReadonlyMap<string, SiteSettings> {
  const reader = new SiteReader(given, demo);
  const config = given.text('config');
  if (config === undefined) return new Map([['default', reader.read('default')]]);
  const label = given.label('config');
  const inFile = readSites(config, label, (sentence) => given.wrong(sentence));
  if (inFile?.size === 0) given.wrong(`${label} names no site.`);
  return new Map([...(inFile ?? [])].map(([name, own]) => [name, reader.read(name, own)]));
}

/** Events hold names and numbers: no longer than the requests themselves, but for a reload. */
function keepEvents(sites: readonly SiteSettings[]): number {
  const forget = sites.map(({ policy }) => policy.times?.forget ?? hour);
  return Math.max(minute, Math.min(hour, ...forget));
}

function logLevelOf(given: Given): string {
  const level = given.text('log-level') ?? 'info';
  if (!logLevels.includes(level)) {
    given.wrong(`${given.label('log-level')} is "${level}", none of ${logLevels.join(', ')}.`);
  }
  return level;
}
