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
  /** A bracket goes with the one that it closes: "12) 555" might be the twelfth of a list. */
  const deleted = (from: number, to: number) => {
    const { text, caret } = without(from, to);
    const isOpen = /\([^)]*$/.test(value.slice(from, to));
    return { text: isOpen ? text.slice(0, from) + text.slice(from).replace(')', '') : text, caret };
  };
  if (inputType === 'insertText' || inputType === 'insertFromPaste') {
    // A field has one line; what stood on two may be two numbers.
    const line = data?.replace(/^[\r\n]+|[\r\n]+$/g, '').replace(/[\r\n]+/g, ', ');
    return line === undefined ? undefined : without(start, end, line);
  }
  const deletes = inputType === 'deleteByCut' || inputType in backward || inputType in forward;
  if (!isPlainNumber(value) || !deletes) return undefined;
  if (start < end) return deleted(start, end);
  // Formatting ends with no space: one that was typed does not come back.
  const behindSpace = start === value.length && value.endsWith(' ');
  if (behindSpace && inputType === 'deleteContentBackward') return undefined;
  const [behind = ''] = backward[inputType]?.exec(value.slice(0, start)) ?? [];
  const [ahead = ''] = forward[inputType]?.exec(value.slice(end)) ?? [];
  return behind || ahead ? deleted(start - behind.length, end + ahead.length) : undefined;
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
