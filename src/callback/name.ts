/** The longest name, in Unicode code points. */
export const maxNameLength = 100;

/**
 * Characters that are never part of a name and are dropped without a word: control characters, the
 * bidirectional controls (UAX #9: an override could make a name show another number), line and
 * paragraph separators, byte order marks. Zero-width (non-)joiners stay: Persian names and family
 * emoji need them.
 */
const invisible =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu;

/** The name as it is sent and shown: without invisible controls, white space folded and trimmed. */
export function cleanName(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(invisible, '').replace(/\s+/gu, ' ').trim();
}

export type NameProblem = 'name-missing' | 'name-too-long';

/** What is wrong with a name as typed, or undefined. */
export function nameProblem(text: string): NameProblem | undefined {
  const name = cleanName(text);
  if (name === '') return 'name-missing';
  // Code points, not UTF-16 units: an emoji counts once.
  if ([...name].length > maxNameLength) return 'name-too-long';
  return undefined;
}
