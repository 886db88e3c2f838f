import { difference, type Edit } from '../../phone/index.js';

/**
 * Changes an input's text as typing does, so that the browser's own undo goes back over it: setting
 * `value` would forget all that was typed before. `execCommand` is deprecated, and nothing has come in
 * its place (https://developer.mozilla.org/docs/Web/API/Document/execCommand).
 */
export function writeUndoably(input: HTMLInputElement, { text, caret }: Edit): void {
  const { start, end, put } = difference(input.value, text);
  // Only what has the focus can be typed into, and taking it would open a keyboard.
  if (!input.matches(':focus')) {
    input.value = text;
    return;
  }
  if (start !== end || put !== '') {
    input.setSelectionRange(start, end);
    const done = put === '' ? document.execCommand('delete') : document.execCommand('insertText', false, put); // prettier-ignore
    if (!done || input.value !== text) {
      input.value = text;
      const event = new InputEvent('input', { bubbles: true, composed: true });
      input.dispatchEvent(event);
    }
  }
  input.setSelectionRange(caret, caret);
}
