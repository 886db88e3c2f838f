/** Latin, Cyrillic and Greek letters, and a bar, that are taken for digits and typed for them. */
const looks: Readonly<Record<string, string>> = {
  ...{ O: '0', o: '0', О: '0', о: '0', Ο: '0', ο: '0', Q: '0', D: '0' },
  ...{ l: '1', I: '1', i: '1', '|': '1', І: '1', Ι: '1' },
  ...{ Z: '2', z: '2', З: '3', S: '5', s: '5', b: '6', B: '8' },
};

/** The keys of letters, A to Z (ITU-T E.161, "option A", 3.1.3). */
const keys = '22233344455566677778889999';

/** The text with digits for letters of their looks, or undefined where other letters are among them. */
export function withoutLookalikes(text: string): string | undefined {
  const letters = text.match(/[\p{L}|]/gu) ?? [];
  const digits = text.match(/\d/g) ?? [];
  if (letters.length === 0 || letters.length > digits.length) return undefined;
  if (!letters.every((letter) => letter in looks)) return undefined;
  return text.replace(/[\p{L}|]/gu, (letter) => looks[letter]!);
}

/**
 * The text with the digits of its letters' keys, or undefined where it looks like no such number: it
 * has three letters at least, as in Google's library, and is not masked ("+33 6 6X XX XX 83").
 */
export function fromKeypad(text: string): string | undefined {
  const letters = text.match(/\p{L}/gu) ?? [];
  if (letters.length < 3 || !/\d/.test(text) || letters.every((letter) => /x/i.test(letter))) {
    return undefined;
  }
  if (!letters.every((letter) => /[a-z]/i.test(letter))) return undefined;
  return text.replace(/[a-z]/gi, (letter) => keys[letter.toUpperCase().charCodeAt(0) - 65]!);
}
