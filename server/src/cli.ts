#!/usr/bin/env node
import type { Command, Terminal } from './commands/command.js';
import { complain, ConfigError, Given, helpText } from './config.js';
import { Failure } from './failure.js';

/** Loaded when they are asked for: `--help` needs no database driver. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./commands/serve.js')).serve,
  check: async () => (await import('./commands/check.js')).check,
  token: async () => (await import('./commands/token.js')).token,
  erase: async () => (await import('./commands/erase.js')).erase,
  'dead-letters': async () => (await import('./commands/dead-letters.js')).deadLettersCommand,
  backup: async () => (await import('./commands/backup.js')).backup,
  'renew-epoch': async () => (await import('./commands/renew-epoch.js')).renewEpoch,
};

const terminal: Terminal = {
  print: (line) => void process.stdout.write(`${line}\n`),
  // Standard output is for what a command was asked for, and for the relay's log.
  say: (line) => void process.stderr.write(`${line}\n`),
};

try {
  const given = new Given(process.argv.slice(2), process.env);
  if (given.command === 'help' && given.mistakes.length === 0) {
    process.stdout.write(helpText());
  } else {
    const load = commands[given.command];
    if (!load) complain(given);
    else await (await load())(given, terminal);
  }
  process.exitCode = 0;
} catch (error) {
  if (error instanceof ConfigError) {
    for (const mistake of error.mistakes) terminal.say(mistake);
    process.exitCode = 2;
  } else if (error instanceof Failure) {
    terminal.say(error.message);
    process.exitCode = 1;
  } else throw error;
}
