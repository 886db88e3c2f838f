import { cleanNumber } from 'callback-elements/phone.js';
import { configOf } from '../config.js';
import { eraseNumber, type Erased } from '../erase.js';
import { Failure } from '../failure.js';
import { outboxWriter } from '../outbox/writer.js';
import { openDatabase } from '../relay.js';
import { purge } from '../store/purge.js';
import type { Command } from './command.js';

/** Erases all that is known of a phone number. */
export const erase: Command = async (given, { say }) => {
  const { settings } = configOf(given);
  const number = cleanNumber(given.words[0]!).replace(/[^+\d]/g, '');
  if (!/^\+[1-9]\d{1,14}$/.test(number)) {
    throw new Failure('erase needs a number with its country, like +390652712.');
  }
  const sites = given.list('site') ?? ['*'];
  const choices = sites.includes('*') ? [undefined] : sites;
  const policyOf = (site: string) => settings.sites.get(site)?.policy;
  // Receivers are told that what was still open has ended.
  const beside = outboxWriter(settings.sites);
  const store = await openDatabase(settings.database, { beside });
  try {
    const all: Erased[] = [];
    for (const site of choices) all.push(await eraseNumber(store, number, { site, policyOf }));
    const count = (key: keyof Erased) => all.reduce((sum, erased) => sum + erased[key], 0);
    say(
      `Erased. Requests: ${count('callbacks')}, events: ${count('events')}, messages: ${count('messages')}.`,
    );
  } finally {
    await store.close();
  }
  if (store.kind === 'sqlite') purge(settings.database);
};
