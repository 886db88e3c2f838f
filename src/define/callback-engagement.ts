import './context-root.js';
import { CallbackEngagement } from '../elements/callback-engagement/callback-engagement.js';

if (!customElements.get('callback-engagement'))
  customElements.define('callback-engagement', CallbackEngagement);

declare global {
  interface HTMLElementTagNameMap {
    'callback-engagement': CallbackEngagement;
  }
}
