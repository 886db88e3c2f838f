import { randomToken } from 'callback-elements/callback.js';
import { withStore } from './with-store.js';
import type { Command } from './command.js';

/** After a restore: event numbers of before mean nothing, and readers begin anew. */
export const renewEpoch: Command = (given, { say }) =>
  withStore(given, async ({ sql }) => {
    await sql.all(`UPDATE meta SET value = ? WHERE name = 'epoch'`, randomToken());
    say('The epoch is new. Start the relays.');
  });
