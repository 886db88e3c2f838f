import './context-root.js';
import { CallbackStatusElement } from '../elements/callback-status/callback-status.js';

if (!customElements.get('callback-status'))
  customElements.define('callback-status', CallbackStatusElement);

declare global {
  interface HTMLElementTagNameMap {
    'callback-status': CallbackStatusElement;
  }
}
