import { once } from 'node:events';
import { signToken } from '../auth.js';
import { configOf } from '../config.js';
import { startRelay } from '../relay.js';
import type { Command } from './command.js';

/** After that the process goes, whatever still runs. Milliseconds. */
const longestStop = 25_000;
const demoLifetime = 7 * 24 * 3_600;

/** Runs the relay until the process is told to stop. */
export const serve: Command = async (given, { say }) => {
  const { settings, madeSecret } = configOf(given);
  const relay = await startRelay(settings);
  // Told at once: a signal from now on stops it in good order.
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  say(`callback-relay listens on ${relay.url}`);
  if (madeSecret !== undefined) {
    const agent = { id: 'demo', name: 'Demo agent' };
    const { issuer, audience } = settings.agents;
    const contents = { agent, sites: '*', lifetime: demoLifetime, issuer, audience } as const;
    say(
      'No key of agents’ tokens is set. Whoever has this one sees every request, until the relay stops:',
    );
    say(await signToken(madeSecret, contents));
  }
  await stopped;
  for (const name of ['SIGTERM', 'SIGINT']) process.once(name, () => process.exit(1));
  const timer = setTimeout(() => {
    say(`It did not stop within ${longestStop / 1_000} s.`);
    process.exit(1);
  }, longestStop);
  try {
    await relay.close();
  } finally {
    clearTimeout(timer);
  }
};
