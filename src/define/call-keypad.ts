import { CallKeypad } from '../elements/call-keypad/call-keypad.js';

if (!customElements.get('call-keypad')) customElements.define('call-keypad', CallKeypad);

declare global {
  interface HTMLElementTagNameMap {
    'call-keypad': CallKeypad;
  }
}
