import type { Given } from '../config.js';

/** What a command may do with the world. */
export interface Terminal {
  /** A line of what was asked for. */
  print(line: string): void;
  /** A line for whoever watches. */
  say(line: string): void;
}

/**
 * A command of the program.
 * @throws {ConfigError | Failure} with sentences for whoever gave it
 */
export type Command = (given: Given, terminal: Terminal) => Promise<void>;
