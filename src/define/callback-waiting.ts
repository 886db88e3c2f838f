import './context-root.js';
import { CallbackWaiting } from '../elements/callback-waiting/callback-waiting.js';

if (!customElements.get('callback-waiting'))
  customElements.define('callback-waiting', CallbackWaiting);

declare global {
  interface HTMLElementTagNameMap {
    'callback-waiting': CallbackWaiting;
  }
}
