import './call-keypad.js';
import { CallBox } from '../elements/call-box.js';
import { defineOnce } from '../elements/define-once.js';

defineOnce('call-box', CallBox);

declare global {
  interface HTMLElementTagNameMap {
    'call-box': CallBox;
  }
}
