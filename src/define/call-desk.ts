import './context-root.js';
import './call-box.js';
import './callback-waiting.js';
import { CallDesk } from '../elements/call-desk/call-desk.js';

if (!customElements.get('call-desk')) customElements.define('call-desk', CallDesk);

declare global {
  interface HTMLElementTagNameMap {
    'call-desk': CallDesk;
  }
}
