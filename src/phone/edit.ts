import { caretAfter } from './caret.js';
import { isPlainNumber } from './clean.js';

/** A text with a caret in it. */
export interface Edit {
  readonly text: string;
  readonly caret: number;
}

/** What a person is about to do to a text, in the words of `InputEvent`. */
export interface Intent {
  readonly inputType: string;
  readonly data: string | null;
  readonly start: number;
  readonly end: number;
}

/** What each kind of deletion takes with it from the text before the caret. */
const backward: Readonly<Record<string, RegExp>> = {
  deleteContentBackward: /[\d+][^\d+]*$/,
  deleteWordBackward: /(\d+|\+)[^\d+]*$/,
  deleteSoftLineBackward: /.+/,
  deleteHardLineBackward: /.+/,
};

/** The same of the text after it. */
const forward: Readonly<Record<string, RegExp>> = {
  deleteContentForward: /^[^\d+]*[\d+]/,
  deleteWordForward: /^[^\d+]*(\d+|\+)/,
  deleteSoftLineForward: /.+/,
  deleteHardLineForward: /.+/,
};

/**
 * What an intent makes of a number. Deleting punctuation deletes the digit beyond it: formatting would
 * bring the punctuation back. Undefined where that is better left to the browser: what is no number,
 * what an input method composes, what is dragged.
 */
export function editOf(value: string, { inputType, data, start, end }: Intent): Edit | undefined {
  const without = (from: number, to: number, put = '') => ({
    text: value.slice(0, from) + put + value.slice(to),
    caret: from + put.length,
  });
  if (inputType === 'insertText' || inputType === 'insertFromPaste') {
    return data === null ? undefined : without(start, end, data.replace(/[\r\n]+/g, ' '));
  }
  const deletes = inputType === 'deleteByCut' || inputType in backward || inputType in forward;
  if (!isPlainNumber(value) || !deletes) return undefined;
  if (start < end) return without(start, end);
  // Formatting ends with no space: one that was typed does not come back.
  const behindSpace = start === value.length && value.endsWith(' ');
  if (behindSpace && inputType === 'deleteContentBackward') return undefined;
  const [behind = ''] = backward[inputType]?.exec(value.slice(0, start)) ?? [];
  const [ahead = ''] = forward[inputType]?.exec(value.slice(end)) ?? [];
  return behind || ahead ? without(start - behind.length, end + ahead.length) : undefined;
}

/** The same with the text formatted: the caret stays behind the same digit. */
export function formattedEdit({ text, caret }: Edit, formatted: string): Edit {
  return { text: formatted, caret: caretAfter(text, caret, formatted) };
}

/** The smallest piece to replace so that one text becomes the other. */
export function difference(before: string, after: string) {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let same = 0;
  while (same < most - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  return { start, end: before.length - same, put: after.slice(start, after.length - same) };
}
