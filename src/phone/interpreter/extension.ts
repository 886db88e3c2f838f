/** A number and what is dialled behind it. */
export interface Extended {
  readonly text: string;
  readonly extension?: string;
}

/**
 * What stands before an extension: words of several languages, or signs, also those that address books
 * write for pauses. Behind a mere sign a long number is none.
 */
const marks = [
  /[\s,;:(-]*(?<!\p{L})(?:e?xt(?:ensi[oó]n)?n?|anexo|доб|int(?:erno)?|durchwahl|dw|poste|ramal|toestel|klappe)(?!\p{L})[.:=\s#-]*(\d{1,15})#?/u, // prettier-ignore
  /\s*(?:[x~#]\.?|,+|;)\s*(\d{1,7})#?/,
  /\s*[pw](\d{1,7})#?/,
  // "645 123 1234-910#"
  /[- ](\d{1,6})#/,
].map(({ source }) => new RegExp(`(?<=\\d\\s*\\)?|\\p{L}\\s)${source}[\\s.)]*$`, 'iu'));

/** The text as one number, the likeliest first: with an extension at its end, and without. */
export function extended(text: string): readonly Extended[] {
  for (const mark of marks) {
    const found = mark.exec(text);
    if (!found) continue;
    return [{ text: text.slice(0, found.index), extension: found[1]! }, { text }];
  }
  return [{ text }];
}
