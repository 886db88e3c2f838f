import './context-root.js';
import { CallbackStatus } from '../elements/callback-status/callback-status.js';

if (!customElements.get('callback-status'))
  customElements.define('callback-status', CallbackStatus);

declare global {
  interface HTMLElementTagNameMap {
    'callback-status': CallbackStatus;
  }
}
