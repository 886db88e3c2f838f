import { configOf } from '../config.js';
import type { SiteSettings } from '../settings.js';
import type { Command } from './command.js';

/** Says what the relay would run with. Opens nothing, so that it can be asked while one runs. */
export const check: Command = (given, { print }) => {
  const { settings, madeSecret } = configOf(given);
  const { host, port, database, agents, sites } = settings;
  const keys =
    madeSecret !== undefined
      ? 'a secret made at the start'
      : 'secret' in agents
        ? 'a shared secret'
        : agents.jwks;
  print(`listens on   ${host}, port ${port}`);
  // A URL may hold a password.
  print(`database     ${URL.canParse(database) ? withoutPassword(database) : database}`);
  print(`agents’ keys ${keys}`);
  for (const site of sites.values()) for (const line of linesOf(site)) print(line);
  return Promise.resolve();
};

function linesOf({ name, origins, regions, policy, doNotCall, ...site }: SiteSettings): string[] {
  const { hours, times, dispositions } = policy;
  const hour = 60 * 60_000;
  return [
    `site ${name}`,
    `  origins    ${origins.join(' ')}`,
    `  calls      ${regions === '*' ? 'every country' : regions.join(' ')}`,
    ...(doNotCall.size > 0 ? [`  never      ${doNotCall.size} numbers`] : []),
    `  open       ${hours ? `hours of ${hours.timeZone}` : 'always'}`,
    ...(times
      ? [`  waits for  ${times.receipt / hour} h`, `  keeps for  ${times.forget / hour} h`]
      : []),
    ...(dispositions ? [`  outcomes   ${dispositions.map(({ code }) => code).join(' ')}`] : []),
    ...(site.challenge ? [`  challenge  ${site.challenge.cost}`] : []),
    ...(site.webhook ? [`  webhook    ${new URL(site.webhook.url).origin}`] : []),
    ...(site.mail ? [`  mail       ${site.mail.to.join(' ')}`] : []),
  ];
}

function withoutPassword(text: string): string {
  const url = new URL(text);
  if (url.password) url.password = '***';
  return url.href;
}
