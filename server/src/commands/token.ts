import { signToken } from '../auth.js';
import { agentSecret, complain } from '../config.js';
import type { Command } from './command.js';

/** Signs a token with the shared secret, and prints it. */
export const token: Command = async (given, { print }) => {
  const id = given.text('agent');
  if (id === undefined) given.wrong('token needs --agent ID.');
  const hours = given.number('hours', { least: 0.01, most: 8_784, fractions: true }) ?? 12;
  const { secret, issuer, audience } = agentSecret(given);
  complain(given);
  const sites = given.list('site') ?? ['*'];
  const contents = {
    agent: { id: id!, name: given.text('name') ?? id! },
    sites: sites.includes('*') ? ('*' as const) : sites,
    lifetime: Math.round(hours * 3_600),
    issuer,
    audience,
  };
  print(await signToken(secret, contents));
};
