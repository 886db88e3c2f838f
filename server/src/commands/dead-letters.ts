import { deadLetters, retryDeadLetters } from '../outbox/dead-letters.js';
import type { Command } from './command.js';
import { withSql } from './with-sql.js';

/** Lists what could not be delivered, or has it tried again. Never shows what a message says. */
export const deadLettersCommand: Command = (given, { print, say }) =>
  withSql(given, async (sql) => {
    const sites = given.list('site') ?? ['*'];
    const choices = sites.includes('*') ? [{}] : sites.map((site) => ({ site }));
    for (const choice of choices) {
      if (given.isSet('retry')) {
        say(`${await retryDeadLetters(sql, choice, Date.now())} to be tried again.`);
        continue;
      }
      for (const { id, site, kind, callbackId, attempts, error, deadAt } of await deadLetters(
        sql,
        choice,
      )) {
        const since = new Date(deadAt).toISOString();
        print([since, site, kind, callbackId, id, `${attempts} attempts`, error].join('\t'));
      }
    }
  });
