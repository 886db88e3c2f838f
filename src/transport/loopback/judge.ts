import { isDialable, numberIsWellFormed, type PhoneNumber } from '../../callback/index.js';

interface Numbered {
  readonly number?: PhoneNumber;
  readonly region?: string;
}

/**
 * Judges, as a backend does, a number that the visitor's page could not. While the rules cannot be
 * loaded it stays as it was typed, and nobody can dial it.
 *
 * @returns `number-invalid` when it is none, or when only the visitor can tell which one is meant
 */
export async function judged<T extends Numbered>(wish: T): Promise<T | 'number-invalid'> {
  const { number } = wish;
  // What is malformed the desk refuses by itself.
  if (!number || isDialable(number) || !numberIsWellFormed(number)) return wish;
  const { raw, region } = number;
  const verdict = await read(raw, region);
  if (!verdict) return wish;
  if (!('number' in verdict)) return 'number-invalid';
  const { region: _, ...rest } = wish;
  const found = verdict.region && { region: verdict.region };
  return { ...rest, number: verdict.number, ...found } as T;
}

async function read(raw: string, region: string) {
  try {
    const { phoneNumbers } = await import('../../phone/index.js');
    await phoneNumbers.load(raw, region);
    return phoneNumbers.read(raw, region);
  } catch {
    // Offline, or the site does not serve the rules.
    return undefined;
  }
}
