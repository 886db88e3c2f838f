import { parseArgs } from 'node:util';
import { commands, options, type Option } from './options.js';

/** What was said on the command line and in the environment, and what is wrong with it. */
export class Given {
  readonly command: string;
  /** After the command. */
  readonly words: readonly string[];
  readonly #values = new Map<string, { readonly text: string; readonly from: string }>();
  readonly #mistakes = new Set<string>();

  constructor(argv: readonly string[], env: Readonly<Record<string, string | undefined>>) {
    for (const { name, variable } of options) {
      // An empty variable is how a compose file says that there is none.
      const text = variable && env[variable]?.trim();
      if (variable && text) this.#values.set(name, { text, from: variable });
    }
    const words = this.#readFlags(argv);
    this.command = this.isSet('help') ? 'help' : (words[0] ?? 'serve');
    this.words = words.slice(1);
    this.#checkWords();
  }

  /** Each a sentence, in the order in which they were found. */
  get mistakes(): readonly string[] {
    return [...this.#mistakes];
  }

  /** Says what is wrong; the same sentence twice is one. */
  wrong(sentence: string): void {
    this.#mistakes.add(sentence);
  }

  /** How a sentence names an option: as it was given, or as it can be given. */
  label(name: string): string {
    return this.#values.get(name)?.from ?? optionNamed(name)?.variable ?? `--${name}`;
  }

  text(name: string): string | undefined {
    return this.#values.get(name)?.text;
  }

  isSet(name: string): boolean {
    const text = this.text(name);
    return text !== undefined && !['0', 'false', 'no'].includes(text);
  }

  /** Words between spaces or commas. */
  list(name: string): string[] | undefined {
    return this.text(name)
      ?.split(/[\s,]+/)
      .filter((word) => word !== '');
  }

  /** A number within a range, `least` and `most` included. */
  number(name: string, range: NumberRange): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (isWithin(value, range)) return value;
    this.wrong(`${this.label(name)} is "${text}", not ${describe(range)}.`);
    return undefined;
  }

  #readFlags(argv: readonly string[]): string[] {
    const words: string[] = [];
    const { tokens } = parseArgs({
      args: [...argv],
      strict: false,
      tokens: true,
      options: Object.fromEntries([
        ...options.map(({ name, value }) => [name, { type: value ? 'string' : 'boolean' }]),
        ['help', { type: 'boolean', short: 'h' }],
      ]) as Record<string, { type: 'string' | 'boolean'; short?: string }>,
    });
    let unknownAt: number | undefined;
    for (const token of tokens) {
      // What follows a flag that nobody knows is no command, but its value.
      const isItsValue = token.index - 1 === unknownAt;
      if (token.kind === 'positional' && !isItsValue) words.push(token.value);
      if (token.kind !== 'option') continue;
      if (!optionNamed(token.name) && token.value === undefined) unknownAt = token.index;
      const problem = flagProblem(token.rawName, optionNamed(token.name), token.value);
      if (problem) this.wrong(problem);
      else this.#values.set(token.name, { text: token.value ?? 'yes', from: token.rawName });
    }
    return words;
  }

  #checkWords(): void {
    const command = Object.hasOwn(commands, this.command) ? commands[this.command] : undefined;
    if (!command) return this.wrong(`There is no command "${this.command}"; --help lists all.`);
    if (this.command === 'help') return;
    const wanted = command.words === '' ? 0 : 1;
    if (this.words.length < wanted) this.wrong(`${this.command} needs a value: ${command.words}.`);
    for (const word of this.words.slice(wanted)) {
      this.wrong(`${this.command} does not know what to do with "${word}".`);
    }
  }
}

/** Whole unless it says otherwise. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly fractions?: true;
}

export function isWithin(value: number, { least, most, fractions }: NumberRange): boolean {
  return value >= least && value <= most && (fractions || Number.isInteger(value));
}

/** "a whole number from 0 to 65535" */
export function describe({ least, most, fractions }: NumberRange): string {
  return `a ${fractions ? '' : 'whole '}number from ${least} to ${most}`;
}

function optionNamed(name: string): Option | undefined {
  return options.find((option) => option.name === name);
}

function flagProblem(
  flag: string,
  option: Option | undefined,
  value: string | undefined,
): string | undefined {
  if (!option) return `There is no ${flag}; --help lists all.`;
  if (option.secret) {
    return `${flag} would be seen by everybody who lists processes: set ${option.variable} instead.`;
  }
  if (option.value && (!value || value.startsWith('--')))
    return `${flag} needs a value: ${option.value}.`;
  if (!option.value && value !== undefined) return `${flag} takes no value.`;
  return undefined;
}
