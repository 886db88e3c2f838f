import './context-root.js';
import './call-box.js';
import './callback-waiting.js';
import { CallDesk } from '../elements/call-desk.js';
import { defineOnce } from '../elements/define-once.js';

defineOnce('call-desk', CallDesk);

declare global {
  interface HTMLElementTagNameMap {
    'call-desk': CallDesk;
  }
}
