import { CallKeypad } from '../elements/call-keypad.js';
import { defineOnce } from '../elements/define-once.js';

defineOnce('call-keypad', CallKeypad);

declare global {
  interface HTMLElementTagNameMap {
    'call-keypad': CallKeypad;
  }
}
