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

/**
 * What an intent makes of a number. Deleting punctuation deletes the digit beyond it: formatting would
 * bring the punctuation back. Undefined where that is better left to the browser: words, whole lines,
 * what an input method composes.
 */
export function editOf(value: string, { inputType, data, start, end }: Intent): Edit | undefined {
  const without = (from: number, to: number, put = '') => ({
    text: value.slice(0, from) + put + value.slice(to),
    caret: from + put.length,
  });
  if (inputType === 'insertText' || inputType === 'insertFromPaste') {
    return data === null ? undefined : without(start, end, data.replace(/[\r\n]+/g, ' '));
  }
  if (!isPlainNumber(value) || !/^delete(Content(Back|For)ward|ByCut)$/.test(inputType)) return;
  if (start < end) return without(start, end);
  if (inputType === 'deleteContentBackward') {
    const digit = value.slice(0, start).search(/[\d+][^\d+]*$/);
    return digit < 0 ? undefined : without(digit, start);
  }
  const digit = value.slice(end).search(/[\d+]/);
  return digit < 0 ? undefined : without(start, end + digit + 1);
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
