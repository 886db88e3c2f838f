/** Of a typed number: spaces, dots, brackets, slashes and dashes, which mean nothing. */
const separators = /[\s().\/\u2010-\u2015-]/g;

/**
 * Reads where a visitor is to be transferred: a number (E.164 with its `+`, or digits that the line
 * understands, such as an extension) or a SIP address, for which `sip:` may be left out.
 * @returns the target for the line; undefined where the text holds anything else: nothing of it is
 *   left out.
 */
export function readTransferTarget(text: string): string | undefined {
  const typed = text.trim();
  if (/^(sips?:)?[^\s@:]+@[^\s@]+$/i.test(typed)) {
    return /^sips?:/i.test(typed) ? typed : `sip:${typed}`;
  }
  const number = typed.replace(separators, '');
  return /^(\+[1-9]\d{1,14}|[\d*#]{1,20})$/.test(number) ? number : undefined;
}
