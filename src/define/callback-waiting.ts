import './context-root.js';
import { CallbackWaiting } from '../elements/callback-waiting.js';
import { defineOnce } from '../elements/define-once.js';

defineOnce('callback-waiting', CallbackWaiting);

declare global {
  interface HTMLElementTagNameMap {
    'callback-waiting': CallbackWaiting;
  }
}
