import './context-root.js';
import { CallbackStatus } from '../elements/callback-status.js';
import { defineOnce } from '../elements/define-once.js';

defineOnce('callback-status', CallbackStatus);

declare global {
  interface HTMLElementTagNameMap {
    'callback-status': CallbackStatus;
  }
}
