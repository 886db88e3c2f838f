import './call-keypad.js';
import { CallBox } from '../elements/call-box/call-box.js';

if (!customElements.get('call-box')) customElements.define('call-box', CallBox);

declare global {
  interface HTMLElementTagNameMap {
    'call-box': CallBox;
  }
}
